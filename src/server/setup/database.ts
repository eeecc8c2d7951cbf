/** Brings the database up to date and makes the administrator of a new site. */
import { type Credentials, ensureAdministrator } from '../auth/administrator';
import { type Database, databaseUrl, migrate, openDatabase } from '../db';
import { type Settings, SettingsError } from '../env';

export interface PreparedDatabase {
  readonly provider: string;
  /** Names of the migrations that were applied now. */
  readonly applied: readonly string[];
  /** Only when the administrator was made now: the one time that the password is told. */
  readonly administrator: Credentials | undefined;
}

export const prepareDatabase = (settings: Settings): Promise<PreparedDatabase> =>
  withDatabase(settings, async (database) => ({
    provider: database.provider,
    applied: await migrate(database),
    administrator: await ensureAdministrator(database.db, settings.SEALEGS_ADMIN_EMAIL),
  }));

/** The database outside of web: for the start and the command line. */
export async function withDatabase<T>(
  settings: Settings,
  use: (database: Database) => Promise<T>,
): Promise<T> {
  const database = await reachDatabase(settings);
  try {
    return await use(database);
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
