/** Addresses and ports under which services are found: what kube-proxy rewrites on every node. */
// upstream: pkg/proxy/iptables/proxier.go syncProxyRules
import type { Service, ServicePort } from '@/kube';
import { isInCidr } from '../cidr';
import type { ClusterObjects } from '../objects';
import { type Choice, choose, endpointsOf } from './endpoints';

/** Who opens a connection. */
export interface Source {
  readonly ip: string;
  /** The node that it is on; undefined for what comes from outside the cluster. */
  readonly nodeIP?: string;
}

export interface Frontend {
  readonly service: Service;
  readonly port: ServicePort;
  readonly kind: 'cluster' | 'external' | 'loadBalancer' | 'nodePort';
  /** The address and port that were asked for. */
  readonly ip: string;
  readonly asked: number;
}

const isTcp = ({ protocol = 'TCP' }: ServicePort): boolean => protocol === 'TCP';

/** What answers there; 'silent' for a service's address on a port that it doesn't have. */
export function frontendAt(
  objects: ClusterObjects,
  ip: string,
  port: number,
): Frontend | 'silent' | undefined {
  const services = objects.servicesAt(ip);
  for (const service of services) {
    const servicePort = service.spec?.ports?.find((p) => p.port === port && isTcp(p));
    if (servicePort) return { service, port: servicePort, kind: kindOf(service, ip), ip, asked: port };
  }
  if (objects.nodeAt(ip)) {
    for (const service of objects.servicesOnNodePort(port)) {
      const servicePort = service.spec?.ports?.find((p) => p.nodePort === port && isTcp(p));
      if (servicePort) return { service, port: servicePort, kind: 'nodePort', ip, asked: port };
    }
    return undefined;
  }
  return services.length > 0 ? 'silent' : undefined;
}

function kindOf({ spec }: Service, ip: string): Frontend['kind'] {
  if (spec?.clusterIP === ip) return 'cluster';
  return spec?.externalIPs?.includes(ip) ? 'external' : 'loadBalancer';
}

/** The endpoints that this connection may be given to. */
export function route(
  objects: ClusterObjects,
  { service, port, kind, ip }: Frontend,
  source: Source,
): Choice {
  const all = endpointsOf(objects, service, port);
  const { internalTrafficPolicy, externalTrafficPolicy } = service.spec ?? {};
  if (kind === 'cluster') {
    return internalTrafficPolicy === 'Local' ? choose(all, { ip: source.nodeIP }) : choose(all);
  }
  if (kind === 'loadBalancer' && !isAllowed(service, source)) return { kind: 'drop' };
  // A load balancer passes only to nodes that have endpoints; a node port takes what its own node has.
  if (kind !== 'nodePort' || externalTrafficPolicy !== 'Local') return choose(all);
  // From the node itself and its pods every endpoint is reached.
  return source.nodeIP === ip ? choose(all) : choose(all, { ip });
}

/** loadBalancerSourceRanges, which don't hold for the nodes themselves. */
function isAllowed({ spec }: Service, { ip, nodeIP }: Source): boolean {
  const ranges = spec?.loadBalancerSourceRanges ?? [];
  return ranges.length === 0 || ip === nodeIP || ranges.some((range) => isInCidr(ip, range));
}

/** Whether the endpoint sees a node's address instead of the client's. */
export const masquerades = ({ service, kind }: Frontend): boolean =>
  kind !== 'cluster' && service.spec?.externalTrafficPolicy !== 'Local';
