/** upstream: pkg/apis/core/v1/defaults.go SetDefaults_Service */
import type { Service, ServicePort } from '@/kube/kinds';
import { fill, mapField, mapList, without } from '../../shared/fill';

export type ServiceSpec = NonNullable<Service['spec']>;

const SESSION_SECONDS = 10_800;
const EXTERNAL_NAME = 'ExternalName';

export const defaults = (service: Service): Service =>
  mapField(fill(service, { spec: {}, status: { loadBalancer: {} } }), 'spec', defaultSpec);

function defaultSpec(given: ServiceSpec): ServiceSpec {
  let spec = fill(given, { sessionAffinity: 'None', type: 'ClusterIP' });
  spec = defaultAffinity(spec);
  spec = mapList(spec, 'ports', defaultPort);
  const published = spec.type === 'NodePort' || spec.type === 'LoadBalancer';
  if (published || (spec.type === 'ClusterIP' && (spec.externalIPs?.length ?? 0) > 0)) {
    spec = fill(spec, { externalTrafficPolicy: 'Cluster' });
  }
  if (spec.type !== EXTERNAL_NAME) spec = fill(dualStack(spec), { internalTrafficPolicy: 'Cluster' });
  return spec.type === 'LoadBalancer' ? fill(spec, { allocateLoadBalancerNodePorts: true }) : spec;
}

function defaultAffinity(spec: ServiceSpec): ServiceSpec {
  if (spec.sessionAffinity === 'None') return without(spec, 'sessionAffinityConfig');
  if (
    spec.sessionAffinity !== 'ClientIP' ||
    spec.sessionAffinityConfig?.clientIP?.timeoutSeconds !== undefined
  ) {
    return spec;
  }
  return { ...spec, sessionAffinityConfig: { clientIP: { timeoutSeconds: SESSION_SECONDS } } };
}

function defaultPort(port: ServicePort): ServicePort {
  const out = fill(port, { protocol: 'TCP' });
  const target = out.targetPort;
  return target === undefined || target === 0 || target === '' ? { ...out, targetPort: out.port } : out;
}

/** Whoever names two families or addresses wants both; what else depends on the cluster is the allocator's. */
function dualStack(spec: ServiceSpec): ServiceSpec {
  const two = spec.clusterIPs?.length === 2 || spec.ipFamilies?.length === 2;
  const out = two ? fill(spec, { ipFamilyPolicy: 'RequireDualStack' }) : spec;
  if (out.ipFamilyPolicy !== 'RequireDualStack' || out.ipFamilies?.length !== 1) return out;
  return { ...out, ipFamilies: out.ipFamilies[0] === 'IPv4' ? ['IPv4', 'IPv6'] : ['IPv6', 'IPv4'] };
}
