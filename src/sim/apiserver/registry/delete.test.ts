import { describe, expect, it } from 'vitest';
import { gadget, setUp, widget } from '../testing';

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
