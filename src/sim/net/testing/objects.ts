/** A cluster's objects from a list, and short ways to write them, for tests of the network. */
import type { KubeObject } from '@/apimachinery';
import {
  type EndpointSlice,
  type Ingress,
  type Namespace,
  type NetworkPolicy,
  type Node,
  nameOf,
  namespaceOf,
  type Pod,
  type Service,
} from '@/kube';
import { addressOfNode, type ClusterObjects, SERVICE_NAME_LABEL } from '../objects';

export function fixedObjects(objects: readonly KubeObject[]): ClusterObjects {
  const of = <T extends KubeObject>(kind: string) => objects.filter((o): o is T => o.kind === kind);
  const inNamespace = (namespace: string) => (o: KubeObject) => namespaceOf(o) === namespace;
  const services = of<Service>('Service');
  const nodes = of<Node>('Node');
  const slices = of<EndpointSlice>('EndpointSlice');
  const pods = of<Pod>('Pod');
  return {
    service: (namespace, name) => services.filter(inNamespace(namespace)).find((s) => nameOf(s) === name),
    servicesAt: (ip) =>
      services.filter(
        ({ spec, status }) =>
          spec?.clusterIP === ip ||
          spec?.externalIPs?.includes(ip) ||
          status?.loadBalancer?.ingress?.some((i) => i.ip === ip),
      ),
    servicesOnNodePort: (port) =>
      services.filter(({ spec }) => spec?.ports?.some(({ nodePort }) => nodePort === port)),
    slicesOf: (service) =>
      slices
        .filter(inNamespace(namespaceOf(service)))
        .filter(({ metadata }) => metadata.labels?.[SERVICE_NAME_LABEL] === nameOf(service)),
    slicesAt: (ip) =>
      slices.filter(({ endpoints }) => endpoints?.some(({ addresses }) => addresses.includes(ip))),
    node: (name) => nodes.find((node) => nameOf(node) === name),
    nodeAt: (ip) => nodes.find((node) => addressOfNode(node) === ip),
    podAt: (ip) => pods.find(({ status }) => status?.podIP === ip),
    podsIn: (namespace) => pods.filter(inNamespace(namespace)),
    namespace: (name) => of<Namespace>('Namespace').find((namespace) => nameOf(namespace) === name),
    policiesIn: (namespace) => of<NetworkPolicy>('NetworkPolicy').filter(inNamespace(namespace)),
    ingressAddress: (host) =>
      of<Ingress>('Ingress').find(({ spec }) => spec?.rules?.some((rule) => rule.host === host))?.status
        ?.loadBalancer?.ingress?.[0]?.ip,
  };
}

export const namespace = (name: string, labels: Readonly<Record<string, string>> = {}): Namespace => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name, labels },
});

export const node = (name: string, ip: string): Node => ({
  apiVersion: 'v1',
  kind: 'Node',
  metadata: { name },
  status: { addresses: [{ type: 'InternalIP', address: ip }] },
});

export const service = (name: string, spec: Service['spec'], status?: Service['status']): Service => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name, namespace: 'default' },
  spec: spec ?? {},
  ...(status ? { status } : {}),
});

type Endpoint = NonNullable<EndpointSlice['endpoints']>[number];

export const slice = (
  of: string,
  ports: EndpointSlice['ports'],
  endpoints: readonly (string | Endpoint)[],
): EndpointSlice => ({
  apiVersion: 'discovery.k8s.io/v1',
  kind: 'EndpointSlice',
  metadata: { name: `${of}-abc`, namespace: 'default', labels: { [SERVICE_NAME_LABEL]: of } },
  addressType: 'IPv4',
  ports: ports ?? [],
  endpoints: endpoints.map((endpoint) =>
    typeof endpoint === 'string' ? { addresses: [endpoint], conditions: { ready: true } } : endpoint,
  ),
});

export const pod = (
  at: { readonly ip: string; readonly namespace?: string },
  labels: Readonly<Record<string, string>> = {},
): Pod => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: `pod-${at.ip}`, namespace: at.namespace ?? 'default', labels },
  spec: { containers: [{ name: 'c', image: 'nginx', ports: [{ name: 'web', containerPort: 8080 }] }] },
  status: { phase: 'Running', podIP: at.ip },
});

export const policy = (
  name: string,
  spec: NetworkPolicy['spec'],
  policyNamespace = 'default',
): NetworkPolicy => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name, namespace: policyNamespace },
  spec: spec ?? { podSelector: {} },
});
