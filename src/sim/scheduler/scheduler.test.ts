/** The scheduler through the API: what a pod and its events say while it waits and when it is placed. */
import { describe, expect, it } from 'vitest';
import type { Pod } from '@/kube';
import { startTestControlPlane, testNode } from '../controllers/testing/control-plane';

const BIG = { namespace: 'default', name: 'big' };
const pod = (name: string, cpu: string, spec: Partial<NonNullable<Pod['spec']>> = {}): Pod => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: 'default' },
  spec: { containers: [{ name: 'main', image: 'nginx', resources: { requests: { cpu } } }], ...spec },
});

const scheduledOf = ({ status }: Pod) => status?.conditions?.find(({ type }) => type === 'PodScheduled');

const NO_CPU =
  '0/1 nodes are available: 1 Insufficient cpu. no new claims to deallocate, preemption: 0/1 nodes are available: 1 No preemption victims found for incoming pod.';

async function oneNode() {
  const plane = await startTestControlPlane({ nodes: [testNode('node01')] });
  await plane.client.pods.create(pod('first', '3'));
  await plane.clock.advance(100);
  await plane.client.pods.create(pod('big', '2'));
  await plane.clock.advance(100);
  return plane;
}

describe('a pod that fits nowhere', () => {
  it('is told so in its condition and by an event', async () => {
    const { client, story, clock } = await oneNode();
    const big = await client.pods.get(BIG);
    expect(big.spec?.nodeName).toBeUndefined();
    expect(scheduledOf(big)).toMatchObject({ status: 'False', reason: 'Unschedulable', message: NO_CPU });
    expect(await story()).toContain(`Pod/big (Warning) FailedScheduling: ${NO_CPU}`);
    expect(clock.pendingTimers).toBe(0);
  });

  it('is placed as soon as another pod makes room', async () => {
    const { client, clock, story } = await oneNode();
    await clock.advance(5000);
    await client.pods.delete({ namespace: 'default', name: 'first' });
    await clock.advance(100);
    const big = await client.pods.get(BIG);
    expect([big.spec?.nodeName, scheduledOf(big)?.status]).toEqual(['node01', 'True']);
    expect(await story()).toContain('Pod/big Scheduled: Successfully assigned default/big to node01');
  });

  it('is placed when a node comes that has room', async () => {
    const { client, clock } = await oneNode();
    await client.nodes.create(testNode('node02'));
    await clock.advance(5000);
    expect((await client.pods.get(BIG)).spec?.nodeName).toBe('node02');
  });

  it('is placed when its node is uncordoned, not before', async () => {
    const { client, clock } = await startTestControlPlane({ nodes: [testNode('node01')] });
    await client.nodes.patch({ name: 'node01' }, { spec: { unschedulable: true } });
    await client.pods.create(pod('big', '1'));
    await clock.advance(60_000);
    expect(scheduledOf(await client.pods.get(BIG))?.message).toBe(
      '0/1 nodes are available: 1 node(s) were unschedulable. no new claims to deallocate, preemption: 0/1 nodes are available: 1 Preemption is not helpful for scheduling.',
    );
    await client.nodes.patch({ name: 'node01' }, { spec: { unschedulable: null } });
    await clock.advance(1000);
    expect((await client.pods.get(BIG)).spec?.nodeName).toBe('node01');
  });

  it('can be explained node by node, plugin by plugin', async () => {
    const { client, scheduler } = await oneNode();
    const diagnosis = scheduler.explain(await client.pods.get(BIG));
    expect(
      [...(diagnosis?.rejections ?? [])].map(([node, { plugin, reasons }]) => [node, plugin.name, reasons]),
    ).toEqual([['node01', 'NodeResourcesFit', ['Insufficient cpu']]]);
  });
});

