/**
 * Databases for tests: SQLite in a temporary folder, and a PostgreSQL server of the test's own (Debian's package, on a
 * unix socket in a temporary folder, no port). Where PostgreSQL is not installed, its suites are skipped and say so.
 */
import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, chown, copyFile, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { type Database, migrate, openDatabase } from '../db';

export interface TestServer {
  /** A fresh, migrated database. */
  open(): Promise<Database>;
  stop(): Promise<void>;
}

export interface TestProvider {
  readonly name: string;
  /** Why it cannot run here. */
  readonly skip: string | undefined;
  start(): Promise<TestServer>;
}

const run = promisify(execFile);
const temporaryFolder = (name: string) => mkdtemp(path.join(tmpdir(), `sealegs-${name}-`));

async function startSqlite(): Promise<TestServer> {
  const folder = await temporaryFolder('sqlite');
  const at = (name: string) =>
    openDatabase({ SEALEGS_DATA: folder, DATABASE_URL: `file:${folder}/${name}.db` });
  const template = await at('template');
  await migrate(template);
  await template.db.$queryRawUnsafe('PRAGMA wal_checkpoint(TRUNCATE)');
  await template.close();
  let count = 0;
  const open = async () => {
    const name = String(count++);
    await copyFile(path.join(folder, 'template.db'), path.join(folder, `${name}.db`));
    return at(name);
  };
  return { open, stop: () => rm(folder, { recursive: true, force: true }) };
}

async function postgresFolder(): Promise<string | undefined> {
  const versions = '/usr/lib/postgresql';
  if (!existsSync(versions)) return undefined;
  const newest = (await readdir(versions)).sort((a, b) => Number(b) - Number(a))[0];
  return newest ? path.join(versions, newest, 'bin') : undefined;
}

/** PostgreSQL refuses to run as root, so root starts it as the user that its package made. */
function postgresUser(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const id = (flag: string) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}

async function startPostgres(bin: string): Promise<TestServer> {
  const folder = await temporaryFolder('postgres');
  await chmod(folder, 0o700);
  const user = postgresUser();
  if (user) await chown(folder, user.uid, user.gid);
  const data = path.join(folder, 'data');
  const asUser = { ...user, cwd: folder, env: { ...process.env, LC_ALL: 'C.UTF-8' } };
  await run(
    path.join(bin, 'initdb'),
    ['-D', data, '-A', 'trust', '-U', 'postgres', '--no-sync', '-E', 'UTF8'],
    asUser,
  );
  const settings = ['listen_addresses=', `unix_socket_directories=${folder}`, 'fsync=off'];
  const server = spawn(
    path.join(bin, 'postgres'),
    ['-D', data, ...settings.flatMap((setting) => ['-c', setting])],
    {
      ...asUser,
      stdio: ['ignore', 'ignore', 'pipe'],
    },
  );
  await readyLine(server);
  const url = (name: string) => `postgresql://postgres@localhost/${name}?host=${encodeURIComponent(folder)}`;
  const at = (name: string) => openDatabase({ SEALEGS_DATA: folder, DATABASE_URL: url(name) });
  const administration = await at('postgres');
  let count = 0;
  return {
    open: async () => {
      const name = `test${count++}`;
      await administration.db.$executeRawUnsafe(`CREATE DATABASE ${name}`);
      const database = await at(name);
      await migrate(database);
      return database;
    },
    stop: async () => {
      await administration.close();
      const ended = new Promise((resolve) => server.once('exit', resolve));
      server.kill('SIGINT');
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function readyLine(server: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let log = '';
    server.stderr?.on('data', (chunk) => {
      log += chunk;
      if (log.includes('ready to accept connections')) resolve();
    });
    server.once('error', reject);
    server.once('exit', (code) => reject(new Error(`PostgreSQL ended with ${code}:\n${log}`)));
  });
}

const postgres = await postgresFolder();

export const testProviders: readonly TestProvider[] = [
  { name: 'sqlite', skip: undefined, start: startSqlite },
  {
    name: 'postgresql',
    skip: postgres ? undefined : 'PostgreSQL is not installed (apt-get install postgresql)',
    start: () => startPostgres(postgres ?? ''),
  },
];
