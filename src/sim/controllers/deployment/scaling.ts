/**
 * Scaling, as opposed to rolling out: one ReplicaSet simply takes the new size; several, in the middle of a rollout,
 * share the difference in proportion, so that the risk stays where it was.
 */
// upstream: pkg/controller/deployment/sync.go scale
import type { Deployment, ReplicaSet } from '@/kube';
import { activeOrLatest, byAge, type Generations } from './replica-sets';
import { revisionOf } from './revision';
import type { Resize } from './rolling';
import { desiredReplicas, isActive, isRollingUpdate, maxSurge, sizeOf, totalSize } from './sizes';
import { DESIRED_REPLICAS, MAX_REPLICAS } from './texts';

/** Whether somebody changed spec.replicas since the active ReplicaSets were sized. */
export function isScalingEvent(deployment: Deployment, { newest, old }: Generations): boolean {
  const all = newest ? [...old, newest] : old;
  return all.filter(isActive).some((replicaSet) => {
    const annotated = annotatedNumber(replicaSet, DESIRED_REPLICAS);
    return annotated !== undefined && annotated !== desiredReplicas(deployment);
  });
}

export function scalingStep(deployment: Deployment, generations: Generations): readonly Resize[] {
  const desired = desiredReplicas(deployment);
  const only = activeOrLatest(generations);
  if (only) return sizeOf(only) === desired ? [] : [{ replicaSet: only, to: desired }];
  const { newest, old } = generations;
  if (newest && isSaturated(deployment, newest)) {
    return old.filter(isActive).map((replicaSet) => ({ replicaSet, to: 0 }));
  }
  if (!isRollingUpdate(deployment)) return [];
  return proportional(deployment, [...old, ...(newest ? [newest] : [])].filter(isActive));
}

function isSaturated(deployment: Deployment, replicaSet: ReplicaSet): boolean {
  const desired = desiredReplicas(deployment);
  return (
    sizeOf(replicaSet) === desired &&
    annotatedNumber(replicaSet, DESIRED_REPLICAS) === desired &&
    (replicaSet.status?.availableReplicas ?? 0) === desired
  );
}

function proportional(deployment: Deployment, active: readonly ReplicaSet[]): readonly Resize[] {
  const desired = desiredReplicas(deployment);
  const allowed = desired > 0 ? desired + maxSurge(deployment) : 0;
  const toAdd = allowed - totalSize(active);
  const sorted = [...active].sort(toAdd > 0 ? bySizeNewer : bySizeOlder);
  let added = 0;
  const sizes = sorted.map((replicaSet) => {
    const share = toAdd === 0 ? 0 : proportion(deployment, replicaSet, { toAdd, added });
    added += share;
    return sizeOf(replicaSet) + share;
  });
  // What rounding left goes to the largest.
  if (sizes[0] !== undefined) sizes[0] = Math.max(0, sizes[0] + toAdd - added);
  return sorted.map((replicaSet, i) => ({ replicaSet, to: sizes[i] ?? 0 }));
}

/** Never more, and never of another sign, than what is still to be added. */
function proportion(
  deployment: Deployment,
  replicaSet: ReplicaSet,
  { toAdd, added }: { readonly toAdd: number; readonly added: number },
): number {
  const left = toAdd - added;
  if (left === 0) return 0;
  const share = fraction(deployment, replicaSet);
  return toAdd > 0 ? Math.min(share, left) : Math.max(share, left);
}

function fraction(deployment: Deployment, replicaSet: ReplicaSet): number {
  const size = sizeOf(replicaSet);
  const desired = desiredReplicas(deployment);
  if (desired === 0) return -size;
  // Without the annotation the present size has to do; with no pods either there is nothing to go by.
  const before = annotatedNumber(replicaSet, MAX_REPLICAS) || (deployment.status?.replicas ?? 0);
  return before === 0 ? 0 : Math.round((size * (desired + maxSurge(deployment))) / before) - size;
}

const bySizeNewer = (a: ReplicaSet, b: ReplicaSet) => sizeOf(b) - sizeOf(a) || byAge(b, a);
const bySizeOlder = (a: ReplicaSet, b: ReplicaSet) => sizeOf(b) - sizeOf(a) || byAge(a, b);

function annotatedNumber(replicaSet: ReplicaSet, key: string): number | undefined {
  const text = replicaSet.metadata.annotations?.[key];
  if (text === undefined || !/^[-+]?\d+$/.test(text)) return undefined;
  return Number(text);
}

/** Old ReplicaSets beyond the history limit that nothing depends on any more, oldest first. */
// upstream: cleanupDeployment
export function beyondHistory(deployment: Deployment, old: readonly ReplicaSet[]): readonly ReplicaSet[] {
  const limit = deployment.spec?.revisionHistoryLimit;
  if (limit === undefined || limit === MAX_INT32) return [];
  const alive = old
    .filter(({ metadata }) => !metadata.deletionTimestamp)
    .sort((a, b) => revisionOf(a) - revisionOf(b) || byAge(a, b));
  return alive
    .slice(0, Math.max(0, alive.length - limit))
    .filter(
      ({ status, spec, metadata }) =>
        (status?.replicas ?? 0) === 0 &&
        spec?.replicas === 0 &&
        (metadata.generation ?? 0) <= (status?.observedGeneration ?? 0),
    );
}

const MAX_INT32 = 2 ** 31 - 1;
