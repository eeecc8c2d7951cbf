import { describe, expect, it } from 'vitest';
import type { KubeObject } from '@/apimachinery';
import { setUp, widget } from '../testing';

describe('create', () => {
  it('sets what only the server sets', async () => {
    const { call } = setUp();
    const body = widget('a', {}, { uid: 'mine', generation: 9, deletionTimestamp: '2020-01-01T00:00:00Z' });
    const { code, object } = await call({ verb: 'create', body });
    expect(code).toBe(201);
    expect(object).toEqual({
      apiVersion: 'test.dev/v1',
      kind: 'Widget',
      metadata: {
        name: 'a',
        namespace: 'default',
        uid: expect.stringMatching(/^[0-9a-f-]{36}$/),
        creationTimestamp: '2026-01-01T00:00:00Z',
        generation: 1,
        resourceVersion: '1',
      },
      spec: { size: 1 },
    });
    expect(object.metadata.uid).not.toBe('mine');
  });

  it('makes a name from generateName and draws again when it is taken', async () => {
    const { send, store } = setUp();
    const body = { ...widget(''), metadata: { generateName: 'web-' } };
    const names = new Set<string | undefined>();
    for (let i = 0; i < 50; i++) names.add((await send({ verb: 'create', body })).metadata.name);
    expect(names.size).toBe(50);
    for (const name of names) expect(name).toMatch(/^web-[bcdfghjklmnpqrstvwxz2456789]{5}$/);
    expect(store.size).toBe(50);
  });

  it('returns the object of a dry run and stores nothing', async () => {
    const { send, store } = setUp();
    const object = await send({ verb: 'create', body: widget('a'), options: { dryRun: true } });
    expect(object.metadata.uid).toBeDefined();
    expect(object.metadata.resourceVersion).toBeUndefined();
    expect(store.size).toBe(0);
  });

  const refusals: readonly [string, KubeObject, string][] = [
    ['a name that is taken', widget('taken'), 'widgets.test.dev "taken" already exists'],
    [
      'another namespace than the URL',
      widget('a', {}, { namespace: 'other' }),
      'the namespace of the provided object does not match the namespace sent on the request',
    ],
    [
      'a resourceVersion',
      widget('a', {}, { resourceVersion: '5' }),
      'resourceVersion should not be set on objects to be created',
    ],
    [
      'another version',
      { ...widget('a'), apiVersion: 'test.dev/v2' },
      'the API version in the data (test.dev/v2) does not match the expected API version (test.dev/v1)',
    ],
    [
      'another kind',
      { ...widget('a'), apiVersion: 'v1', kind: 'ConfigMap' },
      'ConfigMap in version "v1" cannot be handled as a Widget: converting (v1.ConfigMap) to (test.Widget): unknown conversion',
    ],
    [
      'no name',
      widget(''),
      'Widget.test.dev "" is invalid: metadata.name: Required value: name or generateName is required',
    ],
    [
      'several mistakes at once',
      widget('a', { size: -1 }, { finalizers: ['plain'] }),
      'Widget.test.dev "a" is invalid: [metadata.finalizers[0]: Invalid value: "plain": name is neither a standard finalizer name nor is it fully qualified, spec.size: Invalid value: too small]',
    ],
  ];
  it.each(refusals)('refuses %s', async (_, body, message) => {
    const { create } = setUp();
    await create(widget('taken'));
    await expect(create(body)).rejects.toThrow(message);
  });

  it('says that a name is still being deleted', async () => {
    const { create, send } = setUp();
    await create(widget('a', {}, { finalizers: ['test.dev/hold'] }));
    await send({ verb: 'delete', name: 'a' });
    await expect(create(widget('a'))).rejects.toThrow(
      'object is being deleted: widgets.test.dev "a" already exists',
    );
  });

  it('refuses more objects than the cluster may hold, in plain words', async () => {
    const { create } = setUp({ limits: { objects: 1 } });
    await create(widget('a'));
    await expect(create(widget('b'))).rejects.toThrow(
      'widgets.test.dev "b" is forbidden: this cluster holds its limit of 1 objects; delete some first',
    );
  });
});

describe('owners', () => {
  it('are refused when two of them control', async () => {
    const { create } = setUp();
    const owner = { apiVersion: 'v1', kind: 'Pod', name: 'p', uid: 'u', controller: true };
    const ownerReferences = [owner, { ...owner, kind: 'ReplicaSet', name: 'r', uid: 'v' }];
    await expect(create(widget('a', {}, { ownerReferences }))).rejects.toThrow(
      'Only one reference can have Controller set to true. Found "true" in references for Pod/p and ReplicaSet/r',
    );
  });
});
