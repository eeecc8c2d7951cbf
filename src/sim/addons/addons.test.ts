import { describe, expect, it } from 'vitest';
import type { KubeList, KubeObject } from '@/apimachinery';
import { createClient, nameOf } from '@/kube';
import type { SimCluster } from '../cluster-options';
import { createTestCluster } from '../testing';
import { findAddOns } from '.';
import type { NodeMetrics, PodMetrics } from './metrics-server/kinds';

const ADMIN = { name: 'kubernetes-admin', groups: ['system:masters', 'system:authenticated'] };

/** A jump waits for everything that is under way, signatures of tokens too. */
const pass = (cluster: SimCluster, seconds: number) => cluster.time.jump(seconds * 1000);

async function withAddOns(...addons: string[]) {
  const made = await createTestCluster({ addons });
  const client = createClient(made.cluster, { user: ADMIN });
  const metrics = async <T extends KubeObject>(resource: 'pods' | 'nodes', namespace?: string) => {
    const { object } = await made.cluster.call({
      verb: 'list',
      group: 'metrics.k8s.io',
      version: 'v1beta1',
      resource,
      ...(namespace ? { namespace } : {}),
      user: ADMIN,
    });
    return (object as unknown as KubeList<T>).items;
  };
  return { ...made, client, metrics };
}

const pod = (name: string, cpu?: string) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: 'default', labels: { app: name } },
  spec: {
    nodeName: 'node01',
    containers: [{ name: 'main', image: 'nginx', ...(cpu ? { resources: { limits: { cpu } } } : {}) }],
  },
});

describe('add-ons', () => {
  it('that nobody knows are refused, and the others told', async () => {
    expect(() => findAddOns(['metrics'])).toThrow(
      'there is no add-on "metrics"; there are: coredns, csi-driver-host-path, csi-driver-nfs, ingress-nginx, kube-proxy, local-path-provisioner, metrics-server, nvidia-device-plugin',
    );
    await expect(createTestCluster({ addons: ['x'] })).rejects.toThrow('there is no add-on "x"');
  });
  it('bring their objects, and their pods run', async () => {
    const { client, cluster, errors } = await withAddOns('coredns', 'kube-proxy', 'metrics-server');
    await pass(cluster, 60);
    const deployments = (await client.deployments.list({ namespace: 'kube-system' })).items;
    expect(deployments.map((one) => [nameOf(one), one.status?.readyReplicas])).toEqual([
      ['coredns', 2],
      ['metrics-server', 1],
    ]);
    expect((await client.services.get({ namespace: 'kube-system', name: 'kube-dns' })).spec?.clusterIP).toBe(
      '10.96.0.10',
    );
    expect(errors).toEqual([]);
    await cluster.close();
  });
  it('leave what is there when the cluster is opened again, and bring back what is not', async () => {
    const first = await withAddOns('coredns');
    const coredns = { namespace: 'kube-system', name: 'coredns' };
    await first.client.deployments.patch(coredns, { spec: { replicas: 1 } });
    await first.client.services.delete({ namespace: 'kube-system', name: 'kube-dns' });
    await first.clock.advance(1000);
    await first.cluster.close();
    const { journal, clock } = first;
    const { cluster } = await createTestCluster({ addons: ['coredns'] }, { journal, clock });
    const client = createClient(cluster, { user: ADMIN });
    expect((await client.deployments.get(coredns)).spec?.replicas).toBe(1);
    expect(await client.services.get({ namespace: 'kube-system', name: 'kube-dns' })).toBeDefined();
    await cluster.close();
  });
});

describe('metrics-server', () => {
  it('is not there without its add-on', async () => {
    const { metrics, cluster } = await withAddOns();
    await expect(metrics('pods')).rejects.toThrow('the server could not find the requested resource');
    await cluster.close();
  });
  it('answers once its pod is ready, for pods that have run for a while', async () => {
    const { metrics, client, containers, cluster } = await withAddOns('metrics-server');
    await expect(metrics('pods')).rejects.toThrow(
      'the server is currently unable to handle the request (get pods.metrics.k8s.io)',
    );
    await pass(cluster, 40);
    containers.usage = { cores: 1.5, memoryBytes: 64 << 20 };
    await client.pods.create(pod('free'));
    await client.pods.create(pod('held', '250m'));
    await pass(cluster, 10);
    expect(await metrics('pods', 'default')).toEqual([]);
    await pass(cluster, 10);
    const found = await metrics<PodMetrics>('pods', 'default');
    expect(found.map(({ metadata, containers: [main] }) => [metadata.name, main])).toEqual([
      ['free', { name: 'main', usage: { cpu: '1500000000n', memory: '65536Ki' } }],
      ['held', { name: 'main', usage: { cpu: '250000000n', memory: '65536Ki' } }],
    ]);
    expect(found[0]).toMatchObject({
      kind: 'PodMetrics',
      window: '30s',
      metadata: { labels: { app: 'free' } },
    });
    const nodes = await metrics<NodeMetrics>('nodes');
    // Wherever the pods were placed: what runs on the nodes, and what each node needs for itself.
    const ofPods = (await metrics<PodMetrics>('pods')).flatMap((pod) =>
      pod.containers.map(({ usage }) => usage),
    );
    expect(ofPods.length).toBeGreaterThan(2);
    expect(cores(nodes.map(({ usage }) => usage))).toBeCloseTo(cores(ofPods) + 3 * 0.08, 6);
    await cluster.close();
  });
});

describe('the nvidia device plug-in', () => {
  it('makes nodes offer the GPUs that their labels tell of', async () => {
    const { client, clock, cluster } = await withAddOns('nvidia-device-plugin');
    await client.nodes.patch({ name: 'node02' }, { metadata: { labels: { 'nvidia.com/gpu.count': '4' } } });
    await client.nodes.patch(
      { name: 'node01' },
      { metadata: { labels: { 'nvidia.com/gpu.present': 'true' } } },
    );
    await clock.advance(100);
    const offered = (await client.nodes.list()).items.map(
      ({ status }) => status?.allocatable?.['nvidia.com/gpu'],
    );
    expect(offered).toEqual([undefined, '1', '4']);
    await cluster.close();
  });
});

const cores = (usages: readonly { readonly cpu: string }[]): number =>
  usages.reduce((sum, { cpu }) => sum + Number.parseInt(cpu, 10) / 1e9, 0);
