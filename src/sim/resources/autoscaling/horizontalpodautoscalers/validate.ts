/** upstream: pkg/apis/autoscaling/validation validateHorizontalPodAutoscalerSpec, validateBehavior */
import {
  type FieldError,
  type FieldPath,
  field,
  invalid,
  notSupported,
  required,
  validateNonNegative,
} from '@/apimachinery';
import type { HorizontalPodAutoscaler } from '@/kube/kinds';
import { validateMetric, validateReference } from './metrics';

type Spec = NonNullable<HorizontalPodAutoscaler['spec']>;
type Rules = NonNullable<NonNullable<Spec['behavior']>['scaleUp']>;
type Policy = NonNullable<Rules['policies']>[number];

const path = field('spec');
const MAX_WINDOW = 3600;
const MAX_PERIOD = 1800;
const SELECT_POLICIES = ['Disabled', 'Max', 'Min'];
const POLICY_TYPES = ['Percent', 'Pods'];
const POSITIVE = 'must be greater than zero';

export function validateAutoscaler({ spec }: HorizontalPodAutoscaler): FieldError[] {
  if (!spec) return [required(path)];
  const { minReplicas, maxReplicas = 0, metrics = [], behavior = {} } = spec;
  const [least, most] = [path.child('minReplicas'), path.child('maxReplicas')];
  return [
    ...(minReplicas !== undefined && minReplicas < 1
      ? [invalid(least, minReplicas, 'must be greater than or equal to 1')]
      : []),
    ...(maxReplicas < 1 ? [invalid(most, maxReplicas, 'must be greater than 0')] : []),
    ...(minReplicas !== undefined && maxReplicas < minReplicas
      ? [invalid(most, maxReplicas, 'must be greater than or equal to `minReplicas`')]
      : []),
    ...validateReference(spec.scaleTargetRef, path.child('scaleTargetRef')),
    ...metrics.flatMap((metric, i) => validateMetric(metric, path.child('metrics').index(i))),
    ...(['scaleUp', 'scaleDown'] as const).flatMap((direction) =>
      validateRules(behavior[direction], path.child('behavior', direction)),
    ),
  ];
}

function validateRules(rules: Rules | undefined, at: FieldPath): FieldError[] {
  if (!rules) return [];
  const { stabilizationWindowSeconds: window = 0, selectPolicy, policies = [] } = rules;
  const seconds = at.child('stabilizationWindowSeconds');
  return [
    ...(window < 0 ? [invalid(seconds, window, 'must be greater than or equal to zero')] : []),
    ...(window > MAX_WINDOW ? [invalid(seconds, window, `must be less than or equal to ${MAX_WINDOW}`)] : []),
    ...(selectPolicy !== undefined && !SELECT_POLICIES.includes(selectPolicy)
      ? [notSupported(at.child('selectPolicy'), selectPolicy, SELECT_POLICIES)]
      : []),
    ...(policies.length === 0 ? [required(at.child('policies'), 'must specify at least one Policy')] : []),
    ...policies.flatMap((policy, i) => validatePolicy(policy, at.child('policies').index(i))),
  ];
}

function validatePolicy({ type, value, periodSeconds: period }: Policy, at: FieldPath): FieldError[] {
  const seconds = at.child('periodSeconds');
  return [
    ...(POLICY_TYPES.includes(type) ? [] : [notSupported(at.child('type'), type, POLICY_TYPES)]),
    ...(value <= 0 ? [invalid(at.child('value'), value, POSITIVE)] : []),
    ...(period <= 0 ? [invalid(seconds, period, POSITIVE)] : []),
    ...(period > MAX_PERIOD ? [invalid(seconds, period, `must be less than or equal to ${MAX_PERIOD}`)] : []),
  ];
}

export const validateAutoscalerStatus = ({ status }: HorizontalPodAutoscaler): FieldError[] =>
  (['currentReplicas', 'desiredReplicas'] as const).flatMap((name) =>
    validateNonNegative(status?.[name], field('status', name)),
  );
