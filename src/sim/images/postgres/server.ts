/** PostgreSQL's entrypoint and server: checks the environment, makes the data folder, listens, logs; runs no queries. */
// upstream: github.com/docker-library/postgres docker-entrypoint.sh
import { formatTime } from '@/apimachinery';
import type { NativeProgram, ProgramContext } from '../../contracts';
import {
  fileEnv,
  INIT_FOLDER,
  initScripts,
  makeFolders,
  NO_QUERIES,
  SCRIPT_NOT_RUN,
  serveDatabase,
} from '../shared/database';
import { writeCatalog } from './catalog';

const PORT = 5432;
const INIT_MS = 2_000;
const SIGTERM = 15;
const FROM_FILES = ['POSTGRES_PASSWORD', 'POSTGRES_USER', 'POSTGRES_DB', 'POSTGRES_INITDB_ARGS'] as const;

const NO_PASSWORD = `Error: Database is uninitialized and superuser password is not specified.
       You must specify POSTGRES_PASSWORD to a non-empty value for the
       superuser. For example, "-e POSTGRES_PASSWORD=password" on "docker run".

       You may also use "POSTGRES_HOST_AUTH_METHOD=trust" to allow all
       connections without a password. This is *not* recommended.

       See PostgreSQL documentation about "trust":
       https://www.postgresql.org/docs/current/auth-trust.html
`;

export const postgresEntrypoint =
  (version: string): NativeProgram =>
  async (context) => {
    const { env, fs } = context;
    const data = env.PGDATA ?? '/var/lib/postgresql/data';
    const found = await fs.readFile(`${data}/PG_VERSION`).catch(() => undefined);
    if (found) {
      context.stdout(
        '\nPostgreSQL Database directory appears to contain a database; Skipping initialization\n\n',
      );
      return serve(context, version, new TextDecoder().decode(found).trim());
    }
    const values = new Map<string, string>();
    for (const name of FROM_FILES) {
      const value = await fileEnv(context, name);
      if (value === undefined) {
        return fail(context, `error: both ${name} and ${name}_FILE are set (but are exclusive)\n`);
      }
      values.set(name, value);
    }
    if (!values.get('POSTGRES_PASSWORD') && env.POSTGRES_HOST_AUTH_METHOD !== 'trust')
      return fail(context, NO_PASSWORD);
    const inside = await fs.readdir(data).catch(() => []);
    if (inside.length > 0) return fail(context, notEmpty(data, inside));
    const superuser = values.get('POSTGRES_USER') || 'postgres';
    const database = values.get('POSTGRES_DB') || superuser;
    await initialize(context, { data, version, superuser, database });
    return serve(context, version, majorOf(version));
  };

const majorOf = (version: string): string => version.split('.')[0] ?? '';

/** What initdb says of a volume's own folder, for one. */
const notEmpty = (data: string, inside: readonly string[]): string =>
  `initdb: error: directory "${data}" exists but is not empty\n${
    inside.includes('lost+found')
      ? 'initdb: detail: It contains a lost+found directory, perhaps due to it being a mount point.\ninitdb: hint: Using a mount point directly as the data directory is not recommended.\nCreate a subdirectory under the mount point.\n'
      : `initdb: hint: If you want to create a new database system, either remove or empty the directory "${data}" or run initdb with an argument other than "${data}".\n`
  }`;

interface NewDatabase {
  readonly data: string;
  readonly version: string;
  readonly superuser: string;
  readonly database: string;
}

