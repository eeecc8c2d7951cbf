/** activeDeadlineSeconds: how long a pod may be active on its node, from the moment that the kubelet took it. */
// upstream: pkg/kubelet/active_deadline.go
import { parseTime } from '@/apimachinery';
import type { Pod } from '@/kube';

/** What is left of the pod's time; zero or less when it is up, undefined when nothing limits it. */
export function timeLeftMs({ spec, status }: Pod, nowMs: number): number | undefined {
  if (spec?.activeDeadlineSeconds === undefined || !status?.startTime) return undefined;
  return parseTime(status.startTime) + spec.activeDeadlineSeconds * 1000 - nowMs;
}

export const isPastDeadline = (pod: Pod, nowMs: number): boolean => (timeLeftMs(pod, nowMs) ?? 1) <= 0;
