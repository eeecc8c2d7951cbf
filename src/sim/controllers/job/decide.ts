/** Whether a job has ended, and if not, which pods it wants more and which less. */
// upstream: pkg/controller/job/job_controller.go syncJob, manageJob
import { parseTime } from '@/apimachinery';
import type { Job, Pod } from '@/kube';
import { podsToDelete } from '../replicaset/ranking';
import { findCondition } from '../shared/conditions';
import { isPodTerminating } from '../shared/pods';
import { remainingMs } from './backoff';
import type { Facts } from './facts';
import { matchFailurePolicy } from './failure-policy';
import { indexWaitMs } from './index-failures';
import {
  completionIndex,
  completionsOf,
  hasLimitPerIndex,
  isFailed,
  isSuspended,
  type Observed,
  replacesFailedOnly,
  validIndex,
} from './observed';
import { matchSuccessPolicy } from './success-policy';
import {
  BACKOFF_LIMIT,
  DEADLINE,
  FAILED_INDEXES,
  MAX_FAILED_INDEXES,
  POD_FAILURE_POLICY,
  SUCCESS_POLICY,
} from './texts';

/** No more pods are made or deleted at once; the rest follows. */
const MAX_AT_ONCE = 500;

/** How a job ends. Its pods go first, then the interim condition becomes Failed or Complete. */
export interface Verdict {
  readonly type: 'FailureTarget' | 'SuccessCriteriaMet';
  readonly reason: string;
  readonly message: string;
}

export interface Creation {
  readonly index?: number;
  /** The failed pod of the index whose count is handed on. */
  readonly replaces?: Pod;
}

export interface Plan {
  readonly create: readonly Creation[];
  readonly remove: readonly Pod[];
  /** A pod is wanted, but not before so long. */
  readonly waitMs?: number;
}

export function judge(observed: Observed, facts: Facts): Verdict | undefined {
  return (
    given(observed.job) ??
    policyFailure(observed) ??
    exceeded(observed, facts) ??
    judgeIndexes(observed, facts)
  );
}

/** What an earlier look at the job has found. */
function given({ status }: Job): Verdict | undefined {
  for (const type of ['SuccessCriteriaMet', 'FailureTarget'] as const) {
    const found = findCondition(status?.conditions, type);
    if (found?.status === 'True') return { type, reason: found.reason ?? '', message: found.message ?? '' };
  }
  return undefined;
}

const failure = (told: { readonly reason: string; readonly message: string }): Verdict => ({
  type: 'FailureTarget',
  ...told,
});

function policyFailure({ job, pods }: Observed): Verdict | undefined {
  for (const pod of pods) {
    const { failJob } = isFailed(job, pod) ? matchFailurePolicy(job, pod) : {};
    if (failJob) return failure({ reason: POD_FAILURE_POLICY, message: failJob });
  }
  return undefined;
}

function exceeded(observed: Observed, { failed }: Facts): Verdict | undefined {
  const { job, pods } = observed;
  if (failed > (job.spec?.backoffLimit ?? 0) || restartsExceed(job, pods)) return failure(BACKOFF_LIMIT);
  return deadlineMs(observed) === 0 ? failure(DEADLINE) : undefined;
}

/** With restartPolicy OnFailure the same pods fail again and again. */
// upstream: pastBackoffLimitOnFailure
function restartsExceed({ spec }: Job, pods: readonly Pod[]): boolean {
  if (spec?.template.spec?.restartPolicy !== 'OnFailure') return false;
  const living = pods.filter(({ status }) => status?.phase === 'Running' || status?.phase === 'Pending');
  const restarts = living
    .flatMap(({ status }) => [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])])
    .reduce((sum, { restartCount }) => sum + restartCount, 0);
  const limit = spec.backoffLimit ?? 0;
  return limit === 0 ? restarts > 0 : restarts >= limit;
}

/** Milliseconds until the job's deadline, not below 0; undefined where none runs. */
export function deadlineMs({ job, nowMs }: Observed): number | undefined {
  const seconds = job.spec?.activeDeadlineSeconds;
  const { startTime } = job.status ?? {};
  if (seconds === undefined || isSuspended(job)) return undefined;
  return Math.max(0, seconds * 1000 - (startTime ? nowMs - parseTime(startTime) : 0));
}

