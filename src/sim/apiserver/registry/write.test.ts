import { describe, expect, it } from 'vitest';
import type { KubeObject } from '@/apimachinery';
import type { ApiRequest } from '@/kube/transport';
import { createTestServer, request, widget } from '../testing';

type Parts = Partial<ApiRequest> & { readonly verb: ApiRequest['verb'] };

function setUp(options?: Parameters<typeof createTestServer>[0]) {
  const { server, store, clock } = createTestServer(options);
  const call = (parts: Parts) => server.call(request(parts));
  const send = async (parts: Parts) => (await call(parts)).object;
  return { call, send, store, clock, create: (body: KubeObject) => send({ verb: 'create', body }) };
}

const gadget = (metadata: KubeObject['metadata'] = {}): KubeObject => ({
  apiVersion: 'test.dev/v1',
  kind: 'Gadget',
  metadata: { name: 'g', ...metadata },
});

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

describe('update', () => {
  it('bumps the generation with the spec only, and keeps the status', async () => {
    const { create, send } = setUp();
    const first = await create(widget('a'));
    const ready = { ...first, status: { ready: true } } as KubeObject;
    const status = await send({ verb: 'update', name: 'a', subresource: 'status', body: ready });
    expect(status).toMatchObject({ metadata: { generation: 1 }, status: { ready: true } });
    const body = { ...status, spec: { size: 2 }, status: { ready: false } } as KubeObject;
    const changed = await send({ verb: 'update', name: 'a', body });
    expect(changed).toMatchObject({
      metadata: { generation: 2 },
      spec: { size: 2 },
      status: { ready: true },
    });
  });

  it('writes nothing when nothing changed', async () => {
    const { create, send, store } = setUp();
    const first = await create(widget('a'));
    const again = await send({ verb: 'update', name: 'a', body: widget('a', { size: 1 }) });
    expect(again).toBe(first);
    expect(store.version).toBe(1);
  });

  it('keeps uid, creationTimestamp and namespace of an update that leaves them out', async () => {
    const { create, send } = setUp();
    const { uid, creationTimestamp } = (await create(widget('a'))).metadata;
    const changed = await send({ verb: 'update', name: 'a', body: widget('a', { size: 3 }) });
    expect(changed.metadata).toMatchObject({ uid, creationTimestamp, namespace: 'default' });
  });

  it('creates by PUT only where the kind allows it', async () => {
    const { call } = setUp();
    const put = await call({ verb: 'update', resource: 'gadgets', name: 'g', body: gadget() });
    expect(put.code).toBe(201);
    await expect(call({ verb: 'update', name: 'a', body: widget('a') })).rejects.toThrow(
      'widgets.test.dev "a" not found',
    );
  });

  const refusals: readonly [string, (old: KubeObject) => KubeObject, string][] = [
    [
      'an old version',
      (old) => ({ ...old, metadata: { ...old.metadata, resourceVersion: '99' } }),
      'Operation cannot be fulfilled on widgets.test.dev "a": the object has been modified; please apply your changes to the latest version and try again',
    ],
    [
      'another object of the same name',
      (old) => ({ ...old, metadata: { ...old.metadata, uid: 'other' } }),
      'Precondition failed: UID in precondition: other, UID in object meta:',
    ],
    ['another name', () => widget('b'), 'the name of the object (b) does not match the name on the URL (a)'],
    [
      'another namespace',
      () => widget('a', {}, { namespace: 'x' }),
      'the namespace of the object (x) does not match the namespace on the request (default)',
    ],
    [
      'a deletion by hand',
      (old) => ({ ...old, metadata: { ...old.metadata, deletionTimestamp: '2026-01-01T00:00:00Z' } }),
      'metadata.deletionTimestamp: Invalid value: "2026-01-01T00:00:00Z": field is immutable',
    ],
  ];
  it.each(refusals)('refuses %s', async (_, change, message) => {
    const { create, send } = setUp();
    const old = await create(widget('a'));
    await expect(send({ verb: 'update', name: 'a', body: change(old) })).rejects.toThrow(message);
  });

  it('needs a version where the kind allows no unconditional update', async () => {
    const { send } = setUp();
    await send({ verb: 'update', resource: 'gadgets', name: 'g', body: gadget() });
    const labelled = gadget({ labels: { a: 'b' } });
    await expect(send({ verb: 'update', resource: 'gadgets', name: 'g', body: labelled })).rejects.toThrow(
      'gadgets.test.dev "g" is invalid: metadata.resourceVersion: Invalid value: 0: must be specified for an update',
    );
  });
});

