/** Brings the database up to date and makes the administrator of a new site. */
import { type Credentials, ensureAdministrator } from '../auth/administrator';
import { type Auth, createAuth } from '../auth/auth';
import { cookieSecret } from '../auth/secret';
import { type Database, migrate, openDatabase } from '../db';
import type { Settings } from '../env';
import { createLogger } from '../log';

export interface PreparedDatabase {
  readonly provider: string;
  /** Names of the migrations that were applied now. */
  readonly applied: readonly string[];
  /** Only when the administrator was made now: the one time that the password is told. */
  readonly administrator: Credentials | undefined;
}

export const prepareDatabase = (settings: Settings): Promise<PreparedDatabase> =>
  withAuth(settings, async (database, auth) => ({
    provider: database.provider,
    applied: await migrate(database),
    administrator: await ensureAdministrator(database.db, auth, settings.SEALEGS_ADMIN_EMAIL),
  }));

/** The database and identity outside of web: for the start and the command line. */
export async function withAuth<T>(
  settings: Settings,
  use: (database: Database, auth: Auth) => Promise<T>,
): Promise<T> {
  const database = await openDatabase(settings);
  try {
    const auth = createAuth({
      database,
      settings,
      secret: await cookieSecret(settings),
      log: createLogger('setup', settings.LOG_LEVEL),
      originAllowed: () => false,
    });
    return await use(database, auth);
  } finally {
    await database.close();
  }
}
