/** Disruption budgets and what they keep from going; pods whose node has gone for good. */
// upstream: pkg/controller/disruption, pkg/registry/core/pod/storage/eviction.go, pkg/controller/podgc
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openCluster } from '@/sim/node';
import { createBench, until } from './support/bench';
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

    it('say what they cannot count', async () => {
      await bench.ok('run alone --image=nginx:1.29 --labels=app=alone');
      await bench.ok('wait --for=condition=Ready pod/alone');
      await bench.ok('create pdb alone --selector=app=alone --max-unavailable=1');
      await until(async () => (await bench.ok('events --for pdb/alone')).includes('UnmanagedPods'));
      expect(await bench.ok('events --for pdb/alone')).toContain(
        'Pods selected by this PodDisruptionBudget (selector: app=alone) were found to be unmanaged. As a result, the status of the PDB cannot be calculated correctly, which may result in undefined behavior. To account for these pods please set ".spec.minAvailable" field of the PDB to an integer value.',
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

describe('pods of a node that is gone', () => {
  it('have failed with it, and are cleared away after a while', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'contract-podgc-'));
    const kubeconfig = join(folder, 'kubeconfig.yaml');
    const [kubectl] = findKubectls();
    const open = await openCluster({
      nodes: [{ name: 'node01', role: 'worker' }],
      listen: [{ port: 0 }],
      latency: { pullFactor: 0 },
    });
    writeFileSync(
      kubeconfig,
      open.kubeconfig({ server: `https://127.0.0.1:${open.port}`, context: 'contract' }),
    );
    if (!kubectl) throw new Error('no kubectl');
    const bench = createBench(kubectl, { kubeconfig, folder, namespace: 'default' });
    const overrides = JSON.stringify({ spec: { nodeName: 'elsewhere' } });
    await bench.ok(['run', 'lost', '--image=nginx', `--overrides=${overrides}`]);
    await open.cluster.time.jump(30_000);
    expect(await bench.ok('get pod lost --no-headers')).toMatch(/ Pending /);
    await open.cluster.time.jump(15_000);
    await until(async () => (await bench.run('get pod lost')).code !== 0);
    await open.close();
    rmSync(folder, { recursive: true, force: true });
  });
});
