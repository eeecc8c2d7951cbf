/** PostgreSQL's command-line clients, as far as they need no queries. */
import type { NativeProgram, ProgramContext } from '../../contracts';
import { answers, NO_QUERIES, option } from '../shared/database';
import { databaseList, readCatalog } from './catalog';

const PORT = 5432;
const SOCKETS = '/var/run/postgresql';
const NO_RESPONSE = 2;

/** The usual probe: 0 and "accepting connections", or 2 and "no response". */
export const pgIsReady: NativeProgram = async (context) => {
  const { host, port } = target(context.argv.slice(1), context.env);
  const up = await answers(context, host ?? 'localhost', port);
  context.stdout(`${host ?? SOCKETS}:${port} - ${up ? 'accepting connections' : 'no response'}\n`);
  return up ? 0 : NO_RESPONSE;
};

export const psql =
  (version: string): NativeProgram =>
  async (context) => {
    const args = context.argv.slice(1);
    if (args.includes('--version') || args.includes('-V')) {
      context.stdout(`psql (PostgreSQL) ${version}\n`);
      return 0;
    }
    const { host, port } = target(args, context.env);
    if (await answers(context, host ?? 'localhost', port))
      return askServer(context, host, Number.parseInt(version, 10));
    if (host === undefined) {
      context.stderr(
        `psql: error: connection to server on socket "${SOCKETS}/.s.PGSQL.${port}" failed: No such file or directory\n\tIs the server running locally and accepting connections on that socket?\n`,
      );
    } else {
      context.stderr(
        `psql: error: connection to server at "${host}", port ${port} failed: Connection refused\n\tIs the server running on that host and accepting TCP/IP connections?\n`,
      );
    }
    return NO_RESPONSE;
  };

/** Who may come in, and which databases there are; only the server beside it is asked. */
async function askServer(context: ProgramContext, host: string | undefined, major: number): Promise<number> {
  const args = context.argv.slice(1);
  const { env, fs, uid = 0 } = context;
  const refuse = (why: string) => {
    context.stderr(`psql: error: ${why}\n`);
    return NO_RESPONSE;
  };
  if (host !== undefined && !LOCAL.includes(host)) return refuse(NO_QUERIES);
  const catalog = await readCatalog(fs, env.PGDATA ?? '/var/lib/postgresql/data');
  const role = option(args, '-U', '--username') ?? env.PGUSER ?? (uid === 0 ? 'root' : 'postgres');
  const lists = args.includes('--list') || args.some((word) => /^-[lqtAwWXx]*l[lqtAwWXx]*$/.test(word));
  const database = option(args, '-d', '--dbname') ?? env.PGDATABASE ?? (lists ? 'postgres' : role);
  const failed = `connection to server on socket "${SOCKETS}/.s.PGSQL.${PORT}" failed: FATAL: `;
  if (role !== catalog.superuser) return refuse(`${failed} role "${role}" does not exist`);
  if (!catalog.databases.includes(database)) return refuse(`${failed} database "${database}" does not exist`);
  const command = option(args, '-c', '--command')?.trim() ?? '';
  if (!lists && !/^\\l(ist)?$/.test(command)) return refuse(NO_QUERIES);
  context.stdout(
    databaseList(
      catalog,
      major,
      args.some((word) => /^-[lqtAwWXx]*t[lqtAwWXx]*$/.test(word)),
    ),
  );
  return 0;
}

const LOCAL = ['localhost', '127.0.0.1', SOCKETS];

const target = (args: readonly string[], env: Readonly<Record<string, string>>) => ({
  host: option(args, '-h', '--host') ?? env.PGHOST,
  port: Number(option(args, '-p', '--port') ?? env.PGPORT ?? PORT),
});
