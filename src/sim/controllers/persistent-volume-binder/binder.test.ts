import { describe, expect, it } from 'vitest';
import type { PersistentVolume, PersistentVolumeClaim } from '@/kube';
import { startTestControlPlane } from '../testing/control-plane';

const volume = (name: string, spec: PersistentVolume['spec'] = {}): PersistentVolume => ({
  apiVersion: 'v1',
  kind: 'PersistentVolume',
  metadata: { name },
  spec: {
    accessModes: ['ReadWriteOnce', 'ReadOnlyMany'],
    capacity: { storage: '2Gi' },
    hostPath: { path: '/tmp/a' },
    ...spec,
  },
});
const claim = (name: string, spec: PersistentVolumeClaim['spec'] = {}): PersistentVolumeClaim => ({
  apiVersion: 'v1',
  kind: 'PersistentVolumeClaim',
  metadata: { name, namespace: 'default' },
  spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } }, ...spec },
});
const DATA = { namespace: 'default', name: 'data' };

describe('the binder', () => {
  it('binds a claim that came first, with all its annotations, and keeps the volume when it goes', async () => {
    const { client, clock, story, errors } = await startTestControlPlane();
    await client.persistentvolumeclaims.create(claim('data'));
    await clock.advance(1000);
    expect(await story('default')).toEqual([
      'PersistentVolumeClaim/data FailedBinding: no persistent volumes available for this claim and no storage class is set',
    ]);
    await client.persistentvolumes.create(volume('a'));
    await clock.advance(1000);
    const bound = await client.persistentvolumeclaims.get(DATA);
    expect(bound).toMatchObject({
      metadata: {
        annotations: {
          'pv.kubernetes.io/bind-completed': 'yes',
          'pv.kubernetes.io/bound-by-controller': 'yes',
        },
      },
      spec: { volumeName: 'a' },
      status: {
        phase: 'Bound',
        capacity: { storage: '2Gi' },
        accessModes: ['ReadWriteOnce', 'ReadOnlyMany'],
      },
    });
    expect(await client.persistentvolumes.get({ name: 'a' })).toMatchObject({
      metadata: { annotations: { 'pv.kubernetes.io/bound-by-controller': 'yes' } },
      spec: { claimRef: { kind: 'PersistentVolumeClaim', ...DATA, uid: bound.metadata.uid } },
      status: { phase: 'Bound' },
    });
    await client.persistentvolumeclaims.delete(DATA);
    await clock.advance(1000);
    expect((await client.persistentvolumes.get({ name: 'a' })).status?.phase).toBe('Released');
    await client.persistentvolumes.patch({ name: 'a' }, { spec: { claimRef: null } }, { type: 'merge' });
    await clock.advance(1000);
    expect((await client.persistentvolumes.get({ name: 'a' })).status?.phase).toBe('Available');
    expect(errors).toEqual([]);
  });

  it('gives each of two claims a volume of its own', async () => {
    const { client, clock } = await startTestControlPlane();
    await client.persistentvolumes.create(volume('a'));
    await client.persistentvolumes.create(volume('b'));
    await Promise.all(['one', 'two'].map((name) => client.persistentvolumeclaims.create(claim(name))));
    await clock.advance(5000);
    const { items } = await client.persistentvolumeclaims.list();
    expect(items.map(({ spec, status }) => [spec?.volumeName, status?.phase])).toEqual([
      ['a', 'Bound'],
      ['b', 'Bound'],
    ]);
  });

  it('tells of a claim that has lost its volume', async () => {
    const { client, clock, story } = await startTestControlPlane();
    await client.persistentvolumes.create(volume('a'));
    await client.persistentvolumeclaims.create(claim('data'));
    await clock.advance(1000);
    await client.persistentvolumes.patch({ name: 'a' }, { metadata: { finalizers: [] } }, { type: 'merge' });
    await client.persistentvolumes.delete({ name: 'a' });
    await clock.advance(1000);
    const { status } = await client.persistentvolumeclaims.get(DATA);
    expect(status).toEqual({ phase: 'Lost' });
    expect(await story('default')).toContain(
      'PersistentVolumeClaim/data (Warning) ClaimLost: Bound claim has lost its PersistentVolume. Data on the volume is lost!',
    );
  });

  it('deletes what lies in /tmp, and says why it deletes nothing else', async () => {
    const { client, clock, story } = await startTestControlPlane();
    const persistentVolumeReclaimPolicy = 'Delete';
    await client.persistentvolumes.create(volume('a', { persistentVolumeReclaimPolicy }));
    await client.persistentvolumes.create(
      volume('b', { persistentVolumeReclaimPolicy, hostPath: { path: '/data' } }),
    );
    await client.persistentvolumeclaims.create(claim('one', { volumeName: 'a' }));
    await client.persistentvolumeclaims.create(claim('two', { volumeName: 'b' }));
    await clock.advance(1000);
    for (const name of ['one', 'two'])
      await client.persistentvolumeclaims.delete({ namespace: 'default', name });
    await clock.advance(1000);
    const { items } = await client.persistentvolumes.list();
    const message = 'host_path deleter only supports /tmp/.+ but received provided /data';
    expect(items.map(({ metadata, status }) => [metadata.name, status?.phase, status?.message])).toEqual([
      ['b', 'Failed', message],
    ]);
    expect(await story('default')).toContain(`PersistentVolume/b (Warning) VolumeFailedDelete: ${message}`);
  });

  it('gives a claim without a class the default class that comes later', async () => {
    const { client, clock, story } = await startTestControlPlane();
    await client.persistentvolumeclaims.create(claim('data'));
    await clock.advance(1000);
    await client.storageclasses.create({
      apiVersion: 'storage.k8s.io/v1',
      kind: 'StorageClass',
      metadata: { name: 'fast', annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' } },
      provisioner: 'example.com/fast',
    });
    await clock.advance(1000);
    const { spec, metadata } = await client.persistentvolumeclaims.get(DATA);
    expect(spec?.storageClassName).toBe('fast');
    expect(metadata.annotations).toEqual({
      'volume.beta.kubernetes.io/storage-provisioner': 'example.com/fast',
      'volume.kubernetes.io/storage-provisioner': 'example.com/fast',
    });
    expect((await story('default')).at(-1)).toBe(
      "PersistentVolumeClaim/data ExternalProvisioning: Waiting for a volume to be created either by the external provisioner 'example.com/fast' or manually by the system administrator. If volume creation is delayed, please verify that the provisioner is running and correctly registered.",
    );
  });

  it('leaves no timer when all is bound', async () => {
    const { client, clock } = await startTestControlPlane();
    await client.persistentvolumes.create(volume('a'));
    await client.persistentvolumeclaims.create(claim('data'));
    await clock.advance(60_000);
    const before = (await client.persistentvolumes.list()).metadata.resourceVersion;
    await clock.advance(3_600_000);
    expect((await client.persistentvolumes.list()).metadata.resourceVersion).toBe(before);
  });
});
