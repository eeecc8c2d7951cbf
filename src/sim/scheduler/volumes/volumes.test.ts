/** Volumes in scheduling, through the API: the binder of volumes does its part. */
import { describe, expect, it } from 'vitest';
import type { PersistentVolume, PersistentVolumeClaim, Pod } from '@/kube';
import { startTestControlPlane, testNode } from '../../controllers/testing/control-plane';

const pod = (name: string, claimName: string, spec: Partial<NonNullable<Pod['spec']>> = {}): Pod => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: 'default' },
  spec: {
    containers: [{ name: 'main', image: 'nginx' }],
    volumes: [{ name: 'data', persistentVolumeClaim: { claimName } }],
    ...spec,
  },
});
const claim = (name: string, spec: PersistentVolumeClaim['spec'] = {}): PersistentVolumeClaim => ({
  apiVersion: 'v1',
  kind: 'PersistentVolumeClaim',
  metadata: { name, namespace: 'default' },
  spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } }, ...spec },
});
/** On a disk of one node. */
const local = (name: string, node: string, spec: PersistentVolume['spec'] = {}): PersistentVolume => ({
  apiVersion: 'v1',
  kind: 'PersistentVolume',
  metadata: { name },
  spec: {
    accessModes: ['ReadWriteOnce'],
    capacity: { storage: '1Gi' },
    local: { path: '/mnt' },
    nodeAffinity: {
      required: {
        nodeSelectorTerms: [
          { matchExpressions: [{ key: 'kubernetes.io/hostname', operator: 'In', values: [node] }] },
        ],
      },
    },
    ...spec,
  },
});

async function setUp(provisioner = 'kubernetes.io/no-provisioner') {
  const plane = await startTestControlPlane();
  await plane.client.storageclasses.create({
    apiVersion: 'storage.k8s.io/v1',
    kind: 'StorageClass',
    metadata: { name: 'late' },
    provisioner,
    volumeBindingMode: 'WaitForFirstConsumer',
  });
  const failures = async (name: string) =>
    (await plane.story('default')).filter((line) => line.startsWith(`Pod/${name} (Warning)`));
  const nodeOf = async (name: string) =>
    (await plane.client.pods.get({ namespace: 'default', name })).spec?.nodeName;
  const volumeOf = async (name: string) =>
    (await plane.client.persistentvolumeclaims.get({ namespace: 'default', name })).spec?.volumeName;
  return { ...plane, failures, nodeOf, volumeOf };
}
const LATE = { storageClassName: 'late' };
const why = (text: string) => `Pod/web (Warning) FailedScheduling: 0/3 nodes are available: ${text}`;
const UNHELPFUL =
  'no new claims to deallocate, preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling.';

describe('a pod with a claim', () => {
  it('waits until the claim is there and bound', async () => {
    const { client, clock, failures, nodeOf } = await setUp();
    await client.pods.create(pod('web', 'data'));
    await clock.advance(100);
    expect(await failures('web')).toEqual([why('persistentvolumeclaim "data" not found. not found')]);
    await client.persistentvolumeclaims.create(claim('data'));
    await clock.advance(2000);
    expect((await failures('web')).at(-1)).toBe(
      why('pod has unbound immediate PersistentVolumeClaims. not found'),
    );
    await client.persistentvolumes.create(local('disk', 'node02'));
    await clock.advance(5000);
    expect(await nodeOf('web')).toBe('node02');
  });

  it('goes where the claim has its volume, or nowhere', async () => {
    const { client, clock, failures } = await setUp();
    await client.persistentvolumes.create(local('disk', 'elsewhere'));
    await client.persistentvolumeclaims.create(claim('data'));
    await clock.advance(100);
    await client.pods.create(pod('web', 'data'));
    await clock.advance(100);
    expect(await failures('web')).toEqual([
      why(`3 node(s) didn't match PersistentVolume's node affinity. ${UNHELPFUL}`),
    ]);
  });

  it('brings the claim a volume of the node that it gets', async () => {
    const { client, clock, nodeOf, volumeOf, errors } = await setUp();
    await client.persistentvolumes.create(local('disk', 'node03', LATE));
    await client.persistentvolumeclaims.create(claim('data', LATE));
    await clock.advance(1000);
    expect(await volumeOf('data')).toBeUndefined();
    await client.pods.create(pod('web', 'data'));
    await clock.advance(1000);
    expect([await nodeOf('web'), await volumeOf('data')]).toEqual(['node03', 'disk']);
    expect([errors, clock.pendingTimers]).toEqual([[], 0]);
  });

  it('gets none that another pod was promised', async () => {
    const { client, clock, nodeOf, failures } = await setUp();
    await client.persistentvolumes.create(local('disk', 'node03', LATE));
    await client.persistentvolumeclaims.create(claim('one', LATE));
    await client.persistentvolumeclaims.create(claim('two', LATE));
    await client.pods.create(pod('first', 'one'));
    await client.pods.create(pod('web', 'two'));
    await clock.advance(1000);
    expect(await nodeOf('first')).toBe('node03');
    expect((await failures('web')).at(-1)).toBe(
      why(`3 node(s) didn't find available persistent volumes to bind. ${UNHELPFUL}`),
    );
  });

  it('has the volume made for its node, and another node found when that fails', async () => {
    const { client, clock, nodeOf, failures } = await setUp('example.com/disks');
    await client.persistentvolumeclaims.create(claim('data', LATE));
    await client.pods.create(pod('web', 'data', { nodeSelector: { 'kubernetes.io/hostname': 'node02' } }));
    await clock.advance(1000);
    const { metadata } = await client.persistentvolumeclaims.get({ namespace: 'default', name: 'data' });
    expect(metadata.annotations).toMatchObject({
      'volume.kubernetes.io/selected-node': 'node02',
      'volume.kubernetes.io/storage-provisioner': 'example.com/disks',
    });
    expect(await nodeOf('web')).toBeUndefined();
    await client.persistentvolumeclaims.patch(
      { namespace: 'default', name: 'data' },
      { metadata: { annotations: { 'volume.kubernetes.io/selected-node': null } } },
      { type: 'merge' },
    );
    await clock.advance(100);
    expect(await failures('web')).toEqual([
      'Pod/web (Warning) FailedScheduling: running PreBind plugin "VolumeBinding": binding volumes: provisioning failed for PVC "data"',
    ]);
  });

  it('stays out of zones where the volume is not', async () => {
    const zone = (name: string, value: string) => {
      const node = testNode(name);
      const labels = { ...node.metadata.labels, 'topology.kubernetes.io/zone': value };
      return { ...node, metadata: { ...node.metadata, labels } };
    };
    const plane = await startTestControlPlane({ nodes: [zone('a', 'west'), zone('b', 'east')] });
    const { nodeAffinity: _, local: __, ...spec } = local('disk', 'a').spec ?? {};
    await plane.client.persistentvolumes.create({
      apiVersion: 'v1',
      kind: 'PersistentVolume',
      metadata: { name: 'disk', labels: { 'topology.kubernetes.io/zone': 'north' } },
      spec: { ...spec, hostPath: { path: '/mnt' } },
    });
    await plane.client.persistentvolumeclaims.create(claim('data'));
    await plane.clock.advance(100);
    await plane.client.pods.create(pod('web', 'data'));
    await plane.clock.advance(100);
    expect((await plane.story('default')).at(-1)).toContain('2 node(s) had no available volume zone');
  });

  it('waits for the only pod that may use the claim', async () => {
    const { client, clock, nodeOf, failures } = await setUp();
    const accessModes = ['ReadWriteOncePod'];
    await client.persistentvolumes.create(local('disk', 'node01', { accessModes }));
    await client.persistentvolumeclaims.create(claim('data', { accessModes }));
    await client.pods.create(pod('first', 'data'));
    await clock.advance(3000);
    await client.pods.create(pod('web', 'data'));
    await clock.advance(1000);
    expect((await failures('web')).at(-1)).toContain(
      '3 node has pod using PersistentVolumeClaim with the same name and ReadWriteOncePod access mode',
    );
    await client.pods.delete({ namespace: 'default', name: 'first' });
    await clock.advance(3000);
    expect(await nodeOf('web')).toBe('node01');
  });
});

