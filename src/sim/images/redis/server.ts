/** redis-server: command line, start-up log, connections, the snapshot that it writes when it ends. */
import type { ByteStream, NativeProgram, ProgramContext } from '../../contracts';
import { errorCode, signalled } from '../shared/http';
import { timeParts } from '../shared/time';
import { execute, type ServerState, type Session } from './commands';
import { Keyspace } from './keyspace';
import { encodeReply, RespReader } from './resp';

export const DEFAULT_PORT = 6379;
const DATABASES = 16;
const SNAPSHOT_HEADER = 'REDIS0011';

export const redisServer =
  (version: string): NativeProgram =>
  async (context) => {
    const args = context.argv.slice(1);
    if (args.includes('--version') || args.includes('-v')) {
      context.stdout(`Redis server v=${version} sha=00000000:0 malloc=jemalloc-5.3.0 bits=64 build=5ea1e0\n`);
      return 0;
    }
    const config = await readConfig(context, args);
    if (config === undefined) return 1;
    return serve(context, version, config);
  };

/** The configuration file and then the options; undefined after telling what is wrong. */
async function readConfig(
  context: ProgramContext,
  args: readonly string[],
): Promise<Map<string, string> | undefined> {
  const config = new Map([
    ['port', String(DEFAULT_PORT)],
    ['dir', '/data'],
    ['dbfilename', 'dump.rdb'],
    ['appendonly', 'no'],
    ['maxmemory', '0'],
    ['save', '3600 1 300 100 60 10000'],
  ]);
  const [file] = args;
  if (file !== undefined && !file.startsWith('-')) {
    try {
      const text = new TextDecoder().decode(await context.fs.readFile(file));
      for (const line of text.split('\n')) {
        const [name = '', ...value] = line.trim().split(/\s+/);
        if (name !== '' && !name.startsWith('#')) config.set(name.toLowerCase(), unquote(value.join(' ')));
      }
    } catch {
      context.stderr(
        `${logLine(context, 'C', '#')}Fatal error, can't open config file '${file}': No such file or directory\n`,
      );
      return undefined;
    }
  }
  let name: string | undefined;
  for (const arg of args) {
    if (arg.startsWith('--')) {
      name = arg.slice(2).toLowerCase();
      config.set(name, '');
    } else if (name !== undefined) config.set(name, [config.get(name), arg].filter(Boolean).join(' '));
  }
  return config;
}

const unquote = (text: string) => text.replace(/^(["'])(.*)\1$/, '$2');

async function serve(context: ProgramContext, version: string, config: Map<string, string>): Promise<number> {
  const log = (mark: string, text: string, role = 'M') =>
    context.stdout(`${logLine(context, role, mark)}${text}\n`);
  const file = `${config.get('dir')}/${config.get('dbfilename')}`;
  let stop: () => void = () => {};
  const shutDown = new Promise<void>((resolve) => {
    stop = resolve;
  });
  const state: ServerState = {
    version,
    port: Number(config.get('port')),
    startedAt: context.now(),
    password: config.get('requirepass') || undefined,
    config,
    databases: Array.from({ length: DATABASES }, () => new Keyspace(() => context.now())),
    now: () => context.now(),
    connectedClients: 0,
    commandsProcessed: 0,
    save: () => saveSnapshot(context, file, state),
    shutdown: () => stop(),
  };

  log('*', 'oO0OoO0OoO0Oo Redis is starting oO0OoO0OoO0Oo', 'C');
  log('*', `Redis version=${version}, bits=64, commit=00000000, modified=0, pid=1, just started`, 'C');
  if (context.argv.length === 1) {
    log(
      '#',
      'Warning: no config file specified, using the default config. In order to specify a config file use redis-server /path/to/redis.conf',
      'C',
    );
  } else log('*', 'Configuration loaded', 'C');
  log('*', 'monotonic clock: POSIX clock_gettime');
  log('*', `Running mode=standalone, port=${state.port}.`);
  log('*', 'Server initialized');
  if (await loadSnapshot(context, file, state)) log('*', 'DB loaded from disk: 0.000 seconds');
  let listener: { close(): void };
  try {
    listener = await context.net.listen(state.port, { tcp: (stream) => void converse(stream, state) });
  } catch (error) {
    if (errorCode(error) !== 'EADDRINUSE') throw error;
    log(
      '#',
      `Warning: Could not create server TCP listening socket *:${state.port}: bind: Address already in use`,
    );
    log('#', `Failed listening on port ${state.port} (tcp), aborting.`);
    return 1;
  }
  log('*', 'Ready to accept connections tcp');

  const signal = await Promise.race([signalled(context.terminated), shutDown]);
  if (signal !== undefined) {
    const name = signal === 2 ? 'SIGINT' : 'SIGTERM';
    context.stdout(
      `1:signal-handler (${Math.floor(context.now() / 1000)}) Received ${name} scheduling shutdown...\n`,
    );
  }
  log('*', 'User requested shutdown...');
  if (config.get('save') !== '""' && config.get('save') !== '') {
    log('*', 'Saving the final RDB snapshot before exiting.');
    await state.save();
    log('*', 'DB saved on disk');
  }
  listener.close();
  log('#', 'Redis is now ready to exit, bye bye...');
  return 0;
}

/** "1:M 10 Oct 2023 13:55:36.123 * " */
function logLine(context: ProgramContext, role: string, mark: string): string {
  const now = context.now();
  const t = timeParts(now);
  return `1:${role} ${t.day} ${t.monthName} ${t.year} ${t.time}.${String(now % 1000).padStart(3, '0')} ${mark} `;
}

async function converse(stream: ByteStream, state: ServerState): Promise<void> {
  const session: Session = { authenticated: false, db: 0 };
  const input = stream.readable.getReader();
  const output = stream.writable.getWriter();
  const reader = new RespReader();
  state.connectedClients++;
  try {
    for (;;) {
      const { value, done } = await input.read();
      if (done) break;
      reader.push(value);
      for (let request = reader.next(); request !== undefined; request = reader.next()) {
        const words = Array.isArray(request) ? request.map(String) : [];
        const keys = state.databases[session.db];
        if (words.length === 0 || !keys) continue;
        const reply = await execute(words, { keys, state, session });
        await output.write(new TextEncoder().encode(encodeReply(reply)));
        if (words[0]?.toLowerCase() === 'quit') return;
      }
    }
  } catch {
    // The client went away; there is nobody to tell.
  } finally {
    state.connectedClients--;
    await output.close().catch(() => {});
  }
}

async function saveSnapshot(context: ProgramContext, file: string, state: ServerState): Promise<void> {
  const content = `${SNAPSHOT_HEADER}\n${JSON.stringify(state.databases.map((db) => db.dump()))}\n`;
  const folder = file.slice(0, file.lastIndexOf('/'));
  await context.fs.stat(folder).catch(() => context.fs.mkdir(folder));
  await context.fs.writeFile(file, content);
}

async function loadSnapshot(context: ProgramContext, file: string, state: ServerState): Promise<boolean> {
  try {
    const [header, body = ''] = new TextDecoder().decode(await context.fs.readFile(file)).split('\n');
    if (header !== SNAPSHOT_HEADER) return false;
    const dumps: unknown = JSON.parse(body);
    if (Array.isArray(dumps)) for (const [i, dump] of dumps.entries()) state.databases[i]?.load(dump);
    return true;
  } catch {
    return false;
  }
}
