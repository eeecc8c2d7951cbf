/** The project's own client by kubeconfig, as graders use it, against a cluster on the wire. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createClient, Informers, isDeleting, type Pod, resources } from '@/kube';
import { createHttpTransport, type HttpTransport, parseKubeconfig } from '@/kube/node';
import { openCluster } from '@/sim/node';

const clock = {
  now: () => Date.now(),
  setTimer(delayMs: number, fn: () => void) {
    const timer = setTimeout(fn, delayMs);
    return { cancel: () => clearTimeout(timer) };
  },
};

let cluster: Awaited<ReturnType<typeof openCluster>>;
let transport: HttpTransport;
let informers: Informers;

beforeAll(async () => {
  cluster = await openCluster({
    nodes: [{ name: 'own-control-plane', role: 'control-plane', taints: [] }],
    listen: [{ port: 0 }],
    latency: { pullFactor: 0 },
  });
  const server = `https://127.0.0.1:${cluster.port}`;
  transport = createHttpTransport(parseKubeconfig(cluster.kubeconfig({ server, context: 'own' })));
  informers = new Informers(createClient(transport), { clock });
});

afterAll(async () => {
  informers?.stop();
  await transport?.close();
  await cluster?.close();
});

const pod: Pod = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'web', namespace: 'default', labels: { app: 'web' } },
  spec: { containers: [{ name: 'web', image: 'nginx' }], terminationGracePeriodSeconds: 0 },
};

it('sees a pod come, run, change and go', async () => {
  const client = createClient(transport, { userAgent: 'sealegs-test' });
  const pods = informers.for(resources.pods);
  await pods.synced();
  const until = (reached: (pod: Pod | undefined) => boolean) =>
    new Promise<void>((resolve) => {
      const look = () => {
        if (reached(pods.get('default/web'))) resolve();
      };
      pods.on({ add: look, update: look, delete: look });
      look();
    });
  const created = await client.pods.create(pod);
  await until((seen) => seen?.status?.phase === 'Running');
  await client.pods.patch(
    { namespace: 'default', name: 'web' },
    { metadata: { labels: { app: 'changed' } } },
  );
  await until((seen) => seen?.metadata.labels?.app === 'changed');
  expect(pods.get('default/web')?.metadata.uid).toBe(created.metadata.uid);
  expect((await client.pods.list({ labelSelector: 'app=changed' })).items[0]).toMatchObject({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'web' },
  });
  await client.pods.delete({ namespace: 'default', name: 'web' }, { gracePeriodSeconds: 0 });
  await until((seen) => seen === undefined || isDeleting(seen));
});

it('gets Kubernetes’ own errors, and plain answers to plain requests', async () => {
  const client = createClient(transport);
  await expect(client.pods.get({ namespace: 'default', name: 'none' })).rejects.toMatchObject({
    code: 404,
    reason: 'NotFound',
    message: 'pods "none" not found',
  });
  await expect(client.pods.create({ ...pod, spec: { containers: [] } })).rejects.toMatchObject({
    code: 422,
    message: 'Pod "web" is invalid: spec.containers: Required value',
  });
  expect(await (await transport.fetch('/readyz')).text()).toBe('ok');
});
