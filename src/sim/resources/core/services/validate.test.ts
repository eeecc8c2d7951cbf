import { describe, expect, it } from 'vitest';
import type { Service } from '@/kube/kinds';
import { services } from '.';
import type { ServiceSpec } from './defaults';

const { strategy } = services;
const service = (spec: ServiceSpec): Service =>
  strategy.defaults({ apiVersion: 'v1', kind: 'Service', metadata: { name: 's' }, spec });
const texts = (spec: ServiceSpec) => strategy.validate(service(spec)).map((e) => `${e.field}: ${e.message}`);
const ports = [{ port: 80 }];

describe('validation of services', () => {
  it.each<[string, ServiceSpec]>([
    ['a cluster IP', { ports }],
    ['a headless one without ports', { clusterIP: 'None', clusterIPs: ['None'] }],
    ['a node port', { type: 'NodePort', ports: [{ port: 80, nodePort: 30_080 }] }],
    ['an external name', { type: 'ExternalName', externalName: 'db.example.' }],
    [
      'a balancer that keeps sources',
      {
        type: 'LoadBalancer',
        ports,
        externalTrafficPolicy: 'Local',
        loadBalancerSourceRanges: ['10.0.0.0/8'],
      },
    ],
    [
      'two named ports',
      {
        ports: [
          { name: 'a', port: 80, targetPort: 'http' },
          { name: 'b', port: 81 },
        ],
      },
    ],
  ])('passes %s', (_, spec) => expect(texts(spec)).toEqual([]));

  it.each<[string, ServiceSpec, string]>([
    ['no port', {}, 'spec.ports: Required value'],
    [
      'a type that is none',
      { type: 'Loadbalancer', ports },
      'spec.type: Unsupported value: "Loadbalancer": supported values: "ClusterIP", "ExternalName", "LoadBalancer", "NodePort"',
    ],
    [
      'two ports without names',
      { ports: [{ port: 80 }, { port: 81 }] },
      'spec.ports[0].name: Required value',
    ],
    [
      'a port twice',
      {
        ports: [
          { name: 'a', port: 80 },
          { name: 'b', port: 80 },
        ],
      },
      'spec.ports[1]: Duplicate value: {"port":80,"protocol":"TCP"}',
    ],
    [
      'a port out of range',
      { ports: [{ port: 0 }] },
      'spec.ports[0].port: Invalid value: 0: must be between 1 and 65535, inclusive',
    ],
    [
      'a node port without the type',
      { ports: [{ port: 80, nodePort: 30_080 }] },
      "spec.ports[0].nodePort: Forbidden: may not be used when `type` is 'ClusterIP'",
    ],
    [
      'a traffic policy that nobody comes by',
      { ports, externalTrafficPolicy: 'Local' },
      'spec.externalTrafficPolicy: Invalid value: "Local": may only be set for externally-accessible services',
    ],
    ['an external name of no name', { type: 'ExternalName' }, 'spec.externalName: Required value'],
    [
      'an address that is none',
      { ports, clusterIP: 'x', clusterIPs: ['x'] },
      'spec.clusterIPs[0]: Invalid value: "x": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)',
    ],
    [
      'a loopback from outside',
      { ports, externalIPs: ['127.0.0.1'] },
      'spec.externalIPs[0]: Invalid value: "127.0.0.1": may not be in the loopback range (127.0.0.0/8, ::1/128)',
    ],
    [
      'an affinity that is none',
      { ports, sessionAffinity: 'Cookie' },
      'spec.sessionAffinity: Unsupported value: "Cookie": supported values: "ClientIP", "None"',
    ],
    [
      'source ranges without a balancer',
      { ports, loadBalancerSourceRanges: ['10.0.0.0/8'] },
      "spec.LoadBalancerSourceRanges: Forbidden: may only be used when `type` is 'LoadBalancer'",
    ],
  ])('refuses %s', (_, spec, text) => expect(texts(spec)).toContain(text));

  it('keeps the first address for life', () => {
    const old = service({ ports, clusterIP: '10.96.0.5', clusterIPs: ['10.96.0.5'], ipFamilies: ['IPv4'] });
    const next = service({ ports, clusterIP: '10.96.0.6', clusterIPs: ['10.96.0.6'], ipFamilies: ['IPv4'] });
    expect(strategy.validateUpdate?.(next, old).map((e) => `${e.field}: ${e.message}`)).toEqual([
      'spec.clusterIPs[0]: Invalid value: ["10.96.0.6"]: may not change once set',
    ]);
  });
});
