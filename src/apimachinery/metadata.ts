/**
 * Rules of metadata that templates have too, and of fields in general. An object's own metadata is the registry's.
 * upstream: k8s.io/apimachinery/pkg/api/validation objectmeta.go, generic.go
 */
import { semanticEqual } from './equality';
import { type FieldError, type FieldPath, invalid, tooLong } from './field';
import { byteLength, isQualifiedName } from './names';

const FIELD_IMMUTABLE = 'field is immutable';
export const NOT_NEGATIVE = 'must be greater than or equal to 0';
const ANNOTATIONS_MAX_BYTES = 256 * 1024;

/** "field is immutable" when the values differ as Go sees them. */
export const validateImmutable = (value: unknown, old: unknown, path: FieldPath): FieldError[] =>
  semanticEqual(value, old) ? [] : [invalid(path, value, FIELD_IMMUTABLE)];

export const validateNonNegative = (value: number | undefined, path: FieldPath): FieldError[] =>
  value !== undefined && value < 0 ? [invalid(path, value, NOT_NEGATIVE)] : [];

export function validateAnnotations(
  annotations: Readonly<Record<string, string>>,
  path: FieldPath,
): FieldError[] {
  const errors: FieldError[] = [];
  let total = 0;
  for (const [key, value] of Object.entries(annotations)) {
    total += byteLength(key) + byteLength(value);
    // Case does not matter in annotation keys.
    errors.push(...isQualifiedName(key.toLowerCase()).map((e) => invalid(path, key, e)));
  }
  if (total > ANNOTATIONS_MAX_BYTES) errors.push(tooLong(path, ANNOTATIONS_MAX_BYTES));
  return errors;
}
