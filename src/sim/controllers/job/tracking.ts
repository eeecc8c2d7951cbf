/**
 * How a job's status counts pods once and no more: a pod that ended is first named in the status, then loses its
 * finalizer, then becomes a number. Whoever dies in between finds out what was done.
 */
// upstream: pkg/controller/job/job_controller.go trackJobStatusAndRemoveFinalizers
import { formatTime } from '@/apimachinery';
import { isDeleting, type Job, type Pod, uidOf } from '@/kube';
import { findCondition } from '../shared/conditions';
import { withoutZeros } from '../shared/counts';
import type { Verdict } from './decide';
import type { Facts } from './facts';
import { matchFailurePolicy } from './failure-policy';
import { isWaiting } from './index-failures';
import { formatIndexes } from './indexes';
import {
  completionIndex,
  countsFor,
  isFailed,
  isHeld,
  isIndexed,
  isSucceeded,
  isSuspended,
  type Observed,
  validIndex,
} from './observed';
import { RESUMED, SUSPENDED } from './texts';

export type JobStatus = NonNullable<Job['status']>;
type JobCondition = NonNullable<JobStatus['conditions']>[number];

/** Pods that are named in a status at the same time. */
const MAX_UNCOUNTED = 500;

/** What was done about the pods. */
export interface Outcome {
  readonly active: number;
  readonly ready: number;
  readonly terminating: number;
  readonly verdict: Verdict | undefined;
  /** The pods are as they should be, so that the status may say whether the job is suspended. */
  readonly managed: boolean;
}

export interface Account {
  readonly status: JobStatus;
  /** Pods to let go of as soon as the status is safe. */
  readonly release: readonly Pod[];
  /** More pods are to be counted than a status names at once. */
  readonly more: boolean;
}

/** The status that names what has ended, before anything is let go. */
export function account(observed: Observed, facts: Facts, outcome: Outcome): Account {
  const { job, nowMs } = observed;
  const tally = countPods(observed, facts, outcome);
  const counted = settle(job.status ?? {}, heldUids(observed));
  const { succeeded: _, failed: __, active: ___, ready: ____, ...rest } = counted;
  const uncounted = counted.uncountedTerminatedPods ?? {};
  const indexes = tally.indexes && {
    completedIndexes: formatIndexes(tally.indexes),
    ...(facts.indexes?.failed ? { failedIndexes: formatIndexes(facts.indexes.failed) } : {}),
  };
  const status: JobStatus = {
    ...rest,
    ...started(job, nowMs),
    ...withoutZeros({
      active: outcome.active,
      succeeded: tally.indexes?.size ?? counted.succeeded ?? 0,
      failed: counted.failed ?? 0,
    }),
    ready: outcome.ready,
    terminating: outcome.terminating,
    uncountedTerminatedPods: {
      ...listed('succeeded', [...(uncounted.succeeded ?? []), ...tally.succeeded]),
      ...listed('failed', [...(uncounted.failed ?? []), ...tally.failed]),
    },
    ...(indexes && (indexes.completedIndexes || indexes.failedIndexes !== undefined) ? pruned(indexes) : {}),
  };
  const suspended = outcome.managed ? withSuspension(job, status, nowMs) : status;
  return { status: withInterim(suspended, outcome.verdict, nowMs), release: tally.release, more: tally.more };
}

/** Go leaves an empty text out; an empty list of failed indexes is a pointer and stays. */
const pruned = ({ completedIndexes, ...rest }: { completedIndexes: string; failedIndexes?: string }) => ({
  ...(completedIndexes ? { completedIndexes } : {}),
  ...rest,
});

const listed = (name: string, uids: readonly string[]) => (uids.length > 0 ? { [name]: uids } : {});

const heldUids = (observed: Observed): ReadonlySet<string> =>
  new Set(observed.pods.filter((pod) => isHeld(observed, pod)).map(uidOf));

const started = ({ status, ...job }: Job, nowMs: number): Partial<JobStatus> =>
  status?.startTime || isSuspended(job as Job) ? {} : { startTime: formatTime(nowMs) };

interface Tally {
  readonly release: readonly Pod[];
  readonly succeeded: readonly string[];
  readonly failed: readonly string[];
  /** All that have succeeded, of an indexed job. */
  readonly indexes: ReadonlySet<number> | undefined;
  readonly more: boolean;
}

