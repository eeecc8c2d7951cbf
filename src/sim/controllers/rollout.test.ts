/** Workloads through the API: what happens, in which order, and in which words. */
import { describe, expect, it } from 'vitest';
import { type Client, type Deployment, nameOf, type Pod } from '@/kube';
import { NEVER_READY, startTestControlPlane, testDeployment } from './testing/control-plane';

const WEB = { namespace: 'default', name: 'web' };

/** The events so far, with hashes numbered as they come and the pods' own suffixes masked. */
async function storyOf({ story }: { story(): Promise<readonly string[]> }, about?: string) {
  const hashes: string[] = [];
  const mask = (line: string) =>
    line
      .replaceAll(/web-([bcdfghjklmnpqrstvwxz2456789]{10})/g, (_, hash: string) => {
        if (!hashes.includes(hash)) hashes.push(hash);
        return `web-<${hashes.indexOf(hash) + 1}>`;
      })
      .replaceAll(/(web-<\d>)-\w{5}/g, '$1-<pod>')
      .replaceAll(/to node\d+/g, 'to <node>');
  const lines = (await story()).map(mask);
  return about ? lines.filter((line) => line.startsWith(about)) : lines;
}

const setImage = (client: Client, image: string) =>
  client.deployments.patch(
    WEB,
    { spec: { template: { spec: { containers: [{ name: 'main', image }] } } } },
    { type: 'strategic' },
  );
const scale = (client: Client, replicas: number) => client.deployments.patch(WEB, { spec: { replicas } });
const podsOf = async (client: Client) => (await client.pods.list({ namespace: 'default' })).items;
const conditionsOf = ({ status }: Deployment) =>
  status?.conditions?.map(({ type, status, reason, message }) => `${type}=${status} ${reason}: ${message}`);

async function running(spec: Parameters<typeof testDeployment>[2] = { replicas: 3 }) {
  const plane = await startTestControlPlane();
  await plane.client.deployments.create(testDeployment('web', 'nginx:1.27', spec));
  await plane.clock.advance(5000);
  return plane;
}

