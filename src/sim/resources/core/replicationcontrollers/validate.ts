/** upstream: pkg/apis/core/validation ValidateReplicationControllerSpec, ValidateReplicationControllerStatus */
import { type FieldError, field, labelSelectorFromMap, required, validateNonNegative } from '@/apimachinery';
import type { ReplicationController } from '@/kube/kinds';
import { validateCounters } from '../../apps/validate';
import { validateSelectedTemplate } from '../../pod-spec';

const path = field('spec');

export function validateController({ spec = {} }: ReplicationController): FieldError[] {
  const selector = labelSelectorFromMap(spec.selector);
  const at = path.child('template');
  return [
    ...validateNonNegative(spec.minReadySeconds, path.child('minReadySeconds')),
    ...(selector.empty ? [required(path.child('selector'))] : []),
    ...validateNonNegative(spec.replicas, path.child('replicas')),
    ...(spec.template
      ? validateSelectedTemplate(spec.template, selector, at, 'ReplicationController')
      : [required(at)]),
  ];
}

export function validateControllerStatus({ status }: ReplicationController): FieldError[] {
  const at = field('status');
  return [
    ...validateCounters({ ...status }, ['fullyLabeledReplicas', 'readyReplicas', 'availableReplicas'], at),
    ...validateNonNegative(status?.observedGeneration, at.child('observedGeneration')),
  ];
}
