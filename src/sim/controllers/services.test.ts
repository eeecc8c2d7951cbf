/** Endpoints and endpoint slices through the API. */
import { describe, expect, it } from 'vitest';
import { type Client, type EndpointSlice, type Pod, type Service, uidOf } from '@/kube';
import { NEVER_READY, startTestControlPlane, testDeployment, testNode } from './testing/control-plane';

const WEB = { namespace: 'default', name: 'web' };

const service = (spec: Partial<NonNullable<Service['spec']>> = {}, metadata = {}): Service => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { ...WEB, ...metadata },
  spec: { selector: { app: 'web' }, ports: [{ port: 80, targetPort: 8080 }], ...spec },
});

async function serving(object: Service, replicas = 2, image = 'nginx') {
  const zoned = testNode('node01');
  const labels = { ...zoned.metadata.labels, 'topology.kubernetes.io/zone': 'zone-a' };
  const plane = await startTestControlPlane({
    nodes: [{ ...zoned, metadata: { ...zoned.metadata, labels } }],
  });
  await plane.client.services.create(object);
  await plane.client.deployments.create(testDeployment('web', image, { replicas }));
  await plane.clock.advance(5000);
  return plane;
}

const slicesOf = async (client: Client): Promise<readonly EndpointSlice[]> =>
  (await client.endpointslices.list({ namespace: 'default' })).items;
const podsOf = async (client: Client): Promise<readonly Pod[]> =>
  (await client.pods.list({ namespace: 'default' })).items;

describe('endpoints of a service', () => {
  it('list its ready pods with their node and reference', async () => {
    const { client } = await serving(service({}, { labels: { tier: 'front' } }));
    const endpoints = await client.endpoints.get(WEB);
    expect(endpoints.metadata.labels).toEqual({
      tier: 'front',
      'endpoints.kubernetes.io/managed-by': 'endpoint-controller',
    });
    expect(endpoints.metadata.annotations).toHaveProperty([
      'endpoints.kubernetes.io/last-change-trigger-time',
    ]);
    const pods = (await podsOf(client)).toSorted((a, b) =>
      (a.status?.podIP ?? '').localeCompare(b.status?.podIP ?? ''),
    );
    expect(endpoints.subsets).toEqual([
      {
        addresses: pods.map((pod) => ({
          ip: pod.status?.podIP,
          nodeName: 'node01',
          targetRef: { kind: 'Pod', namespace: 'default', name: pod.metadata.name, uid: uidOf(pod) },
        })),
        ports: [{ port: 8080, protocol: 'TCP' }],
      },
    ]);
  });

  it('list pods that are not ready apart, or among the others when the service publishes them', async () => {
    const hidden = await serving(service(), 1, NEVER_READY);
    expect((await hidden.client.endpoints.get(WEB)).subsets).toMatchObject([
      { notReadyAddresses: [{ nodeName: 'node01' }] },
    ]);
    const shown = await serving(service({ publishNotReadyAddresses: true }), 1, NEVER_READY);
    expect((await shown.client.endpoints.get(WEB)).subsets).toMatchObject([
      { addresses: [{ nodeName: 'node01' }] },
    ]);
  });

  it('go with the service', async () => {
    const { client, clock } = await serving(service());
    await client.services.delete(WEB);
    await clock.advance(5000);
    await expect(client.endpoints.get(WEB)).rejects.toMatchObject({ code: 404 });
    expect(await slicesOf(client)).toEqual([]);
  });

  it('of a service without selector are left to whoever made them', async () => {
    const { client, clock } = await serving(service({ selector: {} }));
    expect(await slicesOf(client)).toEqual([]);
    const subsets = [{ addresses: [{ ip: '10.0.0.9' }], ports: [{ port: 80 }] }];
    await client.endpoints.create({ apiVersion: 'v1', kind: 'Endpoints', metadata: WEB, subsets });
    await clock.advance(5000);
    expect((await client.endpoints.get(WEB)).subsets).toMatchObject([{ addresses: [{ ip: '10.0.0.9' }] }]);
  });
});

describe('endpoint slices of a service', () => {
  it('list its pods with conditions, node and zone, and belong to it', async () => {
    const { client } = await serving(service({}, { labels: { tier: 'front' } }), 1);
    const [slice] = await slicesOf(client);
    const [pod] = await podsOf(client);
    const owner = await client.services.get(WEB);
    expect(slice).toMatchObject({
      metadata: {
        name: expect.stringMatching(/^web-\w{5}$/),
        labels: {
          tier: 'front',
          'kubernetes.io/service-name': 'web',
          'endpointslice.kubernetes.io/managed-by': 'endpointslice-controller.k8s.io',
        },
        ownerReferences: [{ kind: 'Service', name: 'web', uid: uidOf(owner), controller: true }],
      },
      addressType: 'IPv4',
      ports: [{ name: '', port: 8080, protocol: 'TCP' }],
      endpoints: [
        {
          addresses: [pod?.status?.podIP],
          conditions: { ready: true, serving: true, terminating: false },
          nodeName: 'node01',
          zone: 'zone-a',
          targetRef: { kind: 'Pod', namespace: 'default', name: pod?.metadata.name },
        },
      ],
    });
  });

  it('exist even when nothing is behind the service, and that one is used once there is', async () => {
    const { client, clock } = await serving(service(), 0);
    const [empty] = await slicesOf(client);
    expect(empty?.endpoints ?? []).toEqual([]);
    await client.deployments.patch(WEB, { spec: { replicas: 1 } });
    await clock.advance(5000);
    const slices = await slicesOf(client);
    expect(slices.map(({ metadata, endpoints = [] }) => [metadata.name, endpoints.length])).toEqual([
      [empty?.metadata.name, 1],
    ]);
  });

  it('hold a hundred endpoints each, and are not all rewritten when one changes', async () => {
    const { client, clock } = await startTestControlPlane();
    await client.deployments.create(testDeployment('web', 'nginx', { replicas: 105 }));
    await clock.advance(5000);
    await client.services.create(service());
    await clock.advance(5000);
    const sizes = async () => (await slicesOf(client)).map(({ endpoints = [] }) => endpoints.length);
    expect((await sizes()).sort((a, b) => b - a)).toEqual([100, 5]);
    const before = await slicesOf(client);
    const [victim] = await podsOf(client);
    await client.pods.delete({ namespace: 'default', name: victim?.metadata.name ?? '' });
    await clock.advance(5000);
    expect((await sizes()).reduce((a, b) => a + b)).toBe(105);
    expect((await slicesOf(client)).map(({ metadata }) => metadata.name).sort()).toEqual(
      before.map(({ metadata }) => metadata.name).sort(),
    );
  });

  it('carry the headless label and resolve named ports', async () => {
    const object = service({ clusterIP: 'None', ports: [{ name: 'http', port: 80, targetPort: 'web' }] });
    const plane = await startTestControlPlane();
    await plane.client.services.create(object);
    const containers = [{ name: 'main', image: 'nginx', ports: [{ name: 'web', containerPort: 9090 }] }];
    const template = { metadata: { labels: { app: 'web' } }, spec: { containers } };
    await plane.client.deployments.create(testDeployment('web', 'nginx', { replicas: 1, template }));
    await plane.clock.advance(5000);
    const [slice] = await slicesOf(plane.client);
    expect(slice?.metadata.labels).toHaveProperty(['service.kubernetes.io/headless'], '');
    expect(slice?.ports).toEqual([{ name: 'http', port: 9090, protocol: 'TCP' }]);
  });
});
