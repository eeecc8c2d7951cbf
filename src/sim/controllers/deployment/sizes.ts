/** The numbers that a rollout moves between. */
// upstream: pkg/controller/deployment/util/deployment_util.go MaxSurge, MaxUnavailable, ResolveFenceposts
import type { Deployment, ReplicaSet } from '@/kube';

export const desiredReplicas = ({ spec }: Deployment): number => spec?.replicas ?? 1;
export const sizeOf = ({ spec }: ReplicaSet): number => spec?.replicas ?? 1;
export const isActive = (replicaSet: ReplicaSet): boolean => sizeOf(replicaSet) > 0;
export const isRollingUpdate = ({ spec }: Deployment): boolean => spec?.strategy?.type !== 'Recreate';

export const sum = (
  replicaSets: readonly ReplicaSet[],
  count: (rs: ReplicaSet) => number | undefined,
): number => replicaSets.reduce((total, replicaSet) => total + (count(replicaSet) ?? 0), 0);
export const totalSize = (replicaSets: readonly ReplicaSet[]): number => sum(replicaSets, sizeOf);
export const totalAvailable = (replicaSets: readonly ReplicaSet[]): number =>
  sum(replicaSets, ({ status }) => status?.availableReplicas);

/** How many pods more than desired a rolling update may run. */
export const maxSurge = (deployment: Deployment): number =>
  isRollingUpdate(deployment) ? fenceposts(deployment).surge : 0;

/** How many pods fewer than desired a rolling update may have available. */
export function maxUnavailable(deployment: Deployment): number {
  const desired = desiredReplicas(deployment);
  if (!isRollingUpdate(deployment) || desired === 0) return 0;
  return Math.min(fenceposts(deployment).unavailable, desired);
}

function fenceposts(deployment: Deployment): { surge: number; unavailable: number } {
  const { maxSurge, maxUnavailable } = deployment.spec?.strategy?.rollingUpdate ?? {};
  const desired = desiredReplicas(deployment);
  const surge = scaledValue(maxSurge, desired, Math.ceil);
  const unavailable = scaledValue(maxUnavailable, desired, Math.floor);
  // Both may round to zero; then nothing could ever move.
  return surge === 0 && unavailable === 0 ? { surge, unavailable: 1 } : { surge, unavailable };
}

/** An absolute number, or a percentage of the total. */
function scaledValue(
  value: number | string | undefined,
  total: number,
  round: (exact: number) => number,
): number {
  if (typeof value !== 'string') return value ?? 0;
  return round((Number.parseInt(value, 10) * total) / 100);
}

/** What the new ReplicaSet may grow to now. */
// upstream: NewRSNewReplicas
export function newReplicaSetSize(
  deployment: Deployment,
  all: readonly ReplicaSet[],
  current: number,
): number {
  const desired = desiredReplicas(deployment);
  if (!isRollingUpdate(deployment)) return desired;
  const room = desired + maxSurge(deployment) - totalSize(all);
  return room <= 0 ? current : current + Math.min(room, desired - current);
}
