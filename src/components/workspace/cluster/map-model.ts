/** The map's pictures as data: which boxes stand in which, for each way of looking. Pure; drawn by map-*.tsx. */
import { idOf, type ViewObject } from '@/cluster-view/protocol';

type Objects = ReadonlyMap<string, ViewObject>;

/** What the cluster keeps for itself; not shown unless asked for. */
const SYSTEM = /^(kube-system|kube-public|kube-node-lease|local-path-storage|ingress-nginx|metallb-system)$/;

export const OWN = ':own';
export const ALL = ':all';

/** Namespaces of the cluster, a student's own first. */
export function namespacesOf(objects: Objects): { readonly own: string[]; readonly system: string[] } {
  const names = [...objects.values()].filter(({ kind }) => kind === 'Namespace').map(({ name }) => name);
  const sorted = names.sort((a, b) => a.localeCompare(b));
  return {
    own: sorted.filter((name) => !SYSTEM.test(name)),
    system: sorted.filter((name) => SYSTEM.test(name)),
  };
}

/** Whether a choice of the namespace menu takes a namespace in. */
export function isChosen(namespace: string, choice: string): boolean {
  if (choice === ALL) return true;
  return choice === OWN ? !SYSTEM.test(namespace) : namespace === choice;
}

/** What a choice of the namespace menu leaves; what belongs to no namespace stays. */
export const within = (objects: Objects, choice: string): Objects =>
  new Map([...objects].filter(([, { namespace }]) => namespace === undefined || isChosen(namespace, choice)));

/** A box: an object and what stands in it. */
export interface Box {
  readonly object: ViewObject;
  readonly inside: readonly Box[];
}

export interface NodeBox {
  /** Absent: for pods that have no node yet. */
  readonly node: ViewObject | undefined;
  readonly pods: readonly ViewObject[];
}

export function byNode(objects: Objects): readonly NodeBox[] {
  const pods = new Map<string | undefined, ViewObject[]>();
  for (const pod of ofKind(objects, 'Pod')) pods.set(pod.node, [...(pods.get(pod.node) ?? []), pod]);
  const nodes = ofKind(objects, 'Node').map((node) => ({ node, pods: pods.get(node.name) ?? [] }));
  const known = new Set(nodes.map(({ node }) => node.name));
  const stray = [...pods].flatMap(([name, some]) => (name !== undefined && known.has(name) ? [] : some));
  return stray.length > 0 ? [{ node: undefined, pods: stray.sort(byName) }, ...nodes] : nodes;
}

const OWNERS = [
  'Deployment',
  'StatefulSet',
  'DaemonSet',
  'CronJob',
  'Job',
  'ReplicaSet',
  'ReplicationController',
];

/** Controllers with what they control in them, and last the pods that nobody looks after. */
export function byOwner(objects: Objects): readonly Box[] {
  const children = new Map<string, ViewObject[]>();
  for (const object of objects.values()) {
    if (object.owner === undefined || !objects.has(object.owner)) continue;
    children.set(object.owner, [...(children.get(object.owner) ?? []), object]);
  }
  const box = (object: ViewObject): Box => ({
    object,
    inside: (children.get(object.id) ?? []).sort(inBox).map(box),
  });
  const isTop = ({ owner }: ViewObject) => owner === undefined || !objects.has(owner);
  return [...OWNERS, 'Pod'].flatMap((kind) => ofKind(objects, kind).filter(isTop).map(box));
}

/** A Service with its doors and its pods. */
export interface Route {
  readonly service: ViewObject;
  readonly ingresses: readonly ViewObject[];
  readonly pods: readonly { readonly pod: ViewObject; readonly ready: boolean }[];
}

export function byService(objects: Objects): readonly Route[] {
  const ingresses = ofKind(objects, 'Ingress');
  return ofKind(objects, 'Service').map((service) => ({
    service,
    ingresses: ingresses.filter(({ uses = [] }) => uses.includes(service.id)),
    pods: (service.targets ?? []).flatMap(({ id, ready }) => {
      const pod = objects.get(id);
      return pod ? [{ pod, ready }] : [];
    }),
  }));
}

/** Who keeps data where: the pods that mount a claim, the claim, its volume. */
export interface Storage {
  readonly pods: readonly ViewObject[];
  readonly claim: ViewObject | undefined;
  readonly volume: ViewObject | undefined;
}

export function byClaim(objects: Objects): readonly Storage[] {
  const pods = ofKind(objects, 'Pod').filter(({ uses }) => uses !== undefined);
  const bound = ofKind(objects, 'PersistentVolumeClaim').map((claim) => ({
    claim,
    pods: pods.filter(({ uses = [] }) => uses.includes(claim.id)),
    volume: objects.get(claim.uses?.[0] ?? ''),
  }));
  const taken = new Set(bound.map(({ volume }) => volume?.id));
  const free = ofKind(objects, 'PersistentVolume').filter(({ id }) => !taken.has(id));
  return [...bound, ...free.map((volume) => ({ pods: [], claim: undefined, volume }))];
}

export function byKind(
  objects: Objects,
): readonly (readonly [kind: string, objects: readonly ViewObject[]])[] {
  const kinds = new Set([...objects.values()].map(({ kind }) => kind));
  kinds.delete('Namespace');
  return [...kinds].map((kind) => [kind, ofKind(objects, kind)]);
}

/** What an object stands in relation to: for the details, each by its part. */
export function relationsOf(
  object: ViewObject,
  objects: Objects,
): readonly { readonly as: string; readonly object: ViewObject }[] {
  const found: { as: string; object: ViewObject }[] = [];
  const add = (as: string, id: string | undefined) => {
    const other = id === undefined ? undefined : objects.get(id);
    if (other) found.push({ as, object: other });
  };
  add('Controlled by', object.owner);
  add('On', object.node === undefined ? undefined : idOf('Node', undefined, object.node));
  for (const id of object.uses ?? []) add(object.kind === 'Ingress' ? 'Leads to' : 'Keeps data in', id);
  for (const other of objects.values()) {
    if (other.targets?.some(({ id }) => id === object.id)) add('Reached by', other.id);
    if (other.uses?.includes(object.id)) add('Used by', other.id);
  }
  return found;
}

export const ofKind = (objects: Objects, kind: string): ViewObject[] =>
  [...objects.values()].filter((object) => object.kind === kind).sort(byName);

const byName = (a: ViewObject, b: ViewObject): number =>
  (a.namespace ?? '').localeCompare(b.namespace ?? '') ||
  a.name.localeCompare(b.name, 'en', { numeric: true });

/** Pods keep their places; of revisions and runs the newest is what one looks for. */
const inBox = (a: ViewObject, b: ViewObject): number =>
  (a.kind === 'Pod' ? 0 : b.created - a.created) || byName(a, b);

/** `kubectl describe ...` for an object; undefined for what is many. */
export function describeCommand({ kind, namespace, name, count }: ViewObject): string | undefined {
  if (count !== undefined) return undefined;
  return `kubectl describe ${kind.toLowerCase()} ${name}${namespace === undefined ? '' : ` -n ${namespace}`}`;
}