describe('a deployment', () => {
  it('starts with one replica set that is scaled up once, and every step is told', async () => {
    const plane = await running();
    expect((await storyOf(plane)).sort()).toEqual([
      'Deployment/web ScalingReplicaSet: Scaled up replica set web-<1> from 0 to 3',
      'Pod/web-<1>-<pod> Scheduled: Successfully assigned default/web-<1>-<pod> to <node>',
      'Pod/web-<1>-<pod> Scheduled: Successfully assigned default/web-<1>-<pod> to <node>',
      'Pod/web-<1>-<pod> Scheduled: Successfully assigned default/web-<1>-<pod> to <node>',
      'ReplicaSet/web-<1> SuccessfulCreate: Created pod: web-<1>-<pod>',
      'ReplicaSet/web-<1> SuccessfulCreate: Created pod: web-<1>-<pod>',
      'ReplicaSet/web-<1> SuccessfulCreate: Created pod: web-<1>-<pod>',
    ]);
    const deployment = await plane.client.deployments.get(WEB);
    expect(deployment.metadata.annotations).toEqual({ 'deployment.kubernetes.io/revision': '1' });
    const { conditions: _, ...counts } = deployment.status ?? {};
    expect(counts).toEqual({
      observedGeneration: 1,
      replicas: 3,
      updatedReplicas: 3,
      readyReplicas: 3,
      availableReplicas: 3,
      terminatingReplicas: 0,
    });
    expect(conditionsOf(deployment)).toEqual([
      'Available=True MinimumReplicasAvailable: Deployment has minimum availability.',
      expect.stringMatching(
        /^Progressing=True NewReplicaSetAvailable: ReplicaSet "web-\w+" has successfully progressed\.$/,
      ),
    ]);
    expect([plane.errors, plane.clock.pendingTimers]).toEqual([[], 0]);
  });

  it('spreads its pods over the nodes', async () => {
    const { client } = await running({ replicas: 6 });
    const perNode = new Map<string, number>();
    for (const { spec } of await podsOf(client)) {
      perNode.set(spec?.nodeName ?? '', (perNode.get(spec?.nodeName ?? '') ?? 0) + 1);
    }
    expect([...perNode.values()]).toEqual([2, 2, 2]);
  });

  it('rolls a new image out pod by pod, never with less than three available', async () => {
    const plane = await running();
    const least = { available: 3 };
    plane.client.deployments.watch(
      {},
      {
        event({ object }) {
          least.available = Math.min(least.available, object.status?.availableReplicas ?? 0);
        },
        closed: () => {},
      },
    );
    await setImage(plane.client, 'nginx:1.28');
    await plane.clock.advance(5000);
    expect(await storyOf(plane, 'Deployment')).toEqual([
      'Deployment/web ScalingReplicaSet: Scaled up replica set web-<1> from 0 to 3',
      'Deployment/web ScalingReplicaSet: Scaled up replica set web-<2> from 0 to 1',
      'Deployment/web ScalingReplicaSet: Scaled down replica set web-<1> from 3 to 2',
      'Deployment/web ScalingReplicaSet: Scaled up replica set web-<2> from 1 to 2',
      'Deployment/web ScalingReplicaSet: Scaled down replica set web-<1> from 2 to 1',
      'Deployment/web ScalingReplicaSet: Scaled up replica set web-<2> from 2 to 3',
      'Deployment/web ScalingReplicaSet: Scaled down replica set web-<1> from 1 to 0',
    ]);
    expect(least.available).toBe(3);
    expect((await podsOf(plane.client)).map(({ spec }) => spec?.containers[0]?.image)).toEqual(
      Array(3).fill('nginx:1.28'),
    );
  });

  it('goes back to an earlier revision, which becomes the newest', async () => {
    const plane = await running();
    await setImage(plane.client, 'nginx:1.28');
    await plane.clock.advance(5000);
    await setImage(plane.client, 'nginx:1.27');
    await plane.clock.advance(5000);
    const revisions = (await plane.client.replicasets.list()).items.map(({ metadata, spec }) => [
      spec?.replicas,
      metadata.annotations?.['deployment.kubernetes.io/revision'],
      metadata.annotations?.['deployment.kubernetes.io/revision-history'],
    ]);
    expect(revisions.sort()).toEqual([
      [0, '2', undefined],
      [3, '3', '1'],
    ]);
    const { metadata } = await plane.client.deployments.get(WEB);
    expect(metadata.annotations?.['deployment.kubernetes.io/revision']).toBe('3');
  });

  it('that cannot progress says so when its deadline has passed, and keeps the old pods', async () => {
    const plane = await running({ replicas: 3, progressDeadlineSeconds: 60 });
    await setImage(plane.client, NEVER_READY);
    await plane.clock.advance(59_000);
    const progressing = async () => conditionsOf(await plane.client.deployments.get(WEB))?.at(-1);
    expect(await progressing()).toMatch(/^Progressing=True ReplicaSetUpdated: .* is progressing\.$/);
    await plane.clock.advance(5000);
    expect(await progressing()).toMatch(
      /^Progressing=False ProgressDeadlineExceeded: ReplicaSet "web-\w+" has timed out progressing\.$/,
    );
    const { status } = await plane.client.deployments.get(WEB);
    expect([status?.availableReplicas, status?.updatedReplicas]).toEqual([3, 1]);
    expect(plane.clock.pendingTimers).toBe(0);
  });

  it('with strategy Recreate takes all old pods down before the first new one', async () => {
    const plane = await running({ replicas: 2, strategy: { type: 'Recreate' } });
    await setImage(plane.client, 'nginx:1.28');
    await plane.clock.advance(5000);
    expect(await storyOf(plane, 'Deployment')).toEqual([
      'Deployment/web ScalingReplicaSet: Scaled up replica set web-<1> from 0 to 2',
      'Deployment/web ScalingReplicaSet: Scaled down replica set web-<1> from 2 to 0',
      'Deployment/web ScalingReplicaSet: Scaled up replica set web-<2> from 0 to 2',
    ]);
    expect(await podsOf(plane.client)).toHaveLength(2);
  });

  it('waits minReadySeconds before a new pod counts', async () => {
    const plane = await running({ replicas: 1, minReadySeconds: 30 });
    const available = async () => (await plane.client.deployments.get(WEB)).status?.availableReplicas ?? 0;
    expect(await available()).toBe(0);
    await plane.clock.advance(26_000);
    expect(await available()).toBe(1);
    expect(plane.clock.pendingTimers).toBe(0);
  });

  it('that is paused collects changes until it is resumed', async () => {
    const plane = await running();
    await plane.client.deployments.patch(WEB, { spec: { paused: true } });
    await setImage(plane.client, 'nginx:1.28');
    await scale(plane.client, 4);
    await plane.clock.advance(5000);
    expect((await podsOf(plane.client)).map(({ spec }) => spec?.containers[0]?.image)).toEqual(
      Array(4).fill('nginx:1.27'),
    );
    await plane.client.deployments.patch(WEB, { spec: { paused: null } });
    await plane.clock.advance(5000);
    expect((await podsOf(plane.client)).map(({ spec }) => spec?.containers[0]?.image)).toEqual(
      Array(4).fill('nginx:1.28'),
    );
  });

  it('keeps only as many old replica sets as its history allows', async () => {
    const plane = await running({ replicas: 1, revisionHistoryLimit: 1 });
    for (const image of ['nginx:1.28', 'nginx:1.29', 'nginx:1.26']) {
      await setImage(plane.client, image);
      await plane.clock.advance(5000);
    }
    const images = (await plane.client.replicasets.list()).items.map(
      ({ spec }) => spec?.template?.spec?.containers[0]?.image,
    );
    expect(images.sort()).toEqual(['nginx:1.26', 'nginx:1.29']);
  });
});

