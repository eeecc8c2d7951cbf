/**
 * Sends pods away from nodes with NoExecute taints, at once or when they have borne them for as long as they tolerate.
 * https://kubernetes.io/docs/concepts/scheduling-eviction/taint-and-toleration/#taint-based-evictions
 */
// upstream: pkg/controller/tainteviction/taint_eviction.go
import { deepEqual, formatTime, isNotFound } from '@/apimachinery';
import {
  isDeleting,
  keyOf,
  nameOf,
  namespaceOf,
  type Pod,
  podsByNode,
  type ReconcileResult,
  resources,
  runController,
} from '@/kube';
import { isNoExecute } from '../../placement';
import type { ControllerContext, Running } from '../shared/context';
import { isPodFinished } from '../shared/pods';
import { staysMs } from './decide';

const COMPONENT = 'taint-eviction-controller';
const REASON = 'TaintManagerEviction';
const DISRUPTION = {
  type: 'DisruptionTarget',
  status: 'True',
  reason: 'DeletionByTaintManager',
  message: 'Taint manager: deleting due to NoExecute taint',
};

export function startTaintEviction(context: ControllerContext): Running {
  const { clock, informers } = context;
  const nodes = informers.for(resources.nodes);
  const pods = informers.for(resources.pods);
  const client = context.client(COMPONENT);
  const events = context.recorder(COMPONENT);
  /** Since when each pod has borne its node's taints. */
  const since = new Map<string, number>();

  async function reconcile(key: string): Promise<ReconcileResult | undefined> {
    const pod = pods.get(key);
    if (!pod || isDeleting(pod) || isPodFinished(pod)) return forget(key);
    const taints = (nodes.get(pod.spec?.nodeName ?? '')?.spec?.taints ?? []).filter(isNoExecute);
    const stays = taints.length === 0 ? undefined : staysMs(pod, taints);
    if (stays === undefined) {
      if (since.has(key)) events.event(pod, 'Normal', told(`Cancelling deletion of Pod ${key}`));
      return forget(key);
    }
    const start = since.get(key) ?? clock.now();
    const waitMs = start + stays - clock.now();
    if (waitMs > 0) {
      since.set(key, start);
      return { requeueAfterMs: waitMs };
    }
    forget(key);
    events.event(pod, 'Normal', told(`Marking for deletion Pod ${key}`));
    await evict(pod).catch((error) => {
      if (!isNotFound(error)) throw error;
    });
    return undefined;
  }

  const forget = (key: string): undefined => void since.delete(key);

  async function evict(pod: Pod): Promise<void> {
    const name = { namespace: namespaceOf(pod), name: nameOf(pod) };
    const condition = { ...DISRUPTION, lastTransitionTime: formatTime(clock.now()) };
    const body = { metadata: { uid: pod.metadata.uid }, status: { conditions: [condition] } };
    await client.pods.patch(name, body, { type: 'strategic', subresource: 'status' });
    await client.pods.delete(name);
  }

  const controller = runController({
    clock,
    caches: [nodes, pods],
    reconcile,
    onError: (error, key) => context.onError(error, `eviction of pod ${key}`),
  });
  const isTainted = (node: string) => nodes.get(node)?.spec?.taints?.some(isNoExecute) === true;
  const consider = (pod: Pod) => {
    const { nodeName } = pod.spec ?? {};
    if (nodeName && (since.has(keyOf(pod)) || isTainted(nodeName))) controller.enqueue(keyOf(pod), pod);
  };
  const unsubscribe = [
    pods.on({ add: consider, update: consider, delete: (pod) => forget(keyOf(pod)) }),
    nodes.on({
      update(node, old) {
        if (deepEqual(node.spec?.taints, old.spec?.taints)) return;
        for (const pod of pods.by(podsByNode, nameOf(node))) controller.enqueue(keyOf(pod), node);
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

const told = (message: string) => ({ reason: REASON, message });
