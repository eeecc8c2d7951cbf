/**
 * hostileP95Ratio: what a neighbour costs that does its worst. In one process, as on a lab host, stand a student's
 * cluster and another in which pods flood, fork, loop, fill the disk and match what no matcher should be asked. The
 * student's requests, each on a connection of its own, are timed in turns with and without the neighbour's pods.
 */
import { type Client, createClient, type Pod } from '@/kube';
import { getAsNewClient, openCluster, temporaryFolder } from './clusters';
import { median, now, quantile, sleep, until } from './measure';

const ROUNDS = 5;
const REQUESTS = 200;
/** Budgets give a burst of four seconds for nothing; what is measured is what comes after. */
const BURST_MS = 6_000;
const BETWEEN_MS = 5;
const PODS = '/api/v1/namespaces/default/pods';

const HOSTILE: Readonly<Record<string, string>> = {
  flood: 'yes',
  fork: 'f() { f | f & }; while :; do f; done',
  loop: 'while :; do :; done',
  disk: 'while :; do dd if=/dev/zero of=/tmp/big bs=1M count=10240; done',
  match: `while :; do printf '%s!' $(printf 'a%.0s' $(seq 200)) | grep -E '^(a+)+$'; done`,
};

export async function benchHostile(): Promise<Record<string, number>> {
  const folder = await temporaryFolder();
  const [student, neighbour] = [
    await openCluster(folder.path, 'student'),
    await openCluster(folder.path, 'neighbour'),
  ];
  try {
    const { transport, user } = neighbour.admin();
    const client = createClient(transport, { user });
    const quiet: number[] = [];
    const loud: number[] = [];
    const p95 = async () => {
      const times: number[] = [];
      for (let i = 0; i < REQUESTS; i++) {
        const begin = now();
        await getAsNewClient(student, PODS);
        times.push(now() - begin);
        await sleep(BETWEEN_MS);
      }
      return quantile(times, 0.95);
    };
    await p95();
    for (let round = 0; round < ROUNDS; round++) {
      quiet.push(await p95());
      await startAll(client);
      await sleep(BURST_MS);
      loud.push(await p95());
      await stopAll(client);
    }
    const [quietMs, loudMs] = [median(quiet), median(loud)];
    return { quietP95Ms: quietMs, besideHostileP95Ms: loudMs, hostileP95Ratio: loudMs / quietMs };
  } finally {
    await neighbour.close();
    await student.close();
    await folder.remove();
  }
}

async function startAll(client: Client): Promise<void> {
  for (const [name, script] of Object.entries(HOSTILE)) {
    const pod: Pod = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name, namespace: 'default' },
      spec: { containers: [{ name: 'c', image: 'busybox:1.36', command: ['sh', '-c', script] }] },
    };
    await client.pods.create(pod);
  }
  await until(async () => {
    const { items } = await client.pods.list({ namespace: 'default' });
    return items.every(({ status }) => status?.phase === 'Running') ? true : undefined;
  }, 'the neighbour’s pods');
}

async function stopAll(client: Client): Promise<void> {
  for (const name of Object.keys(HOSTILE))
    await client.pods.delete({ namespace: 'default', name }, { gracePeriodSeconds: 0 });
}
