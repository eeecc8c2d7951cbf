/** The status of a ReplicaSet from the pods that it has. */
// upstream: pkg/controller/replicaset/replica_set_utils.go calculateStatus
import { formatTime } from '@/apimachinery';
import type { Pod, ReplicaSet } from '@/kube';
import { findCondition, replaceCondition, withoutCondition } from '../shared/conditions';
import { withoutZeros } from '../shared/counts';
import { availableAt, isPodReady } from '../shared/pods';
import { FAILED_CREATE, FAILED_DELETE, REPLICA_FAILURE } from './texts';

export type ReplicaSetStatus = NonNullable<ReplicaSet['status']>;

export interface Observed {
  readonly replicaSet: ReplicaSet;
  /** Active pods that it controls. */
  readonly pods: readonly Pod[];
  /** Pods that it controls and that are on their way out. */
  readonly terminating: number;
  readonly nowMs: number;
}

/** `failure`: why pods could not be created or deleted this time. */
export function replicaSetStatus(observed: Observed, failure: string | undefined): ReplicaSetStatus {
  const { replicaSet, pods, terminating, nowMs } = observed;
  const { template, minReadySeconds = 0 } = replicaSet.spec ?? {};
  const templateLabels = Object.entries(template?.metadata?.labels ?? {});
  const count = (accepts: (pod: Pod) => boolean) => pods.reduce((n, pod) => n + (accepts(pod) ? 1 : 0), 0);
  const conditions = failureConditions(observed, failure);
  return {
    replicas: pods.length,
    terminatingReplicas: terminating,
    ...withoutZeros({
      fullyLabeledReplicas: count(({ metadata: { labels } }) =>
        templateLabels.every(([key, value]) => labels?.[key] === value),
      ),
      readyReplicas: count(isPodReady),
      availableReplicas: count((pod) => availableAt(pod, minReadySeconds) <= nowMs),
      observedGeneration: replicaSet.metadata.generation ?? 0,
    }),
    ...(conditions.length > 0 ? { conditions } : {}),
  };
}

function failureConditions({ replicaSet, pods, nowMs }: Observed, failure: string | undefined) {
  const conditions = replicaSet.status?.conditions ?? [];
  if (failure === undefined) return withoutCondition(conditions, REPLICA_FAILURE);
  if (findCondition(conditions, REPLICA_FAILURE)) return conditions;
  return replaceCondition(conditions, {
    type: REPLICA_FAILURE,
    status: 'True',
    lastTransitionTime: formatTime(nowMs),
    reason: pods.length < (replicaSet.spec?.replicas ?? 1) ? FAILED_CREATE : FAILED_DELETE,
    message: failure,
  });
}

/** Milliseconds until the next ready pod becomes available; undefined when none waits for that. */
export function nextAvailableMs({ replicaSet, pods, nowMs }: Observed): number | undefined {
  const { minReadySeconds = 0 } = replicaSet.spec ?? {};
  if (minReadySeconds === 0) return undefined;
  const waits = pods.map((pod) => availableAt(pod, minReadySeconds) - nowMs).filter((wait) => wait > 0);
  return waits.length > 0 ? Math.min(...waits) : undefined;
}
