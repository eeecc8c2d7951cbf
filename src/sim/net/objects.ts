/** What the network needs to know of the cluster, read from its shared caches. */
import {
  byNamespace,
  type EndpointSlice,
  type IndexDefinition,
  type Informers,
  type Ingress,
  keyFrom,
  type Namespace,
  type NetworkPolicy,
  type Node,
  nameOf,
  namespaceOf,
  type Pod,
  resources,
  type Service,
  selectByLabels,
} from '@/kube';

export interface ClusterObjects {
  service(namespace: string, name: string): Service | undefined;
  /** Services to which an address belongs: cluster IP, external IP or a load balancer's. */
  servicesAt(ip: string): readonly Service[];
  servicesOnNodePort(port: number): readonly Service[];
  slicesOf(service: Service): readonly EndpointSlice[];
  /** Slices that list an address. */
  slicesAt(ip: string): readonly EndpointSlice[];
  node(name: string): Node | undefined;
  nodeAt(ip: string): Node | undefined;
  /** The pod that has the address for itself: none for a node's. */
  podAt(ip: string): Pod | undefined;
  podsIn(namespace: string): readonly Pod[];
  namespace(name: string): Namespace | undefined;
  policiesIn(namespace: string): readonly NetworkPolicy[];
  /** Where the host of an Ingress is served, as its status says. */
  ingressAddress(host: string): string | undefined;
}

export const SERVICE_NAME_LABEL = 'kubernetes.io/service-name';

const servicesByAddress: IndexDefinition<Service> = {
  name: 'address',
  values: ({ spec, status }) => [
    ...new Set([
      ...(spec?.clusterIP && spec.clusterIP !== 'None' ? [spec.clusterIP] : []),
      ...(spec?.externalIPs ?? []),
      ...(status?.loadBalancer?.ingress ?? []).flatMap(({ ip }) => (ip ? [ip] : [])),
    ]),
  ],
};

const servicesByNodePort: IndexDefinition<Service> = {
  name: 'nodePort',
  values: ({ spec }) => (spec?.ports ?? []).flatMap(({ nodePort }) => (nodePort ? [String(nodePort)] : [])),
};

const slicesByAddress: IndexDefinition<EndpointSlice> = {
  name: 'address',
  values: ({ endpoints }) => [...new Set((endpoints ?? []).flatMap(({ addresses }) => addresses))],
};

/** Where a node is on the network. */
export const addressOfNode = (node: Node | undefined): string | undefined =>
  node?.status?.addresses?.find(({ type }) => type === 'InternalIP')?.address;

const nodesByAddress: IndexDefinition<Node> = {
  name: 'address',
  values: (node) => [addressOfNode(node) ?? ''],
};

const podsByAddress: IndexDefinition<Pod> = {
  name: 'ownAddress',
  values: ({ spec, status }) => (status?.podIP && spec?.hostNetwork !== true ? [status.podIP] : []),
};

/** Hosts of rules; "*.example.com" stands for one more label. */
const ingressesByHost: IndexDefinition<Ingress> = {
  name: 'host',
  values: ({ spec }) => [...new Set((spec?.rules ?? []).flatMap(({ host }) => (host ? [host] : [])))],
};

const addressesOfIngress = ({ status }: Ingress): readonly string[] =>
  (status?.loadBalancer?.ingress ?? []).flatMap(({ ip }) => (ip ? [ip] : []));

export function informedObjects(informers: Informers): ClusterObjects {
  const services = informers.for(resources.services);
  const slices = informers.for(resources.endpointslices);
  const nodes = informers.for(resources.nodes);
  const pods = informers.for(resources.pods);
  const namespaces = informers.for(resources.namespaces);
  const policies = informers.for(resources.networkpolicies);
  const ingresses = informers.for(resources.ingresses);
  return {
    service: (namespace, name) => services.get(keyFrom(namespace, name)),
    servicesAt: (ip) => services.by(servicesByAddress, ip),
    servicesOnNodePort: (port) => services.by(servicesByNodePort, String(port)),
    slicesOf: (service) =>
      selectByLabels(slices, namespaceOf(service), { [SERVICE_NAME_LABEL]: nameOf(service) }),
    slicesAt: (ip) => slices.by(slicesByAddress, ip),
    node: (name) => nodes.get(name),
    nodeAt: (ip) => nodes.by(nodesByAddress, ip)[0],
    podAt: (ip) => pods.by(podsByAddress, ip).find(({ status }) => !HAS_ENDED.has(status?.phase ?? '')),
    podsIn: (namespace) => pods.by(byNamespace, namespace),
    namespace: (name) => namespaces.get(name),
    policiesIn: (namespace) => policies.by(byNamespace, namespace),
    ingressAddress: (host) =>
      [host, host.replace(/^[^.]+/, '*')]
        .flatMap((name) => ingresses.by(ingressesByHost, name))
        .flatMap(addressesOfIngress)[0],
  };
}

/** Their addresses may be another pod's by now. */
const HAS_ENDED = new Set(['Succeeded', 'Failed']);
