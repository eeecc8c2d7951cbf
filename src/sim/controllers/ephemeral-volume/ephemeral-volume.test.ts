import { expect, it } from 'vitest';
import type { Pod } from '@/kube';
import { startTestControlPlane } from '../testing/control-plane';

const pod: Pod = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'web', namespace: 'default' },
  spec: {
    containers: [{ name: 'main', image: 'nginx' }],
    volumes: [
      {
        name: 'scratch',
        ephemeral: {
          volumeClaimTemplate: {
            metadata: { labels: { app: 'web' } },
            spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
          },
        },
      },
    ],
  },
};
const NAME = { namespace: 'default', name: 'web-scratch' };

it('a pod gets the claim of its ephemeral volume, which belongs to it and goes with it', async () => {
  const { client, clock, errors } = await startTestControlPlane();
  const { metadata } = await client.pods.create(pod);
  await clock.advance(1000);
  const claim = await client.persistentvolumeclaims.get(NAME);
  expect(claim.metadata).toMatchObject({
    labels: { app: 'web' },
    ownerReferences: [
      {
        apiVersion: 'v1',
        kind: 'Pod',
        name: 'web',
        uid: metadata.uid,
        controller: true,
        blockOwnerDeletion: true,
      },
    ],
  });
  await client.pods.delete({ namespace: 'default', name: 'web' });
  await clock.advance(60_000);
  await expect(client.persistentvolumeclaims.get(NAME)).rejects.toMatchObject({ code: 404 });
  expect(errors).toEqual([]);
});

it("somebody else's claim of that name is told of, and in the way until it is gone", async () => {
  const { client, clock, story } = await startTestControlPlane();
  const template = pod.spec?.volumes?.[0]?.ephemeral?.volumeClaimTemplate;
  await client.persistentvolumeclaims.create({
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: NAME,
    ...(template ? { spec: template.spec } : {}),
  });
  await client.pods.create(pod);
  await clock.advance(1000);
  const why = 'PVC default/web-scratch was not created for pod default/web (pod is not owner)';
  const told = await story('default');
  expect(told).toContain(`Pod/web (Warning) FailedBinding: ephemeral volume scratch: ${why}`);
  expect(told).toContain(`Pod/web (Warning) FailedScheduling: 0/3 nodes are available: ${why}. not found`);
  await client.persistentvolumeclaims.delete(NAME);
  await clock.advance(5000);
  const { metadata } = await client.persistentvolumeclaims.get(NAME);
  expect(metadata.ownerReferences?.[0]?.name).toBe('web');
});
