/** Names of CSI drivers. upstream: pkg/apis/core/validation ValidateCSIDriverName */
import { type FieldError, type FieldPath, isDNS1123Subdomain, required, tooLong } from '@/apimachinery';
import { each } from '../shared/validate';

const MAX_LENGTH = 63;

export function driverName(name: string, path: FieldPath): FieldError[] {
  if (name === '') return [required(path)];
  const errors = name.length > MAX_LENGTH ? [tooLong(path, MAX_LENGTH)] : [];
  return [...errors, ...each(isDNS1123Subdomain(name.toLowerCase()), path, name)];
}
