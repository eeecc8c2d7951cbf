/** What a node says last before its machine goes off, and first when it is on again. */
// upstream: pkg/kubelet/kubelet_node_status.go
import { type Clock, formatMicroTime, formatTime, isNotFound, type Rng, randomUid } from '@/apimachinery';
import { type Client, type EventRecorder, type Node, nameOf } from '@/kube';
import { EVENT, MESSAGE } from '../reasons';
import { nodeConditions } from './node-object';
import { LEASE_NAMESPACE } from './registration';

interface PoweredNode {
  readonly name: string;
  readonly client: Client;
  readonly recorder: EventRecorder;
}

/** Heartbeats are computed while the machine is on; the last ones are written down. */
export async function lastHeartbeat({ name, client }: PoweredNode, nowMs: number): Promise<void> {
  const lastHeartbeatTime = formatTime(nowMs);
  const conditions = nodeConditions(lastHeartbeatTime).map(({ type }) => ({ type, lastHeartbeatTime }));
  await client.nodes.patch(
    { name },
    { status: { conditions } },
    { type: 'strategic', subresource: 'status' },
  );
  const renewTime = formatMicroTime(nowMs);
  await client.leases
    .patch({ namespace: LEASE_NAMESPACE, name }, { spec: { renewTime } }, { type: 'merge' })
    .catch((error) => {
      if (!isNotFound(error)) throw error;
    });
}

/** The machine has booted: its kubelet starts and reports the node ready. Resolves when the server knows. */
export async function reportBoot(
  node: PoweredNode,
  { clock, rng }: { readonly clock: Clock; readonly rng: Rng },
): Promise<void> {
  const { name, client, recorder } = node;
  const known = await client.nodes.get({ name });
  const now = formatTime(clock.now());
  const before = new Map((known.status?.conditions ?? []).map((condition) => [condition.type, condition]));
  const conditions = nodeConditions(now).map((condition) => {
    const old = before.get(condition.type);
    return old?.status === condition.status && old.lastTransitionTime
      ? { ...condition, lastTransitionTime: old.lastTransitionTime }
      : condition;
  });
  const bootID = randomUid(rng);
  await client.nodes.patch(
    { name },
    { status: { conditions, nodeInfo: { bootID } } },
    { type: 'strategic', subresource: 'status' },
  );
  const tell = teller(recorder, known);
  tellResources(tell, name);
  tell(EVENT.Rebooted, MESSAGE.rebooted(name, bootID), 'Warning');
  if (before.get('Ready')?.status !== 'True') tell(NODE_READY, MESSAGE.nodeStatus(name, NODE_READY));
  tell(EVENT.NodeAllocatableEnforced, MESSAGE.allocatableEnforced);
}

/** What a kubelet tells of a node that it has just registered. */
export function tellStart(recorder: EventRecorder, node: Node): void {
  const tell = teller(recorder, node);
  tellResources(tell, nameOf(node));
  tell(EVENT.NodeAllocatableEnforced, MESSAGE.allocatableEnforced);
  tell(NODE_READY, MESSAGE.nodeStatus(nameOf(node), NODE_READY));
}

const NODE_READY = 'NodeReady';
type Tell = (reason: string, message: string, type?: 'Normal' | 'Warning') => void;

const teller =
  (recorder: EventRecorder, node: Node): Tell =>
  (reason, message, type = 'Normal') =>
    recorder.event(asReferred(node), type, { reason, message });

function tellResources(tell: Tell, node: string): void {
  tell(EVENT.Starting, MESSAGE.starting);
  for (const reason of ['NodeHasSufficientMemory', 'NodeHasNoDiskPressure', 'NodeHasSufficientPID'])
    tell(reason, MESSAGE.nodeStatus(node, reason));
}

/** A kubelet knows its node by name alone. */
export const asReferred = (node: Node): Node => ({
  ...node,
  metadata: { name: node.metadata.name ?? '', uid: node.metadata.name ?? '' },
});
