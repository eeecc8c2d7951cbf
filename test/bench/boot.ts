/**
 * clusterBootMs: from create to HTTPS 200 for a new client on serviceaccounts/default, with three nodes Ready and the
 * journal open. 200 clusters, one after another, each closed again.
 */
import type { ClusterHandle } from '@/clusters';
import { getAsNewClient, openCluster, temporaryFolder } from './clusters';
import { now, quantile, until } from './measure';

const TIMES = 200;

export async function benchBoot(): Promise<Record<string, number>> {
  const folder = await temporaryFolder();
  const times: number[] = [];
  try {
    for (let id = 0; id < TIMES; id++) {
      const begin = now();
      const handle = await openCluster(folder.path, id);
      await until(async () => (await ready(handle)) || undefined, 'the default service account');
      times.push(now() - begin);
      await expectReadyNodes(handle);
      await handle.close();
    }
  } finally {
    await folder.remove();
  }
  return { clusterBootMsP50: quantile(times, 0.5), clusterBootMsP95: quantile(times, 0.95) };
}

const ready = async (handle: ClusterHandle) =>
  (await getAsNewClient(handle, '/api/v1/namespaces/default/serviceaccounts/default')).status === 200;

async function expectReadyNodes(handle: ClusterHandle): Promise<void> {
  const response = await handle.fetch('/api/v1/nodes');
  const { items } = (await response.json()) as {
    items: { status: { conditions: { type: string; status: string }[] } }[];
  };
  const count = items.filter(({ status }) =>
    status.conditions.some(({ type, status: is }) => type === 'Ready' && is === 'True'),
  ).length;
  if (count !== 3) throw new Error(`${count} of 3 nodes are Ready`);
}
