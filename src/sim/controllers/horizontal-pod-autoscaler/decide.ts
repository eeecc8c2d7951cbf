/** What an autoscaler should do about its target, and say. */
// upstream: pkg/controller/podautoscaler/horizontal.go reconcileAutoscaler
import { formatTime } from '@/apimachinery';
import type { EventText, HorizontalPodAutoscaler } from '@/kube';
import type { History } from './history';
import { normalize } from './normalize';
import { propose } from './proposals';
import {
  ABOVE_MAX,
  ALL_BELOW,
  BELOW_MIN,
  DISABLED,
  failedCompute,
  GOT_SCALE,
  NO_SELECTOR,
  SELECTOR_REQUIRED,
  type Told,
} from './texts';
import type { Condition, Measured, MetricStatus, Scale, Spec, Status } from './types';

export type ConditionType = 'AbleToScale' | 'ScalingActive' | 'ScalingLimited';

export interface Plan {
  /** The size that the target has. */
  readonly current: number;
  /** The size that it should get; absent: leave it. */
  readonly rescale?: { readonly to: number; readonly reason: string };
  readonly conditions: Partial<Record<ConditionType, Told>>;
  /** Absent: what was known stays. */
  readonly desired?: number;
  readonly metrics?: readonly MetricStatus[];
  readonly warnings: readonly EventText[];
}

/** What came of it. */
export interface Outcome extends Pick<Plan, 'current' | 'conditions' | 'desired' | 'metrics'> {
  readonly rescaledAt?: number;
}

/** `measure` is only asked for when the target is between its bounds. `history` gains what is recommended. */
export async function decide(
  autoscaler: HorizontalPodAutoscaler,
  scale: Scale,
  context: {
    readonly history: History;
    readonly nowMs: number;
    measure(selector: string): Promise<Measured>;
  },
): Promise<Plan> {
  const spec = autoscaler.spec as Spec;
  const current = scale.spec?.replicas ?? 0;
  const least = spec.minReplicas ?? 1;
  const { history, nowMs } = context;
  if (history.isEmpty) history.recommend(current, nowMs);
  const base = { current, conditions: { AbleToScale: GOT_SCALE }, warnings: [] };
  if (current === 0 && least !== 0) {
    return { ...base, desired: 0, metrics: [], conditions: { ...base.conditions, ScalingActive: DISABLED } };
  }
  if (current > spec.maxReplicas) return resized(base, spec.maxReplicas, ABOVE_MAX);
  if (current < least) return resized(base, least, BELOW_MIN);
  const selector = scale.status?.selector ?? '';
  if (selector === '') {
    const warnings = [SELECTOR_REQUIRED, failedCompute(SELECTOR_REQUIRED.message)];
    return { ...base, metrics: [], warnings, conditions: { ...base.conditions, ScalingActive: NO_SELECTOR } };
  }
  const namespace = autoscaler.metadata.namespace ?? '';
  const proposals = propose(spec, { current, namespace }, await context.measure(selector));
  const { replicas, scalingActive: ScalingActive, statuses: metrics, failure } = proposals;
  if (replicas === undefined) {
    const warnings = [...proposals.events, failedCompute(failure ?? '')];
    return { ...base, metrics, warnings, conditions: { ...base.conditions, ScalingActive } };
  }
  const normalized = normalize({ current, desired: replicas, spec, history, nowMs });
  history.recommend(replicas, nowMs);
  const { ableToScale: AbleToScale, scalingLimited: ScalingLimited } = normalized;
  const conditions = { AbleToScale, ScalingActive, ScalingLimited };
  const plan = { current, conditions, metrics, desired: normalized.replicas, warnings: proposals.events };
  if (normalized.replicas === current) return plan;
  const reason =
    replicas > current ? `${proposals.metric} above target` : replicas < current ? ALL_BELOW : '';
  return { ...plan, rescale: { to: normalized.replicas, reason } };
}

const resized = (
  base: Pick<Plan, 'current' | 'conditions' | 'warnings'>,
  to: number,
  reason: string,
): Plan => ({
  ...base,
  desired: to,
  metrics: [],
  rescale: { to, reason },
});

/** The status after the plan, or what came of it, was carried out. */
export function statusAfter(autoscaler: HorizontalPodAutoscaler, plan: Outcome, nowMs: number): Status {
  const old = autoscaler.status;
  const lastScaleTime = plan.rescaledAt === undefined ? old?.lastScaleTime : formatTime(plan.rescaledAt);
  const currentMetrics = plan.metrics ?? old?.currentMetrics;
  return {
    ...(lastScaleTime ? { lastScaleTime } : {}),
    currentReplicas: plan.current,
    desiredReplicas: plan.desired ?? old?.desiredReplicas ?? 0,
    currentMetrics: currentMetrics && currentMetrics.length > 0 ? currentMetrics : null,
    conditions: withConditions(old?.conditions ?? [], plan.conditions, nowMs),
  } as Status;
}

/** Each in the place where it first came; the time is that of the last change of its status. */
export function withConditions(
  old: readonly Condition[],
  told: Plan['conditions'],
  nowMs: number,
): readonly Condition[] {
  const types = [...new Set([...old.map(({ type }) => type), ...Object.keys(told)])];
  return types.flatMap((type) => {
    const before = old.find((condition) => condition.type === type);
    const now = told[type as ConditionType];
    if (!now) return before ? [before] : [];
    const unchanged = before?.status === now.status ? before.lastTransitionTime : undefined;
    return [{ type, ...now, lastTransitionTime: unchanged ?? formatTime(nowMs) }];
  });
}
