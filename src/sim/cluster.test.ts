/** The whole simulator in one process under fake time: what a student does, and what a cluster makes of it. */
import { describe, expect, it } from 'vitest';
import { isNotFound, type KubeObject } from '@/apimachinery';
import { type Client, createClient, type Deployment, type Pod, type Service } from '@/kube';
import { createTestCluster, moving, nextTurn, type TestCluster } from './testing';

const ADMIN = { name: 'kubernetes-admin', groups: ['system:masters', 'system:authenticated'] };
const NAMESPACE = 'default';
const labels = { app: 'web' };

const deployment = (replicas: number): Deployment => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', namespace: NAMESPACE },
  spec: {
    replicas,
    selector: { matchLabels: labels },
    template: {
      metadata: { labels },
      spec: { containers: [{ name: 'nginx', image: 'nginx:1.29', ports: [{ containerPort: 80 }] }] },
    },
  },
});

const service: Service = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'web', namespace: NAMESPACE },
  spec: { selector: labels, ports: [{ port: 80 }] },
};

const clientOf = ({ cluster }: TestCluster): Client => createClient(cluster, { user: ADMIN });

/** Lets time pass. A jump waits for everything that is under way, however slow the machine is. */
async function rest({ cluster }: TestCluster, ms = 10_000): Promise<void> {
  await cluster.time.jump(Math.max(1, ms));
}

const pods = async (client: Client): Promise<readonly Pod[]> =>
  (await client.pods.list({ namespace: NAMESPACE, labelSelector: 'app=web' })).items;

const running = async (client: Client) =>
  (await pods(client)).filter((pod) =>
    pod.status?.conditions?.some((c) => c.type === 'Ready' && c.status === 'True'),
  );

const names = (objects: readonly KubeObject[]) => objects.map((object) => object.metadata.name);

describe('a new cluster', () => {
  it('has its namespaces, its nodes Ready, default accounts, the CA and the API service', async () => {
    const test = await createTestCluster();
    const client = clientOf(test);
    const { items: nodes } = await client.nodes.list();
    expect(names(nodes)).toEqual(['control-plane', 'node01', 'node02']);
    for (const node of nodes) {
      expect(node.status?.conditions?.find((c) => c.type === 'Ready')?.status).toBe('True');
    }
    await rest(test, 0);
    expect(names((await client.namespaces.list()).items)).toEqual([
      'default',
      'kube-node-lease',
      'kube-public',
      'kube-system',
    ]);
    expect(
      (await client.serviceaccounts.get({ namespace: NAMESPACE, name: 'default' })).metadata.uid,
    ).toBeDefined();
    const ca = await client.configmaps.get({ namespace: NAMESPACE, name: 'kube-root-ca.crt' });
    expect(ca.data).toEqual({ 'ca.crt': 'CA' });
    const api = await client.services.get({ namespace: NAMESPACE, name: 'kubernetes' });
    expect(api.spec).toMatchObject({ clusterIP: '10.96.0.1', ports: [{ port: 443, targetPort: 6443 }] });
    expect((await client.endpoints.get({ namespace: NAMESPACE, name: 'kubernetes' })).subsets).toMatchObject([
      { addresses: [{ ip: '172.18.0.2' }], ports: [{ port: 6443 }] },
    ]);
    expect(test.errors).toEqual([]);
    await test.cluster.close();
  });

  it('gets back what everybody needs when a student deletes everything', async () => {
    const test = await createTestCluster();
    const client = clientOf(test);
    const api = { namespace: NAMESPACE, name: 'kubernetes' };
    for (const kind of [client.services, client.endpoints, client.endpointslices]) await kind.delete(api);
    await expect(client.services.get(api)).rejects.toMatchObject({ code: 404 });
    await rest(test);
    expect((await client.services.get(api)).spec?.clusterIP).toBe('10.96.0.1');
    expect((await client.endpoints.get(api)).subsets).toHaveLength(1);
    expect((await client.endpointslices.get(api)).endpoints).toHaveLength(1);
    expect(test.clock.pendingTimers).toBe(0);
    await test.cluster.close();
  });

  it('comes to rest: no timer, no write', async () => {
    const test = await createTestCluster();
    await test.clock.advance(120_000);
    const before = test.journal.length;
    expect(test.clock.pendingTimers).toBe(0);
    await test.clock.advance(3_600_000);
    expect(test.journal.length).toBe(before);
    await test.cluster.close();
  });
});

