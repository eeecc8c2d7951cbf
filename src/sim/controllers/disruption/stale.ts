/** Takes back what was said about a pod's coming end when, two minutes later, it is not even being deleted. */
// upstream: pkg/controller/disruption/disruption.go syncStalePodDisruption
import { formatTime, isNotFound, parseTime } from '@/apimachinery';
import {
  type Client,
  isDeleting,
  keyOf,
  nameOf,
  namespaceOf,
  type Pod,
  type ReconcileResult,
  resources,
  runController,
} from '@/kube';
import type { ControllerContext, Running } from '../shared/context';
import { isPodFinished, podCondition } from '../shared/pods';

const TYPE = 'DisruptionTarget';
const BY_KUBELET = 'TerminationByKubelet';
const STALE_AFTER_MS = 120_000;

export function startStaleDisruptions(
  { clock, informers, onError }: ControllerContext,
  client: Client,
): Running {
  const pods = informers.for(resources.pods);

  async function reconcile(key: string): Promise<ReconcileResult | undefined> {
    const pod = pods.get(key);
    const said = pod && disruptionOf(pod);
    if (!pod || !said) return undefined;
    const waitMs = parseTime(said.lastTransitionTime ?? '') + STALE_AFTER_MS - clock.now();
    if (waitMs > 0) return { requeueAfterMs: waitMs };
    const condition = { type: TYPE, status: 'False', lastTransitionTime: formatTime(clock.now()) };
    const body = {
      metadata: { uid: pod.metadata.uid },
      status: { conditions: [{ ...condition, reason: null, message: null }] },
    };
    try {
      const name = { namespace: namespaceOf(pod), name: nameOf(pod) };
      await client.pods.patch(name, body, { type: 'strategic', subresource: 'status' });
    } catch (error) {
      if (!isNotFound(error)) throw error;
    }
    return undefined;
  }

  const controller = runController({
    clock,
    caches: [pods],
    reconcile,
    onError: (error, key) => onError(error, `disruption of pod ${key}`),
  });
  const consider = (pod: Pod) => {
    if (disruptionOf(pod)) controller.enqueue(keyOf(pod), pod);
  };
  const unsubscribe = pods.on({ add: consider, update: consider });
  return {
    stop() {
      unsubscribe();
      controller.stop();
    },
  };
}

/** What was said about a pod that nobody deletes. The kubelet takes its time; an ended pod stays as it is. */
function disruptionOf(pod: Pod) {
  const said = podCondition(pod, TYPE);
  const stands = said?.status === 'True' && said.reason !== BY_KUBELET;
  return stands && !isDeleting(pod) && !isPodFinished(pod) ? said : undefined;
}
