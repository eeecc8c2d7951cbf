/** MySQL's command-line clients, as far as they need no queries. */
import { own } from '@/apimachinery';
import type { NativeProgram, ProgramContext } from '../../contracts';
import { answers, NO_QUERIES, option } from '../shared/database';
import { databasesOf, readAccounts } from './accounts';

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
    if (up && LOCAL.includes(at.host)) return askServer(context);
    context.stderr(up ? `mysql: ${NO_QUERIES}\n` : `ERROR ${connectError(at, true)}\n`);
    return 1;
  };

const LOCAL = ['localhost', '127.0.0.1'];

/** Who may come in, and which databases there are. */
async function askServer(context: ProgramContext): Promise<number> {
  const args = context.argv.slice(1);
  const user = option(args, '-u', '--user') ?? 'root';
  // A password stands right behind its option.
  const password =
    args.flatMap((word) => /^(?:-p|--password=)(.+)$/s.exec(word)?.[1] ?? [])[0] ??
    context.env.MYSQL_PWD ??
    '';
  if (password && !context.env.MYSQL_PWD)
    context.stderr('mysql: [Warning] Using a password on the command line interface can be insecure.\n');
  const accounts = await readAccounts(context.fs);
  if (accounts && own(accounts, user) !== password) {
    context.stderr(
      `ERROR 1045 (28000): Access denied for user '${user}'@'localhost' (using password: ${password ? 'YES' : 'NO'})\n`,
    );
    return 1;
  }
  if (/^\s*show\s+(databases|schemas)\s*;?\s*$/i.test(option(args, '-e', '--execute') ?? '')) {
    context.stdout(`Database\n${(await databasesOf(context.fs)).join('\n')}\n`);
    return 0;
  }
  context.stderr(`mysql: ${NO_QUERIES}\n`);
  return 1;
}

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
