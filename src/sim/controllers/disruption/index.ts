/**
 * Keeps the status of PodDisruptionBudgets: how many pods are healthy, how many have to be, how many may go.
 * https://kubernetes.io/docs/concepts/workloads/pods/disruptions/
 */
// upstream: pkg/controller/disruption/disruption.go
import { labelSelectorFrom, semanticEqual } from '@/apimachinery';
import {
  byNamespace,
  keyOf,
  namespaceOf,
  type Pod,
  type PodDisruptionBudget,
  type ReconcileResult,
  resources,
  runController,
} from '@/kube';
import type { ControllerContext, Running } from '../shared/context';
import { messageOf } from '../shared/pod-control';
import { selectorFor } from '../shared/selectors';
import { decide, failSafe, needsScale } from './decide';
import { scaleFinder } from './scale';

const COMPONENT = 'disruption-controller';
const SENDER = 'controllermanager';

export function startDisruptionController(context: ControllerContext): Running {
  const { clock, informers } = context;
  const budgets = informers.for(resources.poddisruptionbudgets);
  const pods = informers.for(resources.pods);
  const client = context.client(COMPONENT);
  const events = context.recorder(SENDER);
  const scaleOf = scaleFinder(informers);

  async function reconcile(key: string, cause: string | undefined): Promise<ReconcileResult | undefined> {
    const budget = budgets.get(key);
    if (!budget) return undefined;
    const selected = select(budget);
    if (selected.length === 0) {
      events.event(budget, 'Normal', { reason: 'NoPods', message: 'No matching pods found' });
    }
    const caller = client.because(cause);
    try {
      const scale = needsScale(budget) ? expected(budget, selected) : 0;
      const { status, notDeleted, waitMs } = decide({ budget, pods: selected, scale, nowMs: clock.now() });
      for (const pod of notDeleted) tellNotDeleted(budget, pod);
      if (!semanticEqual(status, budget.status)) {
        await caller.poddisruptionbudgets.updateStatus({ ...budget, status });
      }
      return waitMs === undefined ? undefined : { requeueAfterMs: waitMs };
    } catch (error) {
      if (!(error instanceof ScaleError)) throw error;
      const status = failSafe(budget, error.message, clock.now());
      if (!semanticEqual(status, budget.status)) {
        await caller.poddisruptionbudgets.updateStatus({ ...budget, status });
      }
      return undefined;
    }
  }

  const select = (budget: PodDisruptionBudget): readonly Pod[] => {
    const selector = selectorFor(budget.spec?.selector);
    return pods
      .by(byNamespace, namespaceOf(budget))
      .filter(({ metadata }) => selector.matches(metadata.labels));
  };

  function expected(budget: PodDisruptionBudget, selected: readonly Pod[]): number {
    try {
      const { scale, unmanaged } = scaleOf(selected);
      if (unmanaged.length > 0) events.event(budget, 'Warning', unmanagedPods(budget));
      return scale;
    } catch (error) {
      const message = `Failed to calculate the number of expected pods: ${messageOf(error)}`;
      events.event(budget, 'Warning', { reason: 'CalculateExpectedPodCountFailed', message });
      throw new ScaleError(messageOf(error));
    }
  }

  function tellNotDeleted(budget: PodDisruptionBudget, pod: Pod): void {
    const message = `Pod was expected by PDB ${keyOf(budget)} to be deleted but it wasn't`;
    events.event(pod, 'Warning', { reason: 'NotDeleted', message });
  }

  const controller = runController({
    clock,
    caches: [budgets, pods],
    reconcile,
    onError: (error, key) => context.onError(error, `poddisruptionbudget ${key}`),
  });
  controller.follow(budgets);
  const concern = (pod: Pod) => {
    for (const budget of budgets.by(byNamespace, namespaceOf(pod))) {
      if (selectorFor(budget.spec?.selector).matches(pod.metadata.labels))
        controller.enqueue(keyOf(budget), pod);
    }
  };
  const unsubscribe = pods.on({
    add: concern,
    update(pod, old) {
      concern(pod);
      if (!semanticEqual(pod.metadata.labels, old.metadata.labels)) concern(old);
    },
    delete: concern,
  });
  return {
    stop() {
      unsubscribe();
      controller.stop();
    },
  };
}

class ScaleError extends Error {}

const unmanagedPods = ({ spec }: PodDisruptionBudget) => ({
  reason: 'UnmanagedPods',
  message:
    `Pods selected by this PodDisruptionBudget (selector: ${labelSelectorFrom(spec?.selector).text}) were found to be unmanaged. ` +
    'As a result, the status of the PDB cannot be calculated correctly, which may result in undefined behavior. ' +
    'To account for these pods please set ".spec.minAvailable" field of the PDB to an integer value.',
});
