import { describe, expect, it } from 'vitest';
import { pathsOf, setOf } from './field-set';
import { DEDUCED } from './merge-type';
import { listOf, path, struct, THING, text } from './testing';
import { compare, fieldSetOf, mergeTyped, removeItems } from './typed';
import { typedErrors } from './validate';

describe('fields of a value', () => {
  it.each([
    ['scalars by themselves', { spec: { replicas: 1 } }, [path('spec', 'replicas')]],
    ['null too', { spec: { replicas: null } }, [path('spec', 'replicas')]],
    [
      'atomic lists and maps as a whole',
      { spec: { args: ['a'], selector: { a: 'b' }, ref: { name: 'x' } } },
      [path('spec', 'args'), path('spec', 'ref'), path('spec', 'selector')],
    ],
    ['map entries, not the map', { metadata: { labels: { a: 'b' } } }, [path('metadata', 'labels', 'a')]],
    ['empty structs', { spec: { strategy: {} } }, [path('spec', 'strategy')]],
    [
      'items and what is in them',
      { spec: { items: [{ name: 'x', image: 'y' }] } },
      [
        path('spec', 'items', { name: 'x' }),
        path('spec', 'items', { name: 'x' }, 'image'),
        path('spec', 'items', { name: 'x' }, 'name'),
      ],
    ],
    [
      'keys with their defaults',
      { spec: { ports: [{ port: 80 }] } },
      [
        path('spec', 'ports', { port: 80, protocol: 'TCP' }),
        path('spec', 'ports', { port: 80, protocol: 'TCP' }, 'port'),
      ],
    ],
    ['values of a set', { metadata: { finalizers: ['a'] } }, [path('metadata', 'finalizers', ['a'])]],
  ])('%s', (_, value, paths) => {
    expect(pathsOf(fieldSetOf(value, THING))).toEqual(paths);
  });

  it('are deduced where there is no type: objects are granular, lists atomic', () => {
    expect(pathsOf(fieldSetOf({ a: { b: [{ c: 1 }] } }, DEDUCED))).toEqual([path('a'), path('a', 'b')]);
  });
});

describe('comparison', () => {
  const told = (old: unknown, next: unknown) => {
    const { added, modified, removed } = compare(old, next, THING);
    return { added: pathsOf(added), modified: pathsOf(modified), removed: pathsOf(removed) };
  };
  const labels = path('metadata', 'labels');

  it.each([
    ['equal values', { spec: { args: ['a'] } }, { spec: { args: ['a'] } }, {}],
    [
      'a changed scalar',
      { spec: { replicas: 1 } },
      { spec: { replicas: 2 } },
      {
        modified: [path('spec', 'replicas')],
      },
    ],
    [
      'a new map and its entry',
      { metadata: {} },
      { metadata: { labels: { a: 'b' } } },
      {
        added: [labels, [...labels, 'f:a']],
      },
    ],
    [
      'a new entry',
      { metadata: { labels: {} } },
      { metadata: { labels: { a: 'b' } } },
      {
        added: [[...labels, 'f:a']],
      },
    ],
    [
      'a removed map',
      { metadata: { labels: { a: 'b' } } },
      { metadata: {} },
      {
        removed: [labels, [...labels, 'f:a']],
      },
    ],
    [
      'an item of an atomic list',
      { spec: { args: ['a'] } },
      { spec: { args: ['b'] } },
      {
        modified: [path('spec', 'args')],
      },
    ],
    [
      'order of a list map does not matter',
      { spec: { items: [{ name: 'a' }, { name: 'b' }] } },
      { spec: { items: [{ name: 'b' }, { name: 'a' }] } },
      {},
    ],
    ['null is as good as absent', { spec: {} }, { spec: { replicas: null } }, {}],
    [
      'null for a value changes it',
      { spec: { replicas: 1 } },
      { spec: { replicas: null } },
      {
        modified: [path('spec', 'replicas')],
      },
    ],
  ])('%s', (_, old, next, expected) => {
    expect(told(old, next)).toEqual({ added: [], modified: [], removed: [], ...expected });
  });
});