describe('a deployment', () => {
  it('runs its pods on the workers, feeds its service, and takes all with it when it goes', async () => {
    const test = await createTestCluster();
    const client = clientOf(test);
    await client.services.create(service);
    await client.deployments.create(deployment(3));
    await rest(test);
    expect(await running(client)).toHaveLength(3);
    for (const pod of await pods(client)) expect(pod.spec?.nodeName).toMatch(/^node0[12]$/);
    const status = (await client.deployments.get({ namespace: NAMESPACE, name: 'web' })).status;
    expect(status).toMatchObject({
      replicas: 3,
      readyReplicas: 3,
      availableReplicas: 3,
      observedGeneration: 1,
    });
    const { subsets = [] } = await client.endpoints.get({ namespace: NAMESPACE, name: 'web' });
    expect(subsets.flatMap((subset) => subset.addresses ?? [])).toHaveLength(3);
    await client.deployments.delete(
      { namespace: NAMESPACE, name: 'web' },
      { propagationPolicy: 'Background' },
    );
    await rest(test, 60_000);
    expect(await pods(client)).toEqual([]);
    expect((await client.replicasets.list({ namespace: NAMESPACE })).items).toEqual([]);
    expect((await client.endpoints.get({ namespace: NAMESPACE, name: 'web' })).subsets ?? []).toEqual([]);
    expect(test.errors).toEqual([]);
    await test.cluster.close();
  });

  it('rolls over to a new image, and says how it went', async () => {
    const test = await createTestCluster();
    const client = clientOf(test);
    await client.deployments.create(deployment(3));
    await rest(test);
    const image = { spec: { template: { spec: { containers: [{ name: 'nginx', image: 'httpd:2.4' }] } } } };
    await client.deployments.patch({ namespace: NAMESPACE, name: 'web' }, image, { type: 'strategic' });
    await rest(test, 60_000);
    const images = (await running(client)).map((pod) => pod.spec?.containers[0]?.image);
    expect(images).toEqual(['httpd:2.4', 'httpd:2.4', 'httpd:2.4']);
    const { status } = await client.deployments.get({ namespace: NAMESPACE, name: 'web' });
    expect(status?.conditions?.find((c) => c.type === 'Progressing')?.reason).toBe('NewReplicaSetAvailable');
    await test.cluster.close();
  });

  it('leaves with its namespace', async () => {
    const test = await createTestCluster();
    const client = clientOf(test);
    await client.namespaces.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } });
    await rest(test, 100);
    await client.deployments.create({ ...deployment(2), metadata: { name: 'web', namespace: 'shop' } });
    await rest(test);
    await client.namespaces.delete({ name: 'shop' });
    await rest(test, 60_000);
    const gone = await client.namespaces.get({ name: 'shop' }).catch((error: unknown) => error);
    expect(isNotFound(gone)).toBe(true);
    expect((await client.pods.list({ namespace: 'shop' })).items).toEqual([]);
    await test.cluster.close();
  });
});

