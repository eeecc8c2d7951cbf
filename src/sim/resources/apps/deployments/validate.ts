/** upstream: pkg/apis/apps/validation ValidateDeploymentSpec, ValidateDeploymentStrategy; registry/apps/deployment */
import {
  type FieldError,
  type FieldPath,
  field,
  forbiddenField,
  invalid,
  notSupported,
  required,
  validateImmutable,
  validateNonNegative,
} from '@/apimachinery';
import type { Deployment } from '@/kube/kinds';
import {
  amountOf,
  validateAtMostAll,
  validateCollisions,
  validateCounters,
  validateIntOrPercent,
  validateSelection,
} from '../validate';

type Strategy = NonNullable<NonNullable<Deployment['spec']>['strategy']>;

const path = field('spec');

export function validateDeployment({ spec }: Deployment): FieldError[] {
  if (!spec) return [required(path)];
  const { minReadySeconds = 0, progressDeadlineSeconds: deadline } = spec;
  const errors = [
    ...validateNonNegative(spec.replicas, path.child('replicas')),
    ...validateSelection(spec, path),
    ...validateStrategy(spec.strategy ?? {}, path.child('strategy')),
    ...validateNonNegative(minReadySeconds, path.child('minReadySeconds')),
    ...validateNonNegative(spec.revisionHistoryLimit, path.child('revisionHistoryLimit')),
    ...validateNonNegative(deadline, path.child('progressDeadlineSeconds')),
  ];
  if (deadline !== undefined && deadline <= minReadySeconds) {
    errors.push(
      invalid(path.child('progressDeadlineSeconds'), deadline, 'must be greater than minReadySeconds'),
    );
  }
  return errors;
}

function validateStrategy(strategy: Strategy, at: FieldPath): FieldError[] {
  const { type, rollingUpdate } = strategy;
  const rolling = at.child('rollingUpdate');
  if (type === 'Recreate') {
    const why = "may not be specified when strategy `type` is 'Recreate'";
    return rollingUpdate ? [forbiddenField(rolling, why)] : [];
  }
  // Upstream shows the whole strategy where its type is meant.
  if (type !== 'RollingUpdate') return [notSupported(at, strategy, ['Recreate', 'RollingUpdate'])];
  if (!rollingUpdate) return [required(rolling, 'this should be defaulted and never be nil')];
  const { maxUnavailable, maxSurge } = rollingUpdate;
  const unavailable = rolling.child('maxUnavailable');
  const errors = [
    ...validateIntOrPercent(maxUnavailable, unavailable),
    ...validateIntOrPercent(maxSurge, rolling.child('maxSurge')),
  ];
  if (amountOf(maxUnavailable) === 0 && amountOf(maxSurge) === 0) {
    errors.push(invalid(unavailable, maxUnavailable, 'may not be 0 when `maxSurge` is 0'));
  }
  return [...errors, ...validateAtMostAll(maxUnavailable, unavailable)];
}

export const validateDeploymentUpdate = (deployment: Deployment, old: Deployment): FieldError[] => [
  ...validateDeployment(deployment),
  ...validateImmutable(deployment.spec?.selector, old.spec?.selector, path.child('selector')),
];

export function validateDeploymentStatus({ status = {} }: Deployment, old: Deployment): FieldError[] {
  const at = field('status');
  return [
    ...validateNonNegative(status.observedGeneration, at.child('observedGeneration')),
    ...validateCounters(status, ['updatedReplicas', 'readyReplicas', 'availableReplicas'], at),
    ...validateNonNegative(status.unavailableReplicas, at.child('unavailableReplicas')),
    ...validateNonNegative(status.collisionCount, at.child('collisionCount')),
    ...validateCollisions(status.collisionCount, old.status?.collisionCount, at.child('collisionCount')),
  ];
}
