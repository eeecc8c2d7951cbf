/** How many of a budget's pods may be disrupted now. */
// upstream: pkg/controller/disruption/disruption.go trySync, countHealthyPods, buildDisruptedPodMap, updatePdbStatus
import { formatTime, parseTime } from '@/apimachinery';
import { isDeleting, nameOf, type Pod, type PodDisruptionBudget } from '@/kube';
import { findCondition, replaceCondition } from '../shared/conditions';
import { isPodReady } from '../shared/pods';

export type BudgetStatus = NonNullable<PodDisruptionBudget['status']>;

/** A pod that was let go and is still there after so long was not let go. */
const DISRUPTED_MS = 120_000;
const ALLOWED = 'DisruptionAllowed';
const SUFFICIENT = 'SufficientPods';
const INSUFFICIENT = 'InsufficientPods';
const SYNC_FAILED = 'SyncFailed';

export interface Observed {
  readonly budget: PodDisruptionBudget;
  readonly pods: readonly Pod[];
  /** What the pods' controllers want together; asked for only where the budget needs it. */
  readonly scale: number;
  readonly nowMs: number;
}

export interface Judgement {
  readonly status: BudgetStatus;
  /** Pods that were to go and didn't. */
  readonly notDeleted: readonly Pod[];
  readonly waitMs?: number;
}

/** A budget by an absolute minimum needs no knowledge of what the pods' controllers want. */
export const needsScale = ({ spec }: PodDisruptionBudget): boolean =>
  spec?.maxUnavailable !== undefined || typeof spec?.minAvailable === 'string';

export function decide(observed: Observed): Judgement {
  const { budget, pods, nowMs } = observed;
  const { expected, desired } = wanted(observed);
  const disrupted = new Map<string, number>();
  const notDeleted: Pod[] = [];
  for (const pod of pods) {
    const time = budget.status?.disruptedPods?.[nameOf(pod)];
    if (!time || isDeleting(pod)) continue;
    const until = parseTime(time) + DISRUPTED_MS;
    if (until > nowMs) disrupted.set(nameOf(pod), until);
    else notDeleted.push(pod);
  }
  const healthy = pods.filter(
    (pod) => !isDeleting(pod) && !disrupted.has(nameOf(pod)) && isPodReady(pod),
  ).length;
  const spare = healthy - desired;
  const allowed = expected > 0 && spare > 0 ? spare : 0;
  const kept = Object.entries(budget.status?.disruptedPods ?? {}).filter(([name]) => disrupted.has(name));
  const waits = [...disrupted.values()].map((until) => until - nowMs);
  const reason = allowed > 0 ? SUFFICIENT : INSUFFICIENT;
  return {
    status: {
      conditions: conditionsOf(
        budget,
        { status: allowed > 0 ? 'True' : 'False', reason, message: '' },
        nowMs,
      ),
      currentHealthy: healthy,
      desiredHealthy: desired,
      disruptionsAllowed: allowed,
      expectedPods: expected,
      observedGeneration: budget.metadata.generation ?? 0,
      ...(kept.length > 0 ? { disruptedPods: Object.fromEntries(kept) } : {}),
    },
    notDeleted,
    ...(waits.length > 0 ? { waitMs: Math.min(...waits) } : {}),
  };
}

function wanted({ budget: { spec }, pods, scale }: Observed): {
  readonly expected: number;
  readonly desired: number;
} {
  if (spec?.maxUnavailable !== undefined) {
    return { expected: scale, desired: Math.max(0, scale - scaled(spec.maxUnavailable, scale)) };
  }
  const least = spec?.minAvailable ?? 0;
  if (typeof least === 'number') return { expected: pods.length, desired: least };
  return { expected: scale, desired: scaled(least, scale) };
}

/** Percentages are rounded up. */
const scaled = (value: number | string, of: number): number =>
  typeof value === 'number' ? value : Math.ceil((Number.parseInt(value, 10) * of) / 100);

/** Nothing may go while it is not known how many there should be. */
// upstream: failSafe
export function failSafe(budget: PodDisruptionBudget, message: string, nowMs: number): BudgetStatus {
  const { currentHealthy = 0, desiredHealthy = 0, expectedPods = 0, ...rest } = budget.status ?? {};
  return {
    ...rest,
    currentHealthy,
    desiredHealthy,
    expectedPods,
    disruptionsAllowed: 0,
    conditions: conditionsOf(budget, { status: 'False', reason: SYNC_FAILED, message }, nowMs),
  };
}

function conditionsOf(
  { status, metadata }: PodDisruptionBudget,
  told: { readonly status: string; readonly reason: string; readonly message: string },
  nowMs: number,
): BudgetStatus['conditions'] & object {
  const known = findCondition(status?.conditions, ALLOWED);
  const lastTransitionTime = known?.status === told.status ? known.lastTransitionTime : formatTime(nowMs);
  const condition = {
    type: ALLOWED,
    ...told,
    lastTransitionTime,
    observedGeneration: metadata.generation ?? 0,
  };
  return replaceCondition(status?.conditions, condition);
}
