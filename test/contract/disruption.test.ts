/** Disruption budgets and what they keep from going; pods whose node has gone for good. */
// upstream: pkg/controller/disruption, pkg/registry/core/pod/storage/eviction.go, pkg/controller/podgc
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type OpenCluster, openCluster } from '@/sim/node';
import { type Bench, createBench, until } from './support/bench';
import { findKubectls } from './support/binaries';
import { contract } from './support/cluster';

contract(
  'disruption budgets',
  (bench) => {
    const json = async (what: string) => JSON.parse(await bench.ok(`get ${what} -o json`));
    const status = async (name: string) => (await json(`pdb ${name}`)).status;
    const allows = (name: string, count: number) =>
      until(
        async () => (await status(name)).disruptionsAllowed === count,
        () => `${name} to allow ${count}`,
      );
    const evict = (pod: string) => {
      const eviction = { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name: pod } };
      const path = `/api/v1/namespaces/${bench.namespace}/pods/${pod}/eviction`;
      return bench.run(['create', '--raw', path, '-f', '-'], { input: JSON.stringify(eviction) });
    };
    const firstPod = async (app: string) =>
      (await json(`pods -l app=${app}`)).items[0].metadata.name as string;

    it('count what a Deployment has, and allow what it can spare', async () => {
      await bench.ok('create deployment web --image=nginx:1.29 --replicas=3');
      await bench.ok('rollout status deployment/web --timeout=60s');
      await bench.ok('create pdb web --selector=app=web --max-unavailable=1');
      await allows('web', 1);
      const { conditions, ...counts } = await status('web');
      expect(counts).toEqual({
        currentHealthy: 3,
        desiredHealthy: 2,
        disruptionsAllowed: 1,
        expectedPods: 3,
        observedGeneration: 1,
      });
      expect(conditions).toMatchObject([
        {
          type: 'DisruptionAllowed',
          status: 'True',
          reason: 'SufficientPods',
          message: '',
          observedGeneration: 1,
        },
      ]);
      expect(await bench.ok('get pdb web --no-headers')).toMatch(/^web +N\/A +1 +1 +\d+s\n$/);
      expect(await bench.ok('describe pdb web')).toMatch(
        /Max unavailable: +1\nSelector: +app=web\nStatus:\n +Allowed disruptions: +1\n +Current: +3\n +Desired: +2\n +Total: +3\n/,
      );
    });

    it('let one pod go, and not the next before the first is replaced', async () => {
      const pods = (await json('pods -l app=web')).items.map(
        (pod: { metadata: { name: string } }) => pod.metadata.name,
      );
      expect((await evict(pods[0])).code).toBe(0);
      const refused = await evict(pods[1]);
      expect(refused.code).toBe(1);
      expect(refused.stderr).toContain("Cannot evict pod as it would violate the pod's disruption budget.");
      await allows('web', 1);
    });

    it('tell the pod why it goes', async () => {
      await bench.ok([
        'run',
        'held',
        '--image=nginx:1.29',
        '--overrides={"metadata":{"finalizers":["example.com/look"]}}',
      ]);
      await bench.ok('wait --for=condition=Ready pod/held');
      expect((await evict('held')).code).toBe(0);
      const { metadata, status: state } = await json('pod held');
      expect(metadata.deletionTimestamp).toBeDefined();
      expect(state.conditions).toContainEqual(
        expect.objectContaining({
          type: 'DisruptionTarget',
          status: 'True',
          reason: 'EvictionByEvictionAPI',
          message: 'Eviction API: evicting',
        }),
      );
      await bench.ok(['patch', 'pod', 'held', '--type=merge', '-p', '{"metadata":{"finalizers":null}}']);
    });

    it('make a drain wait', async () => {
      await bench.ok('create deployment one --image=nginx:1.29');
      await bench.ok('rollout status deployment/one --timeout=60s');
      await bench.ok('create pdb one --selector=app=one --min-available=1');
      await until(async () => (await status('one')).observedGeneration === 1);
      const node = (await json('pods -l app=one')).items[0].spec.nodeName;
      const drained = await bench.run(
        `drain ${node} --ignore-daemonsets --pod-selector=app=one --timeout=2s --force`,
      );
      expect(drained.code).toBe(1);
      expect(drained.stderr).toContain(
        `error when evicting pods/"${await firstPod('one')}" -n "${bench.namespace}" (will retry after 5s): Cannot evict pod as it would violate the pod's disruption budget.`,
      );
      await bench.ok(`uncordon ${node}`);
      expect((await status('one')).conditions).toMatchObject([
        { status: 'False', reason: 'InsufficientPods' },
      ]);
    });

    it('by percentage ask the controller how many there should be', async () => {
      await bench.ok('create pdb half --selector=app=web --min-available=50%');
      await allows('half', 1);
      expect(await status('half')).toMatchObject({ desiredHealthy: 2, expectedPods: 3 });
      await bench.ok('delete pdb half');
    });

    it('that cover one pod together are told of, as evictions refuse it', async () => {
      await bench.ok('create pdb other --selector=app=one --min-available=1');
      const pod = await firstPod('one');
      await bench.ok(`label pod ${pod} seen=true`);
      await until(async () =>
        (await bench.ok(`events --for pod/${pod}`)).includes('MultiplePodDisruptionBudgets'),
      );
      expect(await bench.ok(`events --for pod/${pod}`)).toMatch(
        new RegExp(
          `Pod "${bench.namespace}"/"${pod}" matches multiple PodDisruptionBudgets\\.  Chose "(one|other)" arbitrarily\\.`,
        ),
      );
      expect((await evict(pod)).stderr).toContain(
        'This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.',
      );
      await bench.ok('delete pdb other');
    });

    it('say what they cannot count', async () => {
      await bench.ok('run alone --image=nginx:1.29 --labels=app=alone');
      await bench.ok('wait --for=condition=Ready pod/alone');
      await bench.ok('create pdb alone --selector=app=alone --max-unavailable=1');
      await until(async () => (await bench.ok('events --for pdb/alone')).includes('UnmanagedPods'));
      expect(await bench.ok('events --for pdb/alone')).toContain(
        'Pods selected by this PodDisruptionBudget (selector: &LabelSelector{MatchLabels:map[string]string{app: alone,},MatchExpressions:[]LabelSelectorRequirement{},}) were found to be unmanaged. As a result, the status of the PDB cannot be calculated correctly, which may result in undefined behavior. To account for these pods please set ".spec.minAvailable" field of the PDB to an integer value.',
      );
      await bench.ok('create pdb none --selector=app=nobody --min-available=1');
      await until(async () => (await bench.ok('events --for pdb/none')).includes('No matching pods found'));
      const job = 'create job batch --image=busybox:1.36 -- sleep 1000';
      await bench.ok(job);
      await until(async () => (await bench.ok('get pods -l job-name=batch -o name')) !== '');
      await bench.ok('create pdb batch --selector=job-name=batch --max-unavailable=1');
      await until(async () => ((await status('batch')).conditions?.[0]?.reason ?? '') === 'SyncFailed');
      expect((await status('batch')).conditions[0].message).toBe(
        'jobs.batch does not implement the scale subresource',
      );
    });
  },
  { nodes: 2, kubectls: 'newest' },
);

