/** upstream: pkg/apis/apps/validation ValidateDaemonSetSpec, validateDaemonSetStatus; registry/apps/daemonset */
import {
  type FieldError,
  type FieldPath,
  field,
  invalid,
  notSupported,
  required,
  validateImmutable,
  validateNonNegative,
} from '@/apimachinery';
import type { DaemonSet } from '@/kube/kinds';
import {
  amountOf,
  validateAtMostAll,
  validateCollisions,
  validateIntOrPercent,
  validateSelection,
} from '../validate';

type UpdateStrategy = NonNullable<NonNullable<DaemonSet['spec']>['updateStrategy']>;

const path = field('spec');
const WORDING = { selector: 'daemonset', template: 'DaemonSet' };

export function validateDaemonSet({ spec }: DaemonSet): FieldError[] {
  if (!spec) return [required(path)];
  return [
    ...validateSelection(spec, path, WORDING),
    ...validateNonNegative(spec.minReadySeconds, path.child('minReadySeconds')),
    ...validateStrategy(spec.updateStrategy ?? {}, path.child('updateStrategy')),
    ...validateNonNegative(spec.revisionHistoryLimit, path.child('revisionHistoryLimit')),
  ];
}

function validateStrategy(strategy: UpdateStrategy, at: FieldPath): FieldError[] {
  const { type, rollingUpdate } = strategy;
  if (type === 'OnDelete') return [];
  if (type !== 'RollingUpdate') return [notSupported(at, strategy, ['OnDelete', 'RollingUpdate'])];
  const rolling = at.child('rollingUpdate');
  if (!rollingUpdate) return [required(rolling)];
  const { maxUnavailable, maxSurge } = rollingUpdate;
  const errors = (['maxUnavailable', 'maxSurge'] as const).flatMap((name) => [
    ...validateIntOrPercent(rollingUpdate[name], rolling.child(name)),
    ...validateAtMostAll(rollingUpdate[name], rolling.child(name)),
  ]);
  const [unavailable, surge] = [amountOf(maxUnavailable) !== 0, amountOf(maxSurge) !== 0];
  if (unavailable && surge) {
    const why = 'may not be set when maxUnavailable is non-zero';
    errors.push(invalid(rolling.child('maxSurge'), maxSurge, why));
  }
  if (!unavailable && !surge) {
    const why = 'cannot be 0 when maxSurge is 0';
    errors.push(required(rolling.child('maxUnavailable'), why));
  }
  return errors;
}

export const validateDaemonSetUpdate = (daemonSet: DaemonSet, old: DaemonSet): FieldError[] =>
  validateImmutable(daemonSet.spec?.selector, old.spec?.selector, path.child('selector'));

const COUNTERS = [
  'currentNumberScheduled',
  'numberMisscheduled',
  'desiredNumberScheduled',
  'numberReady',
  'observedGeneration',
  'updatedNumberScheduled',
  'numberAvailable',
  'numberUnavailable',
  'collisionCount',
] as const;

export function validateDaemonSetStatus({ status }: DaemonSet, old: DaemonSet): FieldError[] {
  const at = field('status');
  return [
    ...COUNTERS.flatMap((name) => validateNonNegative(status?.[name], at.child(name))),
    ...validateCollisions(status?.collisionCount, old.status?.collisionCount, at.child('collisionCount')),
  ];
}
