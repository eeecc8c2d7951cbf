/** upstream: pkg/apis/coordination/validation ValidateLeaseSpec */
import { type FieldError, field, invalid, validateNonNegative } from '@/apimachinery';
import type { Lease } from '@/kube/kinds';

const NOT_POSITIVE = 'must be greater than 0';

export function validateLease({ spec = {} }: Lease): FieldError[] {
  const path = field('spec');
  const { leaseDurationSeconds: duration, leaseTransitions } = spec;
  const errors: FieldError[] = [];
  if (duration !== undefined && duration <= 0) {
    errors.push(invalid(path.child('leaseDurationSeconds'), duration, NOT_POSITIVE));
  }
  errors.push(...validateNonNegative(leaseTransitions, path.child('leaseTransitions')));
  return errors;
}
