/** The status of a DaemonSet, counted node by node. */
// upstream: pkg/controller/daemon/daemon_controller.go updateDaemonSetStatus
import { parseTime } from '@/apimachinery';
import { type DaemonSet, nameOf, type Pod } from '@/kube';
import { withoutZeros } from '../shared/counts';
import { availableAt, isPodReady } from '../shared/pods';
import { isAvailable, isCurrent, type Observed, podsByNode } from './decide';
import { suitability } from './placement';

export type DaemonSetStatus = NonNullable<DaemonSet['status']>;

export function daemonSetStatus(observed: Observed, collisionCount: number): DaemonSetStatus {
  const { daemonSet, nodes, pods } = observed;
  const byNode = podsByNode(pods);
  const count = { desired: 0, scheduled: 0, misplaced: 0, ready: 0, updated: 0, available: 0 };
  for (const node of nodes) {
    const here = [...(byNode.get(nameOf(node)) ?? [])].sort(oldestFirst);
    if (!suitability(daemonSet, node).runs) {
      if (here.length > 0) count.misplaced++;
      continue;
    }
    count.desired++;
    if (here.length === 0) continue;
    count.scheduled++;
    const ready = here.filter(isPodReady);
    if (ready.length > 0) count.ready++;
    if (ready.some((pod) => isAvailable(observed, pod))) count.available++;
    if (here.some((pod) => isCurrent(observed, pod))) count.updated++;
  }
  return {
    currentNumberScheduled: count.scheduled,
    desiredNumberScheduled: count.desired,
    numberMisscheduled: count.misplaced,
    numberReady: count.ready,
    ...withoutZeros({
      observedGeneration: daemonSet.metadata.generation ?? 0,
      updatedNumberScheduled: count.updated,
      numberAvailable: count.available,
      numberUnavailable: count.desired - count.available,
    }),
    ...(collisionCount > 0 ? { collisionCount } : {}),
  };
}

const oldestFirst = (a: Pod, b: Pod): number =>
  parseTime(a.metadata.creationTimestamp ?? '') - parseTime(b.metadata.creationTimestamp ?? '');

/** Milliseconds until the next ready pod becomes available. */
export function nextAvailableMs({ daemonSet, pods, nowMs }: Observed): number | undefined {
  const { minReadySeconds = 0 } = daemonSet.spec ?? {};
  const waits = pods.map((pod) => availableAt(pod, minReadySeconds) - nowMs).filter((wait) => wait > 0);
  return waits.length > 0 ? Math.min(...waits) : undefined;
}
