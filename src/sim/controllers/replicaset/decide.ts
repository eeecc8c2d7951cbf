/** What a ReplicaSet should do about the number of its pods. */
// upstream: pkg/controller/replicaset/replica_set.go manageReplicas
import { isDeleting, type Pod } from '@/kube';
import { podsToDelete } from './ranking';
import type { Observed } from './status';

/** More than this isn't created or deleted in one go. */
const BURST_REPLICAS = 500;

export interface Plan {
  readonly create: number;
  readonly remove: readonly Pod[];
}

const NOTHING_TO_DO: Plan = { create: 0, remove: [] };

/** `related`: active pods of all ReplicaSets with the same owner, asked for only when pods must go. */
export function decide(observed: Observed, related: () => readonly Pod[]): Plan {
  const { replicaSet, pods, nowMs } = observed;
  if (isDeleting(replicaSet)) return NOTHING_TO_DO;
  const missing = (replicaSet.spec?.replicas ?? 1) - pods.length;
  if (missing >= 0) return { create: Math.min(missing, BURST_REPLICAS), remove: [] };
  const count = Math.min(-missing, BURST_REPLICAS);
  return { create: 0, remove: podsToDelete(pods, related(), { count, nowMs }) };
}
