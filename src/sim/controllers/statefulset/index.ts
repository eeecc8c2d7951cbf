/**
 * A StatefulSet keeps pods that have a name of their own, each with its own claims; they come, go and change in order.
 * https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/
 */
// upstream: pkg/controller/statefulset/stateful_set.go
import { semanticEqual } from '@/apimachinery';
import {
  isDeleting,
  keyFrom,
  nameOf,
  namespaceOf,
  type Pod,
  type ReconcileResult,
  resources,
  runController,
  type StatefulSet,
} from '@/kube';
import { claimAll } from '../shared/claim';
import type { ControllerContext, Running } from '../shared/context';
import { followOwned } from '../shared/owners';
import type { PodControl } from '../shared/pod-control';
import { ensureRevision, sortRevisions, truncateHistory } from '../shared/revisions';
import { selectorFor } from '../shared/selectors';
import { act } from './act';
import { decide } from './decide';
import { ordinalOf, revisionOf } from './identity';
import type { Observed } from './observed';
import { nextAvailableMs, statefulSetStatus } from './status';

const COMPONENT = 'statefulset-controller';
/** How soon to look again whether an old claim has gone. */
const STALE_CLAIM_MS = 1000;

export function startStatefulSetController(context: ControllerContext): Running {
  const { clock, informers } = context;
  const sets = informers.for(resources.statefulsets);
  const pods = informers.for(resources.pods);
  const claims = informers.for(resources.persistentvolumeclaims);
  const revisions = informers.for(resources.controllerrevisions);
  const client = context.client(COMPONENT);
  const events = context.recorder(COMPONENT);
  const selectorOf = (set: StatefulSet) => selectorFor(set.spec?.selector);

  async function reconcile(key: string, cause: string | undefined): Promise<ReconcileResult | undefined> {
    const set = sets.get(key);
    if (!set) return undefined;
    const control = { client: client.because(cause), events };
    const owned = claimed(set, control);
    const history = sortRevisions(await owned.revisions());
    const members = await owned.pods();
    const { update, collisionCount } = await ensureRevision(control.client, set, history);
    const current = history.find((revision) => nameOf(revision) === set.status?.currentRevision) ?? update;
    const observed: Observed = {
      set,
      pods: members,
      current,
      update,
      collisionCount,
      nowMs: clock.now(),
      claim: (name) => claims.get(keyFrom(namespaceOf(set), name)),
    };
    const steps = decide(observed);
    await writeStatus(observed, control);
    for (const step of steps) await act(control, observed, step);
    const live = new Set([nameOf(current), nameOf(update), ...members.map((pod) => revisionOf(pod) ?? '')]);
    if (!isDeleting(set)) await truncateHistory(control.client, set, { revisions: history, live });
    const waits = steps.some(({ kind }) => kind === 'wait');
    const requeueAfterMs = waits ? STALE_CLAIM_MS : nextAvailableMs(observed);
    return requeueAfterMs === undefined ? undefined : { requeueAfterMs };
  }

  /** What a StatefulSet controls: its pods, which are those with an ordinal, and its history. */
  function claimed(set: StatefulSet, { client }: PodControl) {
    const shared = { selector: selectorOf(set), owners: client.statefulsets };
    const suits = (pod: Pod) => ordinalOf(set, pod) !== undefined;
    const objects = client.controllerrevisions;
    return {
      pods: () => claimAll(set, { ...shared, cache: pods, objects: client.pods, suits }),
      revisions: () => claimAll(set, { ...shared, cache: revisions, objects, keepsAll: true }),
    };
  }

  async function writeStatus(observed: Observed, { client }: PodControl): Promise<void> {
    const { set } = observed;
    const status = statefulSetStatus(observed);
    if (semanticEqual(status, set.status)) return;
    await client.statefulsets.updateStatus({ ...set, status });
  }

  const controller = runController({
    clock,
    caches: [sets, pods, claims, revisions],
    concurrency: 5,
    reconcile,
    onError: (error, key) => context.onError(error, `statefulset ${key}`),
  });
  controller.follow(sets);
  const unfollow = followOwned(pods, sets, { selectorOf, enqueue: controller.enqueue });
  return {
    stop() {
      unfollow();
      controller.stop();
    },
  };
}
