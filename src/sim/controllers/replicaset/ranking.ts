/**
 * Which pods go first when there are too many: those that do the least, last those that have served longest.
 */
// upstream: pkg/controller/controller_utils.go ActivePodsWithRanks
import { parseTime } from '@/apimachinery';
import { type Pod, uidOf } from '@/kube';
import { isPodReady, podCondition } from '../shared/pods';

const DELETION_COST = 'controller.kubernetes.io/pod-deletion-cost';
const PHASE_ORDER: Readonly<Record<string, number>> = { Pending: 0, Unknown: 1, Running: 2 };

/** The `count` pods to delete; `related` are all active pods of the same owner's ReplicaSets. */
export function podsToDelete(
  pods: readonly Pod[],
  related: readonly Pod[],
  options: { readonly count: number; readonly nowMs: number },
): readonly Pod[] {
  if (options.count >= pods.length) return pods;
  const perNode = new Map<string, number>();
  for (const { spec } of related) {
    if (spec?.nodeName) perNode.set(spec.nodeName, (perNode.get(spec.nodeName) ?? 0) + 1);
  }
  return pods
    .map((pod) => ranked(pod, perNode, options.nowMs))
    .sort(compare)
    .slice(0, options.count)
    .map(({ pod }) => pod);
}

interface Ranked {
  readonly pod: Pod;
  /** Smaller goes first, the first difference decides. */
  readonly ranks: readonly number[];
}

function ranked(pod: Pod, perNode: ReadonlyMap<string, number>, nowMs: number): Ranked {
  const ready = isPodReady(pod);
  const nodeName = pod.spec?.nodeName ?? '';
  return {
    pod,
    ranks: [
      nodeName === '' ? 0 : 1,
      PHASE_ORDER[pod.status?.phase ?? ''] ?? 0,
      ready ? 1 : 0,
      deletionCost(pod),
      -(perNode.get(nodeName) ?? 0),
      ready ? ageRank(podCondition(pod, 'Ready')?.lastTransitionTime, nowMs) : 0,
      -Math.max(0, ...(pod.status?.containerStatuses ?? []).map((status) => status.restartCount)),
      ageRank(pod.metadata.creationTimestamp, nowMs),
    ],
  };
}

function deletionCost(pod: Pod): number {
  const cost = Number.parseInt(pod.metadata.annotations?.[DELETION_COST] ?? '', 10);
  return Number.isNaN(cost) ? 0 : cost;
}

/** Ages count by their magnitude, so that among pods of about the same age chance decides, not the second. */
function ageRank(since: string | null | undefined, nowMs: number): number {
  if (!since) return -2;
  const nanos = (nowMs - parseTime(since)) * 1e6;
  return nanos <= 0 ? -1 : Math.floor(Math.log2(nanos));
}

function compare(a: Ranked, b: Ranked): number {
  for (const [i, rank] of a.ranks.entries()) {
    const difference = rank - (b.ranks[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return uidOf(a.pod) < uidOf(b.pod) ? -1 : 1;
}
