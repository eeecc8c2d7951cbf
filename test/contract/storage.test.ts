/**
 * Volumes made by hand, claims on them and pods that use them. Texts: pkg/controller/volume/persistentvolume,
 * pkg/scheduler/framework/plugins/volumebinding, pkg/kubelet/volumemanager; what kubectl describe prints of them.
 */
import { expect, it } from 'vitest';
import { until } from './support/bench';
import { contract } from './support/cluster';

const json = (...items: object[]) => JSON.stringify({ apiVersion: 'v1', kind: 'List', items });
const claim = (name: string, spec: object = {}) => ({
  apiVersion: 'v1',
  kind: 'PersistentVolumeClaim',
  metadata: { name },
  spec: {
    accessModes: ['ReadWriteOnce'],
    storageClassName: '',
    resources: { requests: { storage: '1Gi' } },
    ...spec,
  },
});
const pod = (name: string, claimName: string, spec: object = {}) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name },
  spec: {
    terminationGracePeriodSeconds: 0,
    containers: [
      {
        name: 'main',
        image: 'busybox:1.36',
        command: ['sleep', '1d'],
        volumeMounts: [{ name: 'data', mountPath: '/data' }],
      },
    ],
    volumes: [{ name: 'data', persistentVolumeClaim: { claimName } }],
    ...spec,
  },
});

