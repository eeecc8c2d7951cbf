/**
 * Validation errors are collected values, never thrown at first: a user sees all of them at once.
 * Texts are those of k8s.io/apimachinery/pkg/util/validation/field errors.go.
 */
export type FieldErrorType =
  | 'FieldValueNotFound'
  | 'FieldValueRequired'
  | 'FieldValueDuplicate'
  | 'FieldValueInvalid'
  | 'FieldValueNotSupported'
  | 'FieldValueForbidden'
  | 'FieldValueTooLong'
  | 'FieldValueTooMany'
  | 'InternalError'
  | 'FieldValueTypeInvalid';

export interface FieldError {
  readonly type: FieldErrorType;
  /** "spec.containers[0].name" */
  readonly field: string;
  /** The whole text after the field: `Invalid value: "A": a lowercase RFC 1123 label must ...` */
  readonly message: string;
}

/** A path into an object: `field('spec').child('containers').index(0).child('name')`. */
export class FieldPath {
  constructor(readonly text: string) {}
  child(...names: string[]): FieldPath {
    return new FieldPath([this.text, ...names].filter((part) => part !== '').join('.'));
  }
  index(i: number): FieldPath {
    return new FieldPath(`${this.text}[${i}]`);
  }
  /** A key of a map: labels[app.kubernetes.io/name] */
  key(name: string): FieldPath {
    return new FieldPath(`${this.text}[${name}]`);
  }
  toString(): string {
    return this.text;
  }
}

export const field = (...names: string[]): FieldPath => new FieldPath(names.join('.'));

/** Go's %q for strings, plain for numbers and booleans, "null" for nothing, JSON for the rest. */
export function formatBadValue(value: unknown): string {
  if (value === undefined || value === null) return 'null';
  return JSON.stringify(value) ?? 'null';
}

const error = (type: FieldErrorType, path: FieldPath, message: string): FieldError => ({
  type,
  field: path.text,
  message,
});
const withDetail = (text: string, detail: string) => (detail === '' ? text : `${text}: ${detail}`);

export const required = (path: FieldPath, detail = '') =>
  error('FieldValueRequired', path, withDetail('Required value', detail));
export const invalid = (path: FieldPath, value: unknown, detail = '') =>
  error('FieldValueInvalid', path, withDetail(`Invalid value: ${formatBadValue(value)}`, detail));
export const duplicate = (path: FieldPath, value: unknown) =>
  error('FieldValueDuplicate', path, `Duplicate value: ${formatBadValue(value)}`);
export const notFoundField = (path: FieldPath, value: unknown, detail = '') =>
  error('FieldValueNotFound', path, withDetail(`Not found: ${formatBadValue(value)}`, detail));
export const forbiddenField = (path: FieldPath, detail = '') =>
  error('FieldValueForbidden', path, withDetail('Forbidden', detail));
export const notSupported = (path: FieldPath, value: unknown, supported: readonly string[]) =>
  error(
    'FieldValueNotSupported',
    path,
    `Unsupported value: ${formatBadValue(value)}${
      supported.length > 0 ? `: supported values: ${supported.map((v) => JSON.stringify(v)).join(', ')}` : ''
    }`,
  );
/** The value itself is not repeated: it may be huge. */
export const tooLong = (path: FieldPath, maxLength: number) =>
  error('FieldValueTooLong', path, `Too long: may not be more than ${maxLength} bytes`);
export const tooMany = (path: FieldPath, actual: number, max: number) =>
  error('FieldValueTooMany', path, `Too many: ${actual}: must have at most ${max} items`);
