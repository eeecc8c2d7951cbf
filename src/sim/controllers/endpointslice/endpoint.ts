/** Pods as entries of endpoint slices. */
// upstream: k8s.io/endpointslice/utils.go podToEndpoint, getEndpointPorts
import { type EndpointSlice, isDeleting, type Node, type Pod, type Service } from '@/kube';
import { isPodReady } from '../shared/pods';
import { hostnameIn, isHeadless, podReference, targetPort } from '../shared/service-pods';

export type Endpoint = NonNullable<EndpointSlice['endpoints']>[number];
export type EndpointPort = NonNullable<EndpointSlice['ports']>[number];

export const endpointsOf = ({ endpoints = [] }: EndpointSlice): readonly Endpoint[] => endpoints;

const ZONE = 'topology.kubernetes.io/zone';

/** Nothing when the pod has no address of the type. */
export function endpointOf(
  service: Service,
  pod: Pod,
  { node, addressType }: { readonly node: Node | undefined; readonly addressType: string },
): Endpoint | undefined {
  const addresses = addressesOf(pod).filter((ip) => ip.includes(':') === (addressType === 'IPv6'));
  if (addresses.length === 0) return undefined;
  const serving = isPodReady(pod);
  const terminating = isDeleting(pod);
  const ready = service.spec?.publishNotReadyAddresses === true || (serving && !terminating);
  const hostname = hostnameIn(service, pod);
  const zone = node?.metadata.labels?.[ZONE];
  return {
    addresses,
    conditions: { ready, serving, terminating },
    ...(hostname ? { hostname } : {}),
    targetRef: podReference(pod),
    ...(pod.spec?.nodeName ? { nodeName: pod.spec.nodeName } : {}),
    ...(zone ? { zone } : {}),
  };
}

function addressesOf({ status }: Pod): readonly string[] {
  const ips = (status?.podIPs ?? []).map(({ ip }) => ip).filter((ip) => ip !== undefined);
  return ips.length > 0 ? ips : status?.podIP ? [status.podIP] : [];
}

export function portsOn(service: Service, pod: Pod): readonly EndpointPort[] {
  const { ports = [] } = service.spec ?? {};
  if (ports.length === 0 && isHeadless(service)) return [];
  return ports.flatMap((servicePort) => {
    const port = targetPort(pod, servicePort);
    if (port === undefined) return [];
    const { name = '', protocol = 'TCP', appProtocol } = servicePort;
    return [{ name, port, protocol, ...(appProtocol ? { appProtocol } : {}) }];
  });
}
