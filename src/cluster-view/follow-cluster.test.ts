/** What the page hears of a cluster, from the simulator's writes to the messages. */
import { afterEach, expect, it } from 'vitest';
import { FakeClock, type KubeObject } from '@/apimachinery';
import type { ClusterHandle } from '@/clusters';
import { createClient, type Deployment, type Pod } from '@/kube';
import { FakeTransport } from '@/kube/testing/fake-transport';
import { createTestCluster, type TestCluster } from '@/sim/testing';
import { followCluster, type ViewMessage } from '.';
import { type ViewObject, type ViewWrite, viewMessage } from './protocol';

const ADMIN = { name: 'kubernetes-admin', groups: ['system:masters', 'system:authenticated'] };
const labels = { app: 'web' };
const MARK = 'nobody-may-read-this';

const deployment: Deployment = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', namespace: 'default' },
  spec: {
    replicas: 3,
    selector: { matchLabels: labels },
    template: {
      metadata: { labels },
      spec: {
        containers: [{ name: 'nginx', image: 'nginx:1.29', env: [{ name: 'PASSWORD', value: MARK }] }],
      },
    },
  },
};

interface Page {
  readonly messages: ViewMessage[];
  readonly objects: Map<string, ViewObject>;
  readonly writes: ViewWrite[];
  refresh(): void;
  stop(): void;
}

let open: Page | undefined;
afterEach(() => open?.stop());

/** What a browser makes of the messages; each is checked as the browser checks it. */
function look(cluster: Pick<ClusterHandle, 'name' | 'admin' | 'capability'>, clock: FakeClock): Page {
  const messages: ViewMessage[] = [];
  const objects = new Map<string, ViewObject>();
  const writes: ViewWrite[] = [];
  const send = (message: ViewMessage) => {
    messages.push(viewMessage.parse(JSON.parse(JSON.stringify(message))));
    if (message.type === 'waiting') return;
    const put = message.type === 'snapshot' ? message.objects : message.put;
    for (const object of put) objects.set(object.id, object);
    if (message.type === 'change') for (const id of message.gone) objects.delete(id);
    writes.push(...message.writes);
  };
  open = { messages, objects, writes, ...followCluster({ cluster, clock, send }) };
  return open;
}

const handleOf = ({ cluster }: TestCluster): Pick<ClusterHandle, 'name' | 'admin' | 'capability'> => ({
  name: 'main',
  admin: () => ({ transport: cluster, user: { name: 'sealegs:grader', groups: ['system:masters'] } }),
  capability: (name) =>
    ({ audit: cluster.audit, time: { aheadMs: cluster.time.offsetMs } })[name as 'audit'] as never,
});

const pods = ({ objects }: Page) => [...objects.values()].filter(({ kind }) => kind === 'Pod');
const eventsOf = ({ messages }: Page) =>
  messages.flatMap((message) => (message.type === 'waiting' ? [] : message.events));

it('shows a Deployment come up: its pods, whose they are, where they run, who is sent to them', async () => {
  const test = await createTestCluster();
  const page = look(handleOf(test), test.clock);
  await test.clock.advance(1_000);
  expect(page.messages[0]).toMatchObject({ type: 'snapshot', cluster: 'main', audited: true });
  expect(page.objects.get('Node//node01')).toMatchObject({ state: { tone: 'good', text: 'Ready' } });

  const admin = createClient(test.cluster, { user: ADMIN, userAgent: 'kubectl/v1.35.0' });
  await admin.deployments.create(deployment);
  await admin.services.create({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'web', namespace: 'default' },
    spec: { selector: labels, ports: [{ port: 80 }] },
  });
  await test.cluster.time.jump(10_000);
  await test.clock.advance(1_000);

  expect(page.objects.get('Deployment/default/web')?.state).toEqual({ tone: 'good', text: '3/3 ready' });
  const shown = pods(page).filter(({ namespace }) => namespace === 'default');
  expect(shown).toHaveLength(3);
  for (const pod of shown) {
    expect(pod).toMatchObject({ state: { tone: 'good', text: 'Running' }, labels });
    expect(pod.owner).toMatch(/^ReplicaSet\/default\/web-/);
    expect(page.objects.has(`Node//${pod.node}`)).toBe(true);
  }
  const service = page.objects.get('Service/default/web');
  expect(service?.state).toEqual({ tone: 'good', text: '3 of 3 endpoints ready' });
  expect(service?.targets?.map(({ id }) => id).sort()).toEqual(shown.map(({ id }) => id).sort());

  const scaled = eventsOf(page).find(({ reason }) => reason === 'ScalingReplicaSet');
  expect(scaled).toMatchObject({
    component: 'deployment-controller',
    about: 'Deployment/default/web',
    owners: [],
  });
  const pulled = eventsOf(page).find(({ reason }) => reason === 'Started');
  expect(pulled?.owners.at(-1)).toBe('Deployment/default/web');
  expect(page.writes).toContainEqual(
    expect.objectContaining({ user: ADMIN.name, verb: 'create', about: 'Deployment/default/web' }),
  );
  expect(JSON.stringify(page.messages)).not.toContain(MARK);
  await test.cluster.close();
});

