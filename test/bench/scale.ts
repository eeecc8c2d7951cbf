/**
 * What a large cluster costs: 5,000 pods on 500 nodes beside 500 on 50, from the Deployments' creation until all pods
 * run. scaleCostRatio is what a pod costs in the large one by what it costs in the small one: 1 where cost grows
 * linearly. KiB per pod is resident memory, of workers too, that came with the pods.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createClient, type Deployment } from '@/kube';
import { openCluster, temporaryFolder } from './clusters';
import { now, until } from './measure';

export const GROW = '--grow';
const SMALL = 500;
const LARGE = 5_000;
const PODS_PER_NODE = 10;
const PODS_PER_DEPLOYMENT = 250;

interface Grown {
  readonly ms: number;
  readonly kib: number;
}

/** Each size in a process of its own: the small one's heap is none of the large one's business. */
export async function benchScale(): Promise<Record<string, number>> {
  const small = await grownIn(SMALL);
  const large = await grownIn(LARGE);
  return {
    pods500On50NodesMs: small.ms,
    pods5000On500NodesMs: large.ms,
    scaleCostRatio: large.ms / LARGE / (small.ms / SMALL),
    kibPerPod: large.kib / LARGE,
  };
}

async function grownIn(pods: number): Promise<Grown> {
  const child = fork(process.argv[1] ?? '', [GROW, String(pods)], { execArgv: ['--expose-gc'] });
  const exit = once(child, 'exit');
  const [grown] = (await once(child, 'message')) as [Grown];
  await exit;
  return grown;
}

/** The child's part: grows a cluster, tells what it took, and ends. */
export async function growCluster(pods: number): Promise<void> {
  const folder = await temporaryFolder();
  const nodes = Array.from({ length: pods / PODS_PER_NODE }, (_, i) => ({
    name: `node${i}`,
    role: 'worker' as const,
  }));
  const handle = await openCluster(folder.path, 'large', { name: 'large', nodes });
  const { transport, user } = handle.admin();
  const client = createClient(transport, { user });
  const running = new Set<string>();
  const watch = client.pods.watch(
    { namespace: 'default' },
    {
      event: ({ object }) => object.status?.phase === 'Running' && running.add(object.metadata.uid ?? ''),
      closed: (error) => {
        throw error ?? new Error('the watch ended');
      },
    },
  );
  const before = residentKib();
  const begin = now();
  for (let i = 0; i < pods / PODS_PER_DEPLOYMENT; i++)
    await client.deployments.create(deployment(`many-${i}`));
  await until(() => (running.size === pods ? true : undefined), `${pods} Running pods`, 300_000);
  const ms = now() - begin;
  const grown: Grown = { ms, kib: residentKib() - before };
  watch.stop();
  await handle.close();
  await folder.remove();
  process.send?.(grown);
  process.exit(0);
}

function residentKib(): number {
  globalThis.gc?.();
  return process.memoryUsage().rss / 1024;
}

const deployment = (name: string): Deployment => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name, namespace: 'default' },
  spec: {
    replicas: PODS_PER_DEPLOYMENT,
    selector: { matchLabels: { app: name } },
    template: {
      metadata: { labels: { app: name } },
      spec: { containers: [{ name: 'nginx', image: 'nginx' }] },
    },
  },
});
