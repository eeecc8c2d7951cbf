/**
 * Heartbeats, computed when somebody reads them: the kubelet of a node that is Ready would have reported its status
 * every five minutes and renewed its lease every ten seconds, were its machine on.
 */
// upstream: pkg/kubelet/apis/config/v1beta1/defaults.go NodeStatusReportFrequency, pkg/kubelet/kubelet.go nodeLeaseRenewInterval
import { formatMicroTime, formatTime, parseTime } from '@/apimachinery';
import type { Lease, Node } from '@/kube/kinds';
import { isMachineOff } from '../../../machine';
import type { PresentContext } from '../../definition';

const STATUS_PERIOD_MS = 300_000;
const LEASE_PERIOD_MS = 10_000;
const LEASE_NAMESPACE = 'kube-node-lease';

const beats = (node: Node | undefined): boolean =>
  node !== undefined &&
  !isMachineOff(node) &&
  (node.status?.conditions ?? []).some(({ type, status }) => type === 'Ready' && status === 'True');

/** The last instant of a rhythm that began at `startMs`. */
const lastBeat = (startMs: number, nowMs: number, periodMs: number): number =>
  startMs + Math.max(0, Math.floor((nowMs - startMs) / periodMs)) * periodMs;

/** The node with the heartbeats that it would have sent by now. */
export function withHeartbeats(node: Node, { nowMs }: PresentContext): Node {
  const { conditions } = node.status ?? {};
  if (!conditions || !beats(node)) return node;
  return {
    ...node,
    status: {
      ...node.status,
      conditions: conditions.map((condition) => {
        if (!condition.lastHeartbeatTime) return condition;
        const beat = lastBeat(parseTime(condition.lastHeartbeatTime), nowMs, STATUS_PERIOD_MS);
        return { ...condition, lastHeartbeatTime: formatTime(beat) };
      }),
    },
  };
}

/** A node's lease as it would have been renewed by now. */
export function withRenewal(lease: Lease, { nowMs, get }: PresentContext): Lease {
  const { renewTime } = lease.spec ?? {};
  if (lease.metadata.namespace !== LEASE_NAMESPACE || !renewTime) return lease;
  if (!beats(get('', 'nodes', lease.metadata.name ?? '') as Node | undefined)) return lease;
  const beat = lastBeat(parseTime(renewTime), nowMs, LEASE_PERIOD_MS);
  return { ...lease, spec: { ...lease.spec, renewTime: formatMicroTime(beat) } };
}