contract(
  'volumes made by hand',
  (bench) => {
    const create = (...items: object[]) => bench.ok('create -f -', { input: json(...items) });
    /** Volumes have no namespace: each kubectl's are its own. */
    const volumeName = (name: string) => `${name}-${bench.minor}`;
    const volume = (name: string, spec: object = {}) => ({
      apiVersion: 'v1',
      kind: 'PersistentVolume',
      metadata: { name: volumeName(name), labels: { for: bench.namespace } },
      spec: {
        accessModes: ['ReadWriteOnce'],
        capacity: { storage: '1Gi' },
        hostPath: { path: `/srv/${bench.namespace}/${name}` },
        ...spec,
      },
    });
    const running = (name: string) => bench.ok(`wait --for=condition=Ready pod/${name} --timeout=20s`);
    const phase = (what: string) => bench.ok(`get ${what} -o jsonpath={.status.phase}`);

    it('a claim waits, its pod waits for it, and both go on when there is a volume', async () => {
      const made = await bench.run('create -f -', { input: json(claim('data'), pod('web', 'data')) });
      expect(made).toMatchObject({ code: 0, stderr: '' });
      await until(async () => /FailedScheduling/.test(await bench.ok('describe pod web')));
      expect(await bench.ok('describe pvc data')).toMatch(
        /Normal +FailedBinding .* persistentvolume-controller +no persistent volumes available for this claim and no storage class is set\n/,
      );
      expect(await bench.ok('describe pod web')).toMatch(
        /Warning +FailedScheduling .* default-scheduler +0\/2 nodes are available: pod has unbound immediate PersistentVolumeClaims\. not found\n/,
      );
      await create(volume('disk'));
      await running('web');
      const name = volumeName('disk');
      expect(await bench.ok('get pvc data')).toMatch(
        new RegExp(
          `^NAME +STATUS +VOLUME +CAPACITY +ACCESS MODES +STORAGECLASS +VOLUMEATTRIBUTESCLASS +AGE\ndata +Bound +${name} +1Gi +RWO +<unset> +\\d+s\n$`,
        ),
      );
      expect(await bench.ok(`get pv ${name}`)).toMatch(
        new RegExp(`\n${name} +1Gi +RWO +Retain +Bound +${bench.namespace}/data +<unset> +\\d+s\n$`),
      );
      expect(await bench.ok('describe pvc data')).toMatch(
        /\nAnnotations: +pv\.kubernetes\.io\/bind-completed: yes\n +pv\.kubernetes\.io\/bound-by-controller: yes\nFinalizers: +\[kubernetes\.io\/pvc-protection\]\n[\s\S]*\nUsed By: +web\n/,
      );
    });

    it('files stay when the pod goes, and the claim stays while a pod uses it', async () => {
      await bench.ok(['exec', 'web', '--', 'sh', '-c', 'echo kept > /data/file']);
      const node = await bench.ok('get pod web -o jsonpath={.spec.nodeName}');
      await bench.ok('delete pod web');
      await create(pod('web', 'data', { nodeName: node }));
      await running('web');
      expect(await bench.ok('exec web -- cat /data/file')).toBe('kept\n');
      await bench.ok('delete pvc data --wait=false');
      expect(await bench.ok('get pvc data')).toMatch(/\ndata +Terminating +/);
      await bench.ok('delete pod web');
      await until(async () => (await bench.run('get pvc data')).code !== 0);
    });

    it('a volume whose claim is gone is Released, and free again without its claimRef', async () => {
      const pv = `pv/${volumeName('disk')}`;
      await until(async () => (await phase(pv)) === 'Released');
      await create(claim('other'));
      expect(await phase('pvc/other')).toBe('Pending');
      await bench.ok(['patch', pv, '--type=json', '-p=[{"op":"remove","path":"/spec/claimRef"}]']);
      await until(async () => (await phase('pvc/other')) === 'Bound');
      await bench.ok('delete pvc other');
      await bench.ok(`delete ${pv}`);
    });

    it('a volume that does not suit its claim says why, one that is read-only is', async () => {
      await create(
        volume('small', { capacity: { storage: '1Mi' } }),
        claim('named', { volumeName: volumeName('small') }),
      );
      await until(async () => /VolumeMismatch/.test(await bench.ok('describe pvc named')));
      expect(await bench.ok('describe pvc named')).toContain(
        `Cannot bind to requested volume "${volumeName('small')}": requested PV is too small`,
      );
      await bench.ok('delete pvc named');
      await create(
        claim('ro', { resources: { requests: { storage: '1Mi' } } }),
        pod('reader', 'ro', {
          volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'ro', readOnly: true } }],
        }),
      );
      await running('reader');
      expect(await bench.fail(['exec', 'reader', '--', 'sh', '-c', 'echo x > /data/file'])).toContain(
        'Read-only file system',
      );
      expect(await bench.ok('exec reader -- mount')).toMatch(
        /^\/dev\/sda1 on \/data type ext4 \(ro,relatime\)$/m,
      );
      expect(await bench.ok('exec reader -- df /data')).toMatch(/\n\/dev\/sda1 .* \/data\n$/);
      await bench.ok('delete pod reader');
    });

    it('Recycle empties a volume for the next claim, Delete is refused outside of /tmp', async () => {
      const rwx = { accessModes: ['ReadWriteMany'] };
      await create(
        volume('again', {
          ...rwx,
          persistentVolumeReclaimPolicy: 'Recycle',
          hostPath: undefined,
          nfs: { server: 'nfs.example.com', path: `/exports/${bench.namespace}` },
        }),
        claim('first', rwx),
        pod('writer', 'first'),
      );
      await running('writer');
      await bench.ok(['exec', 'writer', '--', 'sh', '-c', 'echo old > /data/file']);
      await bench.ok('delete pod writer');
      await bench.ok('delete pvc first');
      await until(async () => (await phase(`pv/${volumeName('again')}`)) === 'Available');
      expect(await bench.ok(`describe pv ${volumeName('again')}`)).toMatch(
        /Normal +VolumeRecycled .* Volume recycled\n/,
      );
      await create(claim('second', rwx), pod('finder', 'second'));
      await running('finder');
      expect(await bench.ok('exec finder -- ls /data')).toBe('');
      await bench.ok('delete pod finder');
      await create(
        volume('gone', { persistentVolumeReclaimPolicy: 'Delete' }),
        claim('third', { volumeName: volumeName('gone') }),
      );
      await until(async () => (await phase('pvc/third')) === 'Bound');
      await bench.ok('delete pvc third');
      await until(async () => (await phase(`pv/${volumeName('gone')}`)) === 'Failed');
      expect(await bench.ok(`describe pv ${volumeName('gone')}`)).toMatch(
        /Warning +VolumeFailedDelete .* host_path deleter only supports \/tmp\/\.\+ but received provided \/srv\//,
      );
    });

    it('a pod whose claim is not there says so', async () => {
      await create(pod('alone', 'nowhere'));
      await until(async () => /FailedScheduling/.test(await bench.ok('describe pod alone')));
      expect(await bench.ok('describe pod alone')).toMatch(
        /0\/2 nodes are available: persistentvolumeclaim "nowhere" not found\. not found\n/,
      );
      await bench.ok('delete pod alone');
    });
  },
  { nodes: 2 },
);
