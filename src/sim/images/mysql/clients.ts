/** MySQL's command-line clients, as far as they need no queries. */
import type { NativeProgram, ProgramContext } from '../../contracts';
import { answers, NO_QUERIES, option } from '../shared/database';

const PORT = 3306;

/** `mysqladmin ping`, the usual probe. */
export const mysqladmin =
  (version: string): NativeProgram =>
  async (context) => {
    const args = context.argv.slice(1);
    if (args.includes('--version')) return printVersion(context, version);
    const at = target(args);
    if (!(await answers(context, at.host, at.port))) {
      context.stderr(`mysqladmin: connect to server at '${at.host}' failed\nerror: '${connectError(at)}'\n`);
      return 1;
    }
    if (args.includes('ping')) {
      context.stdout('mysqld is alive\n');
      return 0;
    }
    context.stderr(`mysqladmin: ${NO_QUERIES}\n`);
    return 1;
  };

export const mysqlClient =
  (version: string): NativeProgram =>
  async (context) => {
    const args = context.argv.slice(1);
    if (args.includes('--version') || args.includes('-V')) return printVersion(context, version);
    const at = target(args);
    const up = await answers(context, at.host, at.port);
    context.stderr(up ? `mysql: ${NO_QUERIES}\n` : `ERROR ${connectError(at, true)}\n`);
    return 1;
  };

function printVersion(context: ProgramContext, version: string): number {
  const name = context.argv[0]?.replace(/^.*\//, '');
  context.stdout(`${name}  Ver ${version} for Linux on x86_64 (MySQL Community Server - GPL)\n`);
  return 0;
}

interface Target {
  readonly host: string;
  readonly port: number;
}

const target = (args: readonly string[]): Target => ({
  host: option(args, '-h', '--host') ?? 'localhost',
  port: Number(option(args, '-P', '--port') ?? PORT),
});

function connectError({ host, port }: Target, numbered = false): string {
  const local = "Can't connect to local MySQL server through socket '/var/run/mysqld/mysqld.sock' (2)";
  if (host === 'localhost') return numbered ? `2002 (HY000): ${local}` : local;
  const remote = `Can't connect to MySQL server on '${host}:${port}' (111)`;
  return numbered ? `2003 (HY000): ${remote}` : remote;
}
