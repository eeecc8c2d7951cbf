/** Which slices mirror Endpoints that somebody made by hand. */
// upstream: pkg/controller/endpointslicemirroring/reconciler.go, utils.go
import { semanticEqual } from '@/apimachinery';
import {
  controllerRef,
  type EndpointSlice,
  type Endpoints,
  isDeleting,
  nameOf,
  namespaceOf,
  type Service,
} from '@/kube';

export const SERVICE_NAME = 'kubernetes.io/service-name';
export const MANAGED_BY = 'endpointslice.kubernetes.io/managed-by';
export const MANAGER = 'endpointslicemirroring-controller.k8s.io';
const SKIP_MIRROR = 'endpointslice.kubernetes.io/skip-mirror';
const LEADER = 'control-plane.alpha.kubernetes.io/leader';
const MAX_ADDRESSES = 1000;

type Subset = NonNullable<Endpoints['subsets']>[number];
type Address = NonNullable<Subset['addresses']>[number];
type Endpoint = NonNullable<EndpointSlice['endpoints']>[number];

export interface Observed {
  readonly endpoints: Endpoints | undefined;
  readonly service: Service | undefined;
  /** Those that mirror it now. */
  readonly slices: readonly EndpointSlice[];
}

export interface Plan {
  readonly create: readonly EndpointSlice[];
  readonly update: readonly EndpointSlice[];
  readonly remove: readonly EndpointSlice[];
  /** Addresses beyond what a subset may have. */
  readonly skipped: number;
}

/** Services with a selector have slices of their own. */
function mirrored({ endpoints, service }: Observed): Endpoints | undefined {
  if (!endpoints || isDeleting(endpoints) || !service) return undefined;
  const { labels = {}, annotations = {} } = endpoints.metadata;
  if (labels[SKIP_MIRROR] === 'true' || LEADER in annotations) return undefined;
  return Object.keys(service.spec?.selector ?? {}).length > 0 ? undefined : endpoints;
}

export function decide(observed: Observed): Plan {
  const endpoints = mirrored(observed);
  const left = new Set(observed.slices.filter((slice) => !isDeleting(slice)));
  if (!endpoints) return { create: [], update: [], remove: [...left], skipped: 0 };
  const create: EndpointSlice[] = [];
  const update: EndpointSlice[] = [];
  for (const wanted of wantedSlices(endpoints)) {
    const current = [...left].find(
      ({ addressType, ports }) =>
        addressType === wanted.addressType && semanticEqual(ports ?? [], wanted.ports ?? []),
    );
    if (!current) create.push(wanted);
    else {
      left.delete(current);
      if (!isUpToDate(current, wanted)) update.push(merged(current, wanted));
    }
  }
  const skipped = (endpoints.subsets ?? [])
    .map((subset) => Math.max(0, addressesOf(subset).length - MAX_ADDRESSES))
    .reduce((sum, count) => sum + count, 0);
  return { create, update, remove: [...left], skipped };
}

const isUpToDate = (current: EndpointSlice, wanted: EndpointSlice): boolean =>
  semanticEqual(current.endpoints, wanted.endpoints) &&
  semanticEqual(current.metadata.labels, wanted.metadata.labels);

const merged = (current: EndpointSlice, wanted: EndpointSlice): EndpointSlice => ({
  ...wanted,
  metadata: { ...current.metadata, labels: wanted.metadata.labels ?? {} },
});

const addressesOf = ({ addresses = [], notReadyAddresses = [] }: Subset) => [
  ...addresses.map((address) => ({ address, ready: true })),
  ...notReadyAddresses.map((address) => ({ address, ready: false })),
];

const wantedSlices = (endpoints: Endpoints): readonly EndpointSlice[] =>
  (endpoints.subsets ?? []).flatMap((subset) =>
    (['IPv4', 'IPv6'] as const).flatMap((addressType) => {
      const list = addressesOf(subset)
        .slice(0, MAX_ADDRESSES)
        .filter(({ address }) => address.ip.includes(':') === (addressType === 'IPv6'))
        .map(({ address, ready }) => endpointOf(address, ready));
      return list.length === 0 ? [] : [newSlice(endpoints, { addressType, subset, list })];
    }),
  );

const endpointOf = ({ ip, hostname, nodeName, targetRef }: Address, ready: boolean): Endpoint => ({
  addresses: [ip],
  conditions: { ready },
  ...(hostname ? { hostname } : {}),
  ...(nodeName ? { nodeName } : {}),
  ...(targetRef ? { targetRef } : {}),
});

const newSlice = (
  endpoints: Endpoints,
  of: { readonly addressType: string; readonly subset: Subset; readonly list: readonly Endpoint[] },
): EndpointSlice => ({
  apiVersion: 'discovery.k8s.io/v1',
  kind: 'EndpointSlice',
  metadata: {
    generateName: `${nameOf(endpoints)}-`,
    namespace: namespaceOf(endpoints),
    labels: {
      ...endpoints.metadata.labels,
      [SERVICE_NAME]: nameOf(endpoints),
      [MANAGED_BY]: MANAGER,
    },
    ownerReferences: [controllerRef({ ...endpoints, apiVersion: 'v1', kind: 'Endpoints' })],
  },
  addressType: of.addressType,
  endpoints: of.list,
  ports: (of.subset.ports ?? []).map(({ name = '', port, protocol = 'TCP', appProtocol }) => ({
    name,
    port,
    protocol,
    ...(appProtocol ? { appProtocol } : {}),
  })),
});
