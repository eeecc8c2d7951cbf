/** When a job with a successPolicy has succeeded before all of its indexes have. */
// upstream: pkg/controller/job/success_policy.go
import type { Job } from '@/kube';
import { type Indexes, parseIndexes } from './indexes';
import { completionsOf } from './observed';

/** The message of the rule that is met. */
export function matchSuccessPolicy(job: Job, succeeded: Indexes): string | undefined {
  if (succeeded.size === 0) return undefined;
  const met = (job.spec?.successPolicy?.rules ?? []).findIndex(({ succeededIndexes, succeededCount }) => {
    if (succeededIndexes === undefined)
      return succeededCount !== undefined && succeeded.size >= succeededCount;
    const wanted = parseIndexes(succeededIndexes, completionsOf(job));
    const done = [...wanted].filter((index) => succeeded.has(index)).length;
    return wanted.size > 0 && done >= (succeededCount ?? wanted.size);
  });
  return met < 0 ? undefined : `Matched rules at index ${met}`;
}
