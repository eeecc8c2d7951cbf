/** Whether a pod puts up with a taint. */
// upstream: k8s.io/component-helpers/scheduling/corev1 ToleratesTaint
import type { Node, PodSpec } from '@/kube';

export type Taint = Pick<
  NonNullable<NonNullable<Node['spec']>['taints']>[number],
  'key' | 'value' | 'effect'
>;
export type Tolerations = PodSpec['tolerations'];

export const toleratesTaint = (tolerations: Tolerations, taint: Taint): boolean =>
  tolerations?.some(
    ({ key = '', operator = 'Equal', value = '', effect = '' }) =>
      (effect === '' || effect === taint.effect) &&
      (key === '' || key === taint.key) &&
      (operator === 'Exists' || (key !== '' && operator === 'Equal' && value === (taint.value ?? ''))),
  ) ?? false;

/** The first taint that keeps the pod away; one that only advises against a node is none. */
// upstream: k8s.io/component-helpers/scheduling/corev1 FindMatchingUntoleratedTaint
export const untolerated = (
  taints: readonly Taint[] | undefined,
  tolerations: Tolerations,
  counts: (taint: Taint) => boolean = (taint) => taint.effect !== 'PreferNoSchedule',
): Taint | undefined => taints?.find((taint) => counts(taint) && !toleratesTaint(tolerations, taint));

export const isNoExecute = ({ effect }: Taint): boolean => effect === 'NoExecute';