function judgeIndexes({ job }: Observed, { indexes }: Facts): Verdict | undefined {
  if (!indexes) return undefined;
  const { failed, succeeded } = indexes;
  if (failed) {
    const { maxFailedIndexes } = job.spec ?? {};
    if (maxFailedIndexes !== undefined && failed.size > maxFailedIndexes) return failure(MAX_FAILED_INDEXES);
    if (failed.size > 0 && failed.size + succeeded.size >= completionsOf(job)) return failure(FAILED_INDEXES);
  }
  const message = matchSuccessPolicy(job, succeeded);
  return message === undefined ? undefined : { type: 'SuccessCriteriaMet', reason: SUCCESS_POLICY, message };
}

/** What a job that goes on does next: either pods go or pods come. */
export function decide(observed: Observed, facts: Facts): Plan {
  const { job, nowMs } = observed;
  const { active } = facts;
  if (isSuspended(job)) return { create: [], remove: active };
  const wanted = wantedActive(job, facts);
  const remove = surplus(job, active, { count: Math.max(0, active.length - wanted), nowMs }).slice(
    0,
    MAX_AT_ONCE,
  );
  if (remove.length > 0) return { create: [], remove };
  const terminating = replacesFailedOnly(job) ? facts.terminating : 0;
  const missing = Math.min(wanted - terminating - active.length, MAX_AT_ONCE);
  if (missing <= 0) return { create: [], remove: [] };
  const waitMs = hasLimitPerIndex(job) ? 0 : remainingMs(facts.failures, nowMs);
  if (waitMs > 0) return { create: [], remove: [], waitMs };
  return facts.indexes
    ? createIndexes(observed, facts, missing)
    : { create: Array.from({ length: missing }, () => ({})), remove: [] };
}

function wantedActive({ spec }: Job, { active, succeeded }: Facts): number {
  const parallelism = spec?.parallelism ?? 1;
  // A work queue: as soon as one pod knows that it is empty, none is added.
  if (spec?.completions === undefined) return succeeded > 0 ? active.length : parallelism;
  return Math.max(0, Math.min(spec.completions - succeeded, parallelism));
}

/** Pods of an indexed job that have no index of it or one that another has too, then the least useful. */
// upstream: activePodsForRemoval
function surplus(
  job: Job,
  active: readonly Pod[],
  { count, nowMs }: { readonly count: number; readonly nowMs: number },
): readonly Pod[] {
  const taken = new Set<number>();
  const wrong =
    job.spec?.completionMode !== 'Indexed'
      ? []
      : active.filter((pod) => {
          const index = validIndex(job, pod);
          if (index === undefined || taken.has(index)) return true;
          taken.add(index);
          return false;
        });
  const left = active.filter((pod) => !wrong.includes(pod));
  const more = Math.max(0, count - wrong.length);
  return more === 0 ? wrong : [...wrong, ...podsToDelete(left, [], { count: more, nowMs })];
}

/** The lowest indexes that nobody works on and that may have a pod now. */
// upstream: firstPendingIndexes, getPodCreationInfoForIndependentIndexes
function createIndexes(observed: Observed, { active, indexes }: Facts, count: number): Plan {
  const { job, pods, nowMs } = observed;
  const busy = [...active, ...(replacesFailedOnly(job) ? pods.filter(isPodTerminating) : [])];
  const taken = new Set([
    ...busy.map(completionIndex),
    ...(indexes?.succeeded ?? []),
    ...(indexes?.failed ?? []),
  ]);
  const next: number[] = [];
  for (let index = 0; index < completionsOf(job) && next.length < count; index++) {
    if (!taken.has(index)) next.push(index);
  }
  const waiting = next.map((index) => {
    const replaces = indexes?.waiting.get(index);
    return { index, ...(replaces ? { replaces } : {}), waitMs: indexWaitMs(replaces, nowMs) };
  });
  const create = waiting.filter(({ waitMs }) => waitMs === 0).map(({ waitMs: _, ...creation }) => creation);
  if (create.length > 0 || waiting.length === 0) return { create, remove: [] };
  return { create, remove: [], waitMs: Math.min(...waiting.map(({ waitMs }) => waitMs)) };
}
