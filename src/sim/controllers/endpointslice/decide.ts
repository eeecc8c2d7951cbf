/**
 * Which slices to create, update and delete so that they list what they should, with as few writes as possible:
 * endpoints stay in the slice where they are, new ones fill changed slices first, then one that has room, then new
 * slices.
 */
// upstream: k8s.io/endpointslice/reconciler.go reconcileByPortMapping
import { semanticEqual } from '@/apimachinery';
import {
  controllerRef,
  type EndpointSlice,
  isDeleting,
  type Node,
  nameOf,
  namespaceOf,
  type Pod,
  type Service,
  uidOf,
} from '@/kube';
import { isHeadless } from '../shared/service-pods';
import { type Endpoint, type EndpointPort, endpointOf, endpointsOf, portsOn } from './endpoint';

export const SERVICE_NAME = 'kubernetes.io/service-name';
export const MANAGED_BY = 'endpointslice.kubernetes.io/managed-by';
export const MANAGER = 'endpointslice-controller.k8s.io';
const HEADLESS = 'service.kubernetes.io/headless';
const RESERVED_LABELS = [SERVICE_NAME, MANAGED_BY, HEADLESS];
const MAX_ENDPOINTS = 100;

export interface Observed {
  readonly service: Service;
  /** Those behind the service that have an address and haven't ended. */
  readonly pods: readonly Pod[];
  /** Those of the service that this controller manages. */
  readonly slices: readonly EndpointSlice[];
  nodeOf(pod: Pod): Node | undefined;
}

export interface Plan {
  readonly create: readonly EndpointSlice[];
  readonly update: readonly EndpointSlice[];
  readonly remove: readonly EndpointSlice[];
}

/** Endpoints that have the same ports, and the slices that are there for these ports. */
interface Group {
  readonly addressType: string;
  readonly ports: readonly EndpointPort[];
  readonly wanted: Map<string, Endpoint>;
  readonly slices: EndpointSlice[];
}

export function decide(observed: Observed): Plan {
  const { service, slices } = observed;
  const isOurs = (slice: EndpointSlice) =>
    slice.metadata.ownerReferences?.some(({ uid }) => uid === uidOf(service)) === true && !isDeleting(slice);
  const foreign = slices.filter((slice) => !isOurs(slice) && !isDeleting(slice));
  const plans = addressTypes(service).map((addressType) =>
    planFor(
      observed,
      addressType,
      slices.filter((slice) => isOurs(slice) && slice.addressType === addressType),
    ),
  );
  const known = new Set(addressTypes(service));
  const obsolete = slices.filter((slice) => isOurs(slice) && !known.has(slice.addressType));
  return reuse({
    create: plans.flatMap(({ create }) => create),
    update: plans.flatMap(({ update }) => update),
    remove: [...foreign, ...obsolete, ...plans.flatMap(({ remove }) => remove)],
  });
}

const addressTypes = ({ spec }: Service): readonly string[] =>
  spec?.ipFamilies?.length ? spec.ipFamilies : ['IPv4'];

function planFor(observed: Observed, addressType: string, slices: readonly EndpointSlice[]): Plan {
  const { service } = observed;
  const groups = groupByPorts(observed, addressType, slices);
  const plans = groups.map((group) => planGroup(service, group));
  const create = plans.flatMap(({ create }) => create);
  const update = plans.flatMap(({ update }) => update);
  const remove = plans.flatMap(({ remove }) => remove);
  if (slices.length > remove.length || create.length > 0) return { create, update, remove };
  // A service never has no slice at all: clients would not know it from one whose slices they haven't seen yet.
  const placeholder = newSlice(service, { addressType, ports: [] }, []);
  const standing = slices.find((slice) => isSameContent(slice, placeholder));
  return standing
    ? { create, update, remove: remove.filter((slice) => slice !== standing) }
    : { create: [placeholder], update, remove };
}

const isSameContent = (slice: EndpointSlice, wanted: EndpointSlice): boolean =>
  semanticEqual(
    [slice.endpoints, slice.ports, slice.metadata.labels],
    [wanted.endpoints, wanted.ports, wanted.metadata.labels],
  );

function groupByPorts(
  { service, pods, nodeOf }: Observed,
  addressType: string,
  slices: readonly EndpointSlice[],
): readonly Group[] {
  const groups = new Map<string, Group>();
  const groupFor = (ports: readonly EndpointPort[]): Group => {
    const key = ports
      .map((port) => JSON.stringify([port.name ?? '', port.port, port.protocol, port.appProtocol]))
      .sort()
      .join();
    const group = groups.get(key) ?? { addressType, ports, wanted: new Map(), slices: [] };
    groups.set(key, group);
    return group;
  };
  for (const slice of slices) groupFor(slice.ports ?? []).slices.push(slice);
  for (const pod of pods) {
    const endpoint = endpointOf(service, pod, { node: nodeOf(pod), addressType });
    if (endpoint) groupFor(portsOn(service, pod)).wanted.set(identity(endpoint), endpoint);
  }
  return [...groups.values()];
}

