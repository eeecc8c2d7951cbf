import { describe, expect, it } from 'vitest';
import { FakeClock, parseTime } from '@/apimachinery';
import { createClient } from '../client';
import type { Event } from '../kinds';
import { FakeTransport } from '../testing/fake-transport';
import { createEventRecorder } from './recorder';
import { createSeriesRecorder } from './series-recorder';

const pod = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'web', namespace: 'team-a', uid: 'u1', resourceVersion: '7' },
};

function cluster() {
  const clock = new FakeClock(parseTime('2026-01-02T03:04:05Z'));
  const transport = new FakeTransport();
  const client = createClient(transport);
  const events = async () => (await client.events.list()).items as readonly Event[];
  return { clock, transport, client, events };
}

describe('event recorder', () => {
  it('writes an event as a kubelet does', async () => {
    const { clock, client, events } = cluster();
    const recorder = createEventRecorder({ client, clock, component: 'kubelet', host: 'node01' });
    recorder.event(pod, 'Normal', {
      reason: 'Started',
      message: 'Started container web',
      fieldPath: 'spec.containers{web}',
    });
    await clock.advance(1);
    const [event] = await events();
    expect(event?.metadata.name).toMatch(/^web\.1886caf2[0-9a-f]{8}$/);
    expect(event).toMatchObject({
      metadata: { namespace: 'team-a' },
      involvedObject: {
        kind: 'Pod',
        namespace: 'team-a',
        name: 'web',
        uid: 'u1',
        apiVersion: 'v1',
        resourceVersion: '7',
        fieldPath: 'spec.containers{web}',
      },
      reason: 'Started',
      message: 'Started container web',
      source: { component: 'kubelet', host: 'node01' },
      firstTimestamp: '2026-01-02T03:04:05Z',
      lastTimestamp: '2026-01-02T03:04:05Z',
      count: 1,
      type: 'Normal',
      reportingComponent: 'kubelet',
      reportingInstance: 'node01',
    });
  });

  it('counts the same event again instead of writing another', async () => {
    const { clock, client, events } = cluster();
    const recorder = createEventRecorder({ client, clock, component: 'kubelet' });
    for (let i = 0; i < 3; i++) {
      recorder.event(pod, 'Warning', { reason: 'BackOff', message: 'Back-off' });
      await clock.advance(10_000);
    }
    const all = await events();
    expect(
      all.map(({ count, firstTimestamp, lastTimestamp }) => [count, firstTimestamp, lastTimestamp]),
    ).toEqual([[3, '2026-01-02T03:04:05Z', '2026-01-02T03:04:25Z']]);
  });

  it('writes a counted event anew when it has gone meanwhile', async () => {
    const { clock, client, transport, events } = cluster();
    const recorder = createEventRecorder({ client, clock, component: 'kubelet' });
    recorder.event(pod, 'Warning', { reason: 'BackOff', message: 'Back-off' });
    await clock.advance(1);
    const [first] = await events();
    transport.drop('events', `team-a/${first?.metadata.name}`);
    recorder.event(pod, 'Warning', { reason: 'BackOff', message: 'Back-off' });
    await clock.advance(1);
    expect((await events()).map((event) => event.count)).toEqual([2]);
  });

  it('combines events that differ only by message, and silences a source after 25', async () => {
    const { clock, client, events } = cluster();
    const recorder = createEventRecorder({ client, clock, component: 'replicaset-controller' });
    for (let i = 0; i < 100; i++) {
      recorder.event(pod, 'Normal', { reason: 'SuccessfulCreate', message: `Created pod: web-${i}` });
    }
    await clock.advance(1000);
    const all = await events();
    expect(all).toHaveLength(10);
    expect(all.slice(0, 9).every((event) => event.count === 1)).toBe(true);
    expect([all[9]?.message, all[9]?.count]).toEqual([
      '(combined from similar events): Created pod: web-24',
      16,
    ]);
  });

  it('tells events of cluster-scoped objects in namespace default', async () => {
    const { clock, client, events } = cluster();
    const recorder = createEventRecorder({ client, clock, component: 'node-controller' });
    const node = { apiVersion: 'v1', kind: 'Node', metadata: { name: 'node01' } };
    recorder.event(node, 'Normal', { reason: 'RegisteredNode', message: 'x' });
    await clock.advance(1);
    expect((await events()).map((event) => event.metadata.namespace)).toEqual(['default']);
  });
});

describe('series recorder', () => {
  const failed = { reason: 'FailedScheduling', action: 'Scheduling', message: '0/1 nodes are available.' };

  it('writes eventTime and action, and counts a series once at its start and once at its end', async () => {
    const { clock, client, events, transport } = cluster();
    const recorder = createSeriesRecorder({
      client,
      clock,
      component: 'default-scheduler',
      instance: 'default-scheduler-controlplane',
    });
    for (let i = 0; i < 5; i++) {
      recorder.event(pod, 'Warning', failed);
      await clock.advance(10_000);
    }
    const [event] = await events();
    expect(event).toMatchObject({
      eventTime: '2026-01-02T03:04:05.000000Z',
      action: 'Scheduling',
      reportingComponent: 'default-scheduler',
      series: { count: 2, lastObservedTime: '2026-01-02T03:04:15.000000Z' },
    });
    expect(event?.count).toBeUndefined();
    const writes = () => transport.requests.filter(({ verb }) => verb !== 'list').length;
    expect(writes()).toBe(2);
    await clock.advance(400_000);
    expect((await events())[0]).toMatchObject({
      series: { count: 5, lastObservedTime: '2026-01-02T03:04:45.000000Z' },
    });
    expect([writes(), clock.pendingTimers]).toEqual([3, 0]);
  });

  it('begins a new event when the old one was six minutes ago', async () => {
    const { clock, client, events } = cluster();
    const recorder = createSeriesRecorder({ client, clock, component: 's', instance: 's' });
    recorder.event(pod, 'Warning', failed);
    await clock.advance(360_000);
    recorder.event(pod, 'Warning', failed);
    await clock.advance(1);
    expect(await events()).toHaveLength(2);
  });
});
