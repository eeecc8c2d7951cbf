/** What a cluster does when a machine goes dark, seen through kubectl; minutes are jumped, not waited for. */
// upstream: pkg/controller/nodelifecycle, pkg/controller/tainteviction, pkg/kubelet/kubelet_node_status.go
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type OpenCluster, openCluster } from '@/sim/node';
import { type Bench, createBench, until } from './support/bench';
import { findKubectls } from './support/binaries';

const SECOND = 1_000;
const MACHINE = 'sim.sealegs.dev/machine';

describe('a node', () => {
  const folder = mkdtempSync(join(tmpdir(), 'contract-nodes-'));
  const kubeconfig = join(folder, 'kubeconfig.yaml');
  const kubectl = findKubectls().at(-1);
  let open: OpenCluster;
  let bench: Bench;

  beforeAll(async () => {
    open = await openCluster({
      nodes: [
        { name: 'controlplane', role: 'control-plane' },
        { name: 'node01', role: 'worker' },
        { name: 'node02', role: 'worker' },
      ],
      listen: [{ port: 0 }],
      latency: { pullFactor: 0 },
    });
    const server = `https://127.0.0.1:${open.port}`;
    writeFileSync(kubeconfig, open.kubeconfig({ server, context: 'contract' }));
    if (!kubectl) throw new Error('no kubectl');
    bench = createBench(kubectl, { kubeconfig, folder, namespace: 'default' });
  });
  afterAll(async () => {
    await open.close();
    rmSync(folder, { recursive: true, force: true });
  });
  afterEach(async () => {
    await bench.run(`annotate node node01 ${MACHINE}-`);
    await bench.run('delete deployment,pod --all --now');
  });

  const jump = (ms: number) => open.cluster.time.jump(ms);
  const json = async (what: string) => JSON.parse(await bench.ok(`${what} -o json`));
  const conditionOf = (object: { status: { conditions: { type: string }[] } }, type: string) =>
    object.status.conditions.find((condition) => condition.type === type);
  const switchOff = async () => {
    await bench.ok(`annotate node node01 ${MACHINE}=off`);
    // The kubelet's last words are told.
    await until(async () => !(await bench.run(['exec', 'web', '--', 'true'])).stderr.includes('not found'));
  };
  const pinned = (name: string, more: object = {}) =>
    bench.ok('create -f -', {
      input: JSON.stringify({
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name, labels: { app: name } },
        spec: {
          nodeName: 'node01',
          terminationGracePeriodSeconds: 2,
          containers: [{ name: 'main', image: 'nginx:1.29' }],
          ...more,
        },
      }),
    });

  it('that goes dark is noticed after fifty seconds, and its pods leave after five minutes', async () => {
    await pinned('web');
    await bench.ok('create deployment front --image=nginx:1.29 --replicas=2');
    await bench.ok('rollout status deployment/front --timeout=60s');
    await bench.ok('wait --for=condition=Ready pod/web');
    await switchOff();
    await jump(40 * SECOND);
    expect(await bench.ok('get node node01 --no-headers')).toMatch(/^node01 +Ready /);
    await jump(15 * SECOND);
    expect(await bench.ok('get node node01 --no-headers')).toMatch(/^node01 +NotReady /);
    const node = await json('get node node01');
    for (const type of ['Ready', 'MemoryPressure', 'DiskPressure', 'PIDPressure']) {
      expect(conditionOf(node, type)).toMatchObject({
        status: 'Unknown',
        reason: 'NodeStatusUnknown',
        message: 'Kubelet stopped posting node status.',
      });
    }
    expect(node.spec.taints).toMatchObject([
      { key: 'node.kubernetes.io/unreachable', effect: 'NoSchedule' },
      { key: 'node.kubernetes.io/unreachable', effect: 'NoExecute' },
    ]);
    expect(await bench.ok('events --for node/node01')).toMatch(
      /Normal +NodeNotReady +Node\/node01 +Node node01 status is now: NodeNotReady/,
    );
    expect(await bench.ok('get pod web --no-headers')).toMatch(/^web +1\/1 +Running /);
    expect(conditionOf(await json('get pod web'), 'Ready')).toMatchObject({ status: 'False' });
    expect(await bench.ok('events --for pod/web')).toMatch(
      /Warning +NodeNotReady +Pod\/web +Node is not ready/,
    );

    await jump(4 * 60 * SECOND);
    expect(await bench.ok('get pod web --no-headers')).toMatch(/^web +1\/1 +Running /);
    await jump(65 * SECOND);
    expect(await bench.ok('get pod web --no-headers')).toMatch(/^web +1\/1 +Terminating /);
    expect(await bench.ok('events --for pod/web')).toMatch(
      /Normal +TaintManagerEviction +Pod\/web +Marking for deletion Pod default\/web/,
    );
    expect(conditionOf(await json('get pod web'), 'DisruptionTarget')).toMatchObject({
      status: 'True',
      reason: 'DeletionByTaintManager',
      message: 'Taint manager: deleting due to NoExecute taint',
    });
    // Replacements run where there is a machine.
    await bench.ok('rollout status deployment/front --timeout=60s');
    const running = await bench.ok(
      'get pods -l app=front --field-selector=status.phase=Running -o wide --no-headers',
    );
    expect(running.split('\n').filter((line) => / Running .* node02 /.test(line))).toHaveLength(2);
  });

  it('that is dark answers for none of its pods', async () => {
    await pinned('web');
    await bench.ok('wait --for=condition=Ready pod/web');
    const { address } = (await json('get node node01')).status.addresses[0];
    await switchOff();
    await until(async () => (await bench.run('logs web')).code !== 0);
    expect(await bench.fail('logs web')).toBe(
      `Error from server: Get "https://${address}:10250/containerLogs/default/web/main": dial tcp ${address}:10250: connect: no route to host`,
    );
    expect(await bench.fail('exec web -- true')).toContain(
      `error dialing backend: dial tcp ${address}:10250: connect: no route to host`,
    );
  });

  it('that comes back in time goes on: its containers start anew', async () => {
    await pinned('web');
    await bench.ok('wait --for=condition=Ready pod/web');
    await switchOff();
    await jump(60 * SECOND);
    await bench.ok(`annotate node node01 ${MACHINE}-`);
    await bench.ok('wait --for=condition=Ready node/node01 --timeout=30s');
    await bench.ok('wait --for=condition=Ready pod/web --timeout=30s');
    const pod = await json('get pod web');
    expect(pod.status.containerStatuses[0]).toMatchObject({
      restartCount: 1,
      lastState: { terminated: { exitCode: 255, reason: 'Unknown' } },
    });
    await until(async () => (await json('get node node01')).spec.taints === undefined);
    const told = await bench.ok('events --for node/node01');
    for (const line of [
      /Normal +Starting +Node\/node01 +Starting kubelet\./,
      /Warning +Rebooted +Node\/node01 +Node node01 has been rebooted, boot id: /,
      /Normal +NodeReady +Node\/node01 +Node node01 status is now: NodeReady/,
    ])
      expect(told).toMatch(line);
    expect(await bench.ok('events --for pod/web')).toMatch(
      /Normal +SandboxChanged +Pod\/web +Pod sandbox changed, it will be killed and re-created\./,
    );
    expect(await bench.ok('exec web -- echo here')).toBe('here\n');
  });

  it('that comes back too late finds that its pods were sent away', async () => {
    await pinned('web');
    await bench.ok('wait --for=condition=Ready pod/web');
    await switchOff();
    await jump(400 * SECOND);
    expect(await bench.ok('get pod web --no-headers')).toMatch(/ Terminating /);
    await bench.ok(`annotate node node01 ${MACHINE}-`);
    await until(async () => (await bench.run('get pod web')).code !== 0);
  });

  it('that nobody speaks for was never there', async () => {
    await bench.ok('create -f -', {
      input: JSON.stringify({ apiVersion: 'v1', kind: 'Node', metadata: { name: 'ghost' } }),
    });
    expect(await bench.ok('get node ghost --no-headers')).toMatch(/^ghost +Unknown /);
    await jump(65 * SECOND);
    expect(conditionOf(await json('get node ghost'), 'Ready')).toMatchObject({
      status: 'Unknown',
      reason: 'NodeStatusNeverUpdated',
      message: 'Kubelet never posted node status.',
    });
    await bench.ok('delete node ghost');
    expect(
      await bench.ok('get events --field-selector=reason=RemovingNode -o jsonpath={.items[*].message}'),
    ).toBe('Node ghost event: Removing Node ghost from Controller');
  });

  it('that is cordoned says so in a taint', async () => {
    await bench.ok('cordon node02');
    await until(async () => (await json('get node node02')).spec.taints !== undefined);
    expect((await json('get node node02')).spec.taints).toMatchObject([
      { key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' },
    ]);
    await bench.ok('uncordon node02');
    await until(async () => (await json('get node node02')).spec.taints === undefined);
  });

  it('with a NoExecute taint sends pods away at once, or as soon as they have borne it long enough', async () => {
    const toleration = { key: 'maintenance', operator: 'Exists', effect: 'NoExecute' };
    await pinned('leaves');
    await pinned('bears', { tolerations: [{ ...toleration, tolerationSeconds: 100 }] });
    await pinned('stays', { tolerations: [toleration] });
    await bench.ok('wait --for=condition=Ready pod/leaves pod/bears pod/stays');
    await bench.ok('taint node node01 maintenance=now:NoExecute');
    const names = async () => (await bench.ok('get pods -o name')).trim().split('\n').sort();
    await until(async () => !(await names()).includes('pod/leaves'));
    expect(await names()).toEqual(['pod/bears', 'pod/stays']);
    await jump(110 * SECOND);
    await until(async () => (await names()).length === 1);
    expect(await names()).toEqual(['pod/stays']);
    await bench.ok('taint node node01 maintenance-');
  });
});