describe('a driver with a limit of volumes per node', () => {
  const DRIVER = 'disks.example.com';
  const csiNode = (name: string, count: number) => ({
    apiVersion: 'storage.k8s.io/v1',
    kind: 'CSINode',
    metadata: { name },
    spec: { drivers: [{ name: DRIVER, nodeID: name, allocatable: { count } }] },
  });
  const disk = (name: string): PersistentVolume => ({
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name },
    spec: {
      accessModes: ['ReadWriteMany'],
      capacity: { storage: '1Gi' },
      csi: { driver: DRIVER, volumeHandle: name },
    },
  });

  async function limited(counts: readonly number[]) {
    const plane = await setUp();
    const { client, clock } = plane;
    for (const [i, count] of counts.entries()) await client.csinodes.create(csiNode(`node0${i + 1}`, count));
    for (const name of ['a', 'b', 'c']) {
      await client.persistentvolumes.create(disk(name));
      await client.persistentvolumeclaims.create(
        claim(name, { accessModes: ['ReadWriteMany'], volumeName: name, storageClassName: '' }),
      );
    }
    await clock.advance(5_000);
    const place = async (name: string, of: string) => {
      await client.pods.create(pod(name, of));
      await clock.advance(1_000);
      return plane.nodeOf(name);
    };
    return { ...plane, place };
  }

  it('leaves pods waiting that would exceed it everywhere, until one goes', async () => {
    const { client, clock, place, failures, nodeOf } = await limited([1, 1, 0]);
    const taken = [await place('one', 'a'), await place('two', 'b')];
    expect(taken.toSorted()).toEqual(['node01', 'node02']);
    expect(await place('web', 'c')).toBeUndefined();
    expect(await failures('web')).toEqual([
      why(
        '3 node(s) exceed max volume count. no new claims to deallocate, preemption: 0/3 nodes are available: 3 No preemption victims found for incoming pod.',
      ),
    ]);
    await client.pods.delete({ namespace: 'default', name: 'one' });
    await clock.advance(5_000);
    expect(await nodeOf('web')).toBe(taken[0]);
  });

  it('counts a volume once that several pods share', async () => {
    const { place } = await limited([1, 0, 0]);
    expect(await place('one', 'a')).toBe('node01');
    expect(await place('two', 'a')).toBe('node01');
    expect(await place('three', 'b')).toBeUndefined();
  });

  it('is looked at again when a node says that it takes more', async () => {
    const { client, clock, place, nodeOf } = await limited([0, 0, 0]);
    expect(await place('web', 'a')).toBeUndefined();
    await client.csinodes.delete({ name: 'node02' });
    await client.csinodes.create(csiNode('node02', 5));
    await clock.advance(5_000);
    expect(await nodeOf('web')).toBe('node02');
  });

  it('says nothing of nodes without a limit, and of other volumes', async () => {
    const { client, clock, place } = await limited([0, 0]);
    expect(await place('web', 'a')).toBe('node03');
    await client.persistentvolumes.create(local('plain', 'node01'));
    await client.persistentvolumeclaims.create(claim('plain'));
    await clock.advance(5_000);
    expect(await place('local', 'plain')).toBe('node01');
  });
});
