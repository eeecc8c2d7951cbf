/** Commands of lists, sets and hashes. */
import type { Keyspace } from '../keyspace';
import type { Reply } from '../resp';
import { type CommandTable, integer, setPairs } from './types';

function range<T>(items: readonly T[], from: number, to: number): readonly T[] {
  const start = from < 0 ? Math.max(items.length + from, 0) : from;
  const end = to < 0 ? items.length + to : to;
  return items.slice(start, end + 1);
}

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

export const collectionCommands: CommandTable = {
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
      setPairs(pairs, (field, value) => fields.set(field, value), 'hset');
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
};
