/** Services: their number, and the node ports and load balancers that they ask for. */
// upstream: pkg/quota/v1/evaluator/core/services.go
import { parseQuantity } from '@/apimachinery';
import type { Service } from '@/kube';
import { ONE, ZERO } from '../amounts';
import { countName, type Evaluator } from '../evaluator';

const COUNT = countName({ group: '', resource: 'services' });
const COUNTED = [COUNT, 'services', 'services.nodeports', 'services.loadbalancers'];

export const services: Evaluator<Service> = {
  followsUpdates: true,
  counts: (name) => COUNTED.includes(name),
  usage: (service) => ({
    [COUNT]: ONE,
    services: ONE,
    'services.loadbalancers': service.spec?.type === 'LoadBalancer' ? ONE : ZERO,
    'services.nodeports': parseQuantity(nodePorts(service)),
  }),
  replenishes: (service, old) => exposure(service) !== exposure(old),
};

/** Ports are counted by what is asked for: they aren't allocated yet. */
function nodePorts({ spec }: Service): number {
  const ports = spec?.ports ?? [];
  if (spec?.type === 'NodePort') return ports.length;
  if (spec?.type !== 'LoadBalancer') return 0;
  return spec.allocateLoadBalancerNodePorts === false
    ? ports.filter(({ nodePort }) => nodePort).length
    : ports.length;
}

/** Upstream looks at the type alone; fewer ports are given back as well. */
const exposure = (service: Service): string => `${service.spec?.type} ${nodePorts(service)}`;
