/**
 * Other requests and limits for the containers of a pod that exists: cpu and memory alone, and only so that the pod's
 * quality of service stays what it is. Whether its node can give them is for the kubelet to say.
 */
// upstream: pkg/registry/core/pod/strategy.go podResizeStrategy, pkg/apis/core/validation ValidatePodResize
import { type FieldError, FieldPath, field, forbiddenField, invalid, semanticEqual } from '@/apimachinery';
import type { ContainerSpec, Pod, PodSpec } from '@/kube/kinds';
import type { StatusStrategy } from '../../definition';
import { qosClass } from '../../pod-spec';
import { validateAlways } from './validate';

type Resources = NonNullable<ContainerSpec['resources']>;
type Amounts = Resources['requests'];

const SPEC = field('spec');
/** As Go prints the path of nothing. */
const WHOLE = new FieldPath('[]');
const MIRROR = 'kubernetes.io/config.mirror';
const RESIZABLE = ['cpu', 'memory'] as const;
const LISTS = ['initContainers', 'containers'] as const;
const NO_CONTAINERS: PodSpec = { containers: [] };

const MESSAGE = {
  podLevel: 'pods with pod-level resources cannot be resized',
  staticPod: 'static pods cannot be resized',
  windows: 'windows pods cannot be resized',
  qos: 'Pod QOS Class may not change as a result of resizing',
  unsupported: 'Pod running on node without support for resize',
  number: (list: string) => `${list} may not be added or removed on resize`,
  order: (list: string) => `${list} may not be renamed or reordered on resize`,
  removed: (side: string) => `resource ${side} cannot be removed`,
  others: 'only cpu and memory resources are mutable',
  sidecarOthers: 'only cpu and memory resources for sidecar containers are mutable',
  initContainer: 'resources for non-sidecar init containers are immutable',
} as const;

export const resize: StatusStrategy<Pod> = {
  prepareForUpdate(pod, old) {
    if (LISTS.some((list) => containersOf(pod, list).length !== containersOf(old, list).length)) return pod;
    const { resourceVersion } = pod.metadata;
    return {
      ...old,
      metadata: { ...old.metadata, ...(resourceVersion ? { resourceVersion } : {}) },
      spec: {
        ...(old.spec ?? NO_CONTAINERS),
        ...Object.fromEntries(
          LISTS.flatMap((list) => (old.spec?.[list] ? [[list, resized(pod, old, list)]] : [])),
        ),
      },
    };
  },
  validateUpdate: (pod, old) => {
    const refusal = refusalOf(pod, old);
    if (refusal) return [forbiddenField(WHOLE, refusal)];
    const order = validateOrder(pod, old);
    return [...validateAlways(pod), ...(order.length > 0 ? order : validateResources(pod, old))];
  },
};

const containersOf = ({ spec }: Pod, list: (typeof LISTS)[number]) => spec?.[list] ?? [];

/** The old containers with the new ones' resources; as given where they aren't the same containers. */
function resized(pod: Pod, old: Pod, list: (typeof LISTS)[number]): readonly ContainerSpec[] {
  const now = containersOf(pod, list);
  const before = containersOf(old, list);
  if (before.some(({ name }, i) => now[i]?.name !== name)) return now;
  return before.map((container, i) => {
    const { resources, resizePolicy, ...rest } = container;
    const { resources: wanted, resizePolicy: policy } = now[i] ?? container;
    return {
      ...rest,
      ...(wanted === undefined ? {} : { resources: wanted }),
      ...(policy === undefined ? {} : { resizePolicy: policy }),
    };
  });
}

/** Pods of which nothing can be resized. */
function refusalOf(pod: Pod, old: Pod): string | undefined {
  if ([pod, old].some(({ spec }) => hasAny(spec?.resources?.requests) || hasAny(spec?.resources?.limits)))
    return MESSAGE.podLevel;
  if (old.metadata.annotations?.[MIRROR] !== undefined) return MESSAGE.staticPod;
  return old.spec?.os?.name === 'windows' ? MESSAGE.windows : undefined;
}

const hasAny = (amounts: Amounts): boolean => Object.keys(amounts ?? {}).length > 0;

// upstream: validatePodResizeContainerOrdering
function validateOrder(pod: Pod, old: Pod): FieldError[] {
  return [...LISTS].reverse().flatMap((list) => {
    const now = containersOf(pod, list);
    const before = containersOf(old, list);
    const at = SPEC.child(list);
    if (now.length !== before.length) return [forbiddenField(at, MESSAGE.number(list))];
    return before.flatMap(({ name }, i) =>
      now[i]?.name === name ? [] : [forbiddenField(at.index(i).child('name'), MESSAGE.order(list))],
    );
  });
}

function validateResources(pod: Pod, old: Pod): FieldError[] {
  const errors: FieldError[] = [];
  const before = old.status?.qosClass ?? qosClass(old.spec ?? NO_CONTAINERS);
  if (qosClass(pod.spec ?? NO_CONTAINERS) !== before) errors.push(invalid(SPEC, before, MESSAGE.qos));
  const running = old.status?.containerStatuses?.find(({ state }) => state?.running);
  if (running && !running.resources) errors.push(forbiddenField(SPEC, MESSAGE.unsupported));
  for (const list of LISTS) {
    const isInit = list === 'initContainers';
    for (const [i, container] of containersOf(old, list).entries()) {
      if (isInit && !isSidecar(container)) continue;
      const now = containersOf(pod, list)[i]?.resources;
      errors.push(...validateKept(now, container.resources, SPEC.child(list).index(i).child('resources')));
    }
  }
  for (const list of [...LISTS].reverse()) errors.push(...validateOthers(pod, old, list));
  return errors;
}

/** Amounts may change; what was asked for or limited stays so. upstream: validateContainerResize */
const validateKept = (now: Resources = {}, before: Resources = {}, at: FieldPath): FieldError[] =>
  (['requests', 'limits'] as const).flatMap((side) =>
    Object.keys(before[side] ?? {}).every((name) => name in (now[side] ?? {}))
      ? []
      : [forbiddenField(at.child(side), MESSAGE.removed(side))],
  );

function validateOthers(pod: Pod, old: Pod, list: (typeof LISTS)[number]): FieldError[] {
  const isInit = list === 'initContainers';
  return containersOf(old, list).flatMap((before, i) => {
    const now = containersOf(pod, list)[i] ?? before;
    if (isInit && !isSidecar(before))
      return semanticEqual(now, before) ? [] : [forbiddenField(SPEC, MESSAGE.initContainer)];
    if (semanticEqual(munge(now, before), munge(before, before))) return [];
    return [forbiddenField(SPEC, isInit ? MESSAGE.sidecarOthers : MESSAGE.others)];
  });
}

const isSidecar = ({ restartPolicy }: ContainerSpec): boolean => restartPolicy === 'Always';

/** The container with its cpu and memory as they were. upstream: dropCPUMemoryResourcesFromContainer */
function munge(container: ContainerSpec, before: ContainerSpec): ContainerSpec {
  const side = (name: 'requests' | 'limits') => {
    const amounts: Record<string, string> = { ...container.resources?.[name] };
    for (const resource of RESIZABLE) {
      delete amounts[resource];
      const old = before.resources?.[name]?.[resource];
      if (old !== undefined) amounts[resource] = old;
    }
    return amounts;
  };
  return {
    ...container,
    resources: { ...container.resources, requests: side('requests'), limits: side('limits') },
  };
}
