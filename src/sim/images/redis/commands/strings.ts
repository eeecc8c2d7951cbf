/** Commands of strings and counters. */
import type { Keyspace } from '../keyspace';
import { OK, type Reply, RespError } from '../resp';
import { type CommandContext, type CommandTable, integer, setPairs } from './types';

const SYNTAX_ERROR = 'ERR syntax error';

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

export const stringCommands: CommandTable = {
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
      setPairs(args, (key, text) => keys.set(key, { type: 'string', text }), 'mset');
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
};
