/**
 * Watches over nodes: says when a kubelet has been silent for too long, taints nodes by their state, and marks the pods
 * on lost nodes as not ready. https://kubernetes.io/docs/concepts/architecture/nodes/#node-controller
 */
// upstream: pkg/controller/nodelifecycle/node_lifecycle_controller.go
import { formatTime, isNotFound, parseTime } from '@/apimachinery';
import {
  type Node,
  nameOf,
  namespaceOf,
  type Pod,
  podsByNode,
  type ReconcileResult,
  resources,
  runController,
} from '@/kube';
import type { ControllerContext, Running } from '../shared/context';
import { podCondition } from '../shared/pods';
import { healthOf, mayEvict, taintsOf } from './decide';
import { notReady, POD_NOT_READY, registered, removed } from './texts';

const COMPONENT = 'node-controller';
/** What creation times are told in. */
const SECOND_MS = 1_000;

export function startNodeLifecycle(context: ControllerContext): Running {
  const { clock, informers } = context;
  const nodes = informers.for(resources.nodes);
  const pods = informers.for(resources.pods);
  const client = context.client(COMPONENT);
  const events = context.recorder(COMPONENT);

  async function reconcile(key: string): Promise<ReconcileResult | undefined> {
    const node = nodes.get(key);
    if (!node) return undefined;
    const { conditions, waitMs } = healthOf(node, clock.now());
    const judged = conditions
      ? await client.nodes.updateStatus({ ...node, status: { ...node.status, conditions } })
      : node;
    if (conditions) events.event(asSeen(judged), 'Normal', notReady(nameOf(node)));
    const others = nodes.list().map((each) => (nameOf(each) === nameOf(judged) ? judged : each));
    const taints = taintsOf(judged, { evicts: mayEvict(judged, others), nowMs: clock.now() });
    // Nobody else's taints may get lost: the version of the node is part of the request.
    if (taints) {
      const { resourceVersion } = judged.metadata;
      const spec = { taints: taints.length > 0 ? taints : null };
      await client.nodes.patch({ name: key }, { metadata: { resourceVersion }, spec }, { type: 'merge' });
    }
    const ready = judged.status?.conditions?.find(({ type }) => type === 'Ready');
    if (ready && ready.status !== 'True') await markPods(key);
    return waitMs === undefined ? undefined : { requeueAfterMs: waitMs };
  }

  /** Services send nothing more to them. */
  // upstream: pkg/controller/util/node/controller_utils.go MarkPodsNotReady
  async function markPods(node: string): Promise<void> {
    for (const pod of pods.by(podsByNode, node)) {
      if (podCondition(pod, 'Ready')?.status === 'True') await markPod(pod);
    }
  }

  async function markPod(pod: Pod): Promise<void> {
    const lastTransitionTime = formatTime(clock.now());
    const conditions = [{ type: 'Ready', status: 'False', lastTransitionTime }];
    try {
      await client.pods.patch(
        { namespace: namespaceOf(pod), name: nameOf(pod) },
        { metadata: { uid: pod.metadata.uid }, status: { conditions } },
        { type: 'strategic', subresource: 'status' },
      );
      events.event(pod, 'Warning', POD_NOT_READY);
    } catch (error) {
      if (!isNotFound(error)) throw error;
    }
  }

  const controller = runController({
    clock,
    caches: [nodes, pods],
    reconcile,
    onError: (error, key) => context.onError(error, `node ${key}`),
  });
  controller.follow(nodes);
  const startedAt = clock.now();
  const unsubscribe = nodes.on({
    // Those that were there before have been told of.
    add(node) {
      const createdAt = parseTime(node.metadata.creationTimestamp ?? '');
      if (createdAt + SECOND_MS > startedAt) events.event(asSeen(node), 'Normal', registered(nameOf(node)));
    },
    // A node that is lost or found changes what may be done about the others.
    update(node, old) {
      if (readiness(node) === readiness(old)) return;
      for (const each of nodes.list()) controller.enqueue(nameOf(each));
    },
    delete: (node) => events.event(asSeen(node), 'Normal', removed(nameOf(node))),
  });
  return {
    stop() {
      unsubscribe();
      controller.stop();
    },
  };
}

const readiness = ({ status }: Node): string | undefined =>
  status?.conditions?.find(({ type }) => type === 'Ready')?.status;

/** Events about nodes name them by their uid, without a version. */
const asSeen = ({ kind, apiVersion, metadata }: Node): Node => ({
  kind,
  apiVersion,
  metadata: { name: metadata.name ?? '', uid: metadata.uid ?? '' },
});
