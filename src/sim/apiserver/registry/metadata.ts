/**
 * What holds for the metadata of every kind. Texts are upstream's.
 */
// upstream: k8s.io/apimachinery/pkg/api/validation/objectmeta.go
import {
  type FieldError,
  field,
  forbiddenField,
  invalid,
  type KubeObject,
  type ObjectMeta,
  type OwnerReference,
  parseApiVersion,
  required,
  tooLong,
} from '@/apimachinery';
import { deepEqual } from '@/apimachinery/equality';
import { isQualifiedName, nameErrors } from '@/apimachinery/names';
import { validateLabels } from '@/apimachinery/selectors';
import type { ResourceDefinition } from '../../resources/definition';

export const ORPHAN_FINALIZER = 'orphan';
export const FOREGROUND_FINALIZER = 'foregroundDeletion';
const STANDARD_FINALIZERS = ['kubernetes', ORPHAN_FINALIZER, FOREGROUND_FINALIZER];
const ANNOTATIONS_LIMIT = 256 * 1024;
const IMMUTABLE = 'field is immutable';

const path = field('metadata');

/** A copy of the object with some metadata replaced; `undefined` removes a field. */
export function withMetadata<T extends KubeObject>(
  object: T,
  changes: { readonly [Key in keyof ObjectMeta]?: ObjectMeta[Key] | undefined },
): T {
  const metadata: Record<string, unknown> = { ...object.metadata, ...changes };
  for (const key in changes) if (metadata[key] === undefined) delete metadata[key];
  return { ...object, metadata };
}

const COLLECTIONS = ['labels', 'annotations', 'ownerReferences', 'finalizers'] as const;

/** Metadata as it is kept: without collections that hold nothing, and without managedFields, which nobody fills in. */
export function withoutEmptyMetadata(object: KubeObject): KubeObject {
  const { metadata } = object;
  const empty = COLLECTIONS.filter((key) => metadata[key] && Object.keys(metadata[key]).length === 0);
  if (empty.length === 0 && !metadata.managedFields) return object;
  const gone = [...empty, 'managedFields'] as const;
  return withMetadata(object, Object.fromEntries(gone.map((key) => [key, undefined])));
}

/** Errors of metadata that has its name already. */
export function validateMetadata(meta: ObjectMeta, definition: ResourceDefinition): FieldError[] {
  const { annotations, ownerReferences, finalizers, labels } = meta;
  return [
    ...validateNames(meta, definition),
    ...((meta.generation ?? 0) < 0
      ? [invalid(path.child('generation'), meta.generation, 'must be greater than or equal to 0')]
      : []),
    ...(labels ? validateLabels(labels, path.child('labels')) : []),
    ...(annotations ? validateAnnotations(annotations) : []),
    ...(ownerReferences ? validateOwners(ownerReferences) : []),
    ...(finalizers ? validateFinalizers(finalizers) : []),
  ];
}

function validateNames(meta: ObjectMeta, { strategy, namespaced }: ResourceDefinition): FieldError[] {
  const { name = '', generateName = '', namespace = '' } = meta;
  const errors: FieldError[] = [];
  const check = (rule: typeof strategy.nameRule, key: string, value: string) => {
    for (const text of nameErrors(rule, value, key === 'generateName')) {
      errors.push(invalid(path.child(key), value, text));
    }
  };
  if (generateName !== '') check(strategy.nameRule, 'generateName', generateName);
  if (name === '') errors.push(required(path.child('name'), 'name or generateName is required'));
  else check(strategy.nameRule, 'name', name);
  if (namespaced && namespace === '') errors.push(required(path.child('namespace')));
  else if (namespaced) check('dns-label', 'namespace', namespace);
  return errors;
}

function validateAnnotations(annotations: Readonly<Record<string, string>>): FieldError[] {
  const at = path.child('annotations');
  const entries = Object.entries(annotations);
  const size = entries.reduce((sum, [key, value]) => sum + byteSize(key) + byteSize(value), 0);
  return [
    ...entries.flatMap(([key]) => isQualifiedName(key.toLowerCase()).map((text) => invalid(at, key, text))),
    ...(size > ANNOTATIONS_LIMIT ? [tooLong(at, ANNOTATIONS_LIMIT)] : []),
  ];
}

const utf8 = new TextEncoder();
/** Bytes of UTF-8; encoding is spared where the text cannot be near any limit. */
const byteSize = (text: string): number => (text.length < 1024 ? text.length : utf8.encode(text).length);

