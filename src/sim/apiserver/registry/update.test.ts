import { describe, expect, it } from 'vitest';
import type { KubeObject } from '@/apimachinery';
import { gadget, setUp, widget } from '../testing';

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
