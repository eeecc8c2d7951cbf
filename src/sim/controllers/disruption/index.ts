/**
 * Keeps the status of PodDisruptionBudgets: how many pods are healthy, how many have to be, how many may go.
 * https://kubernetes.io/docs/concepts/workloads/pods/disruptions/
 */
// upstream: pkg/controller/disruption/disruption.go
import { semanticEqual } from '@/apimachinery';
import {
  byNamespace,
  keyOf,
  nameOf,
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
import { startStaleDisruptions } from './stale';
import { countFailed, NO_PODS, notDeleted as overdue, severalBudgets, unmanagedPods } from './texts';

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
    if (selected.length === 0) events.event(budget, 'Normal', NO_PODS);
    const caller = client.because(cause);
    try {
      const scale = needsScale(budget) ? expected(budget, selected) : 0;
      const { status, notDeleted, waitMs } = decide({ budget, pods: selected, scale, nowMs: clock.now() });
      for (const pod of notDeleted) events.event(pod, 'Warning', overdue(namespaceOf(budget)));
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
      const { scale, unmanaged } = scaleOf.find(selected);
      if (unmanaged.length > 0) events.event(budget, 'Warning', unmanagedPods(budget.spec?.selector));
      return scale;
    } catch (error) {
      const message = messageOf(error);
      events.event(budget, 'Warning', countFailed(message));
      throw new ScaleError(message);
    }
  }

  const controller = runController({
    clock,
    caches: [budgets, pods, ...scaleOf.caches],
    reconcile,
    onError: (error, key) => context.onError(error, `poddisruptionbudget ${key}`),
  });
  controller.follow(budgets);
  const concern = (pod: Pod) => {
    const matching = budgets
      .by(byNamespace, namespaceOf(pod))
      .filter(({ spec }) => selectorFor(spec?.selector).matches(pod.metadata.labels));
    for (const budget of matching) controller.enqueue(keyOf(budget), pod);
    const [first, second] = matching;
    if (first && second) {
      events.event(pod, 'Warning', severalBudgets(namespaceOf(pod), nameOf(pod), nameOf(first)));
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
  const stale = startStaleDisruptions(context, client);
  return {
    stop() {
      unsubscribe();
      stale.stop();
      controller.stop();
    },
  };
}

class ScaleError extends Error {}
