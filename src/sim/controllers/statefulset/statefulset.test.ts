/** StatefulSets through the API: what happens, in which order, and in which words. */
import { describe, expect, it } from 'vitest';
import { type Client, nameOf, type StatefulSet } from '@/kube';
import { NEVER_READY, startTestControlPlane } from '../testing/control-plane';

const WEB = { namespace: 'default', name: 'web' };
type Spec = Partial<NonNullable<StatefulSet['spec']>>;

const webSet = (spec: Spec = {}, image = 'nginx:1.27'): StatefulSet => ({
  apiVersion: 'apps/v1',
  kind: 'StatefulSet',
  metadata: { name: 'web', namespace: 'default' },
  spec: {
    replicas: 3,
    serviceName: 'nginx',
    selector: { matchLabels: { app: 'web' } },
    template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'main', image }] } },
    ...spec,
  },
});

async function running(spec: Spec = {}, image?: string) {
  const plane = await startTestControlPlane();
  await plane.client.statefulsets.create(webSet(spec, image));
  await plane.clock.advance(5000);
  return plane;
}

const DATA = {
  metadata: { name: 'data' },
  spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
};
const change = (client: Client, spec: object) =>
  client.statefulsets.patch(WEB, { spec }, { type: 'strategic' });
const image = (name: string) => ({ template: { spec: { containers: [{ name: 'main', image: name }] } } });
const podsOf = async (client: Client) => (await client.pods.list({ namespace: 'default' })).items;
const imagesOf = async (client: Client) =>
  (await podsOf(client)).map((pod) => `${nameOf(pod)} ${pod.spec?.containers[0]?.image}`);
const claimsOf = async (client: Client) =>
  (await client.persistentvolumeclaims.list({ namespace: 'default' })).items;
const told = async (plane: { story(): Promise<readonly string[]> }) =>
  (await plane.story()).filter((line) => line.startsWith('StatefulSet/'));

