/** Readings of a pod's state that several controllers share. */
// upstream: pkg/api/v1/pod util.go, pkg/controller/controller_utils.go
import { parseTime } from '@/apimachinery';
import { isDeleting, type Pod, type PodCondition } from '@/kube';

export const podCondition = (pod: Pod, type: string): PodCondition | undefined =>
  pod.status?.conditions?.find((condition) => condition.type === type);

export const isPodReady = (pod: Pod): boolean => podCondition(pod, 'Ready')?.status === 'True';

/** Ended for good, whatever its restart policy. */
export const isPodFinished = (pod: Pod): boolean =>
  pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed';

/** Counts as a replica: neither ended nor being deleted. */
export const isPodActive = (pod: Pod): boolean => !isPodFinished(pod) && !isDeleting(pod);

/** On its way out, but not ended yet. */
export const isPodTerminating = (pod: Pod): boolean => !isPodFinished(pod) && isDeleting(pod);

/** When a ready pod has been ready for long enough; NaN for one that isn't ready. */
export function availableAt(pod: Pod, minReadySeconds: number): number {
  const ready = podCondition(pod, 'Ready');
  if (ready?.status !== 'True') return Number.NaN;
  return minReadySeconds === 0 ? 0 : parseTime(ready.lastTransitionTime ?? '') + minReadySeconds * 1000;
}
