/** Commands of keys whatever they hold, and of their expiry. */
import { OK, RespError, Simple } from '../resp';
import { globMatch } from './glob';
import { type Command, type CommandTable, integer } from './types';

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

export const keyCommands: CommandTable = {
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
};
