import { describe, expect, it } from 'vitest';
import type { PodSpec } from '@/kube';
import { createTestNodes, type TestNodes, testContainer, testPod } from '../testing/test-nodes';

const NODE = { name: 'node01', cpu: '4', memory: '8Gi' };
type Amounts = Readonly<Record<string, string>>;

const podOf = (
  name: string,
  requests: Amounts,
  more: { limits?: Amounts; container?: object; spec?: object } = {},
) => {
  const resources = { requests, ...(more.limits ? { limits: more.limits } : {}) };
  const container = { ...testContainer('app', ['run']), resources, ...more.container };
  const pod = testPod({}, { containers: [container], ...more.spec } as Partial<PodSpec>);
  return { ...pod, metadata: { ...pod.metadata, name } };
};

async function resize(
  nodes: TestNodes,
  requests: Amounts,
  { name = 'web', limits }: { name?: string; limits?: Amounts } = {},
) {
  const resources = { requests, ...(limits ? { limits } : {}) };
  await nodes.client.pods.patch(
    { namespace: 'default', name },
    { spec: { containers: [{ name: 'app', resources }] } },
    { type: 'strategic', subresource: 'resize' },
  );
  await nodes.clock.advance(1_000);
  return nodes.get(name);
}

const told = async (nodes: TestNodes) =>
  (await nodes.events()).filter((event) => /Resize|resize/.test(event));
const conditionOf = (pod: Awaited<ReturnType<typeof resize>>, type: string) =>
  pod.status?.conditions?.find((condition) => condition.type === type);
const statusOf = (pod: Awaited<ReturnType<typeof resize>>) => pod.status?.containerStatuses?.[0];

