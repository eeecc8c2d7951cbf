/** upstream: pkg/apis/policy/validation ValidatePodDisruptionBudgetSpec, ValidatePodDisruptionBudgetStatusUpdate */
import { type FieldError, field, invalid, validateLabelSelector, validateNonNegative } from '@/apimachinery';
import type { PodDisruptionBudget } from '@/kube/kinds';
import { validateAtMostAll, validateIntOrPercent } from '../../apps/validate';
import { oneOf } from '../../shared/validate';

const path = field('spec');
const EVICTION_POLICIES = ['AlwaysAllow', 'IfHealthyBudget'];
const COUNTERS = ['disruptionsAllowed', 'currentHealthy', 'desiredHealthy', 'expectedPods'] as const;

export function validateBudget({ spec = {} }: PodDisruptionBudget): FieldError[] {
  const { minAvailable, maxUnavailable, selector, unhealthyPodEvictionPolicy } = spec;
  return [
    ...(minAvailable !== undefined && maxUnavailable !== undefined
      ? [invalid(path, spec, 'minAvailable and maxUnavailable cannot be both set')]
      : []),
    ...(['minAvailable', 'maxUnavailable'] as const).flatMap((name) => [
      ...validateIntOrPercent(spec[name], path.child(name)),
      ...validateAtMostAll(spec[name], path.child(name)),
    ]),
    ...(selector ? validateLabelSelector(selector, path.child('selector')) : []),
    ...oneOf(unhealthyPodEvictionPolicy, EVICTION_POLICIES, path.child('unhealthyPodEvictionPolicy'), 'fine'),
  ];
}

export const validateBudgetStatus = ({ status }: PodDisruptionBudget): FieldError[] =>
  COUNTERS.flatMap((name) => validateNonNegative(status?.[name], field('status', name)));
