/**
 * Ends pods that nobody else ends: those on nodes that are gone or out of service, those deleted before they had a node,
 * and the oldest ended ones where there are very many.
 * https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-garbage-collection
 */
// upstream: pkg/controller/podgc/gc_controller.go
import { formatTime, isNotFound } from '@/apimachinery';
import {
  keyOf,
  nameOf,
  namespaceOf,
  type Pod,
  podsByNode,
  type ReconcileResult,
  resources,
  runController,
} from '@/kube';
import type { ControllerContext, Running } from '../shared/context';
import { isPodFinished } from '../shared/pods';
import { type Fate, fateOf, surplus } from './decide';

const COMPONENT = 'pod-garbage-collector';
/** Upstream looks round every twenty seconds and gives missing nodes forty to show up. */
const WAIT_MS: Readonly<Record<Fate, number>> = {
  orphaned: 60_000,
  'out-of-service': 20_000,
  unscheduled: 20_000,
};
const ENDED_PODS_KEPT = 12_500;
/** The key under which ended pods are counted; pods' keys have a slash. */
const COUNT = 'ended';
const NODE_IS_GONE = {
  type: 'DisruptionTarget',
  status: 'True',
  reason: 'DeletionByPodGC',
  message: 'PodGC: node no longer exists',
};

export function startPodGarbageCollector(context: ControllerContext): Running {
  const { clock, informers } = context;
  const pods = informers.for(resources.pods);
  const nodes = informers.for(resources.nodes);
  const client = context.client(COMPONENT);
  /** Since when each pod has been in the state that it is in for. */
  const since = new Map<string, number>();

  async function reconcile(key: string): Promise<ReconcileResult | undefined> {
    if (key === COUNT) return tidy();
    const pod = pods.get(key);
    const fate = pod && fateOf(pod, nodes.get(pod.spec?.nodeName ?? ''));
    if (!pod || !fate) {
      since.delete(key);
      return undefined;
    }
    const start = since.get(key) ?? clock.now();
    since.set(key, start);
    const waitMs = start + WAIT_MS[fate] - clock.now();
    if (waitMs > 0) return { requeueAfterMs: waitMs };
    since.delete(key);
    await end(pod, fate);
    return undefined;
  }

  async function tidy(): Promise<undefined> {
    for (const pod of surplus(pods.list(), ENDED_PODS_KEPT)) await end(pod);
    return undefined;
  }

  /** No kubelet will say that the pod has ended, so it is said here before the pod goes. */
  async function end(pod: Pod, fate?: Fate): Promise<void> {
    const name = { namespace: namespaceOf(pod), name: nameOf(pod) };
    try {
      if (!isPodFinished(pod)) {
        const conditions = [{ ...NODE_IS_GONE, lastTransitionTime: formatTime(clock.now()) }];
        const status = { phase: 'Failed', ...(fate === 'orphaned' ? { conditions } : {}) };
        const body = { metadata: { uid: pod.metadata.uid }, status };
        await client.pods.patch(name, body, { type: 'strategic', subresource: 'status' });
      }
      await client.pods.delete(name, { gracePeriodSeconds: 0 });
    } catch (error) {
      if (!isNotFound(error)) throw error;
    }
  }

  const controller = runController({
    clock,
    caches: [pods, nodes],
    reconcile,
    onError: (error, key) => context.onError(error, `end of pod ${key}`),
  });
  const consider = (pod: Pod) => {
    const fate = fateOf(pod, nodes.get(pod.spec?.nodeName ?? ''));
    if (fate || since.has(keyOf(pod))) controller.enqueue(keyOf(pod), pod);
    if (isPodFinished(pod)) controller.enqueue(COUNT, pod);
  };
  const considerPodsOf = (node: { readonly metadata: { readonly name?: string } }) => {
    for (const pod of pods.by(podsByNode, node.metadata.name ?? '')) consider(pod);
  };
  const unsubscribe = [
    pods.on({ add: consider, update: consider, delete: (pod) => since.delete(keyOf(pod)) }),
    nodes.on({ add: considerPodsOf, update: considerPodsOf, delete: considerPodsOf }),
  ];
  return {
    stop() {
      for (const stop of unsubscribe) stop();
      controller.stop();
    },
  };
}
