/** The commands that the simulated server knows: strings, lists, sets, hashes, expiry, and what clients ask first. */
import type { Keyspace } from './keyspace';
import { OK, type Reply, RespError, Simple } from './resp';

export interface Session {
  authenticated: boolean;
  db: number;
}

export interface ServerState {
  readonly version: string;
  readonly port: number;
  readonly startedAt: number;
  readonly password: string | undefined;
  readonly config: ReadonlyMap<string, string>;
  readonly databases: readonly Keyspace[];
  readonly now: () => number;
  connectedClients: number;
  commandsProcessed: number;
  save(): Promise<void>;
  shutdown(): void;
}

export interface CommandContext {
  readonly keys: Keyspace;
  readonly state: ServerState;
  readonly session: Session;
}

interface Command {
  /** As COMMAND INFO tells it: counts the name; negative: at least. */
  readonly arity: number;
  run(args: readonly string[], context: CommandContext): Reply | Promise<Reply>;
}

const NOT_AN_INTEGER = 'ERR value is not an integer or out of range';
const SYNTAX_ERROR = 'ERR syntax error';

/** Runs one command; errors of the protocol come back as values. */
export async function execute(words: readonly string[], context: CommandContext): Promise<Reply> {
  const [name = '', ...args] = words;
  const lower = name.toLowerCase();
  const command = COMMANDS[lower];
  if (!command) {
    const shown = args.map((a) => `'${a}' `).join('');
    return new RespError(`ERR unknown command '${name}', with args beginning with: ${shown}`);
  }
  if (command.arity >= 0 ? words.length !== command.arity : words.length < -command.arity) {
    return new RespError(`ERR wrong number of arguments for '${lower}' command`);
  }
  const open = ['auth', 'hello', 'quit'];
  if (context.state.password !== undefined && !context.session.authenticated && !open.includes(lower)) {
    return new RespError('NOAUTH Authentication required.');
  }
  context.state.commandsProcessed++;
  try {
    return await command.run(args, context);
  } catch (error) {
    if (error instanceof RespError) return error;
    throw error;
  }
}

function integer(text: string | undefined): number {
  if (text === undefined || !/^-?\d{1,19}$/.test(text)) throw new RespError(NOT_AN_INTEGER);
  return Number(text);
}

const string = (keys: Keyspace, key: string) => keys.typed('string', key)?.text;

function increment(keys: Keyspace, key: string, by: number): number {
  const next = integer(string(keys, key) ?? '0') + by;
  keys.ensure<'string'>(key, { type: 'string', text: '' }).text = String(next);
  return next;
}

function set(args: readonly string[], { keys, state }: CommandContext): Reply {
  const [key = '', text = '', ...options] = args;
  let expiresAt: number | undefined;
  let keepTtl = false;
  let condition: string | undefined;
  let wantsOld = false;
  for (let i = 0; i < options.length; i++) {
    const option = (options[i] ?? '').toUpperCase();
    if (option === 'EX') expiresAt = state.now() + integer(options[++i]) * 1000;
    else if (option === 'PX') expiresAt = state.now() + integer(options[++i]);
    else if (option === 'NX' || option === 'XX') condition = option;
    else if (option === 'KEEPTTL') keepTtl = true;
    else if (option === 'GET') wantsOld = true;
    else throw new RespError(SYNTAX_ERROR);
  }
  const old = wantsOld ? (string(keys, key) ?? null) : null;
  const exists = keys.get(key) !== undefined;
  if ((condition === 'NX' && exists) || (condition === 'XX' && !exists)) return old;
  const kept = keepTtl ? keys.expiry(key) : undefined;
  keys.set(key, { type: 'string', text });
  const expiry = expiresAt ?? kept;
  if (expiry !== undefined) keys.expireAt(key, expiry);
  return wantsOld ? old : OK;
}

function range<T>(items: readonly T[], from: number, to: number): readonly T[] {
  const start = from < 0 ? Math.max(items.length + from, 0) : from;
  const end = to < 0 ? items.length + to : to;
  return items.slice(start, end + 1);
}

