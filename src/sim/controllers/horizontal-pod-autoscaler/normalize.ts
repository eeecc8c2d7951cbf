/** From the size that the metrics ask for to the one that the target gets: stabilized, then held to its bounds. */
// upstream: pkg/controller/podautoscaler/horizontal.go normalizeDesiredReplicas{,WithBehaviors}
import type { History } from './history';
import {
  type Bound,
  DOWN_STABILIZED,
  READY,
  TOO_FAST_DOWN,
  TOO_FAST_UP,
  TOO_FEW,
  TOO_MANY,
  type Told,
  UP_STABILIZED,
  WITHIN,
} from './texts';
import type { Rules, Spec } from './types';

/** Without a behavior: how long a target isn't made smaller than was recommended lately. */
const DOWNSCALE_WINDOW_SECONDS = 300;
/** Without a behavior: the target at most doubles at a time, or gets four replicas. */
const GROWTH_FACTOR = 2;
const GROWTH_MINIMUM = 4;

export interface Wish {
  readonly current: number;
  /** What the metrics ask for. */
  readonly desired: number;
  readonly spec: Spec;
  readonly history: History;
  readonly nowMs: number;
}

export interface Normalized {
  readonly replicas: number;
  readonly ableToScale: Told;
  readonly scalingLimited: Told;
}

export function normalize(wish: Wish): Normalized {
  const stable = stabilized(wish);
  const [replicas, [reason, message]] = bounded(wish, stable);
  return {
    replicas,
    ableToScale: stable === wish.desired ? READY : stable < wish.desired ? UP_STABILIZED : DOWN_STABILIZED,
    scalingLimited: { status: replicas === stable ? 'False' : 'True', reason, message },
  };
}

/** Of what was recommended within the window of the direction, the one that changes least. */
function stabilized({ spec: { behavior }, current, desired, history, nowMs }: Wish): number {
  const grows = desired >= current;
  const windowSeconds = grows
    ? (behavior?.scaleUp?.stabilizationWindowSeconds ?? 0)
    : (behavior?.scaleDown?.stabilizationWindowSeconds ?? DOWNSCALE_WINDOW_SECONDS);
  const recent = history.recommendedSince(nowMs - windowSeconds * 1000);
  if (behavior && grows) return Math.min(desired, ...recent);
  if (behavior) return Math.max(desired, ...recent);
  return Math.max(desired, ...history.recommendedSince(nowMs - DOWNSCALE_WINDOW_SECONDS * 1000));
}

function bounded(wish: Wish, desired: number): readonly [number, Bound] {
  return wish.spec.behavior ? byBehavior(wish, desired) : byDefault(wish, desired);
}

/** upstream: convertDesiredReplicasWithRules */
function byDefault({ spec, current }: Wish, desired: number): readonly [number, Bound] {
  const fastest = Math.max(GROWTH_FACTOR * current, GROWTH_MINIMUM);
  const least = spec.minReplicas ?? 1;
  const [most, bound] = spec.maxReplicas > fastest ? [fastest, TOO_FAST_UP] : [spec.maxReplicas, TOO_MANY];
  if (desired < least) return [least, TOO_FEW];
  return desired > most ? [most, bound] : [desired, WITHIN];
}

/** upstream: convertDesiredReplicasWithBehaviorRate */
function byBehavior(wish: Wish, desired: number): readonly [number, Bound] {
  const { spec, current } = wish;
  if (desired > current) {
    const fastest = Math.max(current, upLimit(wish, spec.behavior?.scaleUp));
    const [most, bound] = spec.maxReplicas > fastest ? [fastest, TOO_FAST_UP] : [spec.maxReplicas, TOO_MANY];
    return desired > most ? [most, bound] : [desired, WITHIN];
  }
  if (desired < current) {
    const fastest = Math.min(current, downLimit(wish, spec.behavior?.scaleDown));
    const smallest = spec.minReplicas ?? 1;
    const [least, bound] = smallest < fastest ? [fastest, TOO_FAST_DOWN] : [smallest, TOO_FEW];
    return desired < least ? [least, bound] : [desired, WITHIN];
  }
  return [desired, WITHIN];
}

/** upstream: calculateScaleUpLimitWithScalingRules */
function upLimit({ current, history, nowMs }: Wish, { selectPolicy, policies = [] }: Rules = {}): number {
  if (selectPolicy === 'Disabled') return current;
  const limits = policies.map(({ type, value, periodSeconds }) => {
    const before = current - history.changed('up', nowMs - periodSeconds * 1000);
    return type === 'Pods' ? before + value : Math.ceil(before * (1 + value / 100));
  });
  return selectPolicy === 'Min' ? Math.min(...limits) : Math.max(...limits);
}

/** upstream: calculateScaleDownLimitWithBehaviors */
function downLimit({ current, history, nowMs }: Wish, { selectPolicy, policies = [] }: Rules = {}): number {
  if (selectPolicy === 'Disabled') return current;
  const limits = policies.map(({ type, value, periodSeconds }) => {
    const before = current + history.changed('down', nowMs - periodSeconds * 1000);
    return type === 'Pods' ? before - value : Math.trunc(before * (1 - value / 100));
  });
  return selectPolicy === 'Min' ? Math.max(...limits) : Math.min(...limits);
}