function countPods(observed: Observed, facts: Facts, { verdict }: Outcome): Tally {
  const { job } = observed;
  const known = job.status?.uncountedTerminatedPods ?? {};
  const indexes = facts.indexes && new Set(facts.indexes.known);
  const [release, succeeded, failed]: [Pod[], string[], string[]] = [[], [], []];
  const pods = isIndexed(job) ? byIndex(observed.pods) : observed.pods;
  for (const pod of pods) {
    if (!isHeld(observed, pod) || !mayRelease(observed, facts, { pod, verdict })) continue;
    release.push(pod);
    const uid = uidOf(pod);
    if (isSucceeded(pod) && !known.failed?.includes(uid)) {
      const index = validIndex(job, pod);
      if (!indexes) succeeded.push(...(known.succeeded?.includes(uid) ? [] : [uid]));
      else if (index !== undefined) indexes.add(index);
    } else if (countsAsFailed(job, pod, verdict) && !known.failed?.includes(uid)) failed.push(uid);
    if (succeeded.length + failed.length >= MAX_UNCOUNTED)
      return { release, succeeded, failed, indexes, more: true };
  }
  return { release, succeeded, failed, indexes, more: false };
}

const byIndex = (pods: readonly Pod[]): readonly Pod[] =>
  [...pods].sort((a, b) => (completionIndex(a) ?? -1) - (completionIndex(b) ?? -1));

/** When a job has failed, whatever still ran has failed with it. */
function countsAsFailed(job: Job, pod: Pod, verdict: Verdict | undefined): boolean {
  const ended = isFailed(job, pod) || verdict?.type === 'FailureTarget';
  return ended && countsFor(job, pod) && matchFailurePolicy(job, pod).counts;
}

// upstream: canRemoveFinalizer
function mayRelease(
  { job }: Observed,
  facts: Facts,
  { pod, verdict }: { readonly pod: Pod; readonly verdict: Verdict | undefined },
): boolean {
  if (isDeleting(job) || verdict || isSucceeded(pod)) return true;
  if (!isFailed(job, pod)) return false;
  return !facts.indexes || !isWaiting(facts.indexes.waiting, job, pod);
}

/** Turns names of pods that nothing holds any more into numbers. */
// upstream: cleanUncountedPodsWithoutFinalizers
export function settle(status: JobStatus, held: ReadonlySet<string>): JobStatus {
  const { succeeded = [], failed = [] } = status.uncountedTerminatedPods ?? {};
  const left = {
    succeeded: succeeded.filter((uid) => held.has(uid)),
    failed: failed.filter((uid) => held.has(uid)),
  };
  return {
    ...status,
    ...withoutZeros({
      succeeded: (status.succeeded ?? 0) + succeeded.length - left.succeeded.length,
      failed: (status.failed ?? 0) + failed.length - left.failed.length,
    }),
    uncountedTerminatedPods: { ...listed('succeeded', left.succeeded), ...listed('failed', left.failed) },
  };
}

/** The end of a job whose pods are all counted and gone; undefined as long as they aren't. */
// upstream: enactJobFinished
export function finished(status: JobStatus, verdict: Verdict, nowMs: number): JobStatus | undefined {
  const { succeeded = [], failed = [] } = status.uncountedTerminatedPods ?? {};
  if (succeeded.length + failed.length > 0 || (status.terminating ?? 0) > 0) return undefined;
  const type = verdict.type === 'FailureTarget' ? 'Failed' : 'Complete';
  const ended = withCondition(status, condition({ ...verdict, type, status: 'True' }, nowMs));
  return type === 'Complete' ? { ...ended, completionTime: formatTime(nowMs) } : ended;
}

function withInterim(status: JobStatus, verdict: Verdict | undefined, nowMs: number): JobStatus {
  if (!verdict || findCondition(status.conditions, verdict.type)?.status === 'True') return status;
  return withCondition(status, condition({ ...verdict, status: 'True' }, nowMs));
}

/** A job that was never suspended says nothing of it. Its time runs anew when it is resumed. */
function withSuspension(job: Job, status: JobStatus, nowMs: number): JobStatus {
  const suspended = isSuspended(job);
  const known = findCondition(status.conditions, 'Suspended');
  const wanted = suspended ? 'True' : 'False';
  if (known ? known.status === wanted : !suspended) return status;
  const told = suspended
    ? { reason: 'JobSuspended', message: SUSPENDED.message }
    : { reason: 'JobResumed', message: RESUMED.message };
  const changed = withCondition(status, condition({ type: 'Suspended', status: wanted, ...told }, nowMs));
  return suspended ? changed : { ...changed, startTime: formatTime(nowMs) };
}

function condition(
  { type, status, reason, message }: Pick<JobCondition, 'type' | 'status' | 'reason' | 'message'>,
  nowMs: number,
): JobCondition {
  const now = formatTime(nowMs);
  return {
    type,
    status,
    lastProbeTime: now,
    lastTransitionTime: now,
    ...(reason && { reason }),
    ...(message && { message }),
  };
}

/** In its old place, if it has one. */
function withCondition(status: JobStatus, added: JobCondition): JobStatus {
  const { conditions = [] } = status;
  const known = conditions.some(({ type }) => type === added.type);
  return {
    ...status,
    conditions: known
      ? conditions.map((old) => (old.type === added.type ? added : old))
      : [...conditions, added],
  };
}