/** Redis' glob over whole keys: * ? [abc]; matched without backtracking over regular expressions of the user. */
function globMatch(pattern: string, text: string): boolean {
  let [p, t, star, mark] = [0, 0, -1, 0];
  while (t < text.length) {
    const c = pattern.charAt(p);
    const close = c === '[' ? pattern.indexOf(']', p) : -1;
    if (c === '*') {
      star = p++;
      mark = t;
    } else if (close > 0 && inClass(pattern.slice(p + 1, close), text.charAt(t))) {
      p = close + 1;
      t++;
    } else if (close < 0 && p < pattern.length && (c === '?' || c === text.charAt(t))) {
      p++;
      t++;
    } else if (star >= 0) {
      p = star + 1;
      t = ++mark;
    } else return false;
  }
  while (pattern.charAt(p) === '*') p++;
  return p === pattern.length;
}

const inClass = (set: string, c: string) =>
  set.startsWith('^') ? !set.slice(1).includes(c) : set.includes(c);

function pop(key: string, keys: Keyspace, side: 'left' | 'right'): Reply {
  const list = keys.typed('list', key);
  const item = side === 'left' ? list?.items.shift() : list?.items.pop();
  keys.dropIfEmpty(key);
  return item ?? null;
}

function push(key: string, values: readonly string[], keys: Keyspace, side: 'left' | 'right'): number {
  const { items } = keys.ensure<'list'>(key, { type: 'list', items: [] });
  for (const value of values) side === 'left' ? items.unshift(value) : items.push(value);
  return items.length;
}

const hash = (keys: Keyspace, key: string) => keys.ensure<'hash'>(key, { type: 'hash', fields: new Map() });
const members = (keys: Keyspace, key: string) => keys.ensure<'set'>(key, { type: 'set', members: new Set() });

const expire =
  (unitMs: number): Command['run'] =>
  ([key = '', amount], { keys, state }) =>
    keys.expireAt(key, state.now() + integer(amount) * unitMs) ? 1 : 0;

const ttl =
  (unitMs: number): Command['run'] =>
  ([key = ''], { keys, state }) => {
    if (keys.get(key) === undefined) return -2;
    const expiry = keys.expiry(key);
    return expiry === undefined ? -1 : Math.ceil((expiry - state.now()) / unitMs);
  };

function info({ state }: CommandContext): string {
  const uptime = Math.floor((state.now() - state.startedAt) / 1000);
  const keyspace = state.databases.flatMap((db, i) => {
    const count = db.keys().length;
    return count > 0 ? [`db${i}:keys=${count},expires=${db.expiring},avg_ttl=0,subexpiry=0`] : [];
  });
  return [
    '# Server',
    `redis_version:${state.version}`,
    'redis_mode:standalone',
    'os:Linux 6.8.0-sealegs x86_64',
    'arch_bits:64',
    'process_id:1',
    `tcp_port:${state.port}`,
    `uptime_in_seconds:${uptime}`,
    `uptime_in_days:${Math.floor(uptime / 86_400)}`,
    '',
    '# Clients',
    `connected_clients:${state.connectedClients}`,
    '',
    '# Stats',
    `total_commands_processed:${state.commandsProcessed}`,
    '',
    '# Replication',
    'role:master',
    'connected_slaves:0',
    '',
    '# Keyspace',
    ...keyspace,
    '',
  ].join('\r\n');
}

function setAll(args: readonly string[], write: (field: string, value: string) => void, name: string): void {
  if (args.length % 2 !== 0) throw new RespError(`ERR wrong number of arguments for '${name}' command`);
  for (let i = 0; i < args.length; i += 2) write(args[i] ?? '', args[i + 1] ?? '');
}