describe('a resize', () => {
  it('changes a container while it runs', async () => {
    const nodes = await createTestNodes([NODE]);
    await nodes.run(
      podOf('web', { cpu: '100m', memory: '64Mi' }, { limits: { cpu: '200m', memory: '128Mi' } }),
    );
    const pod = await resize(nodes, { cpu: '300m' }, { limits: { cpu: '400m', memory: '256Mi' } });
    expect(statusOf(pod)).toMatchObject({
      restartCount: 0,
      allocatedResources: { cpu: '300m', memory: '64Mi' },
      resources: { requests: { cpu: '300m', memory: '64Mi' }, limits: { cpu: '400m', memory: '256Mi' } },
    });
    expect(nodes.container('app').memoryLimit).toBe(256 << 20);
    expect(conditionOf(pod, 'PodResizeInProgress')).toBeUndefined();
    expect(pod.metadata.generation).toBe(2);
    expect(pod.status?.observedGeneration).toBe(2);
    const summary =
      '{"containers":[{"name":"app","resources":{"limits":{"cpu":"400m","memory":"256Mi"},"requests":{"cpu":"300m","memory":"64Mi"}}}],"generation":2}';
    expect(await told(nodes)).toEqual([
      `Normal ResizeStarted Pod resize started: ${summary}`,
      `Normal ResizeCompleted Pod resize completed: ${summary}`,
    ]);
  });

  it('starts the container anew where its policy says so', async () => {
    const nodes = await createTestNodes([NODE]);
    const resizePolicy = [{ resourceName: 'memory', restartPolicy: 'RestartContainer' }];
    const container = { resizePolicy };
    await nodes.run(
      podOf('web', { cpu: '100m', memory: '64Mi' }, { limits: { memory: '128Mi' }, container }),
    );
    await resize(nodes, { cpu: '200m' });
    expect(statusOf(await nodes.get('web'))).toMatchObject({
      restartCount: 0,
      resources: { requests: { cpu: '200m' } },
    });
    const pod = await resize(nodes, { memory: '64Mi' }, { limits: { memory: '96Mi' } });
    expect(statusOf(pod)).toMatchObject({ restartCount: 1, resources: { limits: { memory: '96Mi' } } });
    expect(await nodes.events()).toContain('Normal Killing Container app resize requires restart');
    expect(nodes.container('app').memoryLimit).toBe(96 << 20);
  });

  it('that no node of this size can grant is infeasible', async () => {
    const nodes = await createTestNodes([NODE]);
    await nodes.run(podOf('web', { cpu: '100m' }));
    const pod = await resize(nodes, { cpu: '5' });
    expect(conditionOf(pod, 'PodResizePending')).toMatchObject({
      status: 'True',
      reason: 'Infeasible',
      message: "Node didn't have enough capacity: cpu, requested: 5000, capacity: 4000",
      observedGeneration: 2,
    });
    expect(statusOf(pod)).toMatchObject({
      allocatedResources: { cpu: '100m' },
      resources: { requests: { cpu: '100m' } },
    });
    expect(await told(nodes)).toEqual([
      'Warning ResizeInfeasible Pod resize Infeasible: {"containers":[{"name":"app","resources":{"requests":{"cpu":"5"}}}],"generation":2,"error":"Node didn\'t have enough capacity: cpu, requested: 5000, capacity: 4000"}',
    ]);
    const back = await resize(nodes, { cpu: '100m' });
    expect(conditionOf(back, 'PodResizePending')).toBeUndefined();
  });

  it('is deferred until another pod makes room', async () => {
    const nodes = await createTestNodes([NODE]);
    await nodes.run(podOf('web', { cpu: '1' }));
    await nodes.run(podOf('other', { cpu: '2500m' }));
    const pod = await resize(nodes, { cpu: '2' });
    expect(conditionOf(pod, 'PodResizePending')).toMatchObject({
      reason: 'Deferred',
      message: "Node didn't have enough resource: cpu, requested: 2000, used: 2500, capacity: 4000",
    });
    expect(nodes.clock.pendingTimers).toBe(0);
    await resize(nodes, { cpu: '1' }, { name: 'other' });
    const granted = await nodes.get('web');
    expect(conditionOf(granted, 'PodResizePending')).toBeUndefined();
    expect(statusOf(granted)).toMatchObject({ allocatedResources: { cpu: '2' } });
  });

  it('is granted when the pod that was in the way has gone', async () => {
    const nodes = await createTestNodes([NODE]);
    await nodes.run(podOf('web', { cpu: '1' }));
    await nodes.run(podOf('other', { cpu: '2500m' }));
    await resize(nodes, { cpu: '2' });
    await nodes.client.pods.delete({ namespace: 'default', name: 'other' });
    await nodes.clock.advance(1_000);
    expect(statusOf(await nodes.get('web'))).toMatchObject({ allocatedResources: { cpu: '2' } });
  });

  it('does not take the memory that a container holds', async () => {
    const nodes = await createTestNodes([NODE]);
    await nodes.run(podOf('web', { memory: '64Mi' }, { limits: { memory: '256Mi' } }));
    nodes.container('app').hold(200);
    const pod = await resize(nodes, {}, { limits: { memory: '128Mi' } });
    const why =
      '[attempting to set pod memory limit (134217728) below current usage (209715200), attempting to set container "app" memory limit (134217728) below current usage (209715200)]';
    expect(conditionOf(pod, 'PodResizeInProgress')).toMatchObject({ reason: 'Error', message: why });
    expect(statusOf(pod)).toMatchObject({ restartCount: 0, resources: { limits: { memory: '256Mi' } } });
    expect(nodes.container('app').memoryLimit).toBe(256 << 20);
    nodes.container('app').hold(100);
    await nodes.clock.advance(10_000);
    expect(nodes.container('app').memoryLimit).toBe(128 << 20);
    expect(conditionOf(await nodes.get('web'), 'PodResizeInProgress')).toBeUndefined();
  });

  it('that waits does not change what the container has after the cluster was closed', async () => {
    const nodes = await createTestNodes([NODE]);
    await nodes.run(podOf('web', { memory: '64Mi' }, { limits: { memory: '128Mi' } }));
    await resize(nodes, { memory: '9Gi' }, { limits: { memory: '9Gi' } });
    const reopened = await nodes.reopen();
    await reopened.clock.advance(1_000);
    expect(reopened.container('app').memoryLimit).toBe(128 << 20);
    expect(conditionOf(await reopened.get('web'), 'PodResizePending')).toMatchObject({
      reason: 'Infeasible',
    });
  });
});
