import { describe, expect, it } from 'vitest';
import type { EndpointSlice, Endpoints, Service } from '@/kube';
import { startTestControlPlane } from '../testing/control-plane';
import { decide } from './decide';

const service = (selector?: Record<string, string>): Service => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'db', namespace: 'default' },
  spec: { ports: [{ port: 5432 }], ...(selector ? { selector } : {}) },
});
const endpoints = (subsets: Endpoints['subsets'], labels: Record<string, string> = {}): Endpoints => ({
  apiVersion: 'v1',
  kind: 'Endpoints',
  metadata: { name: 'db', namespace: 'default', uid: 'u', labels },
  subsets: subsets ?? [],
});
const TWO = [
  { addresses: [{ ip: '10.0.0.1' }], notReadyAddresses: [{ ip: '10.0.0.2' }], ports: [{ port: 5432 }] },
];

describe('what mirrors Endpoints', () => {
  const counts = ({ create, update, remove }: ReturnType<typeof decide>) => [
    create.length,
    update.length,
    remove.length,
  ];
  const mirror = (of: Endpoints): EndpointSlice => {
    const [slice] = decide({ endpoints: of, service: service(), slices: [] }).create;
    if (!slice) throw new Error('there should be a slice');
    return slice;
  };

  it.each<[string, Parameters<typeof decide>[0], readonly number[]]>([
    ['new ones', { endpoints: endpoints(TWO), service: service(), slices: [] }, [1, 0, 0]],
    [
      'the same as before',
      { endpoints: endpoints(TWO), service: service(), slices: [mirror(endpoints(TWO))] },
      [0, 0, 0],
    ],
    [
      'another address',
      {
        endpoints: endpoints([{ addresses: [{ ip: '10.0.0.9' }], ports: [{ port: 5432 }] }]),
        service: service(),
        slices: [mirror(endpoints(TWO))],
      },
      [0, 1, 0],
    ],
    [
      'another port',
      {
        endpoints: endpoints([{ addresses: [{ ip: '10.0.0.1' }], ports: [{ port: 1 }] }]),
        service: service(),
        slices: [mirror(endpoints(TWO))],
      },
      [1, 0, 1],
    ],
    ['gone', { endpoints: undefined, service: service(), slices: [mirror(endpoints(TWO))] }, [0, 0, 1]],
    [
      'a service that selects its pods',
      { endpoints: endpoints(TWO), service: service({ app: 'db' }), slices: [] },
      [0, 0, 0],
    ],
    ['no service', { endpoints: endpoints(TWO), service: undefined, slices: [] }, [0, 0, 0]],
    [
      'not wanted',
      {
        endpoints: endpoints(TWO, { 'endpointslice.kubernetes.io/skip-mirror': 'true' }),
        service: service(),
        slices: [],
      },
      [0, 0, 0],
    ],
  ])('%s', (_what, observed, expected) => {
    expect(counts(decide(observed))).toEqual(expected);
  });

  it('says how many addresses are too many', () => {
    const addresses = Array.from({ length: 1003 }, (_, i) => ({ ip: `10.0.${i >> 8}.${i & 255}` }));
    const plan = decide({
      endpoints: endpoints([{ addresses, ports: [{ port: 1 }] }]),
      service: service(),
      slices: [],
    });
    expect([plan.skipped, plan.create[0]?.endpoints?.length]).toEqual([3, 1000]);
  });
});

it('Endpoints made by hand become slices, which follow them', async () => {
  const { client, clock, errors } = await startTestControlPlane();
  await client.services.create(service());
  const { uid: _, ...metadata } = endpoints([]).metadata;
  await client.endpoints.create({ ...endpoints(TWO), metadata });
  await clock.advance(1000);
  const list = async () => (await client.endpointslices.list({ namespace: 'default' })).items;
  expect(await list()).toMatchObject([
    {
      metadata: {
        labels: {
          'kubernetes.io/service-name': 'db',
          'endpointslice.kubernetes.io/managed-by': 'endpointslicemirroring-controller.k8s.io',
        },
        ownerReferences: [{ kind: 'Endpoints', name: 'db', controller: true }],
      },
      endpoints: [
        { addresses: ['10.0.0.1'], conditions: { ready: true } },
        { addresses: ['10.0.0.2'], conditions: { ready: false } },
      ],
    },
  ]);
  await client.endpoints.delete({ namespace: 'default', name: 'db' });
  await clock.advance(1000);
  expect(await list()).toEqual([]);
  expect(errors).toEqual([]);
});
