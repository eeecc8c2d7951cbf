/**
 * A ReplicaSet keeps a stable number of pods running: it creates what is missing from its template, deletes what is
 * too much, adopts orphans that its selector matches and lets go of pods that it matches no longer.
 * https://kubernetes.io/docs/concepts/workloads/controllers/replicaset/
 */
// upstream: pkg/controller/replicaset/replica_set.go syncReplicaSet
import { isNotFound, type LabelMatcher, semanticEqual } from '@/apimachinery';
import {
  byOwner,
  type Client,
  controllerOf,
  isNamespaceTerminating,
  type Pod,
  type ReconcileResult,
  type ReplicaSet,
  type ResourceClient,
  type ResourceType,
  resources,
  runController,
  uidOf,
} from '@/kube';
import { claimAll } from '../shared/claim';
import type { ControllerContext, Running } from '../shared/context';
import { Expectations } from '../shared/expectations';
import { observePods } from '../shared/observe-pods';
import { followOwned } from '../shared/owners';
import { createPod, deletePod, messageOf, type PodControl, podFromTemplate } from '../shared/pod-control';
import { isPodActive, isPodTerminating } from '../shared/pods';
import { selectorFor } from '../shared/selectors';
import { slowStart } from '../shared/slow-start';
import { decide, type Plan } from './decide';
import { nextAvailableMs, type Observed, type ReplicaSetStatus, replicaSetStatus } from './status';

/** What a ReplicaSet and a ReplicationController differ in. */
export interface ReplicaFlavor {
  /** "replicaset-controller" */
  readonly component: string;
  readonly type: ResourceType<ReplicaSet>;
  objects(client: Client): ResourceClient<ReplicaSet>;
  selectorOf(replicaSet: ReplicaSet): LabelMatcher;
  /** The status as the kind has it. */
  status(status: ReplicaSetStatus): ReplicaSetStatus;
}

const REPLICA_SET: ReplicaFlavor = {
  component: 'replicaset-controller',
  type: resources.replicasets,
  objects: (client) => client.replicasets,
  selectorOf: ({ spec }) => selectorFor(spec?.selector),
  status: (status) => status,
};

export const startReplicaSetController = (context: ControllerContext): Running =>
  startReplicas(context, REPLICA_SET);

/** The controller of either kind. */
export function startReplicas(context: ControllerContext, flavor: ReplicaFlavor): Running {
  const { clock, informers } = context;
  const replicaSets = informers.for(flavor.type);
  const pods = informers.for(resources.pods);
  const client = context.client(flavor.component);
  const events = context.recorder(flavor.component);
  const expectations = new Expectations(clock);
  const { selectorOf } = flavor;

  async function reconcile(key: string, cause: string | undefined): Promise<ReconcileResult | undefined> {
    const replicaSet = replicaSets.get(key);
    if (!replicaSet) {
      expectations.forget(key);
      return undefined;
    }
    const control = { client: client.because(cause), events };
    const ready = expectations.satisfied(key);
    const observed = await observe(replicaSet, control);
    const plan = ready ? decide(observed, () => relatedPods(replicaSet)) : undefined;
    const failure = plan && (await act(key, { replicaSet, plan, control }));
    await writeStatus(observed, control, failure);
    if (failure !== undefined) throw failure;
    const requeueAfterMs = nextAvailableMs(observed);
    return requeueAfterMs === undefined ? undefined : { requeueAfterMs };
  }

  async function observe(replicaSet: ReplicaSet, { client }: PodControl): Promise<Observed> {
    const terminating = pods.by(byOwner, uidOf(replicaSet)).filter(isPodTerminating).length;
    return {
      replicaSet,
      pods: await claimAll(replicaSet, {
        cache: pods,
        selector: selectorOf(replicaSet),
        objects: client.pods,
        owners: flavor.objects(client),
        suits: isPodActive,
      }),
      terminating,
      nowMs: clock.now(),
    };
  }

  function relatedPods(replicaSet: ReplicaSet): readonly Pod[] {
    const owner = controllerOf(replicaSet);
    const siblings = owner ? replicaSets.by(byOwner, owner.uid) : [replicaSet];
    return siblings.flatMap((sibling) => pods.by(byOwner, uidOf(sibling))).filter(isPodActive);
  }

  /** Returns the first failure instead of throwing it: the status tells of it. */
  async function act(key: string, { replicaSet, plan, control }: Action): Promise<unknown> {
    if (plan.create > 0) {
      expectations.expect(key, { creations: plan.create });
      const template = podFromTemplate(replicaSet, replicaSet.spec?.template);
      const { succeeded, error } = await slowStart(clock, plan.create, async () => {
        await createPod(control, replicaSet, template);
      });
      for (let skipped = succeeded; skipped < plan.create; skipped++) expectations.creationObserved(key);
      return isNamespaceTerminating(error) ? undefined : error;
    }
    if (plan.remove.length === 0) return undefined;
    expectations.expect(key, { deletions: plan.remove.map(uidOf) });
    const failures = await Promise.all(plan.remove.map((pod) => remove(key, pod, { replicaSet, control })));
    return failures.find((failure) => failure !== undefined);
  }

  async function remove(
    key: string,
    pod: Pod,
    { replicaSet, control }: Omit<Action, 'plan'>,
  ): Promise<unknown> {
    try {
      await deletePod(control, replicaSet, pod);
      return undefined;
    } catch (error) {
      expectations.deletionObserved(key, uidOf(pod));
      return isNotFound(error) ? undefined : error;
    }
  }

  async function writeStatus(observed: Observed, { client }: PodControl, failure: unknown): Promise<void> {
    const { replicaSet } = observed;
    const counted = replicaSetStatus(observed, failure === undefined ? undefined : messageOf(failure));
    const status = flavor.status(counted);
    if (semanticEqual(status, replicaSet.status)) return;
    await flavor.objects(client).updateStatus({ ...replicaSet, status });
  }

  const unsubscribe = observePods(pods, replicaSets, expectations);
  const controller = runController({
    clock,
    caches: [replicaSets, pods],
    concurrency: 5,
    reconcile,
    onError: (error, key) => context.onError(error, `${flavor.type.kind} ${key}`),
  });
  controller.follow(replicaSets);
  const unfollow = followOwned(pods, replicaSets, { selectorOf, enqueue: controller.enqueue });
  return {
    stop() {
      unsubscribe();
      unfollow();
      controller.stop();
    },
  };
}

interface Action {
  readonly replicaSet: ReplicaSet;
  readonly plan: Plan;
  readonly control: PodControl;
}
