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
    ['spec.type', { type: 'NodePort' }],
    ['spec.type', { type: 'LoadBalancer' }],
    ['spec.externalName', { type: 'ExternalName', externalName: 'example.com' }],
    ['spec.externalIPs', { externalIPs: ['10.0.0.1'] }],
    ['spec.ports', { ports: [{ port: 53, protocol: 'UDP' }] }],
    ['spec.sessionAffinity', { sessionAffinity: 'ClientIP' }],
    ['spec.internalTrafficPolicy', { internalTrafficPolicy: 'Local' }],
    ['spec.trafficDistribution', { trafficDistribution: 'PreferClose' }],
  ])('%s is told for %j', (path, spec) => {
    expect(warned(spec)).toEqual([
      expect.stringMatching(new RegExp(`^${path}: not simulated; .+ \\(docs/simulator-limits\\.md\\)$`)),
    ]);
  });

  it('externalTrafficPolicy is told beside the type', () => {
    expect(warned({ type: 'NodePort', externalTrafficPolicy: 'Local' })).toEqual([
      'spec.type: not simulated; nothing answers on the node port; the cluster IP works (docs/simulator-limits.md)',
      'spec.externalTrafficPolicy: not simulated; nothing reaches the cluster from outside (docs/simulator-limits.md)',
    ]);
  });

  it.each<[string, ServiceSpec]>([
    ['a plain service', { selector: { app: 'web' }, ports: [{ port: 80 }] }],
    ['a headless one', { clusterIP: 'None', publishNotReadyAddresses: true }],
    [
      'another name of a service here',
      { type: 'ExternalName', externalName: 'web.default.svc.cluster.local' },
    ],
  ])('%s is told nothing', (_, spec) => {
    expect(warned(spec)).toEqual([]);
  });
});