async function initialize(context: ProgramContext, of: NewDatabase): Promise<void> {
  const { data, version, superuser, database } = of;
  const { fs } = context;
  context.stdout(
    `The files belonging to this database system will be owned by user "postgres".\nThis user must also own the server process.\n\nfixing permissions on existing directory ${data} ... ok\ncreating subdirectories ... ok\n`,
  );
  await context.sleep(INIT_MS);
  await makeFolders(context, data);
  await fs.writeFile(`${data}/PG_VERSION`, `${majorOf(version)}\n`, { mode: 0o600 });
  await fs.writeFile(`${data}/postgresql.conf`, "listen_addresses = '*'\n", { mode: 0o600 });
  await fs.writeFile(`${data}/pg_hba.conf`, 'host all all all scram-sha-256\n', { mode: 0o600 });
  for (const folder of ['base', 'global', 'pg_wal']) await fs.mkdir(`${data}/${folder}`);
  context.stdout(
    'creating configuration files ... ok\nrunning bootstrap script ... ok\nsyncing data to disk ... ok\n\nwaiting for server to start.... done\nserver started\n',
  );
  const isOwn = database !== 'postgres';
  await writeCatalog(fs, data, {
    superuser,
    databases: ['postgres', 'template0', 'template1', ...(isOwn ? [database] : [])],
  });
  if (isOwn) context.stdout('CREATE DATABASE\n\n');
  await passOverScripts(context);
  context.stdout(
    '\nwaiting for server to shut down.... done\nserver stopped\n\nPostgreSQL init process complete; ready for start up.\n\n',
  );
}

// upstream: docker_process_init_files
async function passOverScripts(context: ProgramContext): Promise<void> {
  const found = await initScripts(context);
  const say = (what: string) => context.stdout(`/usr/local/bin/docker-entrypoint.sh: ${what}\n`);
  context.stdout('\n');
  for (const path of found.length > 0 ? found : [`${INIT_FOLDER}/*`]) {
    if (/\.(sh|sql|sql\.gz|sql\.xz|sql\.zst)$/.test(path)) {
      say(`running ${path}`);
      context.stdout(`${SCRIPT_NOT_RUN}\n`);
    } else say(`ignoring ${path}`);
    context.stdout('\n');
  }
}

async function serve(context: ProgramContext, version: string, initializedBy: string): Promise<number> {
  const log = (text: string, level = 'LOG') => {
    const at = formatTime(context.now()).replace('T', ' ').replace('Z', '.000 UTC');
    context.stderr(`${at} [1] ${level}:  ${text}\n`);
  };
  if (initializedBy !== majorOf(version)) {
    log('database files are incompatible with server', 'FATAL');
    log(
      `The data directory was initialized by PostgreSQL version ${initializedBy}, which is not compatible with this version ${version}.`,
      'DETAIL',
    );
    return 1;
  }
  log(`starting PostgreSQL ${version} on x86_64-pc-linux-gnu, 64-bit`);
  const signal = await serveDatabase(context, PORT, {
    refusal: errorResponse(NO_QUERIES),
    ready: () => {
      log(`listening on IPv4 address "0.0.0.0", port ${PORT}`);
      log(`listening on IPv6 address "::", port ${PORT}`);
      log(`listening on Unix socket "/var/run/postgresql/.s.PGSQL.${PORT}"`);
      log('database system is ready to accept connections');
    },
  });
  if (signal === undefined) {
    log('could not bind IPv4 address "0.0.0.0": Address already in use');
    log('could not create any TCP/IP sockets', 'FATAL');
    return 1;
  }
  log(`received ${signal === SIGTERM ? 'smart' : 'fast'} shutdown request`);
  log('shutting down');
  log('database system is shut down');
  return 0;
}

/** An ErrorResponse of the wire protocol: severity, code, message. */
function errorResponse(message: string): Uint8Array {
  const fields = new TextEncoder().encode(`SFATAL\0C0A000\0M${message}\0\0`);
  const frame = new Uint8Array(fields.byteLength + 5);
  frame[0] = 'E'.charCodeAt(0);
  new DataView(frame.buffer).setUint32(1, fields.byteLength + 4);
  frame.set(fields, 5);
  return frame;
}

function fail(context: ProgramContext, text: string): number {
  context.stderr(text);
  return 1;
}
