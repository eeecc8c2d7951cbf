/**
 * A Job runs pods until enough of them have succeeded, replaces those that fail, and gives up where it should.
 * https://kubernetes.io/docs/concepts/workloads/controllers/job/
 */
// upstream: pkg/controller/job/job_controller.go
import { isInvalid, semanticEqual } from '@/apimachinery';
import {
  byOwner,
  controllerOf,
  isDeleting,
  type Job,
  keyFrom,
  keyOf,
  type Pod,
  type ReconcileResult,
  resources,
  runController,
  uidOf,
} from '@/kube';
import { claimAll } from '../shared/claim';
import { findCondition } from '../shared/conditions';
import type { ControllerContext, Running } from '../shared/context';
import { Expectations } from '../shared/expectations';
import { jobEnd } from '../shared/jobs';
import { observePods } from '../shared/observe-pods';
import { followOwned } from '../shared/owners';
import type { PodControl } from '../shared/pod-control';
import { selectorFor } from '../shared/selectors';
import { create, type Hands, release, removeHeld, removeUncounted } from './act';
import { type Failures, NO_FAILURES } from './backoff';
import { deadlineMs, decide, judge, type Verdict } from './decide';
import { type Facts, factsOf } from './facts';
import { isTracked, type Observed } from './observed';
import { COMPLETED, COMPLETIONS_REACHED, RESUMED, SUSPENDED, TOO_MANY_SUCCEEDED } from './texts';
import { account, finished, type JobStatus, type Outcome, settle } from './tracking';

const COMPONENT = 'job-controller';
const MANAGED_BY = 'kubernetes.io/job-controller';

const isOurs = ({ spec }: Job): boolean => (spec?.managedBy ?? MANAGED_BY) === MANAGED_BY;

export function startJobController(context: ControllerContext): Running {
  const { clock, informers } = context;
  const jobs = informers.for(resources.jobs);
  const pods = informers.for(resources.pods);
  const client = context.client(COMPONENT);
  const events = context.recorder(COMPONENT);
  const expectations = new Expectations(clock);
  const failures = new Map<string, Failures>();
  /** UIDs of pods that were let go of, until the cache has seen it. */
  const released = new Set<string>();
  const selectorOf = (job: Job) => selectorFor(job.spec?.selector);

  async function reconcile(key: string, cause: string | undefined): Promise<ReconcileResult | undefined> {
    const job = jobs.get(key);
    if (!job || jobEnd(job)) {
      failures.delete(key);
      expectations.forget(key);
      return undefined;
    }
    if (!isOurs(job)) return undefined;
    const control = { client: client.because(cause), events };
    const satisfied = expectations.satisfied(key);
    const observed: Observed = {
      job,
      pods: await claimed(job, control),
      released,
      failures: failures.get(key) ?? NO_FAILURES,
      nowMs: clock.now(),
    };
    const facts = factsOf(observed);
    const hands = { job, control, clock, expectations };
    const done = await manage(observed, facts, { hands, satisfied });
    await track(observed, facts, { control, outcome: done.outcome });
    if (done.error !== undefined) throw done.error;
    const waits = [done.waitMs ?? 0, deadlineMs(observed) ?? 0].filter((wait) => wait > 0);
    return waits.length > 0 ? { requeueAfterMs: Math.min(...waits) } : undefined;
  }

  function claimed(job: Job, { client }: PodControl): Promise<readonly Pod[]> {
    const { pods: objects, jobs: owners } = client;
    return claimAll(job, { cache: pods, selector: selectorOf(job), objects, owners });
  }

  async function track(observed: Observed, facts: Facts, { control, outcome }: Tracked): Promise<void> {
    const { job, nowMs } = observed;
    const { status, release: letGo, more } = account(observed, facts, outcome);
    const counted = await write(job, status, control);
    failures.set(keyOf(job), facts.failures);
    tellSuspension(job, status);
    const rest = new Set(
      observed.pods
        .filter(isTracked)
        .map(uidOf)
        .filter((uid) => !released.has(uid)),
    );
    for (const pod of letGo) {
      await letGoOf(pod, control);
      rest.delete(uidOf(pod));
    }
    const settled = settle(counted.status ?? {}, rest);
    const end = outcome.verdict && !more ? finished(settled, outcome.verdict, nowMs) : undefined;
    await write(counted, end ?? settled, control);
    if (end && outcome.verdict) tellEnd({ ...counted, status: end }, outcome.verdict);
  }

  /** Remembered before it is done: the cache may hear of it before the answer is here. */
  async function letGoOf(pod: Pod, control: PodControl): Promise<void> {
    const uid = uidOf(pod);
    released.add(uid);
    try {
      await release(control, pod);
    } catch (error) {
      released.delete(uid);
      throw error;
    }
  }

  async function write(job: Job, status: JobStatus, { client }: PodControl): Promise<Job> {
    return semanticEqual(status, job.status) ? job : client.jobs.updateStatus({ ...job, status });
  }

  function tellSuspension(job: Job, status: JobStatus): void {
    const [before, now] = [job.status, status].map(
      (each) => findCondition(each?.conditions, 'Suspended')?.status,
    );
    if (now !== before) events.event(job, 'Normal', now === 'True' ? SUSPENDED : RESUMED);
  }

  function tellEnd(job: Job, verdict: Verdict): void {
    if (verdict.type === 'FailureTarget') {
      events.event(job, 'Warning', { reason: verdict.reason, message: verdict.message });
      return;
    }
    const { completions } = job.spec ?? {};
    if (completions !== undefined && (job.status?.succeeded ?? 0) > completions) {
      events.event(job, 'Warning', TOO_MANY_SUCCEEDED);
    }
    events.event(job, 'Normal', COMPLETED);
  }

  /** A pod whose job is gone must not be held for it. */
  async function releaseOrphan(key: string): Promise<undefined> {
    const pod = pods.get(key);
    if (pod && isTracked(pod) && isOrphan(pod)) await release({ client }, pod);
    return undefined;
  }
  const isOrphan = (pod: Pod): boolean => {
    const ref = controllerOf(pod);
    if (!ref) return true;
    if (ref.kind !== jobs.type.kind) return false;
    const job = jobs.get(keyFrom(pod.metadata.namespace, ref.name));
    return !job || uidOf(job) !== ref.uid;
  };

  const unsubscribe = [
    observePods(pods, jobs, expectations),
    pods.on({
      update: (pod) => isTracked(pod) || released.delete(uidOf(pod)),
      delete: (pod) => released.delete(uidOf(pod)),
    }),
  ];
  const caches = [jobs, pods];
  const controller = runController({
    clock,
    caches,
    concurrency: 5,
    reconcile,
    onError: (error, key) => context.onError(error, `job ${key}`),
  });
  const orphans = runController({
    clock,
    caches,
    reconcile: releaseOrphan,
    onError: (error, key) => isInvalid(error) || context.onError(error, `pod ${key} of a job`),
  });
  // At the start jobs may not be known yet; by the time that the key is looked at they are.
  const considerOrphan = (pod: Pod) => {
    if (isTracked(pod) && isOrphan(pod)) orphans.enqueue(keyOf(pod));
  };
  controller.follow(jobs);
  unsubscribe.push(
    followOwned(pods, jobs, { selectorOf, enqueue: controller.enqueue }),
    pods.on({ add: considerOrphan, update: considerOrphan }),
    jobs.on({
      delete: (job) => {
        for (const pod of pods.by(byOwner, uidOf(job))) orphans.enqueue(keyOf(pod));
      },
    }),
  );
  return {
    stop() {
      for (const end of unsubscribe) end();
      orphans.stop();
      controller.stop();
    },
  };
}

