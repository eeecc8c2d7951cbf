/**
 * A CronJob makes a Job at each of the times that its schedule names, and keeps the last few.
 * https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/
 */
// upstream: pkg/controller/cronjob/cronjob_controllerv2.go
import { formatTime, isAlreadyExists, isNotFound, NOTHING, semanticEqual } from '@/apimachinery';
import {
  byOwner,
  type Client,
  type CronJob,
  controllerOf,
  isNamespaceTerminating,
  type Job,
  nameOf,
  namespaceOf,
  objectReference,
  type ReconcileResult,
  resources,
  runController,
  uidOf,
} from '@/kube';
import type { ControllerContext, Running } from '../shared/context';
import { followOwned } from '../shared/owners';
import { messageOf, type PodControl } from '../shared/pod-control';
import { type CronJobStatus, decide, type JobReference, type Plan } from './decide';
import { created, deleted, missingJob, notCreated, notDeleted } from './texts';

const COMPONENT = 'cronjob-controller';

export function startCronJobController(context: ControllerContext): Running {
  const { clock, informers } = context;
  const cronJobs = informers.for(resources.cronjobs);
  const jobs = informers.for(resources.jobs);
  const client = context.client(COMPONENT);
  const events = context.recorder(COMPONENT);

  async function reconcile(key: string, cause: string | undefined): Promise<ReconcileResult | undefined> {
    const cronJob = cronJobs.get(key);
    if (!cronJob) return undefined;
    const control = { client: client.because(cause), events };
    const owned = jobs.by(byOwner, uidOf(cronJob));
    const plan = decide({ cronJob, jobs: owned, nowMs: clock.now() });
    for (const { type, text } of plan.events) events.event(cronJob, type, text);
    let status = await withoutMissing(control, cronJob, { status: plan.status, jobs: owned });
    const failures: unknown[] = [];
    if (plan.start) {
      try {
        status = await start(control, cronJob, { status, ...plan.start });
      } catch (error) {
        failures.push(error);
      }
    }
    for (const job of plan.outdated) {
      if (await remove(control, cronJob, job)) status = withoutActive(status, uidOf(job));
    }
    if (!semanticEqual(status, cronJob.status ?? {})) {
      await control.client.cronjobs.updateStatus({ ...cronJob, status });
    }
    if (failures.length > 0) throw failures[0];
    return plan.waitMs === undefined ? undefined : { requeueAfterMs: plan.waitMs };
  }

  const controller = runController({
    clock,
    caches: [cronJobs, jobs],
    concurrency: 5,
    reconcile,
    onError: (error, key) => isNamespaceTerminating(error) || context.onError(error, `cronjob ${key}`),
  });
  controller.follow(cronJobs);
  // Jobs belong to whoever made them: a CronJob adopts none.
  const unfollow = followOwned(jobs, cronJobs, { selectorOf: () => NOTHING, enqueue: controller.enqueue });
  return {
    stop() {
      unfollow();
      controller.stop();
    },
  };
}

const withoutActive = ({ active = [], ...status }: CronJobStatus, uid: string | undefined): CronJobStatus => {
  const left = active.filter((reference) => reference.uid !== uid);
  return { ...status, ...(left.length > 0 ? { active: left } : {}) };
};

/** Forgets jobs that somebody deleted. The cache may be late, so the server is asked. */
async function withoutMissing(
  { client, events }: PodControl,
  cronJob: CronJob,
  { status, jobs }: { readonly status: CronJobStatus; readonly jobs: readonly Job[] },
): Promise<CronJobStatus> {
  let left = status;
  for (const { uid, name = '', namespace = namespaceOf(cronJob) } of status.active ?? []) {
    if (jobs.some((job) => uidOf(job) === uid) || (await exists(client, { namespace, name }))) continue;
    events.event(cronJob, 'Normal', missingJob(name));
    left = withoutActive(left, uid);
  }
  return left;
}

const exists = (
  client: Client,
  name: { readonly namespace: string; readonly name: string },
): Promise<boolean> =>
  client.jobs.get(name).then(
    () => true,
    (error) => {
      if (isNotFound(error)) return false;
      throw error;
    },
  );

async function start(
  control: PodControl,
  cronJob: CronJob,
  { status, job, dueMs, replace }: NonNullable<Plan['start']> & { readonly status: CronJobStatus },
): Promise<CronJobStatus> {
  let left = status;
  for (const reference of replace) {
    if (!(await remove(control, cronJob, referred(reference, cronJob)))) {
      throw new Error(`could not replace job ${namespaceOf(cronJob)}/${reference.name}`);
    }
    left = withoutActive(left, reference.uid);
  }
  const made = await create(control, cronJob, job);
  if (!made) return left;
  if (made.fresh) control.events.event(cronJob, 'Normal', created(nameOf(job)));
  const { active = [] } = left;
  const listed = active.some(({ uid }) => uid === uidOf(made.job));
  return {
    ...left,
    active: listed ? active : [...active, objectReference(made.job)],
    lastScheduleTime: formatTime(dueMs),
  };
}

/** Undefined where somebody else has a job of that name. */
async function create({ client, events }: PodControl, owner: CronJob, wanted: Job) {
  try {
    return { job: await client.jobs.create(wanted), fresh: true };
  } catch (error) {
    if (isAlreadyExists(error)) {
      const found = await client.jobs.get({ namespace: namespaceOf(wanted), name: nameOf(wanted) });
      return controllerOf(found)?.uid === uidOf(owner) ? { job: found, fresh: false } : undefined;
    }
    if (!isNamespaceTerminating(error)) events.event(owner, 'Warning', notCreated(messageOf(error)));
    throw error;
  }
}

const referred = ({ name = '', uid = '' }: JobReference, cronJob: CronJob): Job => ({
  apiVersion: 'batch/v1',
  kind: 'Job',
  metadata: { name, uid, namespace: namespaceOf(cronJob) },
});

/** Pods go in the background. */
async function remove({ client, events }: PodControl, cronJob: CronJob, job: Job): Promise<boolean> {
  const name = { namespace: namespaceOf(job), name: nameOf(job) };
  try {
    await client.jobs.delete(name, { propagationPolicy: 'Background' });
    events.event(cronJob, 'Normal', deleted(nameOf(job)));
    return true;
  } catch (error) {
    events.event(cronJob, 'Warning', notDeleted(messageOf(error)));
    return false;
  }
}
