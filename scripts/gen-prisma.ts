/**
 * `npm run gen:prisma [-- <name of the change>]`: from prisma/schema.prisma writes each provider's schema, and when it
 * differs from the last one a migration with the schema text that it leads to (the next comparison's start), and
 * generates each provider's client into src/server/db/generated (not committed). `--client-only` stops at the clients.
 */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { PrismaLibSql } from '@prisma/adapter-libsql';
import type { SqlMigrationAwareDriverAdapterFactory } from '@prisma/driver-adapter-utils';
import { diffSchemas, type Provider } from '../src/server/db/schema-engine';

const ROOT = path.resolve(import.meta.dirname, '..');
const PRISMA = path.join(ROOT, 'prisma');
const PROVIDERS: readonly Provider[] = ['sqlite', 'postgresql'];

/** Comparing two texts asks PostgreSQL only whether the schema exists and how old the server is. */
function offlinePostgres(): SqlMigrationAwareDriverAdapterFactory {
  const answer = {
    columnNames: ['exists', 'version', 'numeric_version'],
    columnTypes: [5, 7, 0],
    rows: [[true, 'PostgreSQL 15.0', 150000]],
  };
  const base = { provider: 'postgres', adapterName: 'offline' } as const;
  const connect = async () => ({
    ...base,
    queryRaw: async () => answer,
    executeRaw: async () => 0,
    executeScript: async () => {},
    startTransaction: () => Promise.reject(new Error('offline')),
    dispose: async () => {},
  });
  return { ...base, connect, connectToShadowDb: connect } as SqlMigrationAwareDriverAdapterFactory;
}

const FACTORIES = { sqlite: () => new PrismaLibSql({ url: ':memory:' }), postgresql: offlinePostgres };

const clientFolder = (provider: Provider) => path.join(ROOT, 'src/server/db/generated', provider);

function schemaFor(provider: Provider, source: string): string {
  const output = path.relative(path.join(PRISMA, provider), clientFolder(provider));
  const notice = '// Written by `npm run gen:prisma` from prisma/schema.prisma: edit that.\n';
  return notice + source.replace('__PROVIDER__', provider).replace('__OUTPUT__', output);
}

async function lastSchema(migrations: string): Promise<string | undefined> {
  if (!existsSync(migrations)) return undefined;
  const names = (await readdir(migrations)).sort().reverse();
  const last = names.find((name) => existsSync(path.join(migrations, name, 'schema.prisma')));
  return last ? readFile(path.join(migrations, last, 'schema.prisma'), 'utf8') : undefined;
}

async function writeMigration(provider: Provider, schema: string, change: string): Promise<void> {
  const migrations = path.join(PRISMA, provider, 'migrations');
  const sql = await diffSchemas(FACTORIES[provider](), await lastSchema(migrations), schema);
  if (sql === '') return;
  const stamp = new Date().toISOString().replace(/\D/g, '').slice(0, 14);
  const folder = path.join(migrations, `${stamp}_${change}`);
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, 'migration.sql'), sql);
  await writeFile(path.join(folder, 'schema.prisma'), schema);
  console.log(`prisma/${provider}: migration ${path.basename(folder)}`);
}

async function generateClient(provider: Provider): Promise<void> {
  const cli = path.join(ROOT, 'node_modules/prisma/build/index.js');
  const schema = path.join(PRISMA, provider, 'schema.prisma');
  await rm(clientFolder(provider), { recursive: true, force: true });
  await promisify(execFile)(process.execPath, [cli, 'generate', '--schema', schema, '--no-hints'], {
    cwd: ROOT,
    // The client needs no engine binary, yet `generate` asks a download host for one unless it is told of it.
    env: { ...process.env, PRISMA_SCHEMA_ENGINE_BINARY: '/bin/true', CHECKPOINT_DISABLE: '1' },
  });
}

const args = process.argv.slice(2);
const change = args.find((arg) => !arg.startsWith('-')) ?? 'change';
if (!args.includes('--client-only')) {
  const source = (await readFile(path.join(PRISMA, 'schema.prisma'), 'utf8')).replace(/^(\/\/.*\n)+\n/, '\n');
  for (const provider of PROVIDERS) {
    const schema = schemaFor(provider, source);
    await mkdir(path.join(PRISMA, provider), { recursive: true });
    await writeFile(path.join(PRISMA, provider, 'schema.prisma'), schema);
    await writeMigration(provider, schema, change);
  }
}
await Promise.all(PROVIDERS.map(generateClient));
