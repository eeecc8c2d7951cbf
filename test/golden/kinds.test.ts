/**
 * What kubectl prints about an object of each kind: the table, the wide table and the description, together in one file a
 * kind. UPDATE_GOLDEN=1 writes them anew: read each before it is committed.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OpenCluster } from '@/sim/node';
import { createBench, until } from '../contract/support/bench';
import { findKubectls } from '../contract/support/binaries';
import { openSimulator } from '../contract/support/cluster';
import { expectGolden } from './support/golden';
import { LEFT_ALONE_MS } from './support/mask';

const NAMESPACE = 'shop';
const WORLD = join(import.meta.dirname, 'world/kinds.yaml');

/** Kind and name, as kubectl takes them; the file is the kind's. */
const OBJECTS: readonly (readonly [kind: string, name: string])[] = [
  ['jobs', 'report'],
  ['cronjobs', 'nightly'],
  ['statefulsets', 'db'],
  ['daemonsets', 'agent'],
  ['replicationcontrollers', 'old'],
  ['persistentvolumes', 'golden-disk'],
  ['persistentvolumeclaims', 'wanted'],
  ['limitranges', 'bounds'],
  ['podtemplates', 'mould'],
  ['poddisruptionbudgets', 'keep-two'],
  ['horizontalpodautoscalers', 'elastic'],
  ['ingresses', 'front'],
  ['ingressclasses', 'golden'],
  ['networkpolicies', 'closed'],
  ['storageclasses', 'golden-slow'],
  ['csidrivers', 'golden.example.com'],
  ['priorityclasses', 'golden-high'],
  ['runtimeclasses', 'golden-sandbox'],
  ['roles', 'reader'],
  ['rolebindings', 'readers'],
  ['clusterroles', 'golden-metrics'],
  ['clusterrolebindings', 'golden-monitors'],
  ['leases', 'leader'],
  ['controllerrevisions', 'snapshot'],
  ['endpointslices', 'by-hand'],
  ['resourcequotas', 'budget'],
  ['certificatesigningrequests', 'golden-joiner'],
  ['csinodes', 'golden-node'],
  ['volumeattachments', 'golden-attachment'],
  ['csistoragecapacities', 'room'],
];

/** kubectl 1.31 does not tell a DaemonSet's namespace. */
const SAID_LATER = /^Namespace: +shop\n(?=Selector: +app=agent)/m;

const folder = mkdtempSync(join(tmpdir(), 'golden-kinds-'));
const kubeconfig = join(folder, 'kubeconfig.yaml');
const benches = findKubectls().map((kubectl) =>
  createBench(kubectl, { kubeconfig, folder, namespace: NAMESPACE }),
);
let open: OpenCluster | undefined;

beforeAll(async () => {
  open = await openSimulator(kubeconfig, 1);
  const [bench] = benches;
  if (!bench) return;
  await bench.ok(`create namespace ${NAMESPACE}`);
  await until(async () => (await bench.run('get serviceaccount default')).code === 0);
  await bench.ok(['apply', '-f', WORLD]);
  await open.cluster.time.jump(LEFT_ALONE_MS);
});
afterAll(async () => {
  await open?.close();
  rmSync(folder, { recursive: true, force: true });
});

describe.each(benches.map((bench) => ({ bench, version: `1.${bench.minor}` })))(
  'kubectl $version prints',
  ({ bench }) => {
    it.each(OBJECTS)('%s', async (kind, name) => {
      const texts: string[] = [];
      for (const command of [
        `get ${kind} ${name}`,
        `get ${kind} ${name} -o wide`,
        `describe ${kind} ${name}`,
      ]) {
        const { code, stdout, stderr } = await bench.run(command);
        expect(code, stderr).toBe(0);
        const printed = stdout.replace(/(?<=Resource Version: +)\d+/, '<version>').replace(SAID_LATER, '');
        texts.push(`$ kubectl ${command}\n${printed}${stderr}`);
      }
      expectGolden(`kinds/${kind}`, texts.join('\n'));
    });
  },
);
