import { describe, expect, it } from 'vitest';
import type { Service } from '@/kube/kinds';
import { defaults, type ServiceSpec } from './defaults';
import { unsimulatedWarnings } from './unsimulated';

const warned = (spec: ServiceSpec) =>
  unsimulatedWarnings(
    defaults({ apiVersion: 'v1', kind: 'Service', metadata: { name: 'web' }, spec } as Service),
  );

describe('fields of a Service that change nothing here', () => {
  it.each<[string, ServiceSpec]>([
    ['spec.loadBalancerClass', { type: 'LoadBalancer', loadBalancerClass: 'example.com/lb' }],
    ['spec.externalName', { type: 'ExternalName', externalName: 'example.com' }],
    ['spec.ports', { ports: [{ port: 53, protocol: 'UDP' }] }],
    ['spec.trafficDistribution', { trafficDistribution: 'PreferClose' }],
  ])('%s is told for %j', (path, spec) => {
    expect(warned(spec)).toEqual([
      expect.stringMatching(new RegExp(`^${path}: not simulated; .+ \\(docs/simulator-limits\\.md\\)$`)),
    ]);
  });

  it.each<[string, ServiceSpec]>([
    ['a plain service', { selector: { app: 'web' }, ports: [{ port: 80 }] }],
    ['a node port', { type: 'NodePort', externalTrafficPolicy: 'Local', externalIPs: ['10.0.0.1'] }],
    ['a load balancer', { type: 'LoadBalancer', sessionAffinity: 'ClientIP' }],
    ['a headless one', { clusterIP: 'None', publishNotReadyAddresses: true }],
    [
      'another name of a service here',
      { type: 'ExternalName', externalName: 'web.default.svc.cluster.local' },
    ],
  ])('%s is told nothing', (_, spec) => {
    expect(warned(spec)).toEqual([]);
  });
});
