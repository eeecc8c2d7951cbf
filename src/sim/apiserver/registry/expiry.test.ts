import { describe, expect, it } from 'vitest';
import type { KubeList, KubeObject } from '@/apimachinery';
import { RESOURCES } from '../../resources';
import { createTestServer, RecordingSink, request, settled } from '../testing';

const event = (name: string): KubeObject =>
  ({
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name, namespace: 'default' },
    involvedObject: { kind: 'Pod', namespace: 'default', name: 'web' },
    reason: 'Pulled',
    message: 'Container image already present',
    type: 'Normal',
  }) as KubeObject;

const setUp = (objects?: number) => {
  const limits = objects === undefined ? {} : { objects };
  const { server, clock } = createTestServer({ definitions: RESOURCES, limits });
  const events = { group: '', resource: 'events' };
  const create = (name: string) => server.call(request({ ...events, verb: 'create', body: event(name) }));
  const names = async () => {
    const { object } = await server.call(request({ ...events, verb: 'list' }));
    return (object as KubeList).items.map((item) => item.metadata.name);
  };
  return { server, clock, create, names, events };
};

describe('events', () => {
  it('vanish an hour after they happened last, without a timer', async () => {
    const { server, clock, create, names, events } = setUp();
    const sink = new RecordingSink();
    server.watch(request({ ...events, verb: 'watch' }), sink);
    await create('old');
    await create('again');
    await clock.advance(1_800_000);
    const body = { lastTimestamp: '2026-01-01T00:30:00Z' };
    await server.call(request({ ...events, verb: 'patch', name: 'again', body }));
    await clock.advance(1_800_000);
    expect(clock.pendingTimers).toBe(0);
    expect(await names()).toEqual(['again']);
    await settled();
    expect(sink.told.at(-1)).toBe('DELETED old');
  });

  it('have a limit of their own, so that a flood of them leaves room for other objects', async () => {
    const { server, clock, create, names } = setUp(2);
    await create('z');
    await clock.advance(1_000);
    await create('b');
    await create('c');
    expect(await names()).toEqual(['b', 'c']);
    const configMap = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' } };
    const created = server.call(
      request({ group: '', resource: 'configmaps', verb: 'create', body: configMap }),
    );
    await expect(created).resolves.toMatchObject({ code: 201 });
  });
});