describe('merging', () => {
  const items = (...names: string[]) => ({ spec: { items: names.map((name) => ({ name })) } });
  it.each([
    [
      'sets are united',
      { metadata: { finalizers: ['a', 'b'] } },
      { metadata: { finalizers: ['c', 'b'] } },
      {
        metadata: { finalizers: ['a', 'c', 'b'] },
      },
    ],
    [
      'atomic lists are replaced',
      { spec: { args: ['a', 'b'] } },
      { spec: { args: ['c'] } },
      {
        spec: { args: ['c'] },
      },
    ],
    [
      'atomic structs are replaced',
      { spec: { ref: { name: 'a', kind: 'b' } } },
      { spec: { ref: { name: 'c' } } },
      {
        spec: { ref: { name: 'c' } },
      },
    ],
    [
      'granular structs are merged',
      { spec: { strategy: { type: 'a' } } },
      { spec: { strategy: { surge: 1 } } },
      {
        spec: { strategy: { type: 'a', surge: 1 } },
      },
    ],
    [
      'items meet by their keys',
      { spec: { items: [{ name: 'a', image: 'x' }] } },
      { spec: { items: [{ name: 'a', env: { k: 'v' } }, { name: 'b' }] } },
      {
        spec: { items: [{ name: 'a', image: 'x', env: { k: 'v' } }, { name: 'b' }] },
      },
    ],
    [
      'ports meet by key defaults',
      { spec: { ports: [{ port: 80, protocol: 'TCP' }] } },
      { spec: { ports: [{ port: 80 }] } },
      {
        spec: { ports: [{ port: 80, protocol: 'TCP' }] },
      },
    ],
    ['the live order is kept', items('a', 'b', 'c'), items('b'), items('a', 'b', 'c')],
    [
      'the order of the configuration wins among shared items',
      items('a', 'b', 'c'),
      items('c', 'a'),
      items('b', 'c', 'a'),
    ],
    [
      'new items come where the configuration has them',
      items('a', 'b'),
      items('a', 'x', 'b', 'y'),
      items('a', 'x', 'b', 'y'),
    ],
    [
      'null empties a scalar and leaves a map',
      { spec: { replicas: 1, strategy: { type: 'a' } } },
      { spec: { replicas: null, strategy: null } },
      {
        spec: { replicas: null, strategy: { type: 'a' } },
      },
    ],
  ])('%s', (_, live, config, expected) => {
    expect(mergeTyped(live, config, THING)).toEqual(expected);
  });
});

it('removes fields, entries and items, and what is left empty', () => {
  const value = {
    metadata: { labels: { a: '1' }, finalizers: ['x', 'y'] },
    spec: { replicas: 1, items: [{ name: 'a', image: 'i' }, { name: 'b' }] },
  };
  const set = setOf(
    path('metadata', 'labels', 'a'),
    path('metadata', 'finalizers', ['x']),
    path('spec', 'items', { name: 'a' }, 'image'),
    path('spec', 'items', { name: 'b' }),
  );
  expect(removeItems(value, set, THING)).toEqual({
    metadata: { finalizers: ['y'] },
    spec: { replicas: 1, items: [{ name: 'a' }] },
  });
});

describe('errors of a value', () => {
  it.each([
    ['unknown fields', { spec: { foo: 1 } }, '.spec.foo: field not declared in schema'],
    [
      'no text',
      { metadata: { name: 80 } },
      '.metadata.name: expected string, got &value.valueUnstructured{Value:80}',
    ],
    [
      'no number',
      { spec: { replicas: 'x' } },
      '.spec.replicas: expected numeric (int or float), got *value.valueUnstructured',
    ],
    ['no list', { spec: { args: {} } }, '.spec.args: expected list, got &{map[]}'],
    ['no map', { spec: { strategy: [1, 'a'] } }, '.spec.strategy: expected map, got &{[1 a]}'],
    [
      'items without their key',
      { spec: { items: [{ image: 'x' }] } },
      '.spec.items: element 0: associative list with keys has an element that omits key field "name" (and doesn\'t have default value)',
    ],
    [
      'the same item twice',
      { spec: { items: [{ name: 'a' }, { name: 'a' }] } },
      '.spec.items: duplicate entries for key [name="a"]',
    ],
    [
      'several at once',
      { spec: { replicas: 'x', items: [{ name: 'a', image: true }] } },
      'errors:\n  .spec.replicas: expected numeric (int or float), got *value.valueUnstructured\n  .spec.items[name="a"].image: expected string, got &value.valueUnstructured{Value:true}',
    ],
    ['nothing', { spec: { replicas: null, items: [] } }, undefined],
  ])('%s', (_, value, error) => {
    expect(typedErrors(value, THING)).toBe(error);
  });

  it('of sets', () => {
    const type = struct({ set: listOf(text, 'set') });
    expect(typedErrors({ set: [{}] }, type)).toBe(
      ".set: element 0: associative list without keys has an element that's a map type",
    );
    expect(typedErrors({ set: [null] }, type)).toBe(
      ".set: element 0: associative list without keys has an element that's an explicit null",
    );
  });
});
