/** RollingUpdate: first grow the new ReplicaSet as far as the surge allows, then shrink old ones as far as availability allows. */
// upstream: pkg/controller/deployment/rolling.go
import type { Deployment, ReplicaSet } from '@/kube';
import {
  desiredReplicas,
  isActive,
  maxUnavailable,
  newReplicaSetSize,
  sizeOf,
  totalAvailable,
  totalSize,
} from './sizes';

/** "This ReplicaSet should have that many replicas." */
export interface Resize {
  readonly replicaSet: ReplicaSet;
  readonly to: number;
}

/** What moves next, one after the other; nothing when the rollout is done or has to wait. */
export function rollingStep(
  deployment: Deployment,
  newest: ReplicaSet,
  old: readonly ReplicaSet[],
): readonly Resize[] {
  const size = targetSize(deployment, newest, old);
  if (size !== sizeOf(newest)) return [{ replicaSet: newest, to: size }];
  return shrinkOld(deployment, newest, old.filter(isActive));
}

function targetSize(deployment: Deployment, newest: ReplicaSet, old: readonly ReplicaSet[]): number {
  const desired = desiredReplicas(deployment);
  if (sizeOf(newest) >= desired) return desired;
  return newReplicaSetSize(deployment, [...old, newest], sizeOf(newest));
}

function shrinkOld(
  deployment: Deployment,
  newest: ReplicaSet,
  old: readonly ReplicaSet[],
): readonly Resize[] {
  const all = [...old, newest];
  const minAvailable = desiredReplicas(deployment) - maxUnavailable(deployment);
  const newUnavailable = sizeOf(newest) - (newest.status?.availableReplicas ?? 0);
  const removable = totalSize(all) - minAvailable - newUnavailable;
  if (old.length === 0 || removable <= 0) return [];

  const sizes = new Map(old.map((replicaSet) => [replicaSet, sizeOf(replicaSet)]));
  // Unhealthy pods go first: they give nothing, and would hold the rollout up.
  const unhealthy = take(sizes, removable, (rs, size) => size - (rs.status?.availableReplicas ?? 0));
  const spare = take(sizes, totalAvailable(all) - minAvailable, (_, size) => size);
  return [...unhealthy, ...spare];
}

/** Takes up to `budget` replicas in all, oldest ReplicaSet first, and of each what `available` says. */
function take(
  sizes: Map<ReplicaSet, number>,
  budget: number,
  available: (replicaSet: ReplicaSet, size: number) => number,
): readonly Resize[] {
  let left = budget;
  const taken: Resize[] = [];
  for (const [replicaSet, size] of sizes) {
    const count = Math.min(left, Math.max(0, available(replicaSet, size)), size);
    if (count <= 0) continue;
    sizes.set(replicaSet, size - count);
    taken.push({ replicaSet, to: size - count });
    left -= count;
  }
  return taken;
}
