/** PostgreSQL's command-line clients, as far as they need no queries. */
import type { NativeProgram } from '../../contracts';
import { answers, NO_QUERIES, option } from '../shared/database';

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
    if (await answers(context, host ?? 'localhost', port)) context.stderr(`psql: error: ${NO_QUERIES}\n`);
    else if (host === undefined) {
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

const target = (args: readonly string[], env: Readonly<Record<string, string>>) => ({
  host: option(args, '-h', '--host') ?? env.PGHOST,
  port: Number(option(args, '-p', '--port') ?? env.PGPORT ?? PORT),
});
