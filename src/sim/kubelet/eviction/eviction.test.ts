import { describe, expect, it } from 'vitest';
import type { Pod, PodSpec } from '@/kube';
import { createTestNodes, type TestNodes, testContainer, testPod } from '../testing/test-nodes';
import { refusalUnderPressure } from './admission';
import { memoryMessage, rankForMemory } from './rank';

const MIB = 1 << 20;

const pod = (name: string, request?: string, priority?: number): Pod => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name },
  spec: {
    ...(priority === undefined ? {} : { priority }),
    containers: [{ name: 'c', ...(request ? { resources: { requests: { memory: request } } } : {}) }],
  },
});
const measured = (of: Pod, mebibytes: number) => ({ pod: of, bytes: new Map([['c', mebibytes * MIB]]) });

describe('the order', () => {
  it.each([
    [
      'those over their requests first',
      [measured(pod('within', '500Mi'), 400), measured(pod('over', '100Mi'), 150)],
      ['over', 'within'],
    ],
    [
      'then the less important',
      [measured(pod('vip', '100Mi', 1000), 900), measured(pod('plain', '100Mi', 0), 150)],
      ['plain', 'vip'],
    ],
    [
      'then who exceeds by most',
      [
        measured(pod('little', '300Mi'), 310),
        measured(pod('much'), 200),
        measured(pod('more', '100Mi'), 500),
      ],
      ['more', 'much', 'little'],
    ],
  ])('%s', (_, pods, names) => {
    expect(rankForMemory(pods).map(({ pod: { metadata } }) => metadata.name)).toEqual(names);
  });
});

it('the message names the containers over their requests', () => {
  const how = { threshold: '100Mi', available: 60 * MIB };
  expect(memoryMessage(measured(pod('a', '100Mi'), 250), how)).toBe(
    'The node was low on resource: memory. Threshold quantity: 100Mi, available: 60Mi. Container c was using 250Mi, request is 100Mi, has larger consumption of memory. ',
  );
  expect(memoryMessage(measured(pod('a'), 0.5), how)).toContain(
    'Container c was using 512Ki, request is 0, ',
  );
  expect(memoryMessage(measured(pod('a', '1Gi'), 250), how)).toBe(
    'The node was low on resource: memory. Threshold quantity: 100Mi, available: 60Mi. ',
  );
});

it('under pressure only pods without requests are turned away, unless they tolerate it', () => {
  const bestEffort: Pod = { ...pod('a'), status: { qosClass: 'BestEffort' } };
  const tolerating = (spec: Partial<PodSpec>): Pod => ({
    ...bestEffort,
    spec: { containers: [{ name: 'c' }], ...spec },
  });
  expect(refusalUnderPressure(bestEffort)).toBe('The node had condition: [MemoryPressure]. ');
  expect(refusalUnderPressure({ ...bestEffort, status: { qosClass: 'Burstable' } })).toBeUndefined();
  expect(
    refusalUnderPressure(
      tolerating({ tolerations: [{ key: 'node.kubernetes.io/memory-pressure', operator: 'Exists' }] }),
    ),
  ).toBeUndefined();
  expect(refusalUnderPressure(tolerating({ tolerations: [{ operator: 'Exists' }] }))).toBeUndefined();
  expect(refusalUnderPressure(tolerating({ priority: 2_000_001_000 }))).toBeUndefined();
});

describe('a node with a gigabyte', () => {
  const run = (nodes: TestNodes, name: string, command: readonly string[], spec: Partial<PodSpec> = {}) =>
    nodes.run({
      ...testPod({}, { containers: [testContainer(name, command)], ...spec }),
      metadata: { name, namespace: 'default' },
    });
  const pressure = async (nodes: TestNodes) => {
    const node = await nodes.client.nodes.get({ name: 'node01' });
    return node.status?.conditions?.find(({ type }) => type === 'MemoryPressure');
  };
  const crowded = async () => {
    const nodes = await createTestNodes([{ name: 'node01', capacity: { memory: '1Gi' } }]);
    await run(nodes, 'small', ['hold', '300']);
    await run(nodes, 'large', ['hold', '500']);
    return nodes;
  };

  it('leaves its pods alone while there is room, without a timer', async () => {
    const nodes = await crowded();
    expect((await pressure(nodes))?.status).toBe('False');
    expect(nodes.clock.pendingTimers).toBe(0);
  });

  it('sends the greediest away when there is none', async () => {
    const nodes = await crowded();
    nodes.container('small').hold(450);
    await nodes.clock.advance(11_000);
    const { status } = await nodes.get('large');
    const message =
      'The node was low on resource: memory. Threshold quantity: 100Mi, available: 74Mi. Container large was using 500Mi, request is 0, has larger consumption of memory. ';
    expect(status).toMatchObject({ phase: 'Failed', reason: 'Evicted', message });
    expect(status?.containerStatuses?.[0]?.state?.terminated).toMatchObject({ exitCode: 137 });
    expect(status?.conditions?.find(({ type }) => type === 'DisruptionTarget')).toMatchObject({
      status: 'True',
      reason: 'TerminationByKubelet',
      message,
    });
    expect(await nodes.events()).toContain(`Warning Evicted ${message}`);
    expect((await nodes.get('small')).status?.phase).toBe('Running');
    expect(nodes.errors).toEqual([]);
  });

  it('tells of the pressure until five minutes after', async () => {
    const nodes = await crowded();
    nodes.container('small').hold(450);
    await nodes.clock.advance(11_000);
    expect(await pressure(nodes)).toMatchObject({ status: 'True', reason: 'KubeletHasInsufficientMemory' });
    expect((await run(nodes, 'late', ['run'])).status).toMatchObject({
      phase: 'Failed',
      reason: 'Evicted',
      message: 'Pod was rejected: The node had condition: [MemoryPressure]. ',
    });
    await nodes.clock.advance(301_000);
    expect(await pressure(nodes)).toMatchObject({ status: 'False', reason: 'KubeletHasSufficientMemory' });
    expect(nodes.clock.pendingTimers).toBe(0);
    const { items } = await nodes.client.events.list({ namespace: 'default' });
    const told = items
      .filter((e) => e.involvedObject.kind === 'Node')
      .map((e) => `${e.count} ${e.reason}: ${e.message}`);
    // The first six are what a kubelet tells when it starts; memory was sufficient twice.
    expect(told).toEqual([
      '1 Starting: Starting kubelet.',
      '2 NodeHasSufficientMemory: Node node01 status is now: NodeHasSufficientMemory',
      '1 NodeHasNoDiskPressure: Node node01 status is now: NodeHasNoDiskPressure',
      '1 NodeHasSufficientPID: Node node01 status is now: NodeHasSufficientPID',
      '1 NodeAllocatableEnforced: Updated Node Allocatable limit across pods',
      '1 NodeReady: Node node01 status is now: NodeReady',
      '1 NodeHasInsufficientMemory: Node node01 status is now: NodeHasInsufficientMemory',
      '1 EvictionThresholdMet: Attempting to reclaim memory',
    ]);
  });

  it('never sends a critical pod away', async () => {
    const nodes = await createTestNodes([{ name: 'node01', capacity: { memory: '1Gi' } }]);
    await run(nodes, 'vital', ['hold', '600'], { priority: 2_000_001_000 });
    await run(nodes, 'other', ['hold', '400']);
    await nodes.clock.advance(15_000);
    expect((await nodes.get('vital')).status?.phase).toBe('Running');
    expect((await nodes.get('other')).status?.reason).toBe('Evicted');
  });
});
