/** The endpoints of a service's port as kube-proxy sees them, and which of them a connection may go to. */
// upstream: pkg/proxy/topology.go CategorizeEndpoints
import type { EndpointSlice, Service, ServicePort } from '@/kube';
import { addressOfNode, type ClusterObjects } from '../objects';

export interface Endpoint {
  readonly ip: string;
  readonly port: number;
  /** Of the node that it runs on, when that is known. */
  readonly nodeIP: string | undefined;
  readonly ready: boolean;
  /** On its way out, and still answering. */
  readonly draining: boolean;
}

export function endpointsOf(
  objects: ClusterObjects,
  service: Service,
  { name = '', protocol = 'TCP' }: Pick<ServicePort, 'name' | 'protocol'>,
): readonly Endpoint[] {
  return objects.slicesOf(service).flatMap((slice) => {
    const port = slice.ports?.find(
      (p) => (p.name ?? '') === name && (p.protocol ?? 'TCP') === protocol,
    )?.port;
    if (port === undefined) return [];
    return (slice.endpoints ?? []).flatMap((endpoint) => {
      const nodeIP = addressOfNode(objects.node(endpoint.nodeName ?? ''));
      const state = { nodeIP, ready: isReady(endpoint), draining: isDraining(endpoint) };
      return endpoint.addresses.map((ip) => ({ ip, port, ...state }));
    });
  });
}

type SliceEndpoint = NonNullable<EndpointSlice['endpoints']>[number];

/** An unknown readiness counts as ready. upstream: pkg/apis/discovery types.go EndpointConditions */
export const isReady = ({ conditions }: SliceEndpoint): boolean => conditions?.ready !== false;
const isDraining = ({ conditions }: SliceEndpoint): boolean =>
  conditions?.serving !== false && conditions?.terminating === true;

export type Choice =
  | { readonly kind: 'endpoints'; readonly endpoints: readonly Endpoint[] }
  /** Nobody there at all: refused. */
  | { readonly kind: 'refuse' }
  /** Nobody on this node: lost without a word. */
  | { readonly kind: 'drop' };

/** `node` is given where the policy is Local: only its own endpoints count. */
export function choose(all: readonly Endpoint[], node?: { readonly ip: string | undefined }): Choice {
  const usable = fallBack(all);
  if (usable.length === 0) return { kind: 'refuse' };
  if (!node) return { kind: 'endpoints', endpoints: usable };
  const local = fallBack(all.filter(({ nodeIP }) => nodeIP !== undefined && nodeIP === node.ip));
  return local.length > 0 ? { kind: 'endpoints', endpoints: local } : { kind: 'drop' };
}

/** Those that are ready; when none is, those that still answer while they end. */
function fallBack(endpoints: readonly Endpoint[]): readonly Endpoint[] {
  const ready = endpoints.filter((endpoint) => endpoint.ready);
  return ready.length > 0 ? ready : endpoints.filter(({ draining }) => draining);
}
