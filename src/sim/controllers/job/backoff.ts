/** How long a job waits before it replaces a failed pod: 10 s, twice as long with each failure in a row, 10 min at most. */
// upstream: pkg/controller/job/backoff_utils.go
import { parseTime } from '@/apimachinery';
import type { Pod } from '@/kube';
import { podCondition } from '../shared/pods';

const FIRST_MS = 10_000;
const MAX_MS = 600_000;

/** Failures since the last success. Kept in memory alone: a new controller begins anew, as upstream's does. */
export interface Failures {
  readonly count: number;
  readonly lastMs: number;
}
export const NO_FAILURES: Failures = { count: 0, lastMs: 0 };

export function countFailures(known: Failures, succeeded: readonly Pod[], failed: readonly Pod[]): Failures {
  if (succeeded.length === 0 && failed.length === 0) return known;
  const lastSuccess = Math.max(...succeeded.map(finishedMs));
  const since = failed.map(finishedMs).filter((time) => succeeded.length === 0 || time > lastSuccess);
  if (since.length === 0) return NO_FAILURES;
  return {
    count: (succeeded.length === 0 ? known.count : 0) + since.length,
    lastMs: Math.max(...since),
  };
}

/** Milliseconds until a replacement may come. */
export function remainingMs({ count, lastMs }: Failures, nowMs: number): number {
  if (count === 0) return 0;
  return Math.max(0, Math.min(FIRST_MS * 2 ** (count - 1), MAX_MS) - (nowMs - lastMs));
}

/** When a pod ended: its last container, or what comes nearest to that. */
// upstream: getFinishedTime
export function finishedMs(pod: Pod): number {
  const { deletionTimestamp, deletionGracePeriodSeconds = 0, creationTimestamp } = pod.metadata;
  const ended = (pod.status?.containerStatuses ?? []).map(({ state }) => state?.terminated?.finishedAt);
  if (ended.length > 0 && ended.every((time) => time !== undefined))
    return Math.max(...ended.map((time) => parseTime(time ?? '')));
  const ready = podCondition(pod, 'Ready');
  if (ready?.status === 'False' && ready.lastTransitionTime) return parseTime(ready.lastTransitionTime);
  if (deletionTimestamp) return parseTime(deletionTimestamp) - deletionGracePeriodSeconds * 1000;
  return parseTime(creationTimestamp ?? '');
}