describe('patch', () => {
  it('applies a merge patch to the newest version and to a named one only if it is the newest', async () => {
    const { create, send } = setUp();
    const first = await create(widget('a'));
    const patched = await send({ verb: 'patch', name: 'a', body: { spec: { size: 4 } } });
    expect(patched).toMatchObject({ spec: { size: 4 }, metadata: { generation: 2 } });
    const stale = { metadata: { resourceVersion: first.metadata.resourceVersion }, spec: { size: 5 } };
    await expect(send({ verb: 'patch', name: 'a', body: stale })).rejects.toThrow(
      'the object has been modified',
    );
  });

  it('fills defaults for what a patch removes', async () => {
    const { create, send } = setUp();
    await create(widget('a', { size: 7 }));
    expect(await send({ verb: 'patch', name: 'a', body: { spec: null } })).toMatchObject({
      spec: { size: 1 },
    });
  });

  it('leaves no empty collections behind', async () => {
    const { create, send } = setUp();
    const owner = { apiVersion: 'v1', kind: 'Pod', name: 'p', uid: 'u' };
    await create(widget('a', {}, { ownerReferences: [owner], labels: { a: 'b' }, annotations: {} }));
    const body = { metadata: { ownerReferences: [], labels: { a: null } } };
    const { metadata } = await send({ verb: 'patch', name: 'a', body });
    for (const key of ['ownerReferences', 'labels', 'annotations']) expect(metadata).not.toHaveProperty(key);
  });

  it('applies JSON patches, and status patches to the status alone', async () => {
    const { create, send } = setUp();
    await create(widget('a'));
    const json = [{ op: 'replace', path: '/spec/size', value: 6 }];
    await send({ verb: 'patch', patchType: 'json', name: 'a', body: json });
    const body = { spec: { size: 1 }, status: { ready: true } };
    const patched = await send({ verb: 'patch', name: 'a', subresource: 'status', body });
    expect(patched).toMatchObject({ spec: { size: 6 }, status: { ready: true } });
  });

  it('refuses to rename, to patch what is not there, and server-side apply', async () => {
    const { create, send } = setUp();
    await create(widget('a'));
    const rename = { metadata: { name: 'b' } };
    await expect(send({ verb: 'patch', name: 'a', body: rename })).rejects.toThrow(
      'the name of the object (b) does not match the name on the URL (a)',
    );
    await expect(send({ verb: 'patch', name: 'x', body: {} })).rejects.toThrow(
      'widgets.test.dev "x" not found',
    );
    await expect(send({ verb: 'patch', name: 'a', patchType: 'apply', body: {} })).rejects.toMatchObject({
      code: 415,
    });
  });
});

describe('scale', () => {
  it('shows and changes the replicas of its owner', async () => {
    const { create, send } = setUp();
    const { metadata } = await create(widget('a', { size: 2 }));
    const scale = await send({ verb: 'get', name: 'a', subresource: 'scale' });
    expect(scale).toMatchObject({
      kind: 'Scale',
      metadata: { name: 'a', uid: metadata.uid },
      spec: { replicas: 2 },
    });
    const body = { ...scale, spec: { replicas: 5 } };
    const scaled = await send({ verb: 'update', name: 'a', subresource: 'scale', body });
    expect(scaled).toMatchObject({ metadata: { resourceVersion: '2' }, spec: { replicas: 5 } });
    await send({ verb: 'patch', name: 'a', subresource: 'scale', body: { spec: { replicas: 1 } } });
    expect(await send({ verb: 'get', name: 'a' })).toMatchObject({
      spec: { size: 1 },
      metadata: { generation: 3 },
    });
  });

  it('refuses negative replicas and an old version', async () => {
    const { create, send } = setUp();
    await create(widget('a'));
    const negative = { metadata: { name: 'a' }, spec: { replicas: -1 } };
    await expect(send({ verb: 'update', name: 'a', subresource: 'scale', body: negative })).rejects.toThrow(
      'Scale.autoscaling "a" is invalid: spec.replicas: Invalid value: -1: must be greater than or equal to 0',
    );
    const stale = { metadata: { name: 'a', resourceVersion: '77' }, spec: { replicas: 1 } };
    await expect(send({ verb: 'update', name: 'a', subresource: 'scale', body: stale })).rejects.toThrow(
      'Operation cannot be fulfilled on widgets.test.dev "a": the object has been modified',
    );
  });
});

