/**
 * What kubectl prints about a small world, to the letter: the same text from the oldest and the newest supported one.
 * UPDATE_GOLDEN=1 writes the texts anew: read each before it is committed.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OpenCluster } from '@/sim/node';
import { type Bench, createBench, until } from '../contract/support/bench';
import { findKubectls } from '../contract/support/binaries';
import { openSimulator } from '../contract/support/cluster';
import { expectGolden } from './support/golden';
import { LEFT_ALONE_MS } from './support/mask';

const NAMESPACE = 'shop';
const WORLD = join(import.meta.dirname, 'world');

/** File of the golden text and the command that prints it. */
const PRINTED: readonly (readonly [file: string, command: string])[] = [
  ['get/pods', 'get pods'],
  ['get/pods-wide', 'get pods -o wide'],
  ['get/pods-labels', 'get pods --show-labels'],
  ['get/deployments', 'get deployments'],
  ['get/deployments-wide', 'get deployments -o wide'],
  ['get/replicasets', 'get replicasets --sort-by=.spec.replicas'],
  ['get/replicasets-wide', 'get replicasets -o wide --sort-by=.spec.replicas'],
  ['get/services', 'get services'],
  ['get/services-wide', 'get services -o wide'],
  ['get/endpoints', 'get endpoints'],
  ['get/endpointslices', 'get endpointslices'],
  ['get/nodes', 'get nodes'],
  ['get/nodes-wide', 'get nodes -o wide'],
  ['get/namespaces', 'get namespaces'],
  ['get/configmaps', 'get configmaps'],
  ['get/secrets', 'get secrets'],
  ['get/serviceaccounts', 'get serviceaccounts'],
  ['get/several-kinds', 'get pods,services,deployments'],
  ['get/leases', 'get leases -n kube-node-lease'],
  ['describe/pod-of-deployment', 'describe pod -l app=web'],
  ['describe/pod-failed', 'describe pod once'],
  ['describe/deployment', 'describe deployment web'],
  ['describe/replicasets', 'describe replicasets -l app=web'],
  ['describe/service', 'describe service web'],
  ['describe/endpoints', 'describe endpoints web'],
  ['describe/node', 'describe node contract-worker1'],
  ['describe/namespace', 'describe namespace shop'],
  ['describe/configmap', 'describe configmap site'],
  ['describe/secret', 'describe secret keys'],
  ['describe/serviceaccount', 'describe serviceaccount robot'],
  ['events/deployment', 'events --for deployment/web'],
  ['get/events', 'get events --field-selector involvedObject.name=once'],
  ['get/events-wide', 'get events -o wide --field-selector involvedObject.name=once,reason=Started'],
  ['rollout/status', 'rollout status deployment/web'],
  ['rollout/status-stuck', 'rollout status deployment/stuck -n workshop --watch=false'],
  ['get/deployment-stuck', 'get deployment stuck -n workshop'],
  ['describe/deployment-stuck', 'describe deployment stuck -n workshop'],
  ['rollout/history', 'rollout history deployment/web'],
  ['rollout/history-revision', 'rollout history deployment/web --revision=2'],
  ['discovery/api-resources', 'api-resources --sort-by=name'],
  ['discovery/api-resources-wide', 'api-resources -o wide --sort-by=name'],
  ['discovery/api-versions', 'api-versions'],
  ['discovery/explain-containers', 'explain pod.spec.containers --recursive'],
];

/** `explain --recursive` goes on for hundreds. */
const EXPLAINED_LINES = 60;

const kubectls = findKubectls();
const folder = mkdtempSync(join(tmpdir(), 'golden-'));
const kubeconfig = join(folder, 'kubeconfig.yaml');
const benches = kubectls.map((kubectl) => createBench(kubectl, { kubeconfig, folder, namespace: NAMESPACE }));
let open: OpenCluster | undefined;

beforeAll(async () => {
  open = await openSimulator(kubeconfig, 2);
  const [bench] = benches;
  if (!bench) return;
  await buildWorld(bench);
  await open.cluster.time.jump(LEFT_ALONE_MS);
});
afterAll(async () => {
  await open?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** The world, after a rollout from one image to the next and a pod that failed. */
async function buildWorld(bench: Bench): Promise<void> {
  await until(async () => (await bench.run('wait --for=condition=Ready node --all --timeout=1s')).code === 0);
  await bench.ok(`create namespace ${NAMESPACE}`);
  await until(async () => (await bench.run('get serviceaccount default')).code === 0);
  await bench.ok('create namespace workshop');
  await bench.ok(['apply', '-f', join(WORLD, 'shop.yaml')]);
  await bench.ok(['apply', '-n', 'workshop', '-f', join(WORLD, 'workshop.yaml')]);
  await bench.ok('rollout status deployment/web');
  await bench.ok('wait -n workshop --for=condition=Ready pod/early --timeout=20s');
  await bench.ok(['annotate', 'deployment/web', 'kubernetes.io/change-cause=first release']);
  await bench.ok('set image deployment/web nginx=nginx:1.29');
  await bench.ok(['annotate', '--overwrite', 'deployment/web', 'kubernetes.io/change-cause=a newer nginx']);
  await bench.ok('rollout status deployment/web');
  await until(async () => (await bench.ok('get pods -o name')).trim().split('\n').length === 3);
  await until(
    async () =>
      (await bench.ok('get deployment stuck -n workshop -o jsonpath={.status.unavailableReplicas}')) === '1',
  );
  await bench.ok('wait --for=jsonpath={.status.phase}=Failed pod/once --timeout=20s');
}

describe.each(benches.map((bench) => ({ bench, version: `1.${bench.minor}` })))(
  'kubectl $version prints',
  ({ bench }) => {
    it.each(PRINTED)('%s', async (file, command) => {
      const { code, stdout, stderr } = await bench.run(command);
      expect(code, stderr).toBe(0);
      expectGolden(file, (command.startsWith('explain') ? firstLines(stdout) : stdout) + stderr);
    });
  },
);

const firstLines = (text: string) =>
  text
    .split(/(?<=\n)/)
    .slice(0, EXPLAINED_LINES)
    .join('');
