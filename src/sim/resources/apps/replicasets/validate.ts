/** upstream: pkg/apis/apps/validation ValidateReplicaSetSpec, ValidateReplicaSetStatus; registry/apps/replicaset */
import { type FieldError, field, required, validateImmutable, validateNonNegative } from '@/apimachinery';
import type { ReplicaSet } from '@/kube/kinds';
import { validateCounters, validateSelection } from '../validate';

const path = field('spec');

export function validateReplicaSet({ spec }: ReplicaSet): FieldError[] {
  if (!spec) return [required(path)];
  return [
    ...validateNonNegative(spec.replicas, path.child('replicas')),
    ...validateNonNegative(spec.minReadySeconds, path.child('minReadySeconds')),
    ...validateSelection(spec, path),
  ];
}

export const validateReplicaSetUpdate = (replicaSet: ReplicaSet, old: ReplicaSet): FieldError[] => [
  ...validateReplicaSet(replicaSet),
  ...validateImmutable(replicaSet.spec?.selector, old.spec?.selector, path.child('selector')),
];

export function validateReplicaSetStatus({ status }: ReplicaSet): FieldError[] {
  const at = field('status');
  return [
    ...validateCounters({ ...status }, ['fullyLabeledReplicas', 'readyReplicas', 'availableReplicas'], at),
    ...validateNonNegative(status?.observedGeneration, at.child('observedGeneration')),
  ];
}