describe('a pod of higher priority', () => {
  const nameless = { namespace: 'default' };
  /** "middle" has just sent "low" away and is about to be tried again. */
  async function promised(finalizers: readonly string[] = []) {
    const plane = await startTestControlPlane({ nodes: [testNode('node01')] });
    for (const [name, value] of Object.entries({ middle: 500, high: 1000 })) {
      await plane.client.priorityclasses.create({
        apiVersion: 'scheduling.k8s.io/v1',
        kind: 'PriorityClass',
        metadata: { name },
        value,
      });
    }
    const low = pod('low', '3');
    await plane.client.pods.create({ ...low, metadata: { ...low.metadata, finalizers } });
    await plane.clock.advance(100);
    await plane.client.pods.create(pod('middle', '3', { priorityClassName: 'middle' }));
    await plane.clock.advance(100);
    const nodeOf = async (name: string) =>
      (await plane.client.pods.get({ ...nameless, name })).spec?.nodeName ?? 'none';
    return { ...plane, nodeOf };
  }

  it('keeps the room that others made for it from those who come later', async () => {
    const { client, clock, nodeOf } = await promised();
    await client.pods.create(pod('late', '3'));
    await clock.advance(100);
    expect([await nodeOf('middle'), await nodeOf('late')]).toEqual(['none', 'none']);
    await clock.advance(2000);
    expect([await nodeOf('middle'), await nodeOf('late')]).toEqual(['node01', 'none']);
  });

  it('loses it to one of still higher priority, and is promised nothing any more', async () => {
    const { client, clock, nodeOf, errors } = await promised();
    expect((await client.pods.get({ ...nameless, name: 'middle' })).status?.nominatedNodeName).toBe('node01');
    await client.pods.create(pod('high', '3', { priorityClassName: 'high' }));
    await clock.advance(3000);
    expect([await nodeOf('high'), await nodeOf('middle')]).toEqual(['node01', 'none']);
    const middle = await client.pods.get({ ...nameless, name: 'middle' });
    expect(middle.status?.nominatedNodeName).toBeUndefined();
    expect(scheduledOf(middle)?.message).toBe(NO_CPU);
    expect(errors).toEqual([]);
  });

  it('takes over what another was promised while the victim still leaves', async () => {
    const { client, clock, nodeOf, story } = await promised(['example.com/slow']);
    await client.pods.create(pod('high', '3', { priorityClassName: 'high' }));
    await clock.advance(100);
    const nominated = async (name: string) =>
      (await client.pods.get({ ...nameless, name })).status?.nominatedNodeName;
    expect([await nominated('high'), await nominated('middle')]).toEqual(['node01', undefined]);
    await clock.advance(20_000);
    expect([await nodeOf('high'), await nodeOf('middle')]).toEqual(['none', 'none']);
    await client.pods.patch({ ...nameless, name: 'low' }, { metadata: { finalizers: null } });
    await clock.advance(20_000);
    expect([await nodeOf('high'), await nodeOf('middle')]).toEqual(['node01', 'none']);
    expect((await story()).filter((line) => line.includes('Preempted'))).toHaveLength(1);
  });

  it('takes the place of one of lower priority', async () => {
    const plane = await startTestControlPlane({ nodes: [testNode('node01')] });
    const { client, clock, story, errors } = plane;
    await client.priorityclasses.create({
      apiVersion: 'scheduling.k8s.io/v1',
      kind: 'PriorityClass',
      metadata: { name: 'high' },
      value: 1000,
    });
    await client.pods.create(pod('low', '3'));
    await clock.advance(100);
    const watched = await client.pods.create(pod('important', '3', { priorityClassName: 'high' }));
    await clock.advance(100);
    const waiting = await client.pods.get({ namespace: 'default', name: 'important' });
    expect(waiting.status?.nominatedNodeName).toBe('node01');
    expect(scheduledOf(waiting)?.message).toBe('0/1 nodes are available: 1 Insufficient cpu.');
    await clock.advance(2000);
    const placed = await client.pods.get({ namespace: 'default', name: 'important' });
    expect([placed.spec?.nodeName, placed.status?.nominatedNodeName]).toEqual(['node01', undefined]);
    expect((await story()).filter((line) => !line.includes('Scheduled:'))).toEqual([
      'Pod/important (Warning) FailedScheduling: 0/1 nodes are available: 1 Insufficient cpu.',
      `Pod/low Preempted: Preempted by pod ${watched.metadata.uid} on node node01`,
    ]);
    expect(errors).toEqual([]);
    expect(clock.pendingTimers).toBe(0);
  });
});

it('an event of the scheduler has the form of events.k8s.io', async () => {
  const { client } = await oneNode();
  const [event] = (await client.events.list()).items.filter(({ reason }) => reason === 'Scheduled');
  expect(event).toMatchObject({
    action: 'Binding',
    type: 'Normal',
    eventTime: expect.stringMatching(/\.\d{6}Z$/),
    reportingComponent: 'default-scheduler',
    reportingInstance: 'default-scheduler-test',
    source: {},
    involvedObject: { kind: 'Pod', name: 'first' },
  });
  expect(event?.count).toBeUndefined();
});

it('a pod that names another scheduler is left alone', async () => {
  const { client, clock, story } = await oneNode();
  await client.pods.create(pod('other', '100m', { schedulerName: 'mine' }));
  await clock.advance(5000);
  expect((await client.pods.get({ namespace: 'default', name: 'other' })).spec?.nodeName).toBeUndefined();
  expect((await story()).filter((line) => line.startsWith('Pod/other'))).toEqual([]);
});
