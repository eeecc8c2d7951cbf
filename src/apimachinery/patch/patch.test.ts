import { describe, expect, it } from 'vitest';
import { applyJsonPatch, applyMergePatch, applyStrategicMergePatch, type PatchSchema } from '.';

function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null) Object.values(value).forEach(frozen);
  return Object.freeze(value);
}

describe('applyJsonPatch', () => {
  const doc = frozen({ a: { b: [1, 2, 3] }, 'x/y': 1, same: {} });
  it.each([
    ['add to a map', [{ op: 'add', path: '/a/c', value: 1 }], { ...doc, a: { b: [1, 2, 3], c: 1 } }],
    ['append', [{ op: 'add', path: '/a/b/-', value: 4 }], { ...doc, a: { b: [1, 2, 3, 4] } }],
    ['insert', [{ op: 'add', path: '/a/b/1', value: 9 }], { ...doc, a: { b: [1, 9, 2, 3] } }],
    ['remove', [{ op: 'remove', path: '/a/b/0' }], { ...doc, a: { b: [2, 3] } }],
    ['escaped key', [{ op: 'replace', path: '/x~1y', value: 2 }], { ...doc, 'x/y': 2 }],
    ['move', [{ op: 'move', from: '/x~1y', path: '/a/z' }], { a: { b: [1, 2, 3], z: 1 }, same: {} }],
    ['copy', [{ op: 'copy', from: '/a/b/2', path: '/c' }], { ...doc, c: 3 }],
    ['test', [{ op: 'test', path: '/a/b', value: [1, 2, 3] }], doc],
    ['test of null for an absent key', [{ op: 'test', path: '/none', value: null }], doc],
  ])('%s', (_, operations, expected) => {
    const result = applyJsonPatch(doc, frozen(operations));
    expect(result).toEqual(expected);
    expect((result as typeof doc).same).toBe(doc.same);
  });

  it.each([
    ['remove of nothing', [{ op: 'remove', path: '/none' }]],
    ['a path through nothing', [{ op: 'add', path: '/none/x', value: 1 }]],
    ['an index out of range', [{ op: 'replace', path: '/a/b/7', value: 1 }]],
    ['a failed test', [{ op: 'test', path: '/x~1y', value: 2 }]],
    ['an unknown operation', [{ op: 'frob', path: '/a' }]],
  ])('refuses %s with 422', (_, operations) => {
    expect(() => applyJsonPatch(doc, operations)).toThrow(
      expect.objectContaining({
        code: 422,
        reason: 'Invalid',
        message: 'the server rejected our request due to an error in our request',
      }),
    );
  });

  it('refuses a patch that is no list', () => {
    expect(() => applyJsonPatch(doc, { op: 'add' })).toThrow(
      'json: cannot unmarshal object into Go value of type jsonpatch.Patch',
    );
  });
});

describe('applyMergePatch', () => {
  it('merges maps, deletes by null, replaces the rest', () => {
    const doc = frozen({ a: { x: 1, y: [1] }, keep: { k: 1 }, gone: 1 });
    const out = applyMergePatch(doc, { a: { x: null, y: [2] }, gone: null, fresh: { n: { z: null } } });
    expect(out).toEqual({ a: { y: [2] }, keep: { k: 1 }, fresh: { n: {} } });
    expect((out as typeof doc).keep).toBe(doc.keep);
  });
});

const ports: PatchSchema = { name: 'ContainerPort', field: () => ({}) };
const container: PatchSchema = {
  name: 'Container',
  field: (name) =>
    ({
      name: {},
      image: {},
      args: {},
      env: { schema: { name: 'EnvVar', field: () => ({}) }, strategy: 'merge' as const, mergeKey: 'name' },
      ports: { schema: ports, strategy: 'merge' as const, mergeKey: 'containerPort' },
    })[name],
};
const pod: PatchSchema = {
  name: 'PodSpec',
  field: (name) =>
    ({
      containers: { schema: container, strategy: 'merge' as const, mergeKey: 'name' },
      finalizers: { strategy: 'merge' as const },
      nodeSelector: {},
      strategy: { schema: { name: 'Strategy', field: () => ({}) } },
    })[name],
};
const doc = frozen({
  containers: [
    { name: 'a', image: '1', args: ['x'], env: [{ name: 'E', value: '1' }] },
    { name: 'b', image: '1' },
    { name: 'c', image: '1' },
  ],
  finalizers: ['one', 'two'],
  nodeSelector: { disk: 'ssd', zone: 'z' },
  strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1 } },
});
const apply = (patch: unknown) => applyStrategicMergePatch(doc, frozen(patch), pod) as typeof doc;
const names = (patch: unknown) => apply(patch).containers.map((c) => c.name);

