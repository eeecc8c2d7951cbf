/**
 * Volumes that are made for claims, by the add-ons. Texts: sig-storage-lib-external-provisioner's and external-resizer's
 * controller.go, pkg/controller/volume/{persistentvolume,expand,attachdetach,ephemeral}, pkg/kubelet/volumemanager.
 */
import { expect, it } from 'vitest';
import { until } from './support/bench';
import { contract } from './support/cluster';

const ADD_ONS = ['local-path-provisioner', 'csi-driver-host-path', 'csi-driver-nfs'];

const json = (...items: object[]) => JSON.stringify({ apiVersion: 'v1', kind: 'List', items });
const claimSpec = (storageClassName?: string, accessMode = 'ReadWriteOnce') => ({
  accessModes: [accessMode],
  resources: { requests: { storage: '1Gi' } },
  ...(storageClassName === undefined ? {} : { storageClassName }),
});
const claim = (name: string, ...spec: Parameters<typeof claimSpec>) => ({
  apiVersion: 'v1',
  kind: 'PersistentVolumeClaim',
  metadata: { name },
  spec: claimSpec(...spec),
});
const container = {
  name: 'main',
  image: 'busybox:1.36',
  command: ['sleep', '1d'],
  volumeMounts: [{ name: 'data', mountPath: '/data' }],
};
const pod = (name: string, claimName: string, spec: object = {}) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name },
  spec: {
    terminationGracePeriodSeconds: 0,
    containers: [container],
    volumes: [{ name: 'data', persistentVolumeClaim: { claimName } }],
    ...spec,
  },
});
const statefulSet = {
  apiVersion: 'apps/v1',
  kind: 'StatefulSet',
  metadata: { name: 'db' },
  spec: {
    replicas: 2,
    serviceName: 'db',
    selector: { matchLabels: { app: 'db' } },
    template: {
      metadata: { labels: { app: 'db' } },
      spec: { terminationGracePeriodSeconds: 0, containers: [container] },
    },
    volumeClaimTemplates: [claim('data')],
  },
};

