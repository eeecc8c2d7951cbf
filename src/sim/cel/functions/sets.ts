/** sets.contains, sets.equivalent and sets.intersects of lists. */
// upstream: github.com/google/cel-go ext/sets.go
import type { Environment } from '@marcbachmann/cel-js';
import { spend } from '../meter';
import { celEquals } from '../values';
import { addFunctions } from './function';

type List = readonly unknown[];

class Sets {}

export function registerSets(environment: Environment): void {
  environment.registerType('SetsNamespace', { ctor: Sets } as never);
  environment.registerConstant('sets', 'SetsNamespace', new Sets());
  addFunctions(environment, {
    'SetsNamespace.contains(list<A>, list<A>): bool': (_: Sets, list: List, part: List) =>
      contains(list, part),
    'SetsNamespace.equivalent(list<A>, list<A>): bool': (_: Sets, a: List, b: List) =>
      contains(a, b) && contains(b, a),
    'SetsNamespace.intersects(list<A>, list<A>): bool': (_: Sets, a: List, b: List) => {
      spend(a.length * b.length);
      return a.some((item) => has(b, item));
    },
  });
}

const has = (list: List, item: unknown): boolean => list.some((other) => celEquals(other, item));

function contains(list: List, part: List): boolean {
  spend(list.length * part.length);
  return part.every((item) => has(list, item));
}
