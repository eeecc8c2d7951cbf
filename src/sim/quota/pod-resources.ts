/**
 * What a pod as a whole asks for and may use: what its containers do together, unless the pod itself says otherwise.
 */
// upstream: k8s.io/component-helpers/resource helpers.go AggregateContainerRequests, PodRequests, PodLimits
import type { PodSpec } from '@/kube';
import { aggregateContainers, isPodLevel } from '../resources/pod-spec';
import { type Amounts, add, only, readAmounts } from './amounts';

export type Side = 'requests' | 'limits';

/** Whether the pod itself, not only its containers, has requests or limits. upstream: IsPodLevelResourcesSet */
export const hasPodLevelResources = ({ resources }: PodSpec): boolean =>
  [resources?.requests, resources?.limits].some((list) => Object.keys(list ?? {}).some(isPodLevel));

export const podAmounts = (spec: PodSpec, side: Side): Amounts => ({
  ...aggregateContainers(spec, side),
  ...only(readAmounts(spec.resources?.[side]), isPodLevel),
});

/** With what running the pod costs beside its containers; a limit that isn't there isn't raised. */
export function podAmountsWithOverhead(spec: PodSpec, side: Side): Amounts {
  const amounts = podAmounts(spec, side);
  const overhead = readAmounts(spec.overhead);
  return add(
    amounts,
    side === 'requests' ? overhead : only(overhead, (name) => (amounts[name]?.nanos ?? 0n) !== 0n),
  );
}
