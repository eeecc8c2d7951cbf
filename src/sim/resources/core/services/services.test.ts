import { describe, expect, it } from 'vitest';
import { createRng, type KubeObject, StatusError } from '@/apimachinery';
import type { Service } from '@/kube/kinds';
import type { StrategyContext } from '../../definition';
import { services } from '.';
import type { ServiceSpec } from './defaults';

const context = (existing: readonly KubeObject[] = []): StrategyContext => ({
  now: '2026-01-01T00:00:00Z',
  rng: createRng(7),
  user: { name: 'admin', groups: [] },
  list: () => existing,
  warn: () => {},
});
const service = (spec: ServiceSpec, uid = 'u1'): Service => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'web', namespace: 'default', uid },
  spec,
});
const { strategy } = services;
function create(spec: ServiceSpec, existing: readonly KubeObject[] = [], uid = 'u1'): Service {
  const ctx = context(existing);
  const prepared = strategy.prepareForCreate?.(strategy.defaults(service(spec, uid)), ctx) ?? service(spec);
  return strategy.allocate?.(prepared, undefined, ctx) ?? prepared;
}
function update(old: Service, spec: ServiceSpec): Service {
  const ctx = context([old]);
  const prepared = strategy.prepareForUpdate?.(strategy.defaults({ ...old, spec }), old, ctx) ?? old;
  return strategy.allocate?.(prepared, old, ctx) ?? prepared;
}
const message = (run: () => unknown): string => {
  try {
    run();
  } catch (error) {
    if (error instanceof StatusError) return error.message;
    throw error;
  }
  return 'accepted';
};

describe('an address that is asked to change', () => {
  it.each(['1.2.3.4', '10.96.7.7'])('to %s is refused as unchangeable', (clusterIP) => {
    const old = create({ ports: [{ port: 80 }] });
    const changed = update(old, { ...old.spec, clusterIP });
    expect(strategy.validateUpdate?.(changed, old).map(({ field, message }) => [field, message])).toEqual([
      ['spec.clusterIPs[0]', `Invalid value: ["${clusterIP}"]: may not change once set`],
    ]);
  });
});

describe('services as they are created', () => {
  it('get what a real cluster shows', () => {
    const { spec, status } = create({ ports: [{ port: 80 }], selector: { app: 'web' } });
    const ip = spec?.clusterIP ?? '';
    expect(ip).toMatch(/^10\.(9[6-9]|10\d|11[01])\.\d+\.\d+$/);
    expect(status).toEqual({ loadBalancer: {} });
    expect(spec).toEqual({
      clusterIP: ip,
      clusterIPs: [ip],
      internalTrafficPolicy: 'Cluster',
      ipFamilies: ['IPv4'],
      ipFamilyPolicy: 'SingleStack',
      ports: [{ port: 80, protocol: 'TCP', targetPort: 80 }],
      selector: { app: 'web' },
      sessionAffinity: 'None',
      type: 'ClusterIP',
    });
  });

  it('get a node port, one for both protocols of a port', () => {
    const { spec } = create({
      type: 'NodePort',
      ports: [
        { name: 't', port: 53, protocol: 'TCP' },
        { name: 'u', port: 53, protocol: 'UDP' },
        { name: 'x', port: 80 },
      ],
    });
    const [t, u, x] = (spec?.ports ?? []).map((p) => p.nodePort ?? 0);
    expect(t).toBe(u);
    expect(x).not.toBe(t);
    expect(t).toBeGreaterThanOrEqual(30_086);
    expect(spec?.externalTrafficPolicy).toBe('Cluster');
  });

  it('take no address when headless or external', () => {
    expect(create({ clusterIP: 'None', selector: { a: 'b' } }).spec).toMatchObject({
      clusterIP: 'None',
      clusterIPs: ['None'],
      ipFamilies: ['IPv4'],
    });
    const external = create({ type: 'ExternalName', externalName: 'example.com' }).spec;
    expect(external).toEqual({ type: 'ExternalName', externalName: 'example.com', sessionAffinity: 'None' });
  });

  it('never share an address or a node port', () => {
    const made: Service[] = [];
    for (let i = 0; i < 50; i++)
      made.push(create({ type: 'NodePort', ports: [{ port: 80 }] }, made, `u${i}`));
    expect(new Set(made.map((s) => s.spec?.clusterIP)).size).toBe(50);
    expect(new Set(made.map((s) => s.spec?.ports?.[0]?.nodePort)).size).toBe(50);
  });

  const other = create(
    { clusterIP: '10.96.0.10', type: 'NodePort', ports: [{ port: 80, nodePort: 30_080 }] },
    [],
    'o',
  );
  it.each<[string, ServiceSpec, string]>([
    [
      'an address that is taken',
      { clusterIP: '10.96.0.10' },
      'spec.clusterIPs: Invalid value: ["10.96.0.10"]: failed to allocate IP 10.96.0.10: provided IP is already allocated',
    ],
    [
      'an address outside the range',
      { clusterIP: '10.0.0.1' },
      'spec.clusterIPs: Invalid value: ["10.0.0.1"]: failed to allocate IP 10.0.0.1: the provided IP (10.0.0.1) is not in the valid range. The range of valid IPs is 10.96.0.0/12',
    ],
    [
      'a node port that is taken',
      { type: 'NodePort', ports: [{ port: 1, nodePort: 30_080 }] },
      'spec.ports[0].nodePort: Invalid value: 30080: provided port is already allocated',
    ],
    [
      'a node port outside the range',
      { type: 'NodePort', ports: [{ port: 1, nodePort: 80 }] },
      'spec.ports[0].nodePort: Invalid value: 80: provided port is not in the valid range. The range of valid ports is 30000-32767',
    ],
    [
      'two families on a cluster of one',
      { ipFamilyPolicy: 'RequireDualStack' },
      'spec.ipFamilyPolicy: Invalid value: "RequireDualStack": this cluster is not configured for dual-stack services',
    ],
  ])('are refused %s', (_, spec, text) => {
    expect(message(() => create(spec, [other]))).toContain(`Service "web" is invalid: ${text}`);
  });
});

