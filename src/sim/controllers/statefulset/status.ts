/** The status of a StatefulSet from the pods that it has. */
// upstream: pkg/controller/statefulset/stateful_set_control.go computeReplicaStatus, completeRollingUpdate
import { isDeleting, nameOf, type Pod, type StatefulSet } from '@/kube';
import { withoutZeros } from '../shared/counts';
import { availableAt } from '../shared/pods';
import { revisionOf } from './identity';
import { isAvailable, isRunningAndReady, type Observed } from './observed';

export type StatefulSetStatus = NonNullable<StatefulSet['status']>;

export function statefulSetStatus(observed: Observed): StatefulSetStatus {
  const { set, pods, current, update, collisionCount } = observed;
  const count = (accepts: (pod: Pod) => boolean) => pods.filter(accepts).length;
  const atRevision = (name: string) => count((pod) => !isDeleting(pod) && revisionOf(pod) === name);
  const replicas = pods.length;
  const readyReplicas = count(isRunningAndReady);
  const updatedReplicas = atRevision(nameOf(update));
  const complete =
    set.spec?.updateStrategy?.type === 'RollingUpdate' &&
    updatedReplicas === replicas &&
    readyReplicas === replicas;
  return {
    replicas,
    availableReplicas: count((pod) => isAvailable(observed, pod)),
    collisionCount,
    currentRevision: nameOf(complete ? update : current),
    updateRevision: nameOf(update),
    ...withoutZeros({
      observedGeneration: set.metadata.generation ?? 0,
      readyReplicas,
      currentReplicas: complete ? updatedReplicas : atRevision(nameOf(current)),
      updatedReplicas,
    }),
  };
}

/** Milliseconds until the next ready pod becomes available; undefined when none waits for that. */
export function nextAvailableMs({ set, pods, nowMs }: Observed): number | undefined {
  const { minReadySeconds = 0 } = set.spec ?? {};
  const waits = pods.map((pod) => availableAt(pod, minReadySeconds) - nowMs).filter((wait) => wait > 0);
  return waits.length > 0 ? Math.min(...waits) : undefined;
}