describe('a replica set', () => {
  it('replaces a pod that was deleted', async () => {
    const plane = await running();
    const [victim] = await podsOf(plane.client);
    await plane.client.pods.delete({ namespace: 'default', name: nameOf(victim as Pod) });
    await plane.clock.advance(5000);
    const pods = await podsOf(plane.client);
    expect(pods).toHaveLength(3);
    expect(pods.map(nameOf)).not.toContain(nameOf(victim as Pod));
  });

  it('tells which pods it deletes when it is scaled down, and takes those first that are not ready', async () => {
    const plane = await running({ replicas: 3 });
    const [first] = await podsOf(plane.client);
    const pod = first as Pod;
    const conditions = pod.status?.conditions?.map((c) =>
      c.type === 'Ready' ? { ...c, status: 'False' } : c,
    );
    await plane.client.pods.updateStatus({ ...pod, status: { ...pod.status, conditions: conditions ?? [] } });
    await plane.clock.advance(1000);
    await scale(plane.client, 2);
    await plane.clock.advance(5000);
    expect((await podsOf(plane.client)).map(nameOf)).not.toContain(nameOf(pod));
    expect(await storyOf(plane, 'ReplicaSet')).toContain(
      'ReplicaSet/web-<1> SuccessfulDelete: Deleted pod: web-<1>-<pod>',
    );
  });

  it('lets go of a pod whose label is changed, and adopts it again when it matches', async () => {
    const plane = await running({ replicas: 1 });
    const [first] = await podsOf(plane.client);
    const name = { namespace: 'default', name: nameOf(first as Pod) };
    await plane.client.pods.patch(name, { metadata: { labels: { app: 'debug' } } });
    await plane.clock.advance(5000);
    expect((await plane.client.pods.get(name)).metadata.ownerReferences ?? []).toEqual([]);
    expect(await podsOf(plane.client)).toHaveLength(2);

    await plane.client.pods.patch(name, { metadata: { labels: { app: 'web' } } });
    await plane.clock.advance(5000);
    const pods = await podsOf(plane.client);
    expect(pods).toHaveLength(1);
    expect(pods[0]?.metadata.ownerReferences?.[0]).toMatchObject({ kind: 'ReplicaSet', controller: true });
  });

  it('tells why it cannot create pods, on itself and on its deployment', async () => {
    const plane = await startTestControlPlane();
    await plane.client.deployments.create(
      testDeployment('web', 'nginx:1.27', {
        replicas: 2,
        template: {
          metadata: { labels: { app: 'web' } },
          spec: { serviceAccountName: 'nobody', containers: [{ name: 'main', image: 'nginx' }] },
        },
      }),
    );
    await plane.clock.advance(1000);
    const why =
      'pods "web-<1>-" is forbidden: error looking up service account default/nobody: serviceaccount "nobody" not found';
    expect((await storyOf(plane, 'ReplicaSet'))[0]).toContain(
      `ReplicaSet/web-<1> (Warning) FailedCreate: Error creating: ${why}`,
    );
    const deployment = await plane.client.deployments.get(WEB);
    expect(conditionsOf(deployment)?.map((c) => c.replace(/web-\w{10}/, 'web-<1>'))).toContain(
      `ReplicaFailure=True FailedCreate: ${why}`,
    );
    plane.stop();
  });
});

