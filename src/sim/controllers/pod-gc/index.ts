/**
 * Clears away pods whose node is gone for good, and the oldest of too many that have ended.
 * https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-garbage-collection
 */
// upstream: pkg/controller/podgc/gc_controller.go
import { formatTime, isNotFound, parseTime } from '@/apimachinery';
import { keyOf, nameOf, namespaceOf, type Pod, type ReconcileResult, resources, runController } from '@/kube';
import type { ControllerContext, Running } from '../shared/context';
import { isPodFinished } from '../shared/pods';

const COMPONENT = 'pod-garbage-collector';
/** A node may come back under its name. */
const QUARANTINE_MS = 40_000;
/** Pods that have ended and are kept to be looked at. */
const MAX_ENDED = 12_500;
const NODE_GONE = {
  type: 'DisruptionTarget',
  status: 'True',
  reason: 'DeletionByPodGC',
  message: 'PodGC: node no longer exists',
};

export function startPodGarbageCollector(context: ControllerContext): Running {
  const { clock, informers } = context;
  const nodes = informers.for(resources.nodes);
  const pods = informers.for(resources.pods);
  const client = context.client(COMPONENT);
  /** Since when a node has been missed. */
  const missing = new Map<string, number>();
  let ended = 0;

  async function reconcile(key: string): Promise<ReconcileResult | undefined> {
    const pod = pods.get(key);
    if (!pod) return undefined;
    if (isPodFinished(pod) && ended > MAX_ENDED) await collectOldest();
    const { nodeName = '' } = pod.spec ?? {};
    if (!nodeName || nodes.get(nodeName)) {
      missing.delete(nodeName);
      return undefined;
    }
    const since = missing.get(nodeName) ?? clock.now();
    missing.set(nodeName, since);
    const waitMs = since + QUARANTINE_MS - clock.now();
    if (waitMs > 0) return { requeueAfterMs: waitMs };
    await collect(pod, true);
    return undefined;
  }

  async function collectOldest(): Promise<void> {
    const created = ({ metadata }: Pod) => parseTime(metadata.creationTimestamp ?? '');
    const finished = pods
      .list()
      .filter(isPodFinished)
      .sort((a, b) => created(a) - created(b));
    for (const pod of finished.slice(0, Math.max(0, finished.length - MAX_ENDED))) await collect(pod, false);
  }

  /** What had not ended has failed with its node. */
  async function collect(pod: Pod, nodeGone: boolean): Promise<void> {
    const name = { namespace: namespaceOf(pod), name: nameOf(pod) };
    const { uid } = pod.metadata;
    try {
      if (!isPodFinished(pod)) {
        const condition = { ...NODE_GONE, lastTransitionTime: formatTime(clock.now()) };
        const status = { phase: 'Failed', ...(nodeGone ? { conditions: [condition] } : {}) };
        await client.pods.patch(
          name,
          { metadata: { uid }, status },
          { type: 'strategic', subresource: 'status' },
        );
      }
      await client.pods.delete(name, { gracePeriodSeconds: 0, ...(uid ? { preconditions: { uid } } : {}) });
    } catch (error) {
      if (!isNotFound(error)) throw error;
    }
  }

  const controller = runController({
    clock,
    caches: [nodes, pods],
    reconcile,
    onError: (error, key) => context.onError(error, `collection of pod ${key}`),
  });
  const consider = (pod: Pod) => {
    const { nodeName } = pod.spec ?? {};
    const lost = nodeName !== undefined && !nodes.get(nodeName);
    if (lost || (isPodFinished(pod) && ended > MAX_ENDED)) controller.enqueue(keyOf(pod), pod);
  };
  const count = (pod: Pod | undefined) => (pod && isPodFinished(pod) ? 1 : 0);
  const unsubscribe = [
    pods.on({
      add(pod) {
        ended += count(pod);
        consider(pod);
      },
      update(pod, old) {
        ended += count(pod) - count(old);
        consider(pod);
      },
      delete(pod) {
        ended -= count(pod);
      },
    }),
    nodes.on({
      delete(node) {
        for (const pod of pods.list()) {
          if (pod.spec?.nodeName === nameOf(node)) controller.enqueue(keyOf(pod), node);
        }
      },
    }),
  ];
  return {
    stop() {
      for (const end of unsubscribe) end();
      controller.stop();
    },
  };
}
