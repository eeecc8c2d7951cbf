/** What the database images share: variables that may come from files, a port that is open, a client's question whether. */
import type { ProgramContext } from '../../contracts';
import { serveUntilSignal } from './serve';

/** What the servers and clients say instead of speaking their protocol. */
export const NO_QUERIES =
  'this database is simulated: it starts, listens and keeps its folder, but runs no queries (docs/images.md)';

/** The value of NAME, or of the file that NAME_FILE names. Undefined: both are set. */
export async function fileEnv(context: ProgramContext, name: string): Promise<string | undefined> {
  const { env, fs } = context;
  const file = env[`${name}_FILE`];
  if (env[name] && file) return undefined;
  if (!file) return env[name] ?? '';
  return new TextDecoder().decode(await fs.readFile(file)).replace(/\n+$/, '');
}

export const exists = (context: ProgramContext, path: string): Promise<boolean> =>
  context.fs.stat(path).then(
    () => true,
    () => false,
  );

/** `mkdir -p` */
export async function makeFolders(context: ProgramContext, path: string): Promise<void> {
  const parts = path.split('/').filter(Boolean);
  for (let depth = 1; depth <= parts.length; depth++) {
    const folder = `/${parts.slice(0, depth).join('/')}`;
    if (!(await exists(context, folder))) await context.fs.mkdir(folder);
  }
}

/** Serves a port on which every client gets one message (if there is one) and the end. */
export const serveDatabase = (
  context: ProgramContext,
  port: number,
  { refusal, ready }: { refusal?: Uint8Array; ready: () => void },
): Promise<number | undefined> =>
  serveUntilSignal(context, port, {
    ready,
    tcp: (stream) => {
      const writer = stream.writable.getWriter();
      const told = refusal ? writer.write(refusal) : Promise.resolve();
      // The client may be gone already; there is nobody else to tell.
      void told.then(() => writer.close()).catch(() => {});
    },
  });

/** The value of a client's option: `-h x`, `-hx`, `--host x`, `--host=x`. */
export function option(args: readonly string[], short: string, long: string): string | undefined {
  for (const [i, arg] of args.entries()) {
    if (arg === short || arg === long) return args[i + 1];
    if (arg.startsWith(`${long}=`)) return arg.slice(long.length + 1);
    if (arg.startsWith(short) && !arg.startsWith('--')) return arg.slice(short.length);
  }
  return undefined;
}

/** Whether something listens there. */
export async function answers(context: ProgramContext, host: string, port: number): Promise<boolean> {
  try {
    const stream = await context.net.dial(host === 'localhost' ? '127.0.0.1' : host, port);
    await stream.writable.close();
    return true;
  } catch {
    return false;
  }
}

export const INIT_FOLDER = '/docker-entrypoint-initdb.d';
/** What is said where a script would be run. */
export const SCRIPT_NOT_RUN = `sealegs: it is not run: ${NO_QUERIES}`;

/** The files of the folder of scripts for a new database, by their whole paths. */
export async function initScripts({ fs }: ProgramContext): Promise<readonly string[]> {
  const names = await fs.readdir(INIT_FOLDER).catch(() => []);
  return names
    .filter((name) => !name.startsWith('.'))
    .toSorted()
    .map((name) => `${INIT_FOLDER}/${name}`);
}