it('tells of a pod that goes and of the one that takes its place, and of time that has moved', async () => {
  const test = await createTestCluster();
  const admin = createClient(test.cluster, { user: ADMIN });
  await admin.deployments.create(deployment);
  await test.cluster.time.jump(10_000);
  const page = look(handleOf(test), test.clock);
  await test.clock.advance(1_000);
  const [victim] = pods(page).filter(({ namespace }) => namespace === 'default');
  await admin.pods.delete({ namespace: 'default', name: victim?.name ?? '' }, { gracePeriodSeconds: 0 });
  await test.cluster.time.jump(10_000);
  await test.clock.advance(1_000);
  expect(page.objects.has(victim?.id ?? '')).toBe(false);
  expect(pods(page).filter(({ namespace }) => namespace === 'default')).toHaveLength(3);

  const before = page.messages.length;
  await test.clock.advance(60_000);
  expect(page.messages).toHaveLength(before);
  await test.cluster.time.jump(3_600_000);
  page.refresh();
  await test.clock.advance(50);
  const last = page.messages.at(-1);
  expect(last?.type === 'change' && last.now).toBe(test.clock.now() + test.cluster.time.offsetMs);
  await test.cluster.close();
});

const plainPod = (n: number): Pod => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {
    name: `web-${n}`,
    namespace: 'default',
    labels,
    ownerReferences: [
      { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'web', uid: 'rs', controller: true },
    ],
  },
  spec: { nodeName: `node0${(n % 3) + 1}`, containers: [{ name: 'c', image: 'nginx' }] },
  status: {
    phase: 'Running',
    containerStatuses: [
      { name: 'c', ready: true, restartCount: 0, image: '', imageID: '', state: { running: {} } },
    ],
  },
});

async function bigCluster(count: number) {
  const transport = new FakeTransport();
  const client = createClient(transport, { user: ADMIN });
  for (let n = 0; n < count; n++) await client.pods.create(plainPod(n));
  const handle = { name: 'big', admin: () => ({ transport, user: ADMIN }), capability: () => undefined };
  return { transport, client, handle };
}

it('tells a thousand pods in a few groups, and of a burst of changes at most five times a second', async () => {
  const clock = new FakeClock();
  const { client, handle } = await bigCluster(1_000);
  const page = look(handle, clock);
  await clock.advance(1_000);
  expect(page.messages[0]).toMatchObject({ type: 'snapshot', audited: false });
  expect(JSON.stringify(page.messages[0]).length).toBeLessThan(5_000);
  expect(pods(page).map(({ node, count }) => [node, count])).toEqual([
    ['node01', 334],
    ['node02', 333],
    ['node03', 333],
  ]);
  const before = page.messages.length;
  for (let n = 0; n < 100; n++) {
    await client.pods.delete({ namespace: 'default', name: `web-${n}` });
    await clock.advance(10);
  }
  await clock.advance(500);
  expect(page.messages.length - before).toBeLessThanOrEqual(6);
  expect(pods(page).reduce((sum, { count = 1 }) => sum + count, 0)).toBe(900);
});

it('never asks for Secrets or ConfigMaps, and for nothing at all once nobody looks', async () => {
  const clock = new FakeClock();
  const { transport, client, handle } = await bigCluster(2);
  const page = look(handle, clock);
  await clock.advance(5_000);
  const asked = new Set(transport.requests.map(({ resource }) => resource));
  expect(asked).toContain('endpointslices');
  expect(asked).not.toContain('secrets');
  expect(asked).not.toContain('configmaps');
  page.stop();
  const [requests, messages] = [transport.requests.length, page.messages.length];
  transport.endWatches();
  await client.pods.update({
    ...plainPod(0),
    metadata: { ...plainPod(0).metadata, labels: {} },
  } as KubeObject as Pod);
  await clock.advance(60_000);
  expect(transport.requests.length - requests).toBe(1);
  expect(page.messages).toHaveLength(messages);
});

it('goes on without the kinds that a cluster does not serve', async () => {
  const clock = new FakeClock();
  const { transport, handle } = await bigCluster(1);
  const list = transport.call.bind(transport);
  transport.call = (request) =>
    request.resource === 'ingresses' ? Promise.reject(new Error('no such kind')) : list(request);
  const page = look(handle, clock);
  await clock.advance(3_000);
  expect(pods(page)).toHaveLength(1);
});
