/**
 * A DaemonSet keeps one pod on each node that suits it, on nodes that come later too.
 * https://kubernetes.io/docs/concepts/workloads/controllers/daemonset/
 */
// upstream: pkg/controller/daemon/daemon_controller.go
import { deepEqual, isNotFound, semanticEqual } from '@/apimachinery';
import {
  type DaemonSet,
  isDeleting,
  isNamespaceTerminating,
  keyOf,
  nameOf,
  type Pod,
  type ReconcileResult,
  resources,
  runController,
  uidOf,
} from '@/kube';
import { claimAll } from '../shared/claim';
import type { ControllerContext, Running } from '../shared/context';
import { Expectations } from '../shared/expectations';
import { observePods } from '../shared/observe-pods';
import { followOwned } from '../shared/owners';
import { createPod, deletePod, type PodControl } from '../shared/pod-control';
import { ensureRevision, REVISION_HASH, sortRevisions, truncateHistory } from '../shared/revisions';
import { selectorFor } from '../shared/selectors';
import { slowStart } from '../shared/slow-start';
import { decide, type Observed, type Plan, update } from './decide';
import { podFor, targetNode } from './placement';
import { PodBackoff } from './pod-backoff';
import { daemonSetStatus, nextAvailableMs } from './status';
import { failedPod, SELECTING_ALL, succeededPod } from './texts';

const COMPONENT = 'daemonset-controller';
/** Pods that are made or deleted at once. */
const BURST = 250;

