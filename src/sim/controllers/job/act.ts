/** Makes and deletes the pods of a job, and lets go of those that were counted. */
// upstream: pkg/controller/job/job_controller.go manageJob, deleteJobPods, removeTrackingFinalizerFromPods
import { type Clock, isNotFound } from '@/apimachinery';
import { isNamespaceTerminating, type Job, keyOf, nameOf, namespaceOf, type Pod, uidOf } from '@/kube';
import type { Expectations } from '../shared/expectations';
import { createPod, deletePod, type PodControl } from '../shared/pod-control';
import { isPodReady } from '../shared/pods';
import { slowStart } from '../shared/slow-start';
import type { Creation } from './decide';
import { isTracked, TRACKING } from './observed';
import { buildPod } from './pods';

/** What an action works with. */
export interface Hands {
  readonly job: Job;
  readonly control: PodControl;
  readonly clock: Clock;
  readonly expectations: Expectations;
}

export interface Created {
  readonly count: number;
  readonly error?: unknown;
}

export async function create(hands: Hands, creations: readonly Creation[]): Promise<Created> {
  const { job, control, clock, expectations } = hands;
  const key = keyOf(job);
  const queue = [...creations];
  expectations.expect(key, { creations: creations.length });
  const { succeeded, error } = await slowStart(clock, creations.length, async () => {
    await createPod(control, job, buildPod(job, queue.shift() ?? {}));
  });
  for (let skipped = succeeded; skipped < creations.length; skipped++) expectations.creationObserved(key);
  return { count: succeeded, ...(error !== undefined && !isNamespaceTerminating(error) ? { error } : {}) };
}

export interface Removed {
  readonly count: number;
  readonly ready: number;
  readonly error?: unknown;
}

/** Pods that were too many are not counted: they lose their finalizer first. */
export async function removeUncounted(hands: Hands, pods: readonly Pod[]): Promise<Removed> {
  hands.expectations.expect(keyOf(hands.job), { deletions: pods.map(uidOf) });
  return remove(pods, async (pod) => {
    try {
      await release(hands.control, pod);
      await deletePod(hands.control, hands.job, pod);
    } catch (error) {
      hands.expectations.deletionObserved(keyOf(hands.job), uidOf(pod));
      throw error;
    }
  });
}

/** Pods of a job that has ended: they are held until the status has counted them. */
export const removeHeld = ({ job, control }: Hands, pods: readonly Pod[]): Promise<Removed> =>
  remove(pods, (pod) => deletePod(control, job, pod));

async function remove(pods: readonly Pod[], run: (pod: Pod) => Promise<void>): Promise<Removed> {
  const failures: unknown[] = [];
  await Promise.all(pods.map((pod) => run(pod).catch((error) => isNotFound(error) || failures.push(error))));
  const count = pods.length - failures.length;
  const ready = pods.filter(isPodReady).length;
  return { count, ready, ...(failures.length > 0 ? { error: failures[0] } : {}) };
}

/** Takes the finalizer off; a pod that is gone has none. */
export async function release({ client }: Pick<PodControl, 'client'>, pod: Pod): Promise<void> {
  if (!isTracked(pod)) return;
  try {
    await client.pods.patch(
      { namespace: namespaceOf(pod), name: nameOf(pod) },
      { metadata: { uid: uidOf(pod), '$deleteFromPrimitiveList/finalizers': [TRACKING] } },
      { type: 'strategic' },
    );
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
}