function validateOwners(owners: readonly OwnerReference[]): FieldError[] {
  const at = path.child('ownerReferences');
  const errors = owners.flatMap((owner) => {
    const { group, version } = parseApiVersion(owner.apiVersion ?? '');
    const empty = (key: string, value: string | undefined) =>
      value ? [] : [invalid(at.child(key), value ?? '', `${key} must not be empty`)];
    return [
      ...(version === ''
        ? [invalid(at.child('apiVersion'), owner.apiVersion, 'version must not be empty')]
        : []),
      ...empty('kind', owner.kind),
      ...empty('name', owner.name),
      ...empty('uid', owner.uid),
      ...(group === '' && version === 'v1' && owner.kind === 'Event'
        ? [invalid(at, owner, '/v1, Kind=Event is disallowed from being an owner')]
        : []),
    ];
  });
  const controllers = owners.filter(({ controller }) => controller === true);
  const [first, ...others] = controllers.map(({ kind, name }) => `${kind}/${name}`);
  for (const other of others) {
    const text = `Only one reference can have Controller set to true. Found "true" in references for ${first} and ${other}`;
    errors.push(invalid(at, owners, text));
  }
  return errors;
}

function validateFinalizers(finalizers: readonly string[]): FieldError[] {
  const at = path.child('finalizers');
  const errors = finalizers.flatMap((name) => isQualifiedName(name).map((text) => invalid(at, name, text)));
  if (finalizers.includes(ORPHAN_FINALIZER) && finalizers.includes(FOREGROUND_FINALIZER)) {
    const text = `finalizer ${ORPHAN_FINALIZER} and ${FOREGROUND_FINALIZER} cannot be both set`;
    errors.push(invalid(at, finalizers, text));
  }
  // upstream: pkg/apis/core/validation/validation.go validateKubeFinalizerName
  finalizers.forEach((name, i) => {
    if (name.includes('/') || STANDARD_FINALIZERS.includes(name)) return;
    const text = 'name is neither a standard finalizer name nor is it fully qualified';
    errors.push(invalid(at.index(i), name, text));
  });
  return errors;
}

/** Errors of a change of metadata. */
export function validateMetadataUpdate(meta: ObjectMeta, old: ObjectMeta): FieldError[] {
  return [
    ...(old.deletionTimestamp ? noNewFinalizers(meta.finalizers ?? [], old.finalizers ?? []) : []),
    ...((meta.generation ?? 0) < (old.generation ?? 0)
      ? [invalid(path.child('generation'), meta.generation ?? 0, 'must not be decremented')]
      : []),
    ...IMMUTABLE_FIELDS.flatMap((key) =>
      deepEqual(meta[key], old[key]) ? [] : [invalid(path.child(key), meta[key] ?? '', IMMUTABLE)],
    ),
  ];
}

const IMMUTABLE_FIELDS = [
  'name',
  'namespace',
  'uid',
  'creationTimestamp',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
] as const;

function noNewFinalizers(finalizers: readonly string[], old: readonly string[]): FieldError[] {
  const extra = finalizers.filter((name) => !old.includes(name)).sort();
  if (extra.length === 0) return [];
  const shown = `[]string{${extra.map((name) => JSON.stringify(name)).join(', ')}}`;
  return [
    forbiddenField(
      path.child('finalizers'),
      `no new finalizers can be added if the object is being deleted, found new finalizers ${shown}`,
    ),
  ];
}

const DUPLICATE_OWNERS =
  '.metadata.ownerReferences contains duplicate entries; API server dedups owner references in 1.20+, and may reject such requests as early as 1.24; please fix your requests; duplicate UID(s) observed: ';

/** Drops owner references that stand there twice. upstream: endpoints/handlers/rest.go dedupOwnerReferences */
export function withUniqueOwners(object: KubeObject, warn: (text: string) => void): KubeObject {
  const owners = object.metadata.ownerReferences;
  if (!owners || owners.length < 2) return object;
  const unique = owners.filter((owner, i) => !owners.slice(0, i).some((other) => deepEqual(owner, other)));
  if (unique.length === owners.length) return object;
  const duplicates = owners.filter((owner) => !unique.includes(owner)).map((owner) => owner.uid);
  warn(`${DUPLICATE_OWNERS}${duplicates.join(', ')}`);
  return withMetadata(object, { ownerReferences: unique });
}
