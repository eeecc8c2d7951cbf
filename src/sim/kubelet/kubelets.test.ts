/** The nodes of a cluster: how they begin, and what they find when the cluster is opened again. */
import { describe, expect, it } from 'vitest';
import { createTestNodes, testPod } from './testing/test-nodes';

describe('a node', () => {
  it('registers itself Ready, with its role, capacity and lease', async () => {
    const { client } = await createTestNodes([
      { name: 'cp', role: 'control-plane' },
      { name: 'n1', capacity: { cpu: '2' } },
    ]);
    const [cp, n1] = (await client.nodes.list()).items;
    expect(cp?.spec?.taints).toEqual([
      { key: 'node-role.kubernetes.io/control-plane', effect: 'NoSchedule' },
    ]);
    expect(cp?.metadata.labels).toMatchObject({
      'node-role.kubernetes.io/control-plane': '',
      'kubernetes.io/hostname': 'cp',
    });
    expect(n1?.status?.capacity).toMatchObject({ cpu: '2', pods: '110' });
    expect(n1?.status?.allocatable).toMatchObject({ memory: '8043004Ki' });
    expect(n1?.spec?.podCIDR).toBe('10.244.1.0/24');
    expect(n1?.status?.conditions?.find((c) => c.type === 'Ready')).toMatchObject({
      status: 'True',
      reason: 'KubeletReady',
      message: 'kubelet is posting ready status',
    });
    expect(
      (await client.leases.list({ namespace: 'kube-node-lease' })).items.map((l) => l.metadata.name),
    ).toEqual(['cp', 'n1']);
  });

  it('tells how it started, once', async () => {
    const nodes = await createTestNodes();
    await nodes.clock.advance(1_000);
    const told = async () =>
      (await nodes.client.events.list()).items.map(({ source, reason, message }) => [
        source?.component,
        reason,
        message,
      ]);
    const status = (reason: string) => ['kubelet', reason, `Node node01 status is now: ${reason}`];
    const all = [
      ['kubelet', 'Starting', 'Starting kubelet.'],
      status('NodeHasSufficientMemory'),
      status('NodeHasNoDiskPressure'),
      status('NodeHasSufficientPID'),
      ['kubelet', 'NodeAllocatableEnforced', 'Updated Node Allocatable limit across pods'],
      status('NodeReady'),
    ];
    expect(await told()).toEqual(all);
    await nodes.reopen();
    await nodes.clock.advance(1_000);
    expect(await told()).toEqual(all);
    expect(nodes.clock.pendingTimers).toBe(0);
  });
});

describe('a cluster that is opened again', () => {
  it('starts what ran anew, without counting it', async () => {
    const first = await createTestNodes();
    const before = await first.run(testPod({ app: ['run'] }));
    const nodes = await first.reopen();
    await nodes.clock.advance(1_000);
    const after = await nodes.get('web');
    expect(after.status?.containerStatuses).toEqual(before.status?.containerStatuses);
    expect(after.status?.podIP).toBe(before.status?.podIP);
    const ids = nodes.runtime.containers.map((c) => c.config.id);
    expect(ids).toEqual([ids[0], ids[0]]);
    expect(nodes.container('app').process).toBeDefined();
    expect((await nodes.events()).filter((e) => e.includes('Started'))).toHaveLength(1);
  });

  it('leaves what had ended ended, and knows its images', async () => {
    const first = await createTestNodes();
    await first.run(testPod({ app: ['exit', '0'] }, { restartPolicy: 'Never' }));
    const nodes = await first.reopen();
    await nodes.run({ ...testPod({ app: ['run'] }), metadata: { name: 'next', namespace: 'default' } });
    expect(nodes.runtime.containers).toHaveLength(2);
    expect(await nodes.events()).toContain(
      'Normal Pulled Container image "busybox:1.36" already present on machine and can be accessed by the pod',
    );
  });
});
