import { describe, expect, it } from 'vitest';
import { compareElements, normalElement, pathText } from './element';
import {
  below,
  difference,
  hasPath,
  intersection,
  parseSet,
  pathsOf,
  recursiveDifference,
  setOf,
  storedSet,
  union,
} from './field-set';
import { path } from './testing';

const A = path('a');
const AB = path('a', 'b');
const ABC = path('a', 'b', 'c');
const D = path('d');

describe('wire form', () => {
  it('has an empty node for a member, and a dot where members are below one', () => {
    expect(setOf(AB)).toEqual({ 'f:a': { 'f:b': {} } });
    expect(setOf(A, AB)).toEqual({ 'f:a': { '.': {}, 'f:b': {} } });
    expect(setOf(AB, A)).toEqual({ 'f:a': { '.': {}, 'f:b': {} } });
    expect(setOf([])).toEqual({});
  });

  it('spells keys, values and indices', () => {
    const set = setOf(path('spec', 'ports', { protocol: 'TCP', port: 80 }), path('finalizers', ['x']));
    expect(set).toEqual({
      'f:spec': { 'f:ports': { 'k:{"port":80,"protocol":"TCP"}': {} } },
      'f:finalizers': { 'v:"x"': {} },
    });
  });

  it('is read in any spelling of its keys, and refused when it is none', () => {
    expect(parseSet({ 'k:{"b": 1, "a": "x"}': {} })).toEqual({ 'k:{"a":"x","b":1}': {} });
    for (const wrong of [
      null,
      [],
      'x',
      { a: {} },
      { 'x:a': {} },
      { 'f:a': 1 },
      { 'k:{': {} },
      { 'i:x': {} },
    ]) {
      expect(parseSet(wrong)).toBeUndefined();
    }
    expect(normalElement('i:07')).toBe('i:7');
  });

  it('is stored in order, and shared between objects that are made alike', () => {
    const stored = storedSet(setOf(path('z'), path('l', ['b']), path('l', ['a']), path('a', 'x'), path('a')));
    expect(JSON.stringify(stored)).toBe(
      '{"f:a":{".":{},"f:x":{}},"f:l":{"v:\\"a\\"":{},"v:\\"b\\"":{}},"f:z":{}}',
    );
    expect(storedSet(setOf(D))).toBe(storedSet(setOf(D)));
  });
});

it('sorts fields, keys, values and indices, numbers by size', () => {
  const sorted = ['f:a', 'f:b', 'k:{"n":2}', 'k:{"n":10}', 'k:{"n":"a"}', 'v:"a"', 'i:2', 'i:10'];
  expect(sorted.toReversed().sort(compareElements)).toEqual(sorted);
});

it('prints paths as error messages have them', () => {
  expect(pathText(path('spec', 'ports', { port: 80, protocol: 'TCP' }, 'name'))).toBe(
    '.spec.ports[port=80,protocol="TCP"].name',
  );
  expect(pathText(path('metadata', 'finalizers', ['x']))).toBe('.metadata.finalizers[="x"]');
  expect(pathText(['f:a', 'i:3'])).toBe('.a[3]');
});

describe('algebra', () => {
  const one = setOf(A, AB, ABC);
  const other = setOf(AB, D);

  it.each([
    ['union', union(one, other), [A, AB, ABC, D]],
    ['intersection', intersection(one, other), [AB]],
    ['difference leaves what is below a member of the other', difference(one, other), [A, ABC]],
    ['recursive difference takes it along', recursiveDifference(one, other), [A]],
    ['difference of a parent and its child is the parent', difference(setOf(A), setOf(AB)), [A]],
    ['difference of a child and its parent is the child', difference(setOf(AB), setOf(A)), [AB]],
    ['union with nothing', union(one, setOf()), [A, AB, ABC]],
    ['intersection with nothing', intersection(one, setOf()), []],
  ])('%s', (_, set, paths) => {
    expect(pathsOf(set)).toEqual(paths);
  });

  it('tells members from nodes on the way to one', () => {
    expect(hasPath(setOf(AB), A)).toBe(false);
    expect(hasPath(setOf(AB), AB)).toBe(true);
    expect(hasPath(setOf(A, AB), A)).toBe(true);
    expect(hasPath(setOf(AB), [])).toBe(false);
    expect(below(one, 'f:a')).toEqual(setOf(path('b'), path('b', 'c')));
  });
});
