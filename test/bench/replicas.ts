/** replicas1000Ms: one Deployment of 1,000 on twelve nodes, from its creation until 1,000 pods are Running. */
import { createClient, type Deployment } from '@/kube';
import { openCluster, temporaryFolder } from './clusters';
import { now, until } from './measure';

const REPLICAS = 1000;
const NODES = Array.from({ length: 12 }, (_, index) => ({ name: `node${index}`, role: 'worker' as const }));

const labels = { app: 'many' };
const deployment: Deployment = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'many', namespace: 'default' },
  spec: {
    replicas: REPLICAS,
    selector: { matchLabels: labels },
    template: { metadata: { labels }, spec: { containers: [{ name: 'nginx', image: 'nginx' }] } },
  },
};

export async function benchReplicas(): Promise<Record<string, number>> {
  const folder = await temporaryFolder();
  const handle = await openCluster(folder.path, 'many', { name: 'many', nodes: NODES });
  try {
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
    const begin = now();
    await client.deployments.create(deployment);
    await until(() => (running.size === REPLICAS ? true : undefined), `${REPLICAS} Running pods`, 120_000);
    const took = now() - begin;
    watch.stop();
    return { replicas1000Ms: took };
  } finally {
    await handle.close();
    await folder.remove();
  }
}
