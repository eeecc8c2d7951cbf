/** What the Job controller looks at, and its readings of a job and of a pod. */
import { isDeleting, type Job, type Pod, uidOf } from '@/kube';
import type { Failures } from './backoff';

export interface Observed {
  readonly job: Job;
  /** All that it controls, ended ones too. */
  readonly pods: readonly Pod[];
  /** UIDs of pods whose finalizer was taken off; the cache may not know it yet. */
  readonly released: ReadonlySet<string>;
  readonly failures: Failures;
  readonly nowMs: number;
}

/** Holds a pod until the job has counted it. */
export const TRACKING = 'batch.kubernetes.io/job-tracking';
/** A label and an annotation. */
export const COMPLETION_INDEX = 'batch.kubernetes.io/job-completion-index';

export const isIndexed = ({ spec }: Job): boolean => spec?.completionMode === 'Indexed';
export const hasLimitPerIndex = ({ spec }: Job): boolean => spec?.backoffLimitPerIndex !== undefined;
export const completionsOf = ({ spec }: Job): number => spec?.completions ?? 0;
export const isSuspended = ({ spec }: Job): boolean => spec?.suspend === true;

/** Pods on their way out are neither failed nor replaced before they have ended. */
export const replacesFailedOnly = ({ spec }: Job): boolean =>
  spec?.podFailurePolicy !== undefined || spec?.podReplacementPolicy === 'Failed';

export const isTracked = ({ metadata }: Pod): boolean => metadata.finalizers?.includes(TRACKING) ?? false;

/** Not counted yet. */
export const isHeld = ({ released }: Observed, pod: Pod): boolean =>
  isTracked(pod) && !released.has(uidOf(pod));

export function completionIndex({ metadata }: Pod): number | undefined {
  const text = metadata.annotations?.[COMPLETION_INDEX];
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined;
}

/** Undefined where the job has no such index, or none at all. */
export function validIndex(job: Job, pod: Pod): number | undefined {
  const index = completionIndex(pod);
  return index !== undefined && index < completionsOf(job) ? index : undefined;
}

/** Pods of an indexed job without an index of it are not its work. */
export const countsFor = (job: Job, pod: Pod): boolean =>
  !isIndexed(job) || validIndex(job, pod) !== undefined;

export const isSucceeded = ({ status }: Pod): boolean => status?.phase === 'Succeeded';

/** Deleted pods count as failed, unless they get the chance to fail by themselves. */
// upstream: isPodFailed
export const isFailed = (job: Job, pod: Pod): boolean =>
  pod.status?.phase === 'Failed' || (!replacesFailedOnly(job) && isDeleting(pod) && !isSucceeded(pod));
