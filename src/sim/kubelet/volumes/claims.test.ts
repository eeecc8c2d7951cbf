/** Claims in pods: whose files they show, and what is told when they can't be mounted. */
import { describe, expect, it } from 'vitest';
import type { PersistentVolume, PersistentVolumeClaim, Pod } from '@/kube';
import { createTestNodes, type TestNodes, testContainer, testPod } from '../testing/test-nodes';

const claim = (name: string, volumeName: string): PersistentVolumeClaim => ({
  apiVersion: 'v1',
  kind: 'PersistentVolumeClaim',
  metadata: { name, namespace: 'default' },
  spec: { accessModes: ['ReadWriteMany'], resources: { requests: { storage: '1Gi' } }, volumeName },
});
const volume = (source: PersistentVolume['spec'], annotations = {}): PersistentVolume => ({
  apiVersion: 'v1',
  kind: 'PersistentVolume',
  metadata: { name: 'disk', annotations },
  spec: { accessModes: ['ReadWriteMany'], capacity: { storage: '1Gi' }, ...source },
});
const user = (name: string, nodeName: string, spec: object = {}): Pod => ({
  ...testPod(
    {},
    {
      nodeName,
      containers: [{ ...testContainer(name, ['run']), volumeMounts: [{ name: 'data', mountPath: '/data' }] }],
      volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'data', ...spec } }],
    },
  ),
  metadata: { name, namespace: 'default' },
});

const ANYWHERE = {
  required: {
    nodeSelectorTerms: [{ matchExpressions: [{ key: 'kubernetes.io/hostname', operator: 'Exists' }] }],
  },
};

async function bind(nodes: TestNodes, source: PersistentVolume['spec'], annotations = {}): Promise<void> {
  await nodes.client.persistentvolumes.create(volume(source, annotations));
  const made = await nodes.client.persistentvolumeclaims.create(claim('data', 'disk'));
  await nodes.client.persistentvolumeclaims.updateStatus({ ...made, status: { phase: 'Bound' } });
}
const twoNodes = () => createTestNodes([{ name: 'node01' }, { name: 'node02' }]);
const mountOf = (nodes: TestNodes, name: string) => nodes.container(name).config.mounts[0];