describe('services as they are updated', () => {
  it('keep what was allocated when the update leaves it out', () => {
    const old = create({ type: 'NodePort', ports: [{ port: 80 }] });
    const next = update(old, { type: 'NodePort', ports: [{ port: 80 }, { name: 'b', port: 81 }] });
    expect(next.spec?.clusterIP).toBe(old.spec?.clusterIP);
    expect(next.spec?.ports?.[0]?.nodePort).toBe(old.spec?.ports?.[0]?.nodePort);
    expect(next.spec?.ports?.[1]?.nodePort).not.toBe(old.spec?.ports?.[0]?.nodePort);
  });

  it('give node ports back when the type needs none', () => {
    const old = create({ type: 'NodePort', ports: [{ port: 80 }] });
    const next = update(old, { ...old.spec, type: 'ClusterIP' });
    expect(next.spec?.ports).toEqual([{ port: 80, protocol: 'TCP', targetPort: 80 }]);
    expect(next.spec).not.toHaveProperty('externalTrafficPolicy');
    expect(update(next, { ...next.spec, type: 'NodePort' }).spec?.ports?.[0]?.nodePort).toBeGreaterThan(0);
  });

  it('lose their address when they become external names', () => {
    const old = create({ ports: [{ port: 80 }] });
    const next = update(old, { ...old.spec, type: 'ExternalName', externalName: 'x.example' });
    expect(next.spec).not.toHaveProperty('clusterIP');
    expect(next.spec).not.toHaveProperty('ipFamilies');
  });
});

describe('table of services', () => {
  const row = (spec: ServiceSpec, status: Service['status'] = {}) =>
    services.table.row({ ...service(spec), status }, 0).slice(1, 5);
  it.each<[ServiceSpec, Service['status'], string[]]>([
    [
      { type: 'ClusterIP', clusterIPs: ['10.96.0.1'], ports: [{ port: 443, protocol: 'TCP' }] },
      {},
      ['ClusterIP', '10.96.0.1', '<none>', '443/TCP'],
    ],
    [
      {
        type: 'NodePort',
        clusterIPs: ['10.96.0.2'],
        ports: [{ port: 80, nodePort: 30_001, protocol: 'TCP' }],
      },
      {},
      ['NodePort', '10.96.0.2', '<none>', '80:30001/TCP'],
    ],
    [
      { type: 'LoadBalancer', clusterIPs: ['10.96.0.3'] },
      {},
      ['LoadBalancer', '10.96.0.3', '<pending>', '<none>'],
    ],
    [
      { type: 'LoadBalancer', clusterIPs: ['10.96.0.3'] },
      { loadBalancer: { ingress: [{ ip: '172.18.0.9' }] } },
      ['LoadBalancer', '10.96.0.3', '172.18.0.9', '<none>'],
    ],
    [
      { type: 'ExternalName', externalName: 'example.com' },
      {},
      ['ExternalName', '<none>', 'example.com', '<none>'],
    ],
  ])('%j', (spec, status, cells) => expect(row(spec, status)).toEqual(cells));
});