describe('deleting a deployment', () => {
  const rest = async (client: Client) => ({
    replicaSets: (await client.replicasets.list()).items.length,
    pods: (await podsOf(client)).length,
  });

  it('in the background takes replica sets and pods along', async () => {
    const { client, clock } = await running();
    await client.deployments.delete(WEB, { propagationPolicy: 'Background' });
    await clock.advance(5000);
    expect(await rest(client)).toEqual({ replicaSets: 0, pods: 0 });
  });

  it('in the foreground goes last', async () => {
    const { client, clock } = await running();
    const order: string[] = [];
    const note = (kind: string) => ({
      event: ({ type }: { type: string }) => void (type === 'DELETED' && order.push(kind)),
      closed: () => {},
    });
    client.pods.watch({}, note('pod'));
    client.replicasets.watch({}, note('replica set'));
    client.deployments.watch({}, note('deployment'));
    await client.deployments.delete(WEB, { propagationPolicy: 'Foreground' });
    expect((await client.deployments.get(WEB)).metadata.finalizers).toEqual(['foregroundDeletion']);
    await clock.advance(5000);
    expect(order).toEqual(['pod', 'pod', 'pod', 'replica set', 'deployment']);
  });

  it('with orphaning leaves them, without owner', async () => {
    const { client, clock } = await running();
    await client.deployments.delete(WEB, { propagationPolicy: 'Orphan' });
    await clock.advance(5000);
    expect(await rest(client)).toEqual({ replicaSets: 1, pods: 3 });
    expect((await client.replicasets.list()).items[0]?.metadata.ownerReferences ?? []).toEqual([]);
    await expect(client.deployments.get(WEB)).rejects.toMatchObject({ code: 404 });
  });
});

it('a control plane that is stopped in the middle writes nothing more, and tells of no errors', async () => {
  const { client, clock, stop, errors } = await startTestControlPlane();
  await client.deployments.create(testDeployment('web', 'nginx:1.27', { replicas: 200 }));
  let created = 0;
  client.pods.watch(
    {},
    { event: ({ type }) => type === 'ADDED' && ++created === 50 && stop(), closed: () => {} },
  );
  await clock.advance(0);
  const version = async () => (await client.pods.list()).metadata.resourceVersion;
  const stoppedAt = await version();
  expect((await podsOf(client)).length).toBeLessThan(200);
  await clock.advance(60_000);
  expect([await version(), errors, clock.pendingTimers]).toEqual([stoppedAt, [], 0]);
});