describe('the API server behind https://kubernetes.default', () => {
  const ask = async (test: TestCluster, path: string, headers: Record<string, string> = {}) => {
    const response = await test.containers.configs[0]?.net.fetch(
      new Request(`https://kubernetes.default${path}`, { headers }),
    );
    const body = (await response?.json()) as { kind: string; message?: string };
    return [response?.status, body.message ?? body.kind];
  };

  it('knows a pod by its token: it may discover, and no more', async () => {
    const test = await createTestCluster();
    await clientOf(test).deployments.create(deployment(1));
    await rest(test);
    const mount = test.containers.configs[0]?.mounts.find(({ mountPath }) =>
      mountPath.endsWith('/serviceaccount'),
    );
    const token = new TextDecoder().decode(await mount?.volume.fs.readFile('token'));
    const own = { authorization: `Bearer ${token}` };
    expect(await ask(test, '/api', own)).toEqual([200, 'APIVersions']);
    expect(await ask(test, '/api/v1/namespaces/default/pods', own)).toEqual([
      403,
      'pods is forbidden: User "system:serviceaccount:default:default" cannot list resource "pods" in API group "" in the namespace "default"',
    ]);
    expect(await ask(test, '/api')).toEqual([
      403,
      'forbidden: User "system:anonymous" cannot get path "/api"',
    ]);
    expect(await ask(test, '/api', { authorization: 'Bearer nonsense' })).toEqual([401, 'Unauthorized']);
    await test.cluster.close();
  });

  it('is there again after an undo', async () => {
    const test = await createTestCluster();
    await clientOf(test).deployments.create(deployment(1));
    await rest(test);
    await moving(test.clock, test.cluster.restore(test.cluster.snapshot()));
    await rest(test);
    const config = test.containers.configs.at(-1);
    const response = await config?.net.fetch(new Request('https://kubernetes.default.svc/version'));
    expect(response?.status).toBe(200);
    await test.cluster.close();
  });
});

describe('the state of a cluster', () => {
  it('comes back from its journal: objects as they were, containers running, nothing counted as a restart', async () => {
    const first = await createTestCluster();
    await clientOf(first).deployments.create(deployment(3));
    await rest(first);
    const before = await running(clientOf(first));
    await first.cluster.close();
    const second = await createTestCluster({}, first);
    await rest(second);
    const after = await running(clientOf(second));
    expect(names(after)).toEqual(names(before));
    expect(after.map((pod) => pod.status?.podIP)).toEqual(before.map((pod) => pod.status?.podIP));
    expect(after.map((pod) => pod.status?.containerStatuses?.[0]?.restartCount)).toEqual([0, 0, 0]);
    expect(second.containers.configs).toHaveLength(3);
    await second.cluster.close();
  });

  it('is taken back to a snapshot, and lives on from there', async () => {
    const test = await createTestCluster();
    const client = clientOf(test);
    await client.deployments.create(deployment(2));
    await rest(test);
    const snapshot = test.cluster.snapshot();
    const before = await running(client);
    await client.deployments.delete({ namespace: NAMESPACE, name: 'web' });
    await rest(test, 60_000);
    expect(await pods(client)).toEqual([]);
    await moving(test.clock, test.cluster.restore(snapshot));
    await rest(test);
    expect(names(await running(client))).toEqual(names(before));
    await client.deployments.patch({ namespace: NAMESPACE, name: 'web' }, { spec: { replicas: 4 } });
    await rest(test);
    expect(await running(client)).toHaveLength(4);
    await test.cluster.close();
  });
});

it('a container that is being launched when the cluster closes is no defect', async () => {
  const world = await createTestCluster();
  const { cluster, clock, containers, errors } = world;
  let fail = (_error: Error) => {};
  containers.held = new Promise((_resolve, reject) => {
    fail = reject;
  });
  await clientOf(world).deployments.create(deployment(1));
  // However long the machine takes; the test's own time is the limit.
  while (containers.configs.length === 0) {
    await clock.advance(100);
    await nextTurn();
  }
  expect(containers.configs).toHaveLength(1);
  await cluster.close();
  fail(new Error('this cluster is closed'));
  await clock.advance(5_000);
  expect(errors).toEqual([]);
});

it('a request that is under way when the cluster closes is refused, and no defect', async () => {
  const { cluster, errors } = await createTestCluster();
  const bytes = new TextEncoder().encode(JSON.stringify(deployment(1)));
  let go = () => {};
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      go = () => {
        controller.enqueue(bytes);
        controller.close();
      };
    },
  });
  const asked = cluster.handle(
    new Request('https://kubernetes/apis/apps/v1/namespaces/default/deployments', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
      duplex: 'half',
    } as RequestInit),
    {
      peer: { certificate: { commonName: ADMIN.name, organizations: ADMIN.groups } },
      signal: new AbortController().signal,
    },
  );
  await cluster.close();
  go();
  const answer = await asked;
  expect([answer.status, ((await answer.json()) as { message: string }).message]).toEqual([
    503,
    'this cluster is closed',
  ]);
  expect(errors).toEqual([]);
});
