/** Which pods can't go without breaking a disruption budget. */
// upstream: pkg/scheduler/framework/plugins/defaultpreemption filterPodsWithPDBViolation
import { EVERYTHING, labelSelectorFrom, own } from '@/apimachinery';
import { nameOf, namespaceOf, type Pod, type PodDisruptionBudget } from '@/kube';

export interface ByBudgets {
  readonly violating: readonly Pod[];
  readonly others: readonly Pod[];
}

/** The order stays; each pod spends what the budgets allow. */
export function splitByBudgets(pods: readonly Pod[], budgets: readonly PodDisruptionBudget[]): ByBudgets {
  const accounts = budgets.map((budget) => ({
    budget,
    selector: labelSelectorFrom(budget.spec?.selector),
    left: budget.status?.disruptionsAllowed ?? 0,
  }));
  const [violating, others]: [Pod[], Pod[]] = [[], []];
  for (const pod of pods) {
    let isViolated = false;
    for (const account of accounts) {
      const { budget, selector } = account;
      if (namespaceOf(budget) !== namespaceOf(pod) || selector === EVERYTHING) continue;
      if (!hasLabels(pod) || !selector.matches(pod.metadata.labels)) continue;
      if (own(budget.status?.disruptedPods, nameOf(pod)) !== undefined) continue;
      account.left--;
      isViolated ||= account.left < 0;
    }
    (isViolated ? violating : others).push(pod);
  }
  return { violating, others };
}

const hasLabels = ({ metadata }: Pod): boolean => Object.keys(metadata.labels ?? {}).length > 0;
