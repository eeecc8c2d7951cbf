/**
 * Services have several fields that say the same thing, and fields that only some types have. What a user meant is
 * divined here, before validation.
 * upstream: pkg/registry/core/service/strategy.go patchAllocatedValues, dropTypeDependentFields; storage.go normalizeClusterIPs
 */
import { deepEqual } from '@/apimachinery';
import type { Service, ServicePort } from '@/kube/kinds';
import { mapField, mapList, without } from '../../shared/fill';
import type { ServiceSpec } from './defaults';

export const HEADLESS = 'None';
export const needsClusterIp = (spec: ServiceSpec): boolean => spec.type !== 'ExternalName';
export const needsNodePort = (spec: ServiceSpec): boolean =>
  spec.type === 'NodePort' || spec.type === 'LoadBalancer';
export const needsHealthCheckPort = (spec: ServiceSpec): boolean =>
  spec.type === 'LoadBalancer' && spec.externalTrafficPolicy === 'Local';

const changed = (service: Service, change: (spec: ServiceSpec) => ServiceSpec): Service =>
  mapField(service, 'spec', change);

/** clusterIP (old clients) and clusterIPs (new clients) follow one another. */
export const normalizeClusterIps = (service: Service, old: Service | undefined): Service =>
  changed(service, (spec) => {
    const { clusterIP = '', clusterIPs = [] } = spec;
    if (!old)
      return clusterIP !== '' && clusterIPs.length === 0 ? { ...spec, clusterIPs: [clusterIP] } : spec;
    const { clusterIP: oldIp = '', clusterIPs: oldIps = [] } = old.spec ?? {};
    if (oldIps.length > 0 && clusterIPs.length === 0 && oldIp === clusterIP)
      return { ...spec, clusterIPs: oldIps };
    if (oldIp === clusterIP || !deepEqual(oldIps, clusterIPs)) return spec;
    return clusterIP === '' ? without(spec, 'clusterIPs') : { ...spec, clusterIPs: [clusterIP] };
  });

/** An update that leaves allocated values out keeps them. */
export const patchAllocated = (service: Service, old: Service): Service =>
  changed(service, (given) => {
    const before = old.spec ?? {};
    let spec = given;
    if (
      needsClusterIp(before) &&
      needsClusterIp(spec) &&
      !spec.clusterIP &&
      (spec.clusterIPs ?? []).length === 0
    ) {
      if (before.clusterIP) spec = { ...spec, clusterIP: before.clusterIP };
      if (before.clusterIPs) spec = { ...spec, clusterIPs: before.clusterIPs };
    }
    if (needsNodePort(before) && needsNodePort(spec)) {
      spec = mapList(spec, 'ports', (port: ServicePort) =>
        keepNodePort(port, before.ports ?? [], spec.ports ?? []),
      );
    }
    if (needsHealthCheckPort(before) && needsHealthCheckPort(spec) && !spec.healthCheckNodePort) {
      if (before.healthCheckNodePort) spec = { ...spec, healthCheckNodePort: before.healthCheckNodePort };
    }
    return spec;
  });

function keepNodePort(
  port: ServicePort,
  before: readonly ServicePort[],
  now: readonly ServicePort[],
): ServicePort {
  if (port.nodePort) return port;
  const same = before.find((p) => p.port === port.port && p.protocol === port.protocol)?.nodePort;
  // Another port may have been given it by name in this very update.
  const taken = now.some((p) => p.nodePort === same && p.protocol === port.protocol);
  return same && !taken ? { ...port, nodePort: same } : port;
}

/** Fields that the new type does not have go, unless the user changed them too (validation will say why not). */
export const wipeTypeFields = (service: Service, old: Service): Service =>
  changed(service, (given) => {
    const before = old.spec ?? {};
    let spec = given;
    const same = (...keys: (keyof ServiceSpec)[]) => keys.every((key) => deepEqual(before[key], spec[key]));
    if (needsClusterIp(before) && !needsClusterIp(spec)) {
      if (same('clusterIP', 'clusterIPs')) spec = without(spec, 'clusterIP', 'clusterIPs');
      if (same('ipFamilies')) spec = without(spec, 'ipFamilies');
      if (same('ipFamilyPolicy')) spec = without(spec, 'ipFamilyPolicy');
    }
    if (needsNodePort(before) && !needsNodePort(spec) && noNewNodePorts(spec, before)) {
      spec = mapList(spec, 'ports', (port: ServicePort) => without(port, 'nodePort') as ServicePort);
    }
    if (needsHealthCheckPort(before) && !needsHealthCheckPort(spec) && same('healthCheckNodePort')) {
      spec = without(spec, 'healthCheckNodePort');
    }
    const unbalanced = before.type === 'LoadBalancer' && spec.type !== 'LoadBalancer';
    if (unbalanced && same('allocateLoadBalancerNodePorts'))
      spec = without(spec, 'allocateLoadBalancerNodePorts');
    if (unbalanced && same('loadBalancerClass')) spec = without(spec, 'loadBalancerClass');
    const published = (s: ServiceSpec) => needsNodePort(s) || (s.externalIPs ?? []).length > 0;
    if (published(before) && !published(spec) && same('externalTrafficPolicy')) {
      spec = without(spec, 'externalTrafficPolicy');
    }
    const inside = needsClusterIp(before) && !needsClusterIp(spec);
    return inside && same('internalTrafficPolicy') ? without(spec, 'internalTrafficPolicy') : spec;
  });

function noNewNodePorts(spec: ServiceSpec, before: ServiceSpec): boolean {
  const old = new Set((before.ports ?? []).map((p) => p.nodePort));
  return (spec.ports ?? []).every((p) => !p.nodePort || old.has(p.nodePort));
}
