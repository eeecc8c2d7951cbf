/**
 * Heartbeats of healthy nodes are computed when they are read, so that a quiet cluster has no timers and writes
 * nothing. Whoever serves a Node or a node's Lease passes it through {@link freshenHeartbeat}.
 */
import { formatMicroTime, formatTime, type KubeObject, parseTime } from '@/apimachinery';
import type { Lease, Node } from '@/kube';

export const LEASE_NAMESPACE = 'kube-node-lease';
/** upstream: nodeLeaseRenewInterval (a quarter of 40 s) and nodeStatusReportFrequency. */
const LEASE_INTERVAL_MS = 10_000;
const STATUS_INTERVAL_MS = 300_000;

/**
 * The object with the heartbeat that its node would have sent last by `nowMs`; any other object comes back as it is.
 * `isSilent` names nodes whose kubelet does not run: theirs stay as they were written.
 */
export function freshenHeartbeat<T extends KubeObject>(
  object: T,
  nowMs: number,
  isSilent: (node: string) => boolean = () => false,
): T {
  const name = object.metadata.name ?? '';
  if (object.kind === 'Node')
    return isSilent(name) ? object : (freshNode(object as unknown as Node, nowMs) as unknown as T);
  if (object.kind !== 'Lease' || object.metadata.namespace !== LEASE_NAMESPACE || isSilent(name))
    return object;
  return freshLease(object as unknown as Lease, nowMs) as unknown as T;
}

/** The last beat at or before now of a rhythm that began at `startMs`. */
const lastBeat = (startMs: number, nowMs: number, intervalMs: number): number =>
  nowMs <= startMs ? startMs : startMs + Math.floor((nowMs - startMs) / intervalMs) * intervalMs;

function freshLease(lease: Lease, nowMs: number): Lease {
  const written = parseTime(lease.spec?.renewTime ?? '');
  if (Number.isNaN(written)) return lease;
  const beat = lastBeat(written, nowMs, LEASE_INTERVAL_MS);
  return beat === written ? lease : { ...lease, spec: { ...lease.spec, renewTime: formatMicroTime(beat) } };
}

function freshNode(node: Node, nowMs: number): Node {
  const { conditions } = node.status ?? {};
  if (!conditions) return node;
  const fresh = conditions.map((condition) => {
    const written = parseTime(condition.lastHeartbeatTime ?? '');
    // "Unknown" is the node controller's word: this kubelet has stopped talking.
    if (Number.isNaN(written) || condition.status === 'Unknown') return condition;
    const beat = lastBeat(written, nowMs, STATUS_INTERVAL_MS);
    return beat === written ? condition : { ...condition, lastHeartbeatTime: formatTime(beat) };
  });
  if (fresh.every((condition, i) => condition === conditions[i])) return node;
  return { ...node, status: { ...node.status, conditions: fresh } };
}
