/** What the endpoints and the endpoint-slice controller agree on: which pods stand behind a service, on which ports. */
// upstream: k8s.io/endpointslice/util controller_utils.go, pkg/api/v1/pod util.go FindPort
import { deepEqual, parseTime } from '@/apimachinery';
import {
  byNamespace,
  type Informer,
  isDeleting,
  keyOf,
  nameOf,
  namespaceOf,
  type Pod,
  type Service,
  type ServicePort,
  selectByLabels,
  uidOf,
} from '@/kube';
import { isPodFinished, isPodReady, podCondition } from './pods';

const NO_CLUSTER_IP = 'None';

export const isHeadless = ({ spec }: Service): boolean =>
  !spec?.clusterIP || spec.clusterIP === NO_CLUSTER_IP;

/** Services without a selector get their endpoints from somebody else, ExternalName has none. */
export const isSelecting = ({ spec }: Service): boolean =>
  spec?.type !== 'ExternalName' && Object.keys(spec?.selector ?? {}).length > 0;

/** Pods that the service selects and that have an address. */
export const podsBehind = (service: Service, pods: Informer<Pod>): readonly Pod[] =>
  selectByLabels(pods, namespaceOf(service), service.spec?.selector ?? {}).filter(
    (pod) => pod.status?.podIP && !isPodFinished(pod),
  );

/** The number of a service's target port on this pod; undefined when the pod has no port of that name. */
export function targetPort(
  pod: Pod,
  { targetPort: target, port, protocol = 'TCP' }: ServicePort,
): number | undefined {
  if (typeof target === 'number') return target === 0 ? port : target;
  if (target === undefined || target === '') return port;
  const containers = [
    ...(pod.spec?.containers ?? []),
    ...(pod.spec?.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy === 'Always'),
  ];
  for (const { ports = [] } of containers) {
    const found = ports.find((p) => p.name === target && (p.protocol ?? 'TCP') === protocol);
    if (found) return found.containerPort;
  }
  return /^\d+$/.test(target) ? Number(target) : undefined;
}

/** The pod's own hostname counts where its subdomain is the service. */
export const hostnameIn = (service: Service, { spec }: Pod): string | undefined =>
  spec?.hostname && spec.subdomain === nameOf(service) ? spec.hostname : undefined;

export const podReference = (pod: Pod) => ({
  kind: 'Pod',
  namespace: namespaceOf(pod),
  name: nameOf(pod),
  uid: uidOf(pod),
});

/** Enqueues the services of a pod when it changes in a way that endpoints show. */
// upstream: GetServicesToUpdateOnPodChange
export function followPods(
  pods: Informer<Pod>,
  services: Informer<Service>,
  enqueue: (key: string, cause: Pod) => void,
): () => void {
  const enqueueServicesOf = (pod: Pod, cause = pod) => {
    const { labels = {} } = pod.metadata;
    for (const service of services.by(byNamespace, namespaceOf(pod))) {
      if (isSelecting(service) && selects(service, labels)) enqueue(keyOf(service), cause);
    }
  };
  return pods.on({
    add: (pod) => enqueueServicesOf(pod),
    update(pod, old) {
      const relabelled = !deepEqual(pod.metadata.labels, old.metadata.labels);
      if (relabelled) enqueueServicesOf(old, pod);
      if (relabelled || looksDifferent(pod, old)) enqueueServicesOf(pod);
    },
    delete: (pod) => enqueueServicesOf(pod),
  });
}

const selects = ({ spec }: Service, labels: Readonly<Record<string, string>>): boolean =>
  Object.entries(spec?.selector ?? {}).every(([key, value]) => labels[key] === value);

const looksDifferent = (pod: Pod, old: Pod): boolean =>
  isPodReady(pod) !== isPodReady(old) ||
  isDeleting(pod) !== isDeleting(old) ||
  isPodFinished(pod) !== isPodFinished(old) ||
  pod.status?.podIP !== old.status?.podIP ||
  pod.spec?.nodeName !== old.spec?.nodeName ||
  pod.spec?.hostname !== old.spec?.hostname;

/**
 * When the change happened that made endpoints change: told in an annotation, so that the delay until traffic follows
 * can be measured.
 */
// upstream: k8s.io/endpointslice/trigger_time_tracker.go
export class TriggerTimes {
  readonly #known = new Map<string, { readonly pods: ReadonlyMap<string, number> }>();

  /** The time of the first change since the last call, undefined when nothing changed that has a time. */
  observe(service: Service, pods: readonly Pod[]): number | undefined {
    const key = keyOf(service);
    const before = this.#known.get(key);
    const times = new Map<string, number>();
    let first = Number.POSITIVE_INFINITY;
    for (const pod of pods) {
      const time = parseTime(podCondition(pod, 'Ready')?.lastTransitionTime ?? '');
      if (Number.isNaN(time)) continue;
      times.set(nameOf(pod), time);
      if (time > (before?.pods.get(nameOf(pod)) ?? 0)) first = Math.min(first, time);
    }
    this.#known.set(key, { pods: times });
    if (!before) return parseTime(service.metadata.creationTimestamp ?? '');
    return first === Number.POSITIVE_INFINITY ? undefined : first;
  }

  forget(key: string): void {
    this.#known.delete(key);
  }
}

export const TRIGGER_TIME_ANNOTATION = 'endpoints.kubernetes.io/last-change-trigger-time';