const identity = ({ addresses, targetRef }: Endpoint): string => `${targetRef?.uid}/${addresses.join()}`;

function planGroup(service: Service, group: Group): Plan {
  if (group.wanted.size === 0) return { create: [], update: [], remove: group.slices };
  const left = new Map(group.wanted);
  const changed: EndpointSlice[] = [];
  const unchanged: EndpointSlice[] = [];
  const remove: EndpointSlice[] = [];
  const labels = labelsOf(service);
  for (const slice of group.slices) {
    const endpoints = keep(slice, left);
    const isSame = semanticEqual(endpoints, endpointsOf(slice));
    if (endpoints.length === 0) remove.push(slice);
    else if (isSame && semanticEqual(labels, slice.metadata.labels)) unchanged.push(slice);
    else changed.push(withEndpoints(slice, labels, endpoints));
  }
  const update = changed.map((slice) => fill(slice, left));
  const roomy = unchanged
    .filter((slice) => left.size > 0 && endpointsOf(slice).length + left.size <= MAX_ENDPOINTS)
    .sort((a, b) => endpointsOf(b).length - endpointsOf(a).length)[0];
  if (roomy) update.push(fill(roomy, left));
  const create: EndpointSlice[] = [];
  while (left.size > 0) create.push(fill(newSlice(service, group, []), left));
  return { create, update, remove };
}

/** The endpoints of the slice that are still wanted, as they are now. */
function keep(slice: EndpointSlice, left: Map<string, Endpoint>): readonly Endpoint[] {
  const kept: Endpoint[] = [];
  for (const endpoint of endpointsOf(slice)) {
    const id = identity(endpoint);
    const now = left.get(id);
    if (now && left.delete(id)) kept.push(now);
  }
  return kept;
}

function fill(slice: EndpointSlice, left: Map<string, Endpoint>): EndpointSlice {
  const endpoints = [...endpointsOf(slice)];
  for (const [id, endpoint] of left) {
    if (endpoints.length >= MAX_ENDPOINTS) break;
    endpoints.push(endpoint);
    left.delete(id);
  }
  return endpoints.length === endpointsOf(slice).length ? slice : { ...slice, endpoints };
}

const withEndpoints = (
  slice: EndpointSlice,
  labels: Readonly<Record<string, string>>,
  endpoints: readonly Endpoint[],
): EndpointSlice => ({ ...slice, metadata: { ...slice.metadata, labels }, endpoints });

function labelsOf(service: Service): Readonly<Record<string, string>> {
  const own = Object.entries(service.metadata.labels ?? {}).filter(([key]) => !RESERVED_LABELS.includes(key));
  return {
    ...Object.fromEntries(own),
    ...(isHeadless(service) ? { [HEADLESS]: '' } : {}),
    [SERVICE_NAME]: nameOf(service),
    [MANAGED_BY]: MANAGER,
  };
}

const newSlice = (
  service: Service,
  { addressType, ports }: Pick<Group, 'addressType' | 'ports'>,
  endpoints: readonly Endpoint[],
): EndpointSlice => ({
  apiVersion: 'discovery.k8s.io/v1',
  kind: 'EndpointSlice',
  metadata: {
    generateName: `${nameOf(service)}-`,
    namespace: namespaceOf(service),
    labels: labelsOf(service),
    ownerReferences: [controllerRef(service)],
  },
  addressType,
  endpoints,
  ports,
});

/** Rather change a slice that would go than delete one and create another. */
function reuse({ create, update, remove }: Plan): Plan {
  const toCreate = [...create];
  const updates = [...update];
  const toRemove = remove.filter((gone) => {
    const index = toCreate.findIndex(({ addressType }) => addressType === gone.addressType);
    const wanted = toCreate[index];
    const owner = wanted?.metadata.ownerReferences?.[0]?.uid;
    if (!wanted || !gone.metadata.ownerReferences?.some(({ uid }) => uid === owner)) return true;
    const { labels = {} } = wanted.metadata;
    updates.push({ ...wanted, metadata: { ...gone.metadata, labels } });
    toCreate.splice(index, 1);
    return false;
  });
  return { create: toCreate, update: updates, remove: toRemove };
}