describe('pods that nobody ends', () => {
  const folder = mkdtempSync(join(tmpdir(), 'contract-podgc-'));
  let open: OpenCluster;
  let bench: Bench;
  beforeAll(async () => {
    const kubeconfig = join(folder, 'kubeconfig.yaml');
    const [kubectl] = findKubectls();
    if (!kubectl) throw new Error('no kubectl');
    open = await openCluster({
      nodes: ['node01', 'node02'].map((name) => ({ name, role: 'worker' as const })),
      listen: [{ port: 0 }],
      latency: { pullFactor: 0 },
    });
    const server = `https://127.0.0.1:${open.port}`;
    writeFileSync(kubeconfig, open.kubeconfig({ server, context: 'contract' }));
    bench = createBench(kubectl, { kubeconfig, folder, namespace: 'default' });
  });
  afterAll(async () => {
    await open.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const run = (name: string, overrides: object) =>
    bench.ok(['run', name, '--image=nginx:1.29', `--overrides=${JSON.stringify(overrides)}`]);
  const pod = async (name: string) => JSON.parse(await bench.ok(`get pod ${name} -o json`));
  const disruption = async (name: string) =>
    (await pod(name)).status.conditions.find(({ type }: { type: string }) => type === 'DisruptionTarget');
  const HELD = { metadata: { finalizers: ['example.com/look'] } };
  const release = (name: string) =>
    bench.ok(['patch', 'pod', name, '--type=merge', '-p', '{"metadata":{"finalizers":null}}']);

  it('as they name a node that never was, are cleared away after a minute', async () => {
    await run('lost', { spec: { nodeName: 'elsewhere' } });
    await open.cluster.time.jump(50_000);
    expect(await bench.ok('get pod lost --no-headers')).toMatch(/ Pending /);
    await open.cluster.time.jump(15_000);
    await until(async () => (await bench.run('get pod lost')).code !== 0);
  });

  it('as they were deleted before they had a node, have failed', async () => {
    await run('nowhere', { ...HELD, spec: { nodeSelector: { disk: 'none' } } });
    await bench.ok('delete pod nowhere --wait=false');
    await open.cluster.time.jump(25_000);
    await until(async () => (await pod('nowhere')).status.phase === 'Failed');
    await release('nowhere');
  });

  it('as their node was deleted, have failed with it', async () => {
    await run('orphan', { ...HELD, spec: { nodeName: 'node02' } });
    await bench.ok('wait --for=condition=Ready pod/orphan');
    await bench.ok('delete node node02');
    await open.cluster.time.jump(70_000);
    await until(async () => (await pod('orphan')).metadata.deletionTimestamp !== undefined);
    expect((await pod('orphan')).status.phase).toBe('Failed');
    expect(await disruption('orphan')).toMatchObject({
      status: 'True',
      reason: 'DeletionByPodGC',
      message: 'PodGC: node no longer exists',
    });
    await release('orphan');
    expect(await bench.fail('get pod orphan')).toContain('pods "orphan" not found');
  });

  it('though it was said that they would go, are taken to stay after two minutes', async () => {
    await run('stays', { spec: { nodeName: 'node01' } });
    await bench.ok('wait --for=condition=Ready pod/stays');
    const lastTransitionTime = new Date().toISOString().replace(/\.\d+/, '');
    const condition = { type: 'DisruptionTarget', status: 'True', reason: 'Somebody', lastTransitionTime };
    const body = JSON.stringify({ status: { conditions: [condition] } });
    await bench.ok(['patch', 'pod', 'stays', '--subresource=status', '--type=strategic', '-p', body]);
    expect(await disruption('stays')).toMatchObject({ status: 'True' });
    await open.cluster.time.jump(130_000);
    await until(async () => (await disruption('stays')).status === 'False');
  });
});