export function startDaemonSetController(context: ControllerContext): Running {
  const { clock, informers } = context;
  const daemonSets = informers.for(resources.daemonsets);
  const pods = informers.for(resources.pods);
  const nodes = informers.for(resources.nodes);
  const revisions = informers.for(resources.controllerrevisions);
  const client = context.client(COMPONENT);
  const events = context.recorder(COMPONENT);
  const expectations = new Expectations(clock);
  const backoff = new PodBackoff(clock);
  const selectorOf = (daemonSet: DaemonSet) => selectorFor(daemonSet.spec?.selector);

  async function reconcile(key: string, cause: string | undefined): Promise<ReconcileResult | undefined> {
    const daemonSet = daemonSets.get(key);
    if (!daemonSet) {
      expectations.forget(key);
      backoff.forget(key);
      return undefined;
    }
    if (selectorOf(daemonSet).empty) {
      events.event(daemonSet, 'Warning', SELECTING_ALL);
      return undefined;
    }
    if (isDeleting(daemonSet)) return undefined;
    const control = { client: client.because(cause), events };
    const owned = claimed(daemonSet, control);
    const history = sortRevisions(await owned.revisions());
    const { update: revision, collisionCount } = await ensureRevision(control.client, daemonSet, history);
    const hash = revision.metadata.labels?.[REVISION_HASH] ?? '';
    const satisfied = expectations.satisfied(key);
    const observed: Observed = {
      daemonSet,
      nodes: nodes.list(),
      pods: await owned.pods(),
      hash,
      nowMs: clock.now(),
      mayReplace: (node) => backoff.isOver(key, node),
    };
    const failure = satisfied ? await act(control, observed) : undefined;
    const live = new Set([
      nameOf(revision),
      ...observed.pods.map((pod) => `${nameOf(daemonSet)}-${hashOf(pod)}`),
    ]);
    await truncateHistory(control.client, daemonSet, { revisions: history, live });
    await writeStatus(control, observed, collisionCount);
    if (failure !== undefined) throw failure;
    const waits = [nextAvailableMs(observed), backoff.waitMs(key)].filter((wait) => wait !== undefined);
    return waits.length > 0 ? { requeueAfterMs: Math.min(...waits) } : undefined;
  }

  /** What a DaemonSet controls: its pods and its history. */
  function claimed(daemonSet: DaemonSet, { client }: PodControl) {
    const shared = { selector: selectorOf(daemonSet), owners: client.daemonsets };
    const objects = client.controllerrevisions;
    return {
      pods: () => claimAll(daemonSet, { ...shared, cache: pods, objects: client.pods }),
      revisions: () => claimAll(daemonSet, { ...shared, cache: revisions, objects, keepsAll: true }),
    };
  }

  /** Updates go on only where nothing is being put right. Returns the first failure. */
  async function act(control: PodControl, observed: Observed): Promise<unknown> {
    const kept = decide(observed);
    for (const pod of kept.ended) tellEnded(observed, pod);
    const failure = await carryOut(control, observed, kept);
    if (failure !== undefined || kept.create.length > 0 || kept.remove.length > 0) return failure;
    return carryOut(control, observed, update(observed));
  }

  function tellEnded({ daemonSet }: Observed, pod: Pod): void {
    const node = targetNode(pod);
    const key = keyOf(daemonSet);
    if (pod.status?.phase === 'Succeeded') events.event(daemonSet, 'Normal', succeededPod(pod, node));
    else if (backoff.isOver(key, node)) {
      events.event(daemonSet, 'Warning', failedPod(pod, node));
      backoff.begin(key, node);
    }
  }

  async function carryOut(control: PodControl, { daemonSet, hash }: Observed, plan: Plan): Promise<unknown> {
    const key = keyOf(daemonSet);
    const create = plan.create.slice(0, BURST);
    const remove = plan.remove.slice(0, BURST);
    if (create.length === 0 && remove.length === 0) return undefined;
    expectations.expect(key, { creations: create.length, deletions: remove.map(uidOf) });
    const queue = [...create];
    const { succeeded, error } = await slowStart(clock, create.length, async () => {
      await createPod(control, daemonSet, podFor(daemonSet, queue.shift() ?? '', hash));
    });
    for (let skipped = succeeded; skipped < create.length; skipped++) expectations.creationObserved(key);
    const failures = await Promise.all(remove.map((pod) => removeOne(control, daemonSet, pod)));
    const failed = isNamespaceTerminating(error) ? undefined : error;
    return failed ?? failures.find((failure) => failure !== undefined);
  }

  async function removeOne(control: PodControl, daemonSet: DaemonSet, pod: Pod): Promise<unknown> {
    try {
      await deletePod(control, daemonSet, pod);
      return undefined;
    } catch (error) {
      expectations.deletionObserved(keyOf(daemonSet), uidOf(pod));
      return isNotFound(error) ? undefined : error;
    }
  }

  async function writeStatus({ client }: PodControl, observed: Observed, collisions: number): Promise<void> {
    const { daemonSet } = observed;
    const status = daemonSetStatus(observed, collisions);
    if (!semanticEqual(status, daemonSet.status))
      await client.daemonsets.updateStatus({ ...daemonSet, status });
  }

  const controller = runController({
    clock,
    caches: [daemonSets, pods, nodes, revisions],
    concurrency: 2,
    reconcile,
    onError: (error, key) => context.onError(error, `daemonset ${key}`),
  });
  const everyone = () => {
    for (const daemonSet of daemonSets.list()) controller.enqueue(keyOf(daemonSet));
  };
  const unsubscribe = [
    observePods(pods, daemonSets, expectations),
    nodes.on({
      add: everyone,
      delete: everyone,
      // What a kubelet reports of itself moves no daemon.
      update: (node, old) => {
        const same =
          deepEqual(node.metadata.labels, old.metadata.labels) &&
          deepEqual(node.spec?.taints, old.spec?.taints);
        if (!same) everyone();
      },
    }),
  ];
  controller.follow(daemonSets);
  unsubscribe.push(followOwned(pods, daemonSets, { selectorOf, enqueue: controller.enqueue }));
  return {
    stop() {
      for (const end of unsubscribe) end();
      controller.stop();
    },
  };
}

const hashOf = ({ metadata }: Pod): string => metadata.labels?.[REVISION_HASH] ?? '';