describe('applyStrategicMergePatch', () => {
  it('merges list elements by key and shares the untouched ones', () => {
    const out = apply({ containers: [{ name: 'b', image: '2' }] });
    expect(out.containers.find((c) => c.name === 'b')).toEqual({ name: 'b', image: '2' });
    expect(out.containers.find((c) => c.name === 'a')).toBe(doc.containers[0]);
    expect(out.nodeSelector).toBe(doc.nodeSelector);
  });
  it('keeps the places of elements that it merges', () => {
    expect(names({ containers: [{ name: 'b', image: '2' }] })).toEqual(['a', 'b', 'c']);
  });
  it('puts a new element where the patch order says, before server-only ones it knows nothing of', () => {
    expect(names({ containers: [{ name: 'new' }] })).toEqual(['new', 'a', 'b', 'c']);
  });
  it('replaces lists that have no merge strategy', () => {
    const out = apply({ containers: [{ name: 'a', args: ['y', 'z'] }] });
    expect(out.containers[0]?.args).toEqual(['y', 'z']);
  });
  it('deletes an element, replaces a list, deletes a map', () => {
    expect(names({ containers: [{ name: 'b', $patch: 'delete' }] })).toEqual(['a', 'c']);
    expect(names({ containers: [{ $patch: 'replace' }, { name: 'z' }] })).toEqual(['z']);
    expect(apply({ nodeSelector: { $patch: 'delete' } }).nodeSelector).toEqual({});
    expect(apply({ nodeSelector: { $patch: 'replace', a: 'b' } }).nodeSelector).toEqual({ a: 'b' });
  });
  it('deletes by null, also in new values', () => {
    expect(apply({ nodeSelector: { disk: null } }).nodeSelector).toEqual({ zone: 'z' });
    expect(applyStrategicMergePatch({}, { a: { b: null, c: 1 } }, pod)).toEqual({ a: { c: 1 } });
  });
  it('orders by $setElementOrder', () => {
    const order = (...keys: string[]) => ({ '$setElementOrder/containers': keys.map((name) => ({ name })) });
    expect(names(order('c', 'b', 'a'))).toEqual(['c', 'b', 'a']);
    expect(names({ ...order('a', 'new', 'c'), containers: [{ name: 'new' }] })).toEqual([
      'a',
      'new',
      'b',
      'c',
    ]);
    expect(names({ ...order('c', 'a'), containers: [{ name: 'b', $patch: 'delete' }] })).toEqual(['c', 'a']);
  });
  it('adds to and deletes from lists of plain values', () => {
    expect(apply({ finalizers: ['three', 'one'] }).finalizers).toEqual(['three', 'one', 'two']);
    expect(apply({ '$deleteFromPrimitiveList/finalizers': ['one'] }).finalizers).toEqual(['two']);
  });
  it('keeps only the retained keys', () => {
    expect(apply({ strategy: { $retainKeys: ['type'], type: 'Recreate' } }).strategy).toEqual({
      type: 'Recreate',
    });
    expect(() => apply({ strategy: { $retainKeys: ['x'], type: 'Recreate' } })).toThrow(
      'invalid patch format of retainKeys',
    );
  });
  it.each([
    [{ containers: [{ image: 'x' }] }, 'map: map[image:x] does not contain declared merge key: name'],
    [{ nodeSelector: { $patch: 'frob' } }, 'unknown patch type: frob in map: map[$patch:frob]'],
    [{ containers: [{ name: 'a', $patch: 'merge' }] }, 'merging lists cannot yet be specified in the patch'],
    [
      { '$setElementOrder/containers': [{ name: 'a' }], containers: [{ name: 'b' }] },
      "The order in patch list:\n[map[name:b]]\n doesn't match $setElementOrder list:\n[map[name:a]]\n",
    ],
  ])('refuses %j', (patch, message) => {
    expect(() => apply(patch)).toThrow(expect.objectContaining({ message }));
  });
});
