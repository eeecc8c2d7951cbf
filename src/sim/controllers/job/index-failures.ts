/** Failures of each index of a job with backoffLimitPerIndex: they travel from pod to pod in annotations. */
// upstream: pkg/controller/job/indexed_job_utils.go
import { type Job, type Pod, uidOf } from '@/kube';
import { finishedMs, remainingMs } from './backoff';
import { matchFailurePolicy } from './failure-policy';
import type { Indexes } from './indexes';
import { isFailed, isHeld, type Observed, validIndex } from './observed';

const FAILURES = 'batch.kubernetes.io/job-index-failure-count';
const IGNORED = 'batch.kubernetes.io/job-index-ignored-failure-count';

const read = ({ metadata }: Pod, annotation: string) => Number(metadata.annotations?.[annotation] ?? 0) || 0;
const failuresBefore = (pod: Pod): number => read(pod, FAILURES) + read(pod, IGNORED);

/** Whether this pod's failure was one too many for its index. */
// upstream: isIndexFailed
export function failsIndex(job: Job, pod: Pod): boolean {
  if (!isFailed(job, pod)) return false;
  const { action, counts } = matchFailurePolicy(job, pod);
  return action === 'FailIndex' || (counts && read(pod, FAILURES) >= (job.spec?.backoffLimitPerIndex ?? 0));
}

/** The failed pod of each index that waits for its replacement, so that the count can be handed on. */
// upstream: getPodsWithDelayedDeletionPerIndex
export function waitingForReplacement(
  observed: Observed,
  settled: { readonly active: readonly Pod[]; readonly succeeded: Indexes; readonly failed: Indexes },
): ReadonlyMap<number, Pod> {
  const { job, pods } = observed;
  const taken = new Set(settled.active.map((pod) => validIndex(job, pod)));
  const waiting = new Map<number, Pod>();
  for (const pod of pods) {
    const index = validIndex(job, pod);
    if (index === undefined || !isHeld(observed, pod) || !isFailed(job, pod)) continue;
    if (taken.has(index) || settled.succeeded.has(index) || settled.failed.has(index)) continue;
    const last = waiting.get(index);
    const later =
      !last || (failuresBefore(last) <= failuresBefore(pod) && finishedMs(last) <= finishedMs(pod));
    if (later) waiting.set(index, pod);
  }
  return waiting;
}

/** Milliseconds until an index may have its next pod. */
export const indexWaitMs = (last: Pod | undefined, nowMs: number): number =>
  last ? remainingMs({ count: failuresBefore(last) + 1, lastMs: finishedMs(last) }, nowMs) : 0;

/** What the replacement of a failed pod carries. */
// upstream: getNewIndexFailureCounts
export function failureAnnotations(job: Job, replaced: Pod | undefined): Readonly<Record<string, string>> {
  let [failures, ignored] = replaced ? [read(replaced, FAILURES), read(replaced, IGNORED)] : [0, 0];
  if (replaced) {
    const { action, counts } = matchFailurePolicy(job, replaced);
    if (action === 'Ignore') ignored++;
    else if (counts) failures++;
  }
  return { [FAILURES]: `${failures}`, ...(ignored > 0 ? { [IGNORED]: `${ignored}` } : {}) };
}

/** Whether the finalizer of a failed pod must stay until its replacement is there. */
export const isWaiting = (waiting: ReadonlyMap<number, Pod>, job: Job, pod: Pod): boolean => {
  const index = validIndex(job, pod);
  const last = index === undefined ? undefined : waiting.get(index);
  return last !== undefined && uidOf(last) === uidOf(pod);
};