interface Tracked {
  readonly control: PodControl;
  readonly outcome: Outcome;
}

interface Done {
  readonly outcome: Outcome;
  readonly waitMs?: number;
  readonly error?: unknown;
}

/** Brings the pods nearer to what is wanted of them. */
async function manage(
  observed: Observed,
  facts: Facts,
  { hands, satisfied }: { readonly hands: Hands; readonly satisfied: boolean },
): Promise<Done> {
  const { job } = observed;
  const { active, ready, terminating } = facts;
  const now = { active: active.length, ready, terminating };
  const verdict = judge(observed, facts);
  if (verdict) {
    const { count, ready: gone, error } = await removeHeld(hands, active);
    const outcome = {
      active: now.active - count,
      ready: ready - gone,
      terminating: terminating + count,
      managed: false,
      // As long as pods may still come or go unseen the job can't be called finished.
      verdict: count === active.length && satisfied ? verdict : undefined,
    };
    return { outcome, ...(error === undefined ? {} : { error }) };
  }
  if (!satisfied || isDeleting(job))
    return { outcome: { ...now, verdict: completed(job, facts, now.active), managed: false } };
  const plan = decide(observed, facts);
  const removed = plan.remove.length > 0 ? await removeUncounted(hands, plan.remove) : { count: 0, ready: 0 };
  const created = plan.create.length > 0 ? await create(hands, plan.create) : { count: 0 };
  const left = now.active - removed.count + created.count;
  const end = completed(job, facts, left);
  const error = removed.error ?? created.error;
  return {
    outcome: {
      active: left,
      ready: ready - removed.ready,
      terminating: terminating + removed.count,
      verdict: end,
      managed: end === undefined,
    },
    ...(plan.waitMs === undefined ? {} : { waitMs: plan.waitMs }),
    ...(error === undefined ? {} : { error }),
  };
}

function completed({ spec }: Job, { succeeded }: Facts, active: number): Verdict | undefined {
  const enough = spec?.completions === undefined ? succeeded > 0 : succeeded >= spec.completions;
  return enough && active === 0 ? { type: 'SuccessCriteriaMet', ...COMPLETIONS_REACHED } : undefined;
}
