/**
 * Validation of the metadata that every object carries.
 * upstream: k8s.io/apimachinery/pkg/api/validation objectmeta.go
 */
import { semanticEqual } from './equality';
import {
  type FieldError,
  type FieldPath,
  field,
  forbiddenField,
  invalid,
  notSupported,
  required,
  tooLong,
} from './field';
import { byteLength, isDNS1123Label, isQualifiedName, type NameRule, nameErrors } from './names';
import { validateLabels } from './selectors';
import type { ObjectMeta, OwnerReference } from './types';

export const FIELD_IMMUTABLE = 'field is immutable';
export const NOT_NEGATIVE = 'must be greater than or equal to 0';
const ANNOTATIONS_MAX_BYTES = 256 * 1024;
const ORPHAN = 'orphan';
const FOREGROUND = 'foregroundDeletion';
const MANAGER_MAX_LENGTH = 128;

export interface MetaRules {
  readonly namespaced: boolean;
  readonly nameRule: NameRule;
}

/** On create, after the name was generated. */
export function validateObjectMeta(
  meta: ObjectMeta,
  rules: MetaRules,
  path: FieldPath = field('metadata'),
): FieldError[] {
  const { name = '', generateName = '', namespace = '' } = meta;
  const errors: FieldError[] = [];
  if (generateName !== '') {
    const wrong = nameErrors(rules.nameRule, generateName, true);
    errors.push(...wrong.map((e) => invalid(path.child('generateName'), generateName, e)));
  }
  if (name === '') errors.push(required(path.child('name'), 'name or generateName is required'));
  else errors.push(...nameErrors(rules.nameRule, name).map((e) => invalid(path.child('name'), name, e)));
  if (rules.namespaced) {
    if (namespace === '') errors.push(required(path.child('namespace')));
    else errors.push(...isDNS1123Label(namespace).map((e) => invalid(path.child('namespace'), namespace, e)));
  } else if (namespace !== '') {
    errors.push(forbiddenField(path.child('namespace'), 'not allowed on this type'));
  }
  errors.push(
    ...validateSharedMeta(meta, path),
    ...validateFinalizers(meta.finalizers ?? [], path.child('finalizers')),
  );
  return errors;
}

/** On update. The resourceVersion is the registry's to check. */
export function validateObjectMetaUpdate(
  meta: ObjectMeta,
  old: ObjectMeta,
  path: FieldPath = field('metadata'),
): FieldError[] {
  const errors: FieldError[] = [];
  if (old.deletionTimestamp) {
    const added = (meta.finalizers ?? []).filter((f) => !old.finalizers?.includes(f)).sort();
    if (added.length > 0) {
      const shown = `[]string{${added.map((f) => JSON.stringify(f)).join(', ')}}`;
      errors.push(
        forbiddenField(
          path.child('finalizers'),
          `no new finalizers can be added if the object is being deleted, found new finalizers ${shown}`,
        ),
      );
    }
  }
  if ((meta.generation ?? 0) < (old.generation ?? 0)) {
    errors.push(invalid(path.child('generation'), meta.generation, 'must not be decremented'));
  }
  for (const key of IMMUTABLE) errors.push(...validateImmutable(meta[key], old[key], path.child(key)));
  return [...errors, ...validateSharedMeta(meta, path)];
}

const IMMUTABLE = [
  'name',
  'namespace',
  'uid',
  'creationTimestamp',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
] as const;

/** "field is immutable" when the values differ as Go sees them. */
export const validateImmutable = (value: unknown, old: unknown, path: FieldPath): FieldError[] =>
  semanticEqual(value, old) ? [] : [invalid(path, value, FIELD_IMMUTABLE)];

function validateSharedMeta(meta: ObjectMeta, path: FieldPath): FieldError[] {
  return [
    ...validateNonNegative(meta.generation, path.child('generation')),
    ...validateLabels(meta.labels, path.child('labels')),
    ...validateAnnotations(meta.annotations ?? {}, path.child('annotations')),
    ...validateOwners(meta.ownerReferences ?? [], path.child('ownerReferences')),
    ...validateManagedFields(meta.managedFields ?? [], path.child('managedFields')),
  ];
}

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

function validateOwners(owners: readonly OwnerReference[], path: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  let controller = '';
  for (const owner of owners) {
    errors.push(...validateOwner(owner, path));
    if (owner.controller !== true) continue;
    const name = `${owner.kind}/${owner.name}`;
    if (controller === '') controller = name;
    else {
      const why = `Only one reference can have Controller set to true. Found "true" in references for ${controller} and ${name}`;
      errors.push(invalid(path, owners, why));
    }
  }
  return errors;
}

function validateOwner(owner: OwnerReference, path: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  if (!owner.apiVersion) errors.push(invalid(path.child('apiVersion'), '', 'version must not be empty'));
  if (!owner.kind) errors.push(invalid(path.child('kind'), '', 'kind must not be empty'));
  if (!owner.name) errors.push(invalid(path.child('name'), '', 'name must not be empty'));
  if (!owner.uid) errors.push(invalid(path.child('uid'), '', 'uid must not be empty'));
  if (owner.apiVersion === 'v1' && owner.kind === 'Event') {
    errors.push(invalid(path, owner, '/v1, Kind=Event is disallowed from being an owner'));
  }
  return errors;
}

function validateFinalizers(finalizers: readonly string[], path: FieldPath): FieldError[] {
  const errors = finalizers.flatMap((f) => isQualifiedName(f).map((e) => invalid(path, f, e)));
  if (finalizers.includes(ORPHAN) && finalizers.includes(FOREGROUND)) {
    errors.push(invalid(path, finalizers, `finalizer ${ORPHAN} and ${FOREGROUND} cannot be both set`));
  }
  return errors;
}

function validateManagedFields(entries: readonly unknown[], path: FieldPath): FieldError[] {
  return entries.flatMap((entry, i) => {
    const { operation, fieldsType, manager = '' } = entry as Record<string, string | undefined>;
    const at = path.index(i);
    const errors: FieldError[] = [];
    if (operation !== 'Apply' && operation !== 'Update') {
      errors.push(invalid(at.child('operation'), operation ?? '', 'must be `Apply` or `Update`'));
    }
    if (fieldsType && fieldsType !== 'FieldsV1') {
      errors.push(invalid(at.child('fieldsType'), fieldsType, 'must be `FieldsV1`'));
    }
    return [...errors, ...validateFieldManager(manager, at.child('manager'))];
  });
}

/** The manager's name, in managedFields and as a request's option. */
export function validateFieldManager(manager: string, path: FieldPath = field('fieldManager')): FieldError[] {
  const errors: FieldError[] = [];
  if (byteLength(manager) > MANAGER_MAX_LENGTH) errors.push(tooLong(path, MANAGER_MAX_LENGTH));
  let position = 0;
  for (const c of manager) {
    if (!/[\p{L}\p{M}\p{N}\p{P}\p{S} ]/u.test(c)) {
      const code = (c.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
      errors.push(invalid(path, manager, `invalid character U+${code} (at position ${position})`));
    }
    position += byteLength(c);
  }
  return errors;
}

/** Options of writes. upstream: metav1/validation ValidateCreateOptions and friends */
export function validateFieldValidation(value: string): FieldError[] {
  const allowed = ['', 'Ignore', 'Strict', 'Warn'];
  return allowed.includes(value) ? [] : [notSupported(field('fieldValidation'), value, allowed)];
}

export function validateDryRun(values: readonly string[]): FieldError[] {
  if (values.every((v) => v === 'All')) return [];
  return [notSupported(field('dryRun'), values, ['All'])];
}
