/**
 * Change of an object that exists, the same for PUT and PATCH, for the object itself and for its subresources.
 */
// upstream: apiserver/pkg/registry/generic/registry/store.go Update, rest/update.go BeforeUpdate
import {
  badRequest,
  conflict,
  type FieldError,
  field,
  invalid,
  invalidObject,
  type KubeObject,
  notFound,
  OPTIMISTIC_LOCK,
} from '@/apimachinery';
import { deepEqual } from '@/apimachinery/equality';
import type { AdmissionRequest } from '../../admission';
import { admissionContext, type Backend, reservationContext } from '../backend';
import { isUntouched, withManagers } from '../managed-fields';
import { admissionRequest, type RequestScope, requireName } from '../scope';
import { createObject } from './create';
import { validateMetadata, validateMetadataUpdate, withMetadata, withUniqueOwners } from './metadata';
import { checkSize } from './size';

/** Which part of an object a request may change, and what is checked. */
export interface UpdateRules {
  prepare(object: KubeObject, old: KubeObject, scope: RequestScope): KubeObject;
  validate(object: KubeObject, old: KubeObject): readonly FieldError[];
  /** A PUT to a name that does not exist creates it. */
  readonly creates: boolean;
}

export interface Updated {
  readonly object: KubeObject;
  readonly created: boolean;
}

/** PUT and PATCH of the object itself: everything that its strategy lets through. */
export function mainRules({ definition: { strategy } }: RequestScope): UpdateRules {
  return {
    prepare: (object, old, { context }) => {
      const prepared = strategy.prepareForUpdate?.(object, old, context) ?? object;
      return strategy.allocate?.(prepared, old, context) ?? prepared;
    },
    validate: (object, old) => [
      ...strategy.validate(object),
      ...(strategy.validateUpdate?.(object, old) ?? []),
    ],
    creates: strategy.allowCreateOnUpdate ?? false,
  };
}

/** Subresources that are a part of the object. */
export type Part = 'status' | 'approval' | 'ephemeralContainers' | 'resize';

/** PUT and PATCH of such a part. */
export function partRules({ definition }: RequestScope, part: Part): UpdateRules {
  const strategy = definition[part];
  return {
    prepare: (object, old, { context }) => strategy?.prepareForUpdate(object, old, context) ?? object,
    validate: (object, old) => strategy?.validateUpdate?.(object, old) ?? [],
    creates: false,
  };
}

/**
 * Replaces an object by what `produce` makes of the existing one. All of it happens in one turn, so no other write can
 * come between reading and writing and a patch needs no retries.
 */
export function updateObject(
  backend: Backend,
  scope: RequestScope,
  rules: UpdateRules,
  produce: (existing: KubeObject | undefined) => KubeObject,
): Updated {
  const name = requireName(scope);
  const existing = backend.store.get(scope.table, scope.namespace, name);
  if (!existing) {
    if (!rules.creates) throw notFound(scope.resource, name);
    const object = withMetadata(produce(undefined), { resourceVersion: undefined });
    return { object: createObject(backend, scope, object), created: true };
  }
  const given = withUniqueOwners(produce(existing), scope.context.warn);
  checkUid(scope, given, existing);
  const proposed = withManagers(backend, scope, { old: existing, next: given });
  const admission = admissionContext(backend, scope.context.warn);
  const request = admissionRequest(scope, 'UPDATE', { name, object: proposed, old: existing });
  const admitted = backend.admission.admit(request, admission) ?? proposed;
  const object = beforeUpdate(scope, rules, withCurrentVersion(scope, admitted, existing), existing);
  const final = { ...request, object, old: existing };
  backend.admission.validate(final, admission);
  return { object: write(backend, scope, final), created: false };
}

/** A PUT's body must say what its URL says. upstream: endpoints/handlers/rest.go checkName */
export function checkName(scope: RequestScope, object: KubeObject): KubeObject {
  const name = requireName(scope);
  const { namespace } = scope;
  const given = object.metadata;
  if ((given.name ?? '') !== name) {
    throw badRequest(
      given.name
        ? `the name of the object (${given.name}) does not match the name on the URL (${name})`
        : `the name of the object (${name} based on URL) was undeterminable: name must be provided`,
    );
  }
  if (namespace !== undefined && given.namespace && given.namespace !== namespace) {
    throw badRequest(
      `the namespace of the object (${given.namespace}) does not match the namespace on the request (${namespace})`,
    );
  }
  return object;
}

