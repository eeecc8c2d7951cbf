/** upstream: pkg/apis/apps/validation ValidateReplicaSet */
import { type FieldError, field, validateImmutable } from '@/apimachinery';
import type { ReplicaSet } from '@/kube/kinds';

export const validateReplicaSet = (_replicaSet: ReplicaSet): FieldError[] => [];
export const validateReplicaSetUpdate = (replicaSet: ReplicaSet, old: ReplicaSet): FieldError[] => [
  ...validateReplicaSet(replicaSet),
  ...validateImmutable(replicaSet.spec?.selector, old.spec?.selector, field('spec', 'selector')),
];
export const validateReplicaSetStatus = (_replicaSet: ReplicaSet): FieldError[] => [];