const COMMANDS: Readonly<Record<string, Command>> = {
  ping: { arity: -1, run: ([text]) => text ?? new Simple('PONG') },
  echo: { arity: 2, run: ([text = '']) => text },
  auth: {
    arity: -2,
    run: (args, { state, session }) => {
      if (state.password === undefined) {
        return new RespError(
          'ERR AUTH <password> called without any password configured for the default user. Are you sure your configuration is correct?',
        );
      }
      session.authenticated = args.at(-1) === state.password;
      return session.authenticated
        ? OK
        : new RespError('WRONGPASS invalid username-password pair or user is disabled.');
    },
  },
  hello: { arity: -1, run: (_, { state }) => ['server', 'redis', 'version', state.version, 'proto', 2] },
  quit: { arity: -1, run: () => OK },
  client: { arity: -2, run: () => OK },
  command: { arity: -1, run: () => [] },
  select: {
    arity: 2,
    run: ([db], { session, state }) => {
      const index = integer(db);
      if (!state.databases[index]) return new RespError('ERR DB index is out of range');
      session.db = index;
      return OK;
    },
  },
  set: { arity: -3, run: set },
  setnx: { arity: 3, run: (args, context) => (set([...args, 'NX'], context) === OK ? 1 : 0) },
  setex: { arity: 4, run: ([key = '', s = '', text = ''], context) => set([key, text, 'EX', s], context) },
  get: { arity: 2, run: ([key = ''], { keys }) => string(keys, key) ?? null },
  getset: { arity: 3, run: (args, context) => set([...args, 'GET'], context) },
  getdel: {
    arity: 2,
    run: ([key = ''], { keys }) => {
      const text = string(keys, key) ?? null;
      keys.delete(key);
      return text;
    },
  },
  mset: {
    arity: -3,
    run: (args, { keys }) => {
      setAll(args, (key, text) => keys.set(key, { type: 'string', text }), 'mset');
      return OK;
    },
  },
  mget: {
    arity: -2,
    run: (args, { keys }) =>
      args.map((key) => {
        const value = keys.get(key);
        return value?.type === 'string' ? value.text : null;
      }),
  },
  append: {
    arity: 3,
    run: ([key = '', text = ''], { keys }) => {
      const value = keys.ensure<'string'>(key, { type: 'string', text: '' });
      value.text += text;
      return value.text.length;
    },
  },
  strlen: { arity: 2, run: ([key = ''], { keys }) => string(keys, key)?.length ?? 0 },
  incr: { arity: 2, run: ([key = ''], { keys }) => increment(keys, key, 1) },
  decr: { arity: 2, run: ([key = ''], { keys }) => increment(keys, key, -1) },
  incrby: { arity: 3, run: ([key = '', by], { keys }) => increment(keys, key, integer(by)) },
  decrby: { arity: 3, run: ([key = '', by], { keys }) => increment(keys, key, -integer(by)) },
  del: { arity: -2, run: (args, { keys }) => args.filter((key) => keys.delete(key)).length },
  unlink: { arity: -2, run: (args, { keys }) => args.filter((key) => keys.delete(key)).length },
  exists: { arity: -2, run: (args, { keys }) => args.filter((key) => keys.get(key) !== undefined).length },
  type: { arity: 2, run: ([key = ''], { keys }) => new Simple(keys.get(key)?.type ?? 'none') },
  keys: { arity: 2, run: ([glob = '*'], { keys }) => keys.keys().filter((key) => globMatch(glob, key)) },
  scan: { arity: -2, run: (_, { keys }) => ['0', keys.keys()] },
  dbsize: { arity: 1, run: (_, { keys }) => keys.keys().length },
  randomkey: { arity: 1, run: (_, { keys }) => keys.keys()[0] ?? null },
  rename: {
    arity: 3,
    run: ([from = '', to = ''], { keys }) => {
      const value = keys.get(from);
      if (!value) return new RespError('ERR no such key');
      keys.delete(from);
      keys.set(to, value);
      return OK;
    },
  },
  expire: { arity: -3, run: expire(1000) },
  pexpire: { arity: -3, run: expire(1) },
  ttl: { arity: 2, run: ttl(1000) },
  pttl: { arity: 2, run: ttl(1) },
  persist: { arity: 2, run: ([key = ''], { keys }) => (keys.persist(key) ? 1 : 0) },
  lpush: { arity: -3, run: ([key = '', ...values], { keys }) => push(key, values, keys, 'left') },
  rpush: { arity: -3, run: ([key = '', ...values], { keys }) => push(key, values, keys, 'right') },
  lpop: { arity: -2, run: ([key = ''], { keys }) => pop(key, keys, 'left') },
  rpop: { arity: -2, run: ([key = ''], { keys }) => pop(key, keys, 'right') },
  llen: { arity: 2, run: ([key = ''], { keys }) => keys.typed('list', key)?.items.length ?? 0 },
  lrange: {
    arity: 4,
    run: ([key = '', from, to], { keys }) =>
      range(keys.typed('list', key)?.items ?? [], integer(from), integer(to)),
  },
  lindex: {
    arity: 3,
    run: ([key = '', at], { keys }) => keys.typed('list', key)?.items.at(integer(at)) ?? null,
  },
  sadd: {
    arity: -3,
    run: ([key = '', ...values], { keys }) => {
      const set = members(keys, key).members;
      const before = set.size;
      for (const value of values) set.add(value);
      return set.size - before;
    },
  },
  srem: {
    arity: -3,
    run: ([key = '', ...values], { keys }) => {
      const removed = values.filter((v) => keys.typed('set', key)?.members.delete(v)).length;
      keys.dropIfEmpty(key);
      return removed;
    },
  },
  smembers: { arity: 2, run: ([key = ''], { keys }) => [...(keys.typed('set', key)?.members ?? [])] },
  scard: { arity: 2, run: ([key = ''], { keys }) => keys.typed('set', key)?.members.size ?? 0 },
  sismember: {
    arity: 3,
    run: ([key = '', value = ''], { keys }) => (keys.typed('set', key)?.members.has(value) ? 1 : 0),
  },
  hset: {
    arity: -4,
    run: ([key = '', ...pairs], { keys }) => {
      const { fields } = hash(keys, key);
      const before = fields.size;
      setAll(pairs, (field, value) => fields.set(field, value), 'hset');
      return fields.size - before;
    },
  },
  hget: {
    arity: 3,
    run: ([key = '', field = ''], { keys }) => keys.typed('hash', key)?.fields.get(field) ?? null,
  },
  hmget: {
    arity: -3,
    run: ([key = '', ...fields], { keys }) =>
      fields.map((f) => keys.typed('hash', key)?.fields.get(f) ?? null),
  },
  hgetall: { arity: 2, run: ([key = ''], { keys }) => [...(keys.typed('hash', key)?.fields ?? [])].flat() },
  hdel: {
    arity: -3,
    run: ([key = '', ...fields], { keys }) => {
      const removed = fields.filter((f) => keys.typed('hash', key)?.fields.delete(f)).length;
      keys.dropIfEmpty(key);
      return removed;
    },
  },
  hexists: {
    arity: 3,
    run: ([key = '', field = ''], { keys }) => (keys.typed('hash', key)?.fields.has(field) ? 1 : 0),
  },
  hkeys: { arity: 2, run: ([key = ''], { keys }) => [...(keys.typed('hash', key)?.fields.keys() ?? [])] },
  hvals: { arity: 2, run: ([key = ''], { keys }) => [...(keys.typed('hash', key)?.fields.values() ?? [])] },
  hlen: { arity: 2, run: ([key = ''], { keys }) => keys.typed('hash', key)?.fields.size ?? 0 },
  hincrby: {
    arity: 4,
    run: ([key = '', field = '', by], { keys }) => {
      const { fields } = hash(keys, key);
      const next = integer(fields.get(field) ?? '0') + integer(by);
      fields.set(field, String(next));
      return next;
    },
  },
  info: { arity: -1, run: (_, context) => info(context) },
  config: {
    arity: -2,
    run: ([verb = '', name = ''], { state }) => {
      if (verb.toLowerCase() !== 'get') return OK;
      return [...state.config].filter(([key]) => globMatch(name, key)).flat();
    },
  },
  time: {
    arity: 1,
    run: (_, { state }) => [String(Math.floor(state.now() / 1000)), String((state.now() % 1000) * 1000)],
  },
  flushdb: {
    arity: -1,
    run: (_, { keys }) => {
      keys.clear();
      return OK;
    },
  },
  flushall: {
    arity: -1,
    run: (_, { state }) => {
      for (const db of state.databases) db.clear();
      return OK;
    },
  },
  save: { arity: 1, run: (_, { state }) => state.save().then(() => OK) },
  bgsave: {
    arity: -1,
    run: (_, { state }) => state.save().then(() => new Simple('Background saving started')),
  },
  shutdown: {
    arity: -1,
    run: (_, { state }) => {
      state.shutdown();
      return OK;
    },
  },
};
