/** Brings a database to the repository's schema. Idempotent; an unchanged database costs one query. */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { projectRoot } from '../project-root';
import type { Database } from './client';
import { applyMigrations, type Migration } from './schema-engine';

/** Applies the migrations that the database has not seen and returns their names. */
export async function migrate(database: Database, root = projectRoot()): Promise<string[]> {
  const folder = path.join(root, 'prisma', database.provider);
  const names = (await readdir(path.join(folder, 'migrations'))).sort();
  const applied = await appliedNames(database);
  if (names.every((name) => applied.has(name))) return [];
  const migrations = await Promise.all(
    names.map(async (name): Promise<Migration> => {
      const sql = await readFile(path.join(folder, 'migrations', name, 'migration.sql'), 'utf8');
      return { name, sql };
    }),
  );
  const schema = await readFile(path.join(folder, 'schema.prisma'), 'utf8');
  return applyMigrations(database.factory, { provider: database.provider, schema, migrations });
}

async function appliedNames({ db, provider }: Database): Promise<Set<string>> {
  const catalogue =
    provider === 'sqlite'
      ? `SELECT name FROM sqlite_master WHERE type = 'table' AND name = '_prisma_migrations'`
      : `SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema() AND table_name = '_prisma_migrations'`;
  const tables = await db.$queryRawUnsafe<unknown[]>(catalogue);
  if (tables.length === 0) return new Set();
  const rows = await db.$queryRawUnsafe<{ migration_name: string }[]>(
    'SELECT migration_name FROM _prisma_migrations WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL',
  );
  return new Set(rows.map((row) => row.migration_name));
}
