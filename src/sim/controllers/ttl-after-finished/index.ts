/**
 * Deletes Jobs some time after they have ended, where they say so.
 * https://kubernetes.io/docs/concepts/workloads/controllers/ttlafterfinished/
 */
// upstream: pkg/controller/ttlafterfinished/ttlafterfinished_controller.go
import { isNotFound, parseTime } from '@/apimachinery';
import {
  isDeleting,
  type Job,
  nameOf,
  namespaceOf,
  type ReconcileResult,
  resources,
  runController,
  uidOf,
} from '@/kube';
import type { ControllerContext, Running } from '../shared/context';
import { jobEnd } from '../shared/jobs';

const COMPONENT = 'ttl-after-finished-controller';

export function startTtlAfterFinished(context: ControllerContext): Running {
  const { clock, informers } = context;
  const jobs = informers.for(resources.jobs);
  const client = context.client(COMPONENT);

  async function reconcile(key: string): Promise<ReconcileResult | undefined> {
    const job = jobs.get(key);
    const expiresMs = job && expiryOf(job);
    if (!job || expiresMs === undefined || isDeleting(job)) return undefined;
    const waitMs = expiresMs - clock.now();
    if (waitMs > 0) return { requeueAfterMs: waitMs };
    // Its pods go first.
    await client.jobs
      .delete(
        { namespace: namespaceOf(job), name: nameOf(job) },
        { propagationPolicy: 'Foreground', preconditions: { uid: uidOf(job) } },
      )
      .catch((error) => {
        if (!isNotFound(error)) throw error;
      });
    return undefined;
  }

  const controller = runController({
    clock,
    caches: [jobs],
    reconcile,
    onError: (error, key) => context.onError(error, `ttl of job ${key}`),
  });
  controller.follow(jobs);
  return controller;
}

/** When the job is to go; undefined for one that has not ended or stays. */
// upstream: timeLeft, jobFinishTime
function expiryOf(job: Job): number | undefined {
  const seconds = job.spec?.ttlSecondsAfterFinished;
  const end = jobEnd(job);
  if (seconds === undefined || !end?.lastTransitionTime) return undefined;
  return parseTime(end.lastTransitionTime) + seconds * 1000;
}