contract(
  'storage classes',
  (bench) => {
    const create = (...items: object[]) => bench.ok('create -f -', { input: json(...items) });
    const running = (name: string) => bench.ok(`wait --for=condition=Ready pod/${name} --timeout=20s`);
    const field = (what: string, path: string) => bench.ok(`get ${what} -o jsonpath={${path}}`);
    const sh = (name: string, script: string) => bench.ok(['exec', name, '--', 'sh', '-c', script]);
    const describeUntil = async (what: string, text: RegExp) => {
      await until(async () => text.test(await bench.ok(`describe ${what}`)));
      return bench.ok(`describe ${what}`);
    };
    const gone = (what: string) => until(async () => (await bench.run(`get ${what}`)).code !== 0);

    it('are listed, the default one marked', async () => {
      expect(await bench.ok('get sc')).toMatch(
        new RegExp(
          [
            '^NAME +PROVISIONER +RECLAIMPOLICY +VOLUMEBINDINGMODE +ALLOWVOLUMEEXPANSION +AGE',
            'csi-hostpath-sc +hostpath\\.csi\\.k8s\\.io +Delete +Immediate +true +\\S+',
            'nfs-csi +nfs\\.csi\\.k8s\\.io +Delete +Immediate +true +\\S+',
            'standard \\(default\\) +rancher\\.io/local-path +Delete +WaitForFirstConsumer +false +\\S+\n$',
          ].join('\n'),
        ),
      );
    });

    it('standard: waits for the first pod, makes a folder of its node, and deletes it with the claim', async () => {
      await create(claim('data'));
      const waiting = await describeUntil('pvc data', /WaitForFirstConsumer/);
      expect(waiting).toMatch(
        /Normal +WaitForFirstConsumer .* persistentvolume-controller +waiting for first consumer to be created before binding\n/,
      );
      await create(pod('web', 'data'));
      await running('web');
      const node = await field('pod web', '.spec.nodeName');
      const name = await field('pvc data', '.spec.volumeName');
      const uid = await field('pvc data', '.metadata.uid');
      expect(name).toBe(`pvc-${uid}`);
      const told = await bench.ok('describe pvc data');
      expect(told).toContain(`volume.kubernetes.io/selected-node: ${node}\n`);
      expect(told).toContain('volume.kubernetes.io/storage-provisioner: rancher.io/local-path\n');
      expect(told).toMatch(
        /Normal +ExternalProvisioning .* persistentvolume-controller +Waiting for a volume to be created either by the external provisioner 'rancher\.io\/local-path' or manually by the system administrator\. If volume creation is delayed, please verify that the provisioner is running and correctly registered\.\n/,
      );
      expect(told).toMatch(
        new RegExp(
          `Normal +Provisioning .* rancher\\.io/local-path_local-path-provisioner-\\S+ +External provisioner is provisioning volume for claim "${bench.namespace}/data"\n`,
        ),
      );
      expect(told).toMatch(
        new RegExp(`Normal +ProvisioningSucceeded .* Successfully provisioned volume ${name}\n`),
      );
      const volume = await bench.ok(`describe pv ${name}`);
      expect(volume).toMatch(
        new RegExp(
          `Node Affinity: +\n +Required Terms: +\n +Term 0: +kubernetes\\.io/hostname in \\[${node}\\]\n`,
        ),
      );
      expect(volume).toContain(`/var/local-path-provisioner/${name}_${bench.namespace}_data\n`);
      expect(volume).toMatch(/\nAnnotations: +pv\.kubernetes\.io\/provisioned-by: rancher\.io\/local-path\n/);

      await sh('web', 'echo kept > /data/file');
      await bench.ok('delete pod web');
      await create(pod('web', 'data'));
      await running('web');
      expect([await sh('web', 'cat /data/file'), await field('pod web', '.spec.nodeName')]).toEqual([
        'kept\n',
        node,
      ]);
      const other = node === 'contract-worker1' ? 'contract-worker2' : 'contract-worker1';
      await create(pod('away', 'data', { nodeSelector: { 'kubernetes.io/hostname': other } }));
      expect(await describeUntil('pod away', /FailedScheduling/)).toMatch(
        /0\/3 nodes are available: 1 node\(s\) didn't match PersistentVolume's node affinity, 2 node\(s\) didn't match Pod's node affinity\/selector\. no new claims to deallocate, preemption: 0\/3 nodes are available: 3 Preemption is not helpful for scheduling\.\n/,
      );
      await bench.ok('delete pod web away');
      await bench.ok('delete pvc data');
      await gone(`pv ${name}`);
    });

    it('standard: makes nothing that several nodes share', async () => {
      await create(claim('shared', 'standard', 'ReadWriteMany'), pod('sharing', 'shared'));
      expect(await describeUntil('pvc shared', /ProvisioningFailed/)).toMatch(
        /Warning +ProvisioningFailed .* failed to provision volume with StorageClass "standard": NodePath only supports ReadWriteOnce and ReadWriteOncePod \(1\.22\+\) access modes\n/,
      );
      expect(await field('pod sharing', '.status.phase')).toBe('Pending');
      await bench.ok('delete pod sharing');
      await bench.ok('delete pvc shared');
    });

    it('csi: a disk that follows its pod and grows while it is used', async () => {
      await create(claim('disk', 'csi-hostpath-sc'));
      await until(async () => (await field('pvc disk', '.status.phase')) === 'Bound');
      const name = await field('pvc disk', '.spec.volumeName');
      expect(await bench.ok(`describe pv ${name}`)).toMatch(
        /Type: +CSI \(a Container Storage Interface \(CSI\) volume source\)\n +Driver: +hostpath\.csi\.k8s\.io\n/,
      );
      await create(pod('user', 'disk', { nodeName: 'contract-worker1' }));
      await running('user');
      await sh('user', 'echo kept > /data/file');
      expect(await bench.ok('describe pod user')).toMatch(
        new RegExp(
          `Normal +SuccessfulAttachVolume .* attachdetach-controller +AttachVolume\\.Attach succeeded for volume "${name}" *\n`,
        ),
      );
      const attachments = await bench.ok('get volumeattachments');
      expect(attachments).toMatch(
        new RegExp(`\ncsi-[0-9a-f]{64} +hostpath\\.csi\\.k8s\\.io +${name} +contract-worker1 +true +\\S+\n`),
      );

      await create(pod('second', 'disk', { nodeName: 'contract-worker2' }));
      expect(await describeUntil('pod second', /FailedAttachVolume/)).toMatch(
        new RegExp(
          `Warning +FailedAttachVolume .* Multi-Attach error for volume "${name}" Volume is already used by pod\\(s\\) user\n`,
        ),
      );

      await bench.ok(['patch', 'pvc', 'disk', '-p', '{"spec":{"resources":{"requests":{"storage":"3Gi"}}}}']);
      await until(async () => (await field('pvc disk', '.status.capacity.storage')) === '3Gi');
      expect(await field(`pv ${name}`, '.spec.capacity.storage')).toBe('3Gi');
      const grown = await bench.ok('describe pvc disk');
      for (const line of [
        /Normal +ExternalExpanding .* volume_expand +waiting for an external controller to expand this PVC\n/,
        new RegExp(
          `Normal +Resizing .* external-resizer hostpath\\.csi\\.k8s\\.io +External resizer is resizing volume ${name}\n`,
        ),
        /Normal +FileSystemResizeRequired .* external-resizer hostpath\.csi\.k8s\.io +Require file system resize of volume on node\n/,
        new RegExp(
          `Normal +FileSystemResizeSuccessful .* kubelet +MountVolume\\.NodeExpandVolume succeeded for volume "${name}" contract-worker1\n`,
        ),
      ])
        expect(grown).toMatch(line);
      expect(
        await bench.fail([
          'patch',
          'pvc',
          'disk',
          '-p',
          '{"spec":{"resources":{"requests":{"storage":"1Gi"}}}}',
        ]),
      ).toContain('spec.resources.requests.storage: Forbidden: field can not be less than status.capacity');

      await bench.ok('delete pod user');
      await running('second');
      expect(await sh('second', 'cat /data/file')).toBe('kept\n');
      await bench.ok('delete pod second');
      await bench.ok('delete pvc disk');
      await gone(`pv ${name}`);
      await until(async () => !(await bench.ok('get volumeattachments')).includes(name));
    });

    it('csi: without a pod the file system of a claim that grew waits for one', async () => {
      await create(claim('idle', 'csi-hostpath-sc'));
      await until(async () => (await field('pvc idle', '.status.phase')) === 'Bound');
      await bench.ok(['patch', 'pvc', 'idle', '-p', '{"spec":{"resources":{"requests":{"storage":"2Gi"}}}}']);
      expect(await describeUntil('pvc idle', /FileSystemResizePending/)).toMatch(
        /FileSystemResizePending +True .* Waiting for user to \(re-\)start a pod to finish file system resize of volume on node\.\n/,
      );
      expect(await field('pvc idle', '.status.capacity.storage')).toBe('1Gi');
      await create(pod('starter', 'idle'));
      await running('starter');
      await until(async () => (await field('pvc idle', '.status.capacity.storage')) === '2Gi');
      expect(await field('pvc idle', '.status.conditions')).toBe('');
      await bench.ok('delete pod starter');
      await bench.ok('delete pvc idle');
    });

    it('a claim of a class that does not allow it does not grow', async () => {
      await create(claim('fixed', 'standard'), pod('fixing', 'fixed'));
      await running('fixing');
      expect(
        await bench.fail([
          'patch',
          'pvc',
          'fixed',
          '-p',
          '{"spec":{"resources":{"requests":{"storage":"2Gi"}}}}',
        ]),
      ).toContain(
        'persistentvolumeclaims "fixed" is forbidden: only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc must support resize',
      );
      await bench.ok('delete pod fixing');
      await bench.ok('delete pvc fixed');
    });

    it('nfs: one folder for pods of several nodes', async () => {
      await create(
        claim('common', 'nfs-csi', 'ReadWriteMany'),
        pod('here', 'common', { nodeName: 'contract-worker1' }),
        pod('there', 'common', { nodeName: 'contract-worker2' }),
      );
      await running('here');
      await running('there');
      await sh('here', 'echo shared > /data/file');
      expect(await sh('there', 'cat /data/file')).toBe('shared\n');
      const name = await field('pvc common', '.spec.volumeName');
      expect(await bench.ok('exec there -- mount')).toContain(
        `nfs-server.default.svc.cluster.local:/${name} on /data type nfs4 (rw,relatime)\n`,
      );
      await bench.ok([
        'patch',
        'pvc',
        'common',
        '-p',
        '{"spec":{"resources":{"requests":{"storage":"2Gi"}}}}',
      ]);
      await until(async () => (await field('pvc common', '.status.capacity.storage')) === '2Gi');
      expect(await bench.ok('describe pvc common')).toMatch(
        /Normal +VolumeResizeSuccessful .* Resize volume succeeded\n/,
      );
      await bench.ok('delete pod here there');
      await bench.ok('delete pvc common');
    });

    it('an ephemeral volume has a claim that goes with its pod', async () => {
      const ephemeral = { volumeClaimTemplate: { spec: claimSpec('csi-hostpath-sc') } };
      await create(pod('brief', '', { volumes: [{ name: 'data', ephemeral }] }));
      await running('brief');
      expect(await bench.ok('get pvc brief-data')).toMatch(
        /\nbrief-data +Bound +pvc-\S+ +1Gi +RWO +csi-hostpath-sc +/,
      );
      expect(await field('pvc brief-data', '.metadata.ownerReferences[0].name')).toBe('brief');
      await bench.ok('delete pod brief');
      await gone('pvc brief-data');
    });

    it('a StatefulSet finds its data again when its pods were deleted, and after scaling', async () => {
      await create(statefulSet);
      await bench.ok('rollout status statefulset/db --timeout=30s');
      expect(await bench.ok('get pvc -l app=db -o jsonpath={.items[*].status.phase}')).toBe('Bound Bound');
      for (const name of ['db-0', 'db-1']) await sh(name, `echo I am ${name} > /data/who`);
      await bench.ok('delete pod db-0 db-1');
      await bench.ok('rollout status statefulset/db --timeout=30s');
      for (const name of ['db-0', 'db-1']) {
        await running(name);
        expect(await sh(name, 'cat /data/who')).toBe(`I am ${name}\n`);
      }
      await bench.ok('scale statefulset db --replicas=1');
      await gone('pod db-1');
      expect(await field('pvc data-db-1', '.status.phase')).toBe('Bound');
      await bench.ok('scale statefulset db --replicas=2');
      await until(async () => (await bench.run('get pod db-1')).code === 0);
      await running('db-1');
      expect(await sh('db-1', 'cat /data/who')).toBe('I am db-1\n');
      await bench.ok('delete statefulset db');
      expect(await bench.ok('get pvc -l app=db -o name')).toBe(
        'persistentvolumeclaim/data-db-0\npersistentvolumeclaim/data-db-1\n',
      );
    });
  },
  { nodes: 3, addons: ADD_ONS },
);
