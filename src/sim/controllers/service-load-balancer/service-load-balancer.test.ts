import { describe, expect, it } from 'vitest';
import type { Service } from '@/kube';
import { startTestControlPlane } from '../testing/control-plane';
import { chooseAddress, decide, FINALIZER } from './decide';

const service = (name: string, spec: Service['spec'], more: Partial<Service['metadata']> = {}): Service => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name, namespace: 'default', ...more },
  spec: { ports: [{ port: 80 }], ...spec },
});
const BALANCED = { type: 'LoadBalancer' };
const WITH_ADDRESS = { loadBalancer: { ingress: [{ ip: '172.18.255.1' }] } };

describe('what a load balancer needs', () => {
  const finalizers = [FINALIZER];
  const deletionTimestamp = '2026-01-01T00:00:00Z' as never;
  it.each<[string, Service, ReturnType<typeof decide>]>([
    ['a new one', service('a', BALANCED), { kind: 'ensure' }],
    ['one without its finalizer', { ...service('a', BALANCED), status: WITH_ADDRESS }, { kind: 'ensure' }],
    [
      'one that has all',
      { ...service('a', BALANCED, { finalizers }), status: WITH_ADDRESS },
      { kind: 'nothing' },
    ],
    [
      "somebody else's",
      service('a', { ...BALANCED, loadBalancerClass: 'example.com/lb' }),
      { kind: 'nothing' },
    ],
    ['another type', service('a', { type: 'ClusterIP' }), { kind: 'nothing' }],
    [
      'another type now',
      { ...service('a', { type: 'ClusterIP' }, { finalizers }), status: WITH_ADDRESS },
      { kind: 'remove', exists: true },
    ],
    [
      'one that is being deleted',
      { ...service('a', BALANCED, { finalizers, deletionTimestamp }), status: WITH_ADDRESS },
      { kind: 'remove', exists: true },
    ],
    [
      'one that was deleted before it had an address',
      service('a', BALANCED, { finalizers, deletionTimestamp }),
      { kind: 'remove', exists: false },
    ],
  ])('%s', (_what, given, expected) => {
    expect(decide(given)).toEqual(expected);
  });

  it.each([
    [[], undefined, '172.18.255.1'],
    [['172.18.255.1'], undefined, '172.18.255.2'],
    [[], '172.18.255.77', '172.18.255.77'],
    [['172.18.255.77'], '172.18.255.77', undefined],
    [[], '1.2.3.4', undefined],
    [[], '172.18.255.255', undefined],
  ])('with %j given and %s asked for: %s', (used, asked, expected) => {
    expect(chooseAddress(new Set(used), asked)).toBe(expected);
  });

  it('has no address when all are given', () => {
    const all = Array.from({ length: 254 }, (_, i) => `172.18.255.${i + 1}`);
    expect(chooseAddress(new Set(all), undefined)).toBeUndefined();
  });
});

describe('load balancers', () => {
  const setUp = async () => {
    const plane = await startTestControlPlane();
    const get = (name: string) => plane.client.services.get({ namespace: 'default', name });
    return { ...plane, get };
  };

  it('get an address each, a finalizer and their events', async () => {
    const { client, clock, get, story, errors } = await setUp();
    await client.services.create(service('a', BALANCED));
    await client.services.create(service('b', BALANCED));
    await clock.advance(1000);
    const [a, b] = [await get('a'), await get('b')];
    expect(a.status?.loadBalancer?.ingress).toEqual([{ ip: '172.18.255.1', ipMode: 'VIP' }]);
    expect(b.status?.loadBalancer?.ingress).toEqual([{ ip: '172.18.255.2', ipMode: 'VIP' }]);
    expect(a.metadata.finalizers).toEqual([FINALIZER]);
    expect((await story('default')).filter((line) => line.startsWith('Service/a'))).toEqual([
      'Service/a EnsuringLoadBalancer: Ensuring load balancer',
      'Service/a EnsuredLoadBalancer: Ensured load balancer',
    ]);
    expect(errors).toEqual([]);
  });

  it('give it back when they are deleted or are none any more', async () => {
    const { client, clock, get, story } = await setUp();
    await client.services.create(service('a', BALANCED));
    await client.services.create(service('b', BALANCED));
    await clock.advance(1000);
    await client.services.delete({ namespace: 'default', name: 'a' });
    await client.services.patch(
      { namespace: 'default', name: 'b' },
      { spec: { type: 'ClusterIP' } },
      { type: 'merge' },
    );
    await clock.advance(1000);
    await expect(get('a')).rejects.toMatchObject({ code: 404 });
    const b = await get('b');
    expect([b.status?.loadBalancer, b.metadata.finalizers ?? []]).toEqual([{}, []]);
    expect(await story('default')).toContain('Service/a DeletedLoadBalancer: Deleted load balancer');
    await client.services.create(service('c', BALANCED));
    await clock.advance(1000);
    expect((await get('c')).status?.loadBalancer?.ingress?.[0]?.ip).toBe('172.18.255.1');
  });

  it('say when a service becomes one, and what is in the way', async () => {
    const { client, clock, story } = await setUp();
    await client.services.create(service('a', { type: 'ClusterIP' }));
    await client.services.create(service('b', { ...BALANCED, loadBalancerIP: '1.2.3.4' }));
    await clock.advance(1000);
    await client.services.patch({ namespace: 'default', name: 'a' }, { spec: BALANCED }, { type: 'merge' });
    await clock.advance(1000);
    const told = await story('default');
    expect(told).toContain('Service/a Type: ClusterIP -> LoadBalancer');
    expect(told.join('\n')).toContain(
      'Service/b (Warning) SyncLoadBalancerFailed: Error syncing load balancer: failed to ensure load balancer: address 1.2.3.4 is not available',
    );
  });
});
