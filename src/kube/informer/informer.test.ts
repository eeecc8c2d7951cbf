import { describe, expect, it } from 'vitest';
import { FakeClock, failure, gone } from '@/apimachinery';
import { createClient } from '../client';
import type { Pod } from '../kinds';
import { resources } from '../resources';
import { FakeTransport } from '../testing/fake-transport';
import { byNamespace, byOwner, orphansByNamespace, podsByNode, selectByLabels } from './indexes';
import { Informers } from './informers';

const pod = (name: string, labels: Record<string, string> = {}): Pod => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: 'default', labels },
  spec: { containers: [] },
});

async function cluster(...objects: Pod[]) {
  const clock = new FakeClock();
  const transport = new FakeTransport();
  const client = createClient(transport);
  for (const object of objects) await client.pods.create(object);
  const errors: unknown[] = [];
  const informers = new Informers(client, { clock, onError: (error) => errors.push(error) });
  const pods = informers.for(resources.pods);
  const seen: string[] = [];
  pods.on({
    add: (object) => seen.push(`add ${object.metadata.name}`),
    update: (object, old) => seen.push(`update ${old.metadata.name} ${object.spec?.nodeName ?? ''}`),
    delete: (object) => seen.push(`delete ${object.metadata.name}`),
  });
  await clock.advance(0);
  return { clock, transport, client, informers, pods, seen, errors };
}

describe('informer', () => {
  it('tells of what was there and of every change, and keeps objects by reference', async () => {
    const { client, pods, seen } = await cluster(pod('a'));
    expect(pods.hasSynced).toBe(true);
    const b = await client.pods.create(pod('b'));
    await client.pods.update({ ...b, spec: { containers: [], nodeName: 'node01' } });
    await client.pods.delete({ namespace: 'default', name: 'a' });
    expect(seen).toEqual(['add a', 'add b', 'update b node01', 'delete a']);
    expect(pods.get('default/b')).toBe(await client.pods.get({ namespace: 'default', name: 'b' }));
  });

  it('is one per kind, and tells a late handler of what is there', async () => {
    const { informers, pods } = await cluster(pod('a'));
    const late: string[] = [];
    const same = informers.for(resources.pods);
    same.on({ add: (object) => late.push(object.metadata.name ?? '') });
    expect(same).toBe(pods);
    expect(late).toEqual(['a']);
  });

  it('finds by namespace, owner, node and labels, and follows changes', async () => {
    const owner = { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'web', uid: 'rs-1', controller: true };
    const { client, pods } = await cluster(pod('a', { app: 'web', tier: 'x' }), pod('b', { app: 'web' }));
    const names = (objects: readonly Pod[]) => objects.map((object) => object.metadata.name);
    expect(names(pods.by(byNamespace, 'default'))).toEqual(['a', 'b']);
    expect(names(selectByLabels(pods, 'default', { app: 'web', tier: 'x' }))).toEqual(['a']);
    expect(names(selectByLabels(pods, 'default', {}))).toEqual(['a', 'b']);
    expect(names(selectByLabels(pods, 'other', { app: 'web' }))).toEqual([]);
    expect(names(pods.by(orphansByNamespace, 'default'))).toEqual(['a', 'b']);

    const a = await client.pods.get({ namespace: 'default', name: 'a' });
    await client.pods.update({
      ...a,
      metadata: { ...a.metadata, labels: { app: 'db' }, ownerReferences: [owner] },
      spec: { containers: [], nodeName: 'node01' },
    });
    expect(names(selectByLabels(pods, 'default', { app: 'web' }))).toEqual(['b']);
    expect(names(pods.by(byOwner, 'rs-1'))).toEqual(['a']);
    expect(names(pods.by(podsByNode, 'node01'))).toEqual(['a']);
    expect(names(pods.by(orphansByNamespace, 'default'))).toEqual(['b']);
    await client.pods.delete({ namespace: 'default', name: 'a' });
    expect(pods.by(podsByNode, 'node01')).toEqual([]);
  });

  it('lists anew when its version has expired, and tells only of differences', async () => {
    const { clock, transport, client, seen } = await cluster(pod('a'), pod('b'));
    transport.drop('pods', 'default/a');
    transport.endWatches(gone('too old resource version: 101 (105)'));
    await client.pods.create(pod('c'));
    await clock.advance(0);
    expect(seen).toEqual(['add a', 'add b', 'delete a', 'add c']);
  });

  it('tells of a deletion that it missed because the name was taken again', async () => {
    const { clock, transport, client, seen } = await cluster(pod('a'));
    transport.drop('pods', 'default/a');
    transport.endWatches(gone('too old resource version: 101 (105)'));
    const again = pod('a');
    await client.pods.create({ ...again, metadata: { ...again.metadata, uid: 'another' } });
    await clock.advance(0);
    expect(seen).toEqual(['add a', 'delete a', 'add a']);
  });

  it('resumes an ended watch from the last version it saw', async () => {
    const { clock, transport, client } = await cluster();
    const created = await client.pods.create(pod('a'));
    transport.endWatches();
    await clock.advance(0);
    const last = transport.requests.at(-1);
    expect([last?.verb, last?.options?.resourceVersion]).toEqual(['watch', created.metadata.resourceVersion]);
  });

  it('retries a failed list with back-off, tells of it, and then has synced', async () => {
    const clock = new FakeClock();
    const transport = new FakeTransport();
    const errors: unknown[] = [];
    transport.failures.set('list', failure(500, 'InternalError', 'no'));
    const informers = new Informers(createClient(transport), { clock, onError: (e) => errors.push(e) });
    const pods = informers.for(resources.pods);
    await clock.advance(700);
    expect([pods.hasSynced, errors.length]).toEqual([false, 1]);
    await clock.advance(100);
    expect(pods.hasSynced).toBe(true);
  });

  it('sets no timer while nothing happens', async () => {
    const { clock } = await cluster(pod('a'));
    expect(clock.pendingTimers).toBe(0);
  });

  it('keeps telling the others when a handler throws', async () => {
    const { client, pods, errors } = await cluster();
    const seen: string[] = [];
    pods.on({
      add: () => {
        throw new Error('broken handler');
      },
    });
    pods.on({ add: (object) => seen.push(object.metadata.name ?? '') });
    await client.pods.create(pod('a'));
    expect(seen).toEqual(['a']);
    expect(String(errors[0])).toContain('broken handler');
  });
});
