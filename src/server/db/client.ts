/**
 * The database: SQLite in one file by default, PostgreSQL by DATABASE_URL. The two generated clients are the same but
 * for their provider, and the code sees SQLite's type for both.
 */
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { PrismaLibSql } from '@prisma/adapter-libsql';
import { PrismaPg } from '@prisma/adapter-pg';
import type { SqlMigrationAwareDriverAdapterFactory } from '@prisma/driver-adapter-utils';
import type { Settings } from '../env';
import { PrismaClient as PostgresClient } from './generated/postgresql/client';
import { type Prisma, PrismaClient as SqliteClient } from './generated/sqlite/client';
import type { Provider } from './schema-engine';

export type Db = SqliteClient;
/** The database inside a transaction. */
export type Tx = Prisma.TransactionClient;
export type { Prisma };

export interface Database {
  readonly provider: Provider;
  readonly db: Db;
  /** For the schema engine. */
  readonly factory: SqlMigrationAwareDriverAdapterFactory;
  close(): Promise<void>;
}

/** How long a writer waits for another process (the command line beside a running server). */
const BUSY_MS = 5000;

export const databaseUrl = (settings: Pick<Settings, 'DATABASE_URL' | 'SEALEGS_DATA'>): string =>
  settings.DATABASE_URL ?? `file:${path.join(settings.SEALEGS_DATA, 'sealegs.db')}`;

export async function openDatabase(
  settings: Pick<Settings, 'DATABASE_URL' | 'SEALEGS_DATA'>,
): Promise<Database> {
  const url = databaseUrl(settings);
  return url.startsWith('file:') ? openSqlite(url) : openPostgres(url);
}

async function openSqlite(url: string): Promise<Database> {
  await mkdir(path.dirname(url.slice('file:'.length)), { recursive: true, mode: 0o700 });
  const factory = new PrismaLibSql({ url, timeout: BUSY_MS });
  const db = new SqliteClient({ adapter: factory });
  // Kept in the file: readers and the one writer no longer wait for each other.
  await db.$queryRawUnsafe('PRAGMA journal_mode = WAL');
  return { provider: 'sqlite', db, factory, close: () => db.$disconnect() };
}

async function openPostgres(url: string): Promise<Database> {
  const factory = new PrismaPg({ connectionString: url });
  const db = new PostgresClient({ adapter: factory }) as unknown as Db;
  return { provider: 'postgresql', db, factory, close: () => db.$disconnect() };
}