describe('a claim', () => {
  it.each<[string, PersistentVolume['spec'], string, string]>([
    ['a path of the node', { hostPath: { path: '/data' } }, 'nodes/node01/data', 'nodes/node02/data'],
    [
      'a disk of the node',
      { local: { path: '/mnt' }, nodeAffinity: ANYWHERE },
      'nodes/node01/mnt',
      'nodes/node02/mnt',
    ],
    ['one folder of all nodes', { nfs: { server: 's', path: '/x' } }, 'nfs/s/x', 'nfs/s/x'],
  ])('is %s', async (_what, source, first, second) => {
    const nodes = await twoNodes();
    await bind(nodes, source);
    await nodes.run(user('a', 'node01'));
    await nodes.run(user('b', 'node02', { readOnly: true }));
    expect([mountOf(nodes, 'a')?.volume.id, mountOf(nodes, 'b')?.volume.id]).toEqual([first, second]);
    expect([mountOf(nodes, 'a')?.readOnly, mountOf(nodes, 'b')?.readOnly]).toEqual([false, true]);
  });

  it('keeps its files when its pods go, and loses them with a volume that was made for it', async () => {
    const nodes = await twoNodes();
    const made = { 'pv.kubernetes.io/provisioned-by': 'rancher.io/local-path' };
    await bind(nodes, { hostPath: { path: '/data' }, persistentVolumeReclaimPolicy: 'Delete' }, made);
    await nodes.run(user('a', 'node01'));
    await nodes.client.pods.delete({ namespace: 'default', name: 'a' }, { gracePeriodSeconds: 0 });
    await nodes.clock.advance(1000);
    expect([...nodes.runtime.volumes.keys()]).toEqual(['nodes/node01/data']);
    await nodes.client.persistentvolumes.delete({ name: 'disk' });
    await nodes.clock.advance(1000);
    expect(nodes.runtime.volumes.size).toBe(0);
  });

  it('is waited for, and told of', async () => {
    const nodes = await createTestNodes();
    await nodes.run(user('a', 'node01'), 100);
    const missing = (why: string) =>
      `Warning FailedMount Unable to attach or mount volumes: unmounted volumes=[data], unattached volumes=[], failed to process volumes=[data]: error processing PVC default/data: ${why}`;
    expect(await nodes.events()).toEqual([
      missing('failed to fetch PVC from API server: persistentvolumeclaims "data" not found'),
    ]);
    const made = await nodes.client.persistentvolumeclaims.create(claim('data', 'disk'));
    await nodes.clock.advance(1000);
    expect((await nodes.events()).at(-1)).toBe(missing('PVC is not bound'));
    await nodes.client.persistentvolumes.create(volume({ iscsi: { iqn: 'i', lun: 0, targetPortal: 't' } }));
    await nodes.client.persistentvolumeclaims.updateStatus({ ...made, status: { phase: 'Bound' } });
    await nodes.clock.advance(5000);
    expect((await nodes.events()).at(-1)).toMatch(
      /MountVolume.SetUp failed for volume "disk" : volumes of kind iscsi are not simulated/,
    );
  });

  it('of a driver needs an attachment in time, and the driver', async () => {
    const nodes = await createTestNodes();
    await bind(nodes, { csi: { driver: 'disks.example.com', volumeHandle: 'h' } });
    await nodes.run(user('a', 'node01'), 60_000);
    expect(await nodes.events()).toEqual([]);
    await nodes.clock.advance(200_000);
    expect((await nodes.events())[0]).toMatch(
      /unmounted volumes=\[data\], unattached volumes=\[data\], failed to process volumes=\[\]: timed out waiting for the condition/,
    );
    await nodes.client.csidrivers.create({
      apiVersion: 'storage.k8s.io/v1',
      kind: 'CSIDriver',
      metadata: { name: 'disks.example.com' },
      spec: { attachRequired: false },
    });
    await nodes.clock.advance(200_000);
    expect((await nodes.events()).at(-1)).toMatch(
      /MountVolume.MountDevice failed for volume "disk" : kubernetes.io\/csi: attacher.MountDevice failed to create newCsiDriverClient: driver name disks.example.com not found in the list of registered CSI drivers/,
    );
    await nodes.client.csinodes.create({
      apiVersion: 'storage.k8s.io/v1',
      kind: 'CSINode',
      metadata: { name: 'node01' },
      spec: { drivers: [{ name: 'disks.example.com', nodeID: 'node01' }] },
    });
    await nodes.clock.advance(200_000);
    expect(mountOf(nodes, 'a')?.volume.id).toBe('csi/disks.example.com/h');
  });

  it('grows its file system where it is mounted', async () => {
    const nodes = await createTestNodes();
    await bind(nodes, { hostPath: { path: '/data' }, capacity: { storage: '2Gi' } });
    await nodes.run(user('a', 'node01'));
    const { client } = nodes;
    const name = { namespace: 'default', name: 'data' };
    const present = await client.persistentvolumeclaims.get(name);
    await client.persistentvolumeclaims.updateStatus({
      ...present,
      status: {
        phase: 'Bound',
        capacity: { storage: '1Gi' },
        conditions: [{ type: 'FileSystemResizePending', status: 'True' }],
        allocatedResourceStatuses: { storage: 'NodeResizePending' },
      },
    });
    await nodes.clock.advance(1000);
    expect((await client.persistentvolumeclaims.get(name)).status).toEqual({
      phase: 'Bound',
      capacity: { storage: '2Gi' },
    });
    expect((await nodes.events()).at(-1)).toBe(
      'Normal FileSystemResizeSuccessful MountVolume.NodeExpandVolume succeeded for volume "disk" node01',
    );
  });
});
