/** Brings the database up to date and makes the administrator of a new site. */
import { type Credentials, ensureAdministrator } from '../auth/administrator';
import { createAuth } from '../auth/auth';
import { cookieSecret } from '../auth/secret';
import { migrate, openDatabase } from '../db';
import type { Settings } from '../env';
import { createLogger } from '../log';

export interface PreparedDatabase {
  readonly provider: string;
  /** Names of the migrations that were applied now. */
  readonly applied: readonly string[];
  /** Only when the administrator was made now: the one time that the password is told. */
  readonly administrator: Credentials | undefined;
}

export async function prepareDatabase(settings: Settings): Promise<PreparedDatabase> {
  const database = await openDatabase(settings);
  try {
    const applied = await migrate(database);
    const auth = createAuth({
      database,
      settings,
      secret: await cookieSecret(settings),
      log: createLogger('setup', settings.LOG_LEVEL),
      originAllowed: () => false,
    });
    const administrator = await ensureAdministrator(database.db, auth, settings.SEALEGS_ADMIN_EMAIL);
    return { provider: database.provider, applied, administrator };
  } finally {
    await database.close();
  }
}
