/** Revisions and the other annotations by which a Deployment's ReplicaSets remember the rollout. */
// upstream: pkg/controller/deployment/util/deployment_util.go SetNewReplicaSetAnnotations
import type { Deployment, ReplicaSet } from '@/kube';
import { desiredReplicas, maxSurge } from './sizes';
import {
  DESIRED_REPLICAS,
  LAST_APPLIED,
  MAX_REPLICAS,
  REVISION,
  REVISION_HISTORY,
  ROLLBACK_TO,
} from './texts';

export type Annotations = Readonly<Record<string, string>>;

/** ~100 revisions. */
const MAX_HISTORY_CHARS = 2000;
const NOT_COPIED = new Set([
  LAST_APPLIED,
  REVISION,
  REVISION_HISTORY,
  DESIRED_REPLICAS,
  MAX_REPLICAS,
  ROLLBACK_TO,
]);

export const revisionOf = ({ metadata }: ReplicaSet): number =>
  Number.parseInt(metadata.annotations?.[REVISION] ?? '0', 10) || 0;

/** One more than any old revision. */
export const nextRevision = (old: readonly ReplicaSet[]): number => Math.max(0, ...old.map(revisionOf)) + 1;

/** The sizes by which scaling is told from rolling out. */
export const sizeAnnotations = (deployment: Deployment): Annotations => ({
  [DESIRED_REPLICAS]: String(desiredReplicas(deployment)),
  [MAX_REPLICAS]: String(desiredReplicas(deployment) + maxSurge(deployment)),
});

/**
 * The annotations of the new ReplicaSet: the Deployment's own, and the revision, which only grows. A ReplicaSet that
 * comes back (an undo) remembers the revisions that it had.
 */
export function newReplicaSetAnnotations(
  deployment: Deployment,
  current: Annotations | undefined,
  revision: number,
): Annotations {
  const copied = Object.entries(deployment.metadata.annotations ?? {}).filter(
    ([key]) => !NOT_COPIED.has(key),
  );
  const annotations = { ...current, ...Object.fromEntries(copied) };
  const known = current?.[REVISION];
  // What is no number is left alone.
  if (!(Number(known ?? 0) < revision)) return annotations;
  const history = known === undefined ? undefined : remember(current?.[REVISION_HISTORY], known);
  return {
    ...annotations,
    [REVISION]: String(revision),
    ...(history === undefined ? {} : { [REVISION_HISTORY]: history }),
  };
}

function remember(history: string | undefined, revision: string): string {
  const revisions = [...(history ? history.split(',') : []), revision];
  while (revisions.length > 1 && revisions.join(',').length > MAX_HISTORY_CHARS) revisions.shift();
  return revisions.join(',');
}