function checkUid({ resource, table, namespace }: RequestScope, object: KubeObject, old: KubeObject): void {
  const { uid } = object.metadata;
  if (!uid || uid === old.metadata.uid) return;
  const key = `/registry/${table}/${namespace ? `${namespace}/` : ''}${old.metadata.name}`;
  throw conflict(
    resource,
    old.metadata.name ?? '',
    `StorageError: invalid object, Code: 4, Key: ${key}, ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: UID in precondition: ${uid}, UID in object meta: ${old.metadata.uid}`,
  );
}

function withCurrentVersion(scope: RequestScope, object: KubeObject, old: KubeObject): KubeObject {
  const { resource, definition } = scope;
  const given = object.metadata.resourceVersion;
  const current = old.metadata.resourceVersion;
  const name = old.metadata.name ?? '';
  if (given === current) return object;
  if (given && given !== '0') throw conflict(resource, name, OPTIMISTIC_LOCK);
  if (definition.strategy.allowUnconditionalUpdate === false) {
    throw invalidObject({ group: resource.group, kind: resource.resource }, name, [
      invalid(field('metadata', 'resourceVersion'), 0, 'must be specified for an update'),
    ]);
  }
  return withMetadata(object, { resourceVersion: current });
}

function beforeUpdate(
  scope: RequestScope,
  rules: UpdateRules,
  object: KubeObject,
  old: KubeObject,
): KubeObject {
  const kept = keepServerFields(object, old, scope.namespace);
  const { managedFields } = kept.metadata;
  const ruled = withGeneration(scope, rules.prepare(kept, old, scope), old);
  // Rules for a part of an object keep the old metadata; who wrote that part is told all the same.
  const prepared =
    ruled.metadata.managedFields === managedFields ? ruled : withMetadata(ruled, { managedFields });
  const errors = [
    ...validateMetadata(prepared.metadata, scope.definition),
    ...validateMetadataUpdate(prepared.metadata, old.metadata),
    ...rules.validate(prepared, old),
  ];
  if (errors.length > 0) throw invalidObject(scope.definition, old.metadata.name ?? '', errors);
  return prepared;
}

function keepServerFields(object: KubeObject, old: KubeObject, namespace: string | undefined): KubeObject {
  const { metadata } = object;
  return withMetadata(object, {
    namespace: metadata.namespace || namespace,
    generation: old.metadata.generation,
    uid: metadata.uid || old.metadata.uid,
    creationTimestamp: old.metadata.creationTimestamp,
    deletionTimestamp: old.metadata.deletionTimestamp ?? metadata.deletionTimestamp,
    deletionGracePeriodSeconds:
      metadata.deletionGracePeriodSeconds ?? old.metadata.deletionGracePeriodSeconds,
  });
}

function withGeneration({ definition }: RequestScope, object: KubeObject, old: KubeObject): KubeObject {
  const { generation } = object.metadata;
  const bumped = generation !== old.metadata.generation;
  if (!definition.strategy.tracksGeneration || bumped || sameSpec(object, old)) return object;
  return withMetadata(object, { generation: (generation ?? 0) + 1 });
}

const NOT_SPEC = new Set(['apiVersion', 'kind', 'metadata', 'status']);

function sameSpec(a: KubeObject, b: KubeObject): boolean {
  const [left, right] = [a as unknown as Record<string, unknown>, b as unknown as Record<string, unknown>];
  const keys = new Set([...Object.keys(left), ...Object.keys(right)]);
  for (const key of keys) if (!NOT_SPEC.has(key) && !deepEqual(left[key], right[key])) return false;
  return true;
}

/** Stores the object, or deletes it when its last finalizer went; writes nothing when nothing changed. */
function write(
  backend: Backend,
  scope: RequestScope,
  request: AdmissionRequest & { readonly object: KubeObject; readonly old: KubeObject },
): KubeObject {
  const { object, old } = request;
  if (scope.options.dryRun) return object;
  if (isFinalized(object, old)) {
    backend.store.remove(scope.table, old);
    return object;
  }
  const untouched = scope.request.patchType === 'apply' ? isUntouched(object, old) : deepEqual(object, old);
  if (untouched) return old;
  checkSize(object);
  backend.admission.reserve(request, reservationContext(backend, scope.context.warn));
  return backend.store.put(scope.table, object);
}

/** Whether this change lets a waiting deletion go through. upstream: ShouldDeleteDuringUpdate */
function isFinalized(object: KubeObject, old: KubeObject): boolean {
  const { finalizers = [] } = object.metadata;
  if (finalizers.length > 0 || !old.metadata.deletionTimestamp) return false;
  if ((old.metadata.deletionGracePeriodSeconds ?? 0) !== 0) return false;
  const spec = (object as { spec?: { finalizers?: readonly string[] } }).spec;
  return object.kind !== 'Namespace' || (spec?.finalizers ?? []).length === 0;
}
