/** Files of volumes are part of the cluster: they come back with a snapshot, an undo and a reopened folder. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type OpenCluster, openCluster } from '@/sim/node';
import { type Bench, createBench, until } from './support/bench';
import { findKubectls } from './support/binaries';

const STORES = { node: 'standard', disk: 'csi-hostpath-sc', shared: 'nfs-csi' };
const objects = (name: string, storageClassName: string) => [
  {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name },
    spec: {
      accessModes: ['ReadWriteOnce'],
      resources: { requests: { storage: '1Gi' } },
      storageClassName,
    },
  },
  {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name },
    spec: {
      terminationGracePeriodSeconds: 0,
      containers: [
        {
          name: 'main',
          image: 'busybox:1.36',
          command: ['sleep', '100d'],
          volumeMounts: [{ name: 'data', mountPath: '/data' }],
        },
      ],
      volumes: [{ name: 'data', persistentVolumeClaim: { claimName: name } }],
    },
  },
];

describe('what volumes hold', () => {
  const folder = mkdtempSync(join(tmpdir(), 'contract-storage-'));
  const kubeconfig = join(folder, 'kubeconfig.yaml');
  const kubectl = findKubectls().at(-1);
  const errors: unknown[] = [];
  let open: OpenCluster;
  let bench: Bench;

  const openIt = async () => {
    open = await openCluster({
      folder: join(folder, 'cluster'),
      nodes: [{ name: 'node01' }, { name: 'node02' }],
      addons: ['local-path-provisioner', 'csi-driver-host-path', 'csi-driver-nfs'],
      listen: [{ port: 0 }],
      latency: { pullFactor: 0 },
      onError: (error) => errors.push(error),
    });
    const server = `https://127.0.0.1:${open.port}`;
    writeFileSync(kubeconfig, open.kubeconfig({ server, context: 'contract' }));
    if (!kubectl) throw new Error('no kubectl');
    bench = createBench(kubectl, { kubeconfig, folder, namespace: 'default' });
  };
  const sh = (name: string, script: string) => bench.ok(['exec', name, '--', 'sh', '-c', script]);
  const ready = (name: string) => bench.ok(`wait --for=condition=Ready pod/${name} --timeout=20s`);
  const everywhere = async (script: string) => {
    const printed: string[] = [];
    for (const name of Object.keys(STORES)) {
      await ready(name);
      printed.push(await sh(name, script));
    }
    return printed.map((text) => text.trim());
  };

  beforeAll(openIt);
  afterAll(async () => {
    await open.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('is written', async () => {
    const items = Object.entries(STORES).flatMap(([name, storageClass]) => objects(name, storageClass));
    await bench.ok('create -f -', { input: JSON.stringify({ apiVersion: 'v1', kind: 'List', items }) });
    await everywhere('echo first > /data/file');
    expect(await everywhere('cat /data/file')).toEqual(['first', 'first', 'first']);
  });

  it('comes back with a snapshot, also of volumes that were deleted since', async () => {
    const snapshot = open.cluster.snapshot();
    await everywhere('echo second > /data/file');
    await bench.ok('delete pod disk');
    await bench.ok('delete pvc disk');
    await until(async () => !(await bench.ok('get pv')).includes('default/disk'));
    await open.cluster.restore(snapshot);
    expect(await everywhere('cat /data/file')).toEqual(['first', 'first', 'first']);
  });

  it('comes back with an undo', async () => {
    await bench.ok('delete pod/shared pvc/shared --wait=false');
    await until(async () => !(await bench.ok('get pv')).includes('default/shared'));
    expect(await open.cluster.undo()).toBeDefined();
    expect(await everywhere('cat /data/file')).toEqual(['first', 'first', 'first']);
  });

  it('is there when the cluster is opened again, and goes on from there', async () => {
    await everywhere('echo third > /data/file');
    await open.close();
    await openIt();
    expect(await everywhere('cat /data/file')).toEqual(['third', 'third', 'third']);
    await bench.ok(['patch', 'pvc', 'disk', '-p', '{"spec":{"resources":{"requests":{"storage":"2Gi"}}}}']);
    await until(async () => /\ndisk +Bound +\S+ +2Gi /.test(await bench.ok('get pvc disk')));
    expect(errors).toEqual([]);
  });

  it('a quiet cluster stays quiet: an hour goes by without a write', async () => {
    const version = () =>
      bench.ok('get pv,pvc,volumeattachments -o jsonpath={.items[*].metadata.resourceVersion}');
    const before = await version();
    await open.cluster.time.jump(3_600_000);
    expect(await version()).toBe(before);
  });
});
