import { expect, it } from 'vitest';
import { FakeClock } from '@/apimachinery';
import type { Pod } from '@/kube';
import { nodeAffinity } from './plugins/node-affinity';
import { nodeResourcesFit } from './plugins/node-resources-fit';
import { SchedulingQueue } from './queue';

const pod = (name: string, spec: Partial<NonNullable<Pod['spec']>> = {}): Pod => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: 'default' },
  spec: { containers: [], ...spec },
});

function queueOf(...pods: Pod[]) {
  const clock = new FakeClock();
  const queue = new SchedulingQueue(clock, () => {});
  for (const p of pods) queue.offer(p);
  return { clock, queue, next: () => queue.pop()?.pod.metadata.name };
}

it('gives pods by priority, then in the order in which they came', () => {
  const { next } = queueOf(pod('a'), pod('b', { priority: 10 }), pod('c'), pod('d', { priority: 10 }));
  expect([next(), next(), next(), next(), next()]).toEqual(['b', 'd', 'a', 'c', undefined]);
});

it('gives a pod back only after an event that helps against what turned it away', async () => {
  const { queue, clock, next } = queueOf(pod('a'));
  const a = queue.pop();
  if (a) queue.giveBack(a, [nodeAffinity]);
  await clock.advance(60_000);
  queue.wake(['pod-deleted', 'node-taints']);
  expect(next()).toBeUndefined();
});

it('backs off from 1 to 10 seconds between tries, however often it is woken', async () => {
  const { queue, clock } = queueOf(pod('a'));
  const start = clock.now();
  const tries: number[] = [];
  for (let second = 0; second < 40; second++) {
    const a = queue.pop();
    if (a) {
      tries.push((clock.now() - start) / 1000);
      queue.giveBack(a, [nodeResourcesFit]);
    }
    queue.wake(['pod-deleted']);
    await clock.advance(1000);
  }
  expect(tries).toEqual([0, 1, 3, 7, 15, 25, 35]);
});

it('tries at once when the event comes after the back-off', async () => {
  const { queue, clock, next } = queueOf(pod('a'));
  const a = queue.pop();
  if (a) queue.giveBack(a, [nodeResourcesFit]);
  await clock.advance(5000);
  expect(clock.pendingTimers).toBe(0);
  queue.wake(['node-added']);
  expect(next()).toBe('a');
});

it('holds a gated pod until its gates are gone', () => {
  const { queue, next } = queueOf(pod('a', { schedulingGates: [{ name: 'wait' }] }));
  expect(next()).toBeUndefined();
  queue.offer(pod('a'));
  expect(next()).toBe('a');
});

it('forgets a pod that was deleted while it waited', () => {
  const { queue, next } = queueOf(pod('a'), pod('b'));
  queue.forget('default/a');
  expect([next(), next()]).toEqual(['b', undefined]);
});
