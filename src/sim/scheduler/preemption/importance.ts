/** Whose loss weighs more: that of higher priority, then that which runs longer. */
// upstream: pkg/scheduler/util/utils.go MoreImportantPod, GetEarliestPodStartTime
import type { Pod } from '@/kube';
import { podInfo } from '../framework';

/** Sorts after every time: what has not started yet. */
const NOT_STARTED = '~';

export const priorityOf = (pod: Pod): number => podInfo(pod).priority;

const startOf = ({ status }: Pod): string => status?.startTime ?? NOT_STARTED;

/** Compares so that the more important comes first. */
export function byImportance(a: Pod, b: Pod): number {
  const difference = priorityOf(b) - priorityOf(a);
  if (difference !== 0) return difference;
  const [left, right] = [startOf(a), startOf(b)];
  return left === right ? 0 : left < right ? -1 : 1;
}

/** When the first of those with the highest priority started. */
export const earliestStart = (pods: readonly Pod[]): string => {
  const [first] = [...pods].sort(byImportance);
  return first ? startOf(first) : NOT_STARTED;
};
