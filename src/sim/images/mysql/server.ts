/** MySQL's entrypoint and server: checks the environment, makes the data folder, listens, logs; runs no queries. */
// upstream: github.com/docker-library/mysql docker-entrypoint.sh
import { formatTime } from '@/apimachinery';
import type { NativeProgram, ProgramContext } from '../../contracts';
import {
  exists,
  fileEnv,
  initScripts,
  makeFolders,
  NO_QUERIES,
  SCRIPT_NOT_RUN,
  serveDatabase,
} from '../shared/database';
import { DATA, writeAccounts } from './accounts';

const PORT = 3306;
const INIT_MS = 4_000;
const ACCESS_DENIED = 1045;
const FROM_FILES = ['MYSQL_DATABASE', 'MYSQL_USER', 'MYSQL_PASSWORD', 'MYSQL_ROOT_PASSWORD'] as const;

const CHOICES =
  '    - MYSQL_ROOT_PASSWORD\n    - MYSQL_ALLOW_EMPTY_PASSWORD\n    - MYSQL_RANDOM_ROOT_PASSWORD';
const NO_PASSWORD = `Database is uninitialized and password option is not specified\n    You need to specify one of the following as an environment variable:\n${CHOICES}`;
const USER_IS_ROOT = `MYSQL_USER="root", MYSQL_USER and MYSQL_PASSWORD are for configuring a regular user and cannot be used for the root user\n    Remove MYSQL_USER="root" and use one of the following to control the root user password:\n${CHOICES}`;

export const mysqlEntrypoint =
  (version: string): NativeProgram =>
  async (context) => {
    const started = `Entrypoint script for MySQL Server ${context.env.MYSQL_VERSION} started.`;
    for (const text of [started, "Switching to dedicated user 'mysql'", started]) note(context, text);
    const values = new Map<string, string>();
    for (const name of FROM_FILES) {
      const value = await fileEnv(context, name);
      if (value === undefined)
        return fail(context, `Both ${name} and ${name}_FILE are set (but are exclusive)`);
      values.set(name, value);
    }
    if (!(await exists(context, `${DATA}/mysql`))) {
      const problem = environmentProblem(context, values);
      if (problem !== undefined) return fail(context, problem);
      await initialize(context, values);
    }
    return serve(context, version);
  };

function environmentProblem(
  { env }: ProgramContext,
  values: ReadonlyMap<string, string>,
): string | undefined {
  const chosen =
    values.get('MYSQL_ROOT_PASSWORD') || env.MYSQL_ALLOW_EMPTY_PASSWORD || env.MYSQL_RANDOM_ROOT_PASSWORD;
  if (!chosen) return NO_PASSWORD;
  return values.get('MYSQL_USER') === 'root' ? USER_IS_ROOT : undefined;
}

async function initialize(context: ProgramContext, values: ReadonlyMap<string, string>): Promise<void> {
  const [database, user, password] = ['MYSQL_DATABASE', 'MYSQL_USER', 'MYSQL_PASSWORD'].map(
    (name) => values.get(name) ?? '',
  );
  note(context, 'Initializing database files');
  await context.sleep(INIT_MS);
  for (const folder of ['mysql', 'performance_schema', 'sys'])
    await makeFolders(context, `${DATA}/${folder}`);
  await writeAccounts(context.fs, {
    root: values.get('MYSQL_ROOT_PASSWORD') ?? '',
    ...(user && password ? { [user]: password } : {}),
  });
  for (const file of ['auto.cnf', 'ibdata1', 'mysql.ibd', 'ca.pem', 'server-cert.pem', 'server-key.pem']) {
    await context.fs.writeFile(`${DATA}/${file}`, `${NO_QUERIES}\n`);
  }
  note(context, 'Database files initialized');
  note(context, 'Starting temporary server');
  note(context, 'Temporary server started.');
  if (database) {
    note(context, `Creating database ${database}`);
    await makeFolders(context, `${DATA}/${database}`);
  }
  if (user && password) {
    note(context, `Creating user ${user}`);
    if (database) note(context, `Giving user ${user} access to schema ${database}`);
  }
  for (const path of await initScripts(context)) {
    note(context, `/usr/local/bin/docker-entrypoint.sh: running ${path}`);
    context.stdout(`${SCRIPT_NOT_RUN}\n`);
  }
  note(context, 'Stopping temporary server');
  note(context, 'Temporary server stopped');
  context.stdout('\n');
  note(context, 'MySQL init process done. Ready for start up.');
  context.stdout('\n');
}

async function serve(context: ProgramContext, version: string): Promise<number> {
  const log = (code: string, text: string) => {
    const at = formatTime(context.now()).replace('Z', '.000000Z');
    context.stderr(
      version.startsWith('5.') ? `${at} 0 [Note] ${text}\n` : `${at} 0 [System] [${code}] [Server] ${text}\n`,
    );
  };
  log('MY-010116', `/usr/sbin/mysqld (mysqld ${version}) starting as process 1`);
  const signal = await serveDatabase(context, PORT, {
    refusal: errorPacket(ACCESS_DENIED, NO_QUERIES),
    ready: () =>
      log(
        'MY-010931',
        `/usr/sbin/mysqld: ready for connections. Version: '${version}'  socket: '/var/run/mysqld/mysqld.sock'  port: ${PORT}  MySQL Community Server - GPL.`,
      ),
  });
  if (signal === undefined) return 1;
  log(
    'MY-013172',
    `Received SHUTDOWN from user <via user signal>. Shutting down mysqld (Version: ${version}).`,
  );
  log('MY-010910', `/usr/sbin/mysqld: Shutdown complete (mysqld ${version})  MySQL Community Server - GPL.`);
  return 0;
}

/** What a server sends in place of its greeting when it wants no client. */
function errorPacket(code: number, message: string): Uint8Array {
  const text = new TextEncoder().encode(message);
  const length = text.byteLength + 3;
  return new Uint8Array([length & 255, length >> 8, 0, 0, 255, code & 255, code >> 8, ...text]);
}

const line = (context: ProgramContext, type: string, text: string) =>
  `${formatTime(context.now()).replace('T', ' ').replace('Z', '+00:00')} [${type}] [Entrypoint]: ${text}\n`;

const note = (context: ProgramContext, text: string): void => context.stdout(line(context, 'Note', text));

function fail(context: ProgramContext, text: string): number {
  context.stderr(line(context, 'ERROR', text));
  return 1;
}
