/** Brings the database up to date and makes the administrator of a new site. */
import { type Credentials, ensureAdministrator } from '../auth/administrator';
import { type Auth, createAuth } from '../auth/auth';
import { cookieSecret } from '../auth/secret';
import { type Database, databaseUrl, migrate, openDatabase } from '../db';
import { type Settings, SettingsError } from '../env';
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
  const database = await reachDatabase(settings);
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

/** An open database that answers. @throws SettingsError with the driver's own reason */
export async function reachDatabase(settings: Settings): Promise<Database> {
  const cannot = (error: unknown) =>
    new SettingsError(`The database ${shownDatabase(settings)} cannot be used: ${reasonOf(error)}`);
  const database = await openDatabase(settings).catch((error) => {
    throw cannot(error);
  });
  try {
    await database.db.$queryRawUnsafe('SELECT 1');
    return database;
  } catch (error) {
    await database.close();
    throw cannot(error);
  }
}

/** Its address without who signs in there and how. */
export const shownDatabase = (settings: Pick<Settings, 'DATABASE_URL' | 'SEALEGS_DATA'>): string =>
  databaseUrl(settings).replace(/\/\/.*@/, '//…@');

/** Prisma puts the reason at the end of a paragraph about the call. */
const reasonOf = (error: unknown): string => {
  const text = error instanceof Error ? error.message.trim() : String(error);
  return /Message: `(.*)`/s.exec(text)?.[1] ?? text.split('\n').at(-1) ?? text;
};
