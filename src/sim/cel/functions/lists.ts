/** isSorted, sum, min, max, indexOf and lastIndexOf of lists. */
// upstream: staging/src/k8s.io/apiserver/pkg/cel/library/lists.go
import type { Environment } from '@marcbachmann/cel-js';
import { spend } from '../meter';
import { celEquals, isTimestamp } from '../values';
import { addFunctions, failed } from './function';

type List = readonly unknown[];

export function registerLists(environment: Environment): void {
  addFunctions(environment, {
    'list<A>.isSorted(): bool': (list: List) =>
      list.every((item, i) => i === 0 || compare(list[i - 1], item) <= 0),
    'list<A>.sum(): A': sum,
    'list<A>.min(): A': (list: List) => extreme('min', list, -1),
    'list<A>.max(): A': (list: List) => extreme('max', list, 1),
    'list<A>.indexOf(A): int': (list: List, item: unknown) => {
      spend(list.length);
      return BigInt(list.findIndex((other) => celEquals(other, item)));
    },
    'list<A>.lastIndexOf(A): int': (list: List, item: unknown) => {
      spend(list.length);
      return BigInt(list.findLastIndex((other) => celEquals(other, item)));
    },
  });
}

function compare(a: unknown, b: unknown): number {
  const [left, right] = [ordered(a), ordered(b)];
  if (typeof left !== typeof right) throw failed('no such overload');
  return left < right ? -1 : left > right ? 1 : 0;
}

/** A value that JavaScript can order as CEL does. */
function ordered(value: unknown): string | number | bigint | boolean {
  if (isTimestamp(value)) return value.getTime();
  if (typeof value === 'object' && value !== null) {
    const { seconds, nanos } = value as { readonly seconds?: bigint; readonly nanos?: number };
    if (typeof seconds === 'bigint') return seconds * 1_000_000_000n + BigInt(nanos ?? 0);
  }
  if (typeof value === 'object' || typeof value === 'undefined') throw failed('no such overload');
  return value as string | number | bigint | boolean;
}

function extreme(name: string, list: List, sign: 1 | -1): unknown {
  if (list.length === 0) throw failed(`${name} called on empty list`);
  return list.reduce((best, item) => (compare(item, best) === sign ? item : best));
}

function sum(list: List): unknown {
  if (list.every((item) => typeof item === 'bigint')) return list.reduce((a, b) => a + (b as bigint), 0n);
  if (list.every((item) => typeof item === 'number')) return list.reduce((a, b) => a + (b as number), 0);
  throw failed('no such overload');
}