describe('delete', () => {
  it('answers a Status, or the object where the kind returns it', async () => {
    const { create, send, store } = setUp();
    const { uid } = (await create(widget('a'))).metadata;
    expect(await send({ verb: 'delete', name: 'a' })).toEqual({
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Success',
      details: { name: 'a', group: 'test.dev', kind: 'widgets', uid },
    });
    await send({ verb: 'update', resource: 'gadgets', name: 'g', body: gadget() });
    const options = { gracePeriodSeconds: 0 };
    expect(await send({ verb: 'delete', resource: 'gadgets', name: 'g', options })).toMatchObject({
      kind: 'Gadget',
    });
    expect(store.size).toBe(0);
  });

  it('waits for the last finalizer', async () => {
    const { create, send, store, clock } = setUp();
    await create(widget('a', {}, { finalizers: ['test.dev/one', 'test.dev/two'] }));
    await clock.advance(5_000);
    const waiting = await send({ verb: 'delete', name: 'a' });
    expect(waiting.metadata).toMatchObject({
      deletionTimestamp: '2026-01-01T00:00:05Z',
      deletionGracePeriodSeconds: 0,
      generation: 2,
      finalizers: ['test.dev/one', 'test.dev/two'],
    });
    const before = store.version;
    await send({ verb: 'delete', name: 'a' });
    expect(store.version).toBe(before);
    await send({ verb: 'patch', name: 'a', body: { metadata: { finalizers: ['test.dev/two'] } } });
    await expect(
      send({
        verb: 'patch',
        name: 'a',
        body: { metadata: { finalizers: ['test.dev/new', 'test.dev/two'] } },
      }),
    ).rejects.toThrow(
      'no new finalizers can be added if the object is being deleted, found new finalizers []string{"test.dev/new"}',
    );
    expect(store.size).toBe(1);
    await send({ verb: 'patch', name: 'a', body: { metadata: { finalizers: null } } });
    expect(store.size).toBe(0);
  });

  it('tells the garbage collector what to do by finalizers', async () => {
    const { create, send } = setUp();
    await create(widget('a'));
    const waiting = await send({ verb: 'delete', name: 'a', options: { propagationPolicy: 'Foreground' } });
    expect(waiting.metadata.finalizers).toEqual(['foregroundDeletion']);
    const orphaned = await send({ verb: 'delete', name: 'a', options: { propagationPolicy: 'Orphan' } });
    expect(orphaned.metadata.finalizers).toEqual(['orphan']);
  });

  it('gives grace, which later requests can only shorten', async () => {
    const { send, store, clock } = setUp();
    const remove = (gracePeriodSeconds?: number) =>
      send({
        verb: 'delete',
        resource: 'gadgets',
        name: 'g',
        ...(gracePeriodSeconds === undefined ? {} : { options: { gracePeriodSeconds } }),
      });
    await send({ verb: 'update', resource: 'gadgets', name: 'g', body: gadget() });
    expect((await remove()).metadata).toMatchObject({
      deletionTimestamp: '2026-01-01T00:00:30Z',
      deletionGracePeriodSeconds: 30,
    });
    await clock.advance(1_000);
    const before = store.version;
    await remove(60);
    await remove();
    expect(store.version).toBe(before);
    expect((await remove(10)).metadata.deletionTimestamp).toBe('2026-01-01T00:00:10Z');
    await remove(0);
    expect(store.size).toBe(0);
  });

  it('refuses when a precondition fails or the policy is unknown', async () => {
    const { create, send } = setUp();
    const { uid } = (await create(widget('a'))).metadata;
    await expect(
      send({ verb: 'delete', name: 'a', options: { preconditions: { uid: 'x' } } }),
    ).rejects.toThrow(
      `Operation cannot be fulfilled on Widget.test.dev "a": the UID in the precondition (x) does not match the UID in record (${uid}). The object might have been deleted and then recreated`,
    );
    await expect(
      send({ verb: 'delete', name: 'a', options: { propagationPolicy: 'Later' as 'Orphan' } }),
    ).rejects.toThrow(
      'DeleteOptions.meta.k8s.io "" is invalid: propagationPolicy: Unsupported value: "Later": supported values: "Foreground", "Background", "Orphan", "nil"',
    );
  });

  it('deletes what a collection selects and answers it', async () => {
    const { create, call, store } = setUp();
    for (const name of ['a', 'b', 'c'])
      await create(widget(name, {}, { labels: { keep: String(name === 'b') } }));
    const { object } = await call({ verb: 'deletecollection', options: { labelSelector: 'keep!=true' } });
    expect(object).toMatchObject({
      kind: 'WidgetList',
      items: [{ metadata: { name: 'a' } }, { metadata: { name: 'c' } }],
    });
    expect(store.list('widgets.test.dev').map((o) => o.metadata.name)).toEqual(['b']);
  });
});