describe('a stateful set', () => {
  it('makes its pods one by one, each with its own identity', async () => {
    const plane = await running();
    expect(await told(plane)).toEqual(
      [0, 1, 2].map(
        (n) => `StatefulSet/web SuccessfulCreate: create Pod web-${n} in StatefulSet web successful`,
      ),
    );
    const second = await plane.client.pods.get({ namespace: 'default', name: 'web-1' });
    expect(second.metadata).toMatchObject({
      generateName: 'web-',
      labels: {
        app: 'web',
        'apps.kubernetes.io/pod-index': '1',
        'statefulset.kubernetes.io/pod-name': 'web-1',
      },
    });
    expect(second.spec).toMatchObject({ hostname: 'web-1', subdomain: 'nginx' });
    const { status } = await plane.client.statefulsets.get(WEB);
    expect(status).toEqual({
      availableReplicas: 3,
      collisionCount: 0,
      currentReplicas: 3,
      currentRevision: second.metadata.labels?.['controller-revision-hash'],
      observedGeneration: 1,
      readyReplicas: 3,
      replicas: 3,
      updateRevision: second.metadata.labels?.['controller-revision-hash'],
      updatedReplicas: 3,
    });
    expect(plane.errors).toEqual([]);
    plane.stop();
  });

  it.each([
    ['ordered pods wait for the first', {}, ['web-0']],
    ['parallel pods wait for nobody', { podManagementPolicy: 'Parallel' }, ['web-0', 'web-1', 'web-2']],
  ])('%s', async (_, spec, names) => {
    const plane = await running(spec, NEVER_READY);
    expect((await podsOf(plane.client)).map(nameOf)).toEqual(names);
    plane.stop();
  });

  it('counts from the ordinal that it is told', async () => {
    const plane = await running({ replicas: 2, ordinals: { start: 5 } });
    expect((await podsOf(plane.client)).map(nameOf)).toEqual(['web-5', 'web-6']);
    plane.stop();
  });

  it('is scaled down from the highest ordinal', async () => {
    const plane = await running();
    await change(plane.client, { replicas: 1 });
    await plane.clock.advance(5000);
    expect((await told(plane)).slice(3)).toEqual([
      'StatefulSet/web SuccessfulDelete: delete Pod web-2 in StatefulSet web successful',
      'StatefulSet/web SuccessfulDelete: delete Pod web-1 in StatefulSet web successful',
    ]);
    expect((await podsOf(plane.client)).map(nameOf)).toEqual(['web-0']);
    plane.stop();
  });

  it('is updated from the highest ordinal, down to the partition', async () => {
    const plane = await running({
      updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 1 } },
    });
    await change(plane.client, image('nginx:1.28'));
    await plane.clock.advance(5000);
    expect(await told(plane)).toEqual([
      'StatefulSet/web SuccessfulCreate: create Pod web-0 in StatefulSet web successful',
      'StatefulSet/web SuccessfulCreate: create Pod web-1 in StatefulSet web successful x2',
      'StatefulSet/web SuccessfulCreate: create Pod web-2 in StatefulSet web successful x2',
      'StatefulSet/web SuccessfulDelete: delete Pod web-2 in StatefulSet web successful',
      'StatefulSet/web SuccessfulDelete: delete Pod web-1 in StatefulSet web successful',
    ]);
    expect(await imagesOf(plane.client)).toEqual([
      'web-0 nginx:1.27',
      'web-1 nginx:1.28',
      'web-2 nginx:1.28',
    ]);
    expect((await plane.client.statefulsets.get(WEB)).status).toMatchObject({
      currentReplicas: 1,
      updatedReplicas: 2,
    });
    await plane.client.pods.delete({ namespace: 'default', name: 'web-0' });
    await plane.clock.advance(5000);
    expect((await imagesOf(plane.client))[0]).toBe('web-0 nginx:1.27');
    plane.stop();
  });

  it('leaves pods alone with OnDelete until somebody deletes one', async () => {
    const plane = await running({ updateStrategy: { type: 'OnDelete' } });
    await change(plane.client, image('nginx:1.28'));
    await plane.clock.advance(5000);
    await plane.client.pods.delete({ namespace: 'default', name: 'web-1' });
    await plane.clock.advance(5000);
    expect(await imagesOf(plane.client)).toEqual([
      'web-0 nginx:1.27',
      'web-1 nginx:1.28',
      'web-2 nginx:1.27',
    ]);
    plane.stop();
  });

  it('numbers its revisions, and gives an old one the highest number when it comes back', async () => {
    const plane = await running({ revisionHistoryLimit: 1 });
    for (const tag of ['1.28', '1.29', '1.27']) {
      await change(plane.client, image(`nginx:${tag}`));
      await plane.clock.advance(5000);
    }
    const { items } = await plane.client.controllerrevisions.list({ namespace: 'default' });
    expect(items.map(({ revision }) => revision).sort()).toEqual([3, 4]);
    expect(new Set(await imagesOf(plane.client))).toContain('web-0 nginx:1.27');
    plane.stop();
  });

  it('makes claims before pods and keeps them when it is scaled down', async () => {
    const plane = await running({
      replicas: 2,
      podManagementPolicy: 'Parallel',
      volumeClaimTemplates: [DATA],
    });
    expect(await told(plane)).toEqual(
      [0, 1].flatMap((n) => [
        `StatefulSet/web SuccessfulCreate: create Claim data-web-${n} Pod web-${n} in StatefulSet web success`,
        `StatefulSet/web SuccessfulCreate: create Pod web-${n} in StatefulSet web successful`,
      ]),
    );
    const [first] = await claimsOf(plane.client);
    expect(first?.metadata).toMatchObject({ name: 'data-web-0', labels: { app: 'web' } });
    expect(first?.metadata.ownerReferences).toBeUndefined();
    await change(plane.client, { replicas: 0 });
    await plane.clock.advance(5000);
    expect((await claimsOf(plane.client)).map(nameOf)).toEqual(['data-web-0', 'data-web-1']);
    plane.stop();
  });

  it('lets claims go with the pod or with itself where it is told to', async () => {
    const plane = await running({
      replicas: 2,
      podManagementPolicy: 'Parallel',
      volumeClaimTemplates: [DATA],
      persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Delete', whenScaled: 'Delete' },
    });
    await change(plane.client, { replicas: 1 });
    await plane.clock.advance(5000);
    expect((await claimsOf(plane.client)).map(nameOf)).toEqual(['data-web-0']);
    await plane.client.statefulsets.delete(WEB);
    await plane.clock.advance(5000);
    expect(await claimsOf(plane.client)).toEqual([]);
    plane.stop();
  });
});
