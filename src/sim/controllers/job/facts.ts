/** What follows from a job's pods and from what its status has counted already. */
// upstream: pkg/controller/job/job_controller.go syncJob
import { type Pod, uidOf } from '@/kube';
import { isPodActive, isPodReady, isPodTerminating } from '../shared/pods';
import { countFailures, type Failures } from './backoff';
import { matchFailurePolicy } from './failure-policy';
import { failsIndex, waitingForReplacement } from './index-failures';
import { type Indexes, parseIndexes } from './indexes';
import {
  completionsOf,
  countsFor,
  hasLimitPerIndex,
  isFailed,
  isHeld,
  isIndexed,
  isSucceeded,
  type Observed,
  validIndex,
} from './observed';

export interface IndexFacts {
  /** As the status has it. */
  readonly known: Indexes;
  readonly succeeded: Indexes;
  /** Undefined without a limit per index. */
  readonly failed: Indexes | undefined;
  readonly waiting: ReadonlyMap<number, Pod>;
}

export interface Facts {
  readonly active: readonly Pod[];
  readonly ready: number;
  readonly terminating: number;
  readonly succeeded: number;
  readonly failed: number;
  readonly failures: Failures;
  readonly indexes: IndexFacts | undefined;
}

export function factsOf(observed: Observed): Facts {
  const { job, pods, failures } = observed;
  const { status = {} } = job;
  const uncounted = { succeeded: [], failed: [], ...status.uncountedTerminatedPods };
  const fresh = (known: readonly string[], accepts: (pod: Pod) => boolean) =>
    pods.filter(
      (pod) => isHeld(observed, pod) && !known.includes(uidOf(pod)) && countsFor(job, pod) && accepts(pod),
    );
  const newSucceeded = fresh(uncounted.succeeded, isSucceeded);
  const newFailed = fresh(uncounted.failed, (pod) => isFailed(job, pod));
  const counted = newFailed.filter((pod) => matchFailurePolicy(job, pod).counts);
  const active = pods.filter(isPodActive);
  const indexes = isIndexed(job) ? indexFacts(observed, active) : undefined;
  return {
    active,
    ready: active.filter(isPodReady).length,
    terminating: pods.filter(isPodTerminating).length,
    succeeded:
      indexes?.succeeded.size ?? (status.succeeded ?? 0) + newSucceeded.length + uncounted.succeeded.length,
    failed: (status.failed ?? 0) + counted.length + uncounted.failed.length,
    failures: countFailures(failures, newSucceeded, newFailed),
    indexes,
  };
}

function indexFacts(observed: Observed, active: readonly Pod[]): IndexFacts {
  const { job, pods } = observed;
  const completions = completionsOf(job);
  const indexesOf = (accepts: (pod: Pod) => boolean) =>
    pods.filter((pod) => isHeld(observed, pod) && accepts(pod)).flatMap((pod) => validIndex(job, pod) ?? []);
  const known = parseIndexes(job.status?.completedIndexes, completions);
  const succeeded = new Set([...known, ...indexesOf(isSucceeded)]);
  if (!hasLimitPerIndex(job)) return { known, succeeded, failed: undefined, waiting: new Map() };
  const failed = new Set([
    ...parseIndexes(job.status?.failedIndexes, completions),
    ...indexesOf((pod) => failsIndex(job, pod)),
  ]);
  return {
    known,
    succeeded,
    failed,
    waiting: waitingForReplacement(observed, { active, succeeded, failed }),
  };
}
