/** What the StatefulSet controller looks at, and its readings of a pod. */
import type { ControllerRevision, PersistentVolumeClaim, Pod, StatefulSet } from '@/kube';
import { isDeleting } from '@/kube';
import { availableAt, isPodReady } from '../shared/pods';

export interface Observed {
  readonly set: StatefulSet;
  readonly pods: readonly Pod[];
  readonly current: ControllerRevision;
  readonly update: ControllerRevision;
  readonly collisionCount: number;
  readonly nowMs: number;
  claim(name: string): PersistentVolumeClaim | undefined;
}

export const isRunningAndReady = (pod: Pod): boolean => pod.status?.phase === 'Running' && isPodReady(pod);

export const isAvailable = ({ set, nowMs }: Observed, pod: Pod): boolean =>
  isRunningAndReady(pod) && availableAt(pod, set.spec?.minReadySeconds ?? 0) <= nowMs;

export const isUnavailable = (observed: Observed, pod: Pod | undefined): boolean =>
  !pod || isDeleting(pod) || !isAvailable(observed, pod);
