/**
 * Deletion, the same for every kind: at once, after a grace period, or when the last finalizer is gone.
 */
// upstream: apiserver/pkg/registry/generic/registry/store.go Delete, rest/delete.go BeforeDelete
import {
  conflict,
  type FieldError,
  field,
  formatTime,
  invalidObject,
  type KubeObject,
  notFound,
  notSupported,
  type ObjectMeta,
  parseTime,
  type Status,
} from '@/apimachinery';
import { admissionContext, type Backend } from '../backend';
import { admissionRequest, type RequestScope } from '../scope';
import { FOREGROUND_FINALIZER, ORPHAN_FINALIZER, withMetadata } from './metadata';
import { deleteNamespace } from './namespaces';

const POLICIES = ['Foreground', 'Background', 'Orphan'];

/** Deletes by name; the answer is the object where the kind returns it or while it waits, otherwise a Status. */
export function deleteObject(backend: Backend, scope: RequestScope, name: string): KubeObject {
  const existing = backend.store.get(scope.table, scope.namespace, name);
  checkOptions(scope);
  if (!existing) throw notFound(scope.resource, name);
  checkPreconditions(scope, existing);
  const request = admissionRequest(scope, 'DELETE', { name, old: existing });
  const admission = admissionContext(backend, scope.context.warn);
  backend.admission.admit(request, admission);
  backend.admission.validate(request, admission);
  if (scope.table === 'namespaces') {
    const waiting = deleteNamespace(backend, scope, existing);
    if (waiting) return waiting;
  }
  return deleteExisting(backend, scope, existing);
}

function deleteExisting(backend: Backend, scope: RequestScope, existing: KubeObject): KubeObject {
  const grace = graceOf(scope, existing);
  if (grace.pending) return answer(scope, existing);
  const finalizers = deletionFinalizers(scope, existing.metadata);
  const marked = withMetadata(existing, {
    ...(finalizers.length > 0 || existing.metadata.finalizers ? { finalizers } : {}),
    ...grace.changes,
  });
  if (finalizers.length > 0) {
    return save(backend, scope, grace.changes ? marked : markAsDeleting(backend, marked), existing);
  }
  if (grace.seconds > 0) return save(backend, scope, marked, existing);
  if (scope.options.dryRun) return answer(scope, existing);
  return answer(scope, backend.store.remove(scope.table, existing));
}

interface Grace {
  /** The object is being deleted already, and this request doesn't hasten it. */
  readonly pending: boolean;
  readonly seconds: number;
  /** Metadata of a graceful deletion; absent when the kind has none or the object goes at once. */
  readonly changes?: Partial<ObjectMeta>;
}

// upstream: rest/delete.go BeforeDelete
function graceOf({ definition, options, context }: RequestScope, object: KubeObject): Grace {
  const { strategy } = definition;
  const { deletionTimestamp, deletionGracePeriodSeconds: current = 0, generation = 0 } = object.metadata;
  if (!strategy.gracePeriodSeconds) return { pending: false, seconds: 0 };
  const requested = options.gracePeriodSeconds;
  if (deletionTimestamp) {
    if (current === 0) return { pending: false, seconds: 0 };
    if (requested === undefined || requested >= current) return { pending: true, seconds: current };
    const seconds = Math.max(0, requested);
    const due = parseTime(deletionTimestamp) - (current - seconds) * 1000;
    return { pending: false, seconds, changes: deletionAt(due, seconds) };
  }
  const seconds = strategy.gracePeriodSeconds(object, requested);
  const changes = deletionAt(parseTime(context.now) + seconds * 1000, seconds);
  return {
    pending: false,
    seconds,
    changes: generation > 0 ? { ...changes, generation: generation + 1 } : changes,
  };
}

const deletionAt = (due: number, seconds: number): Partial<ObjectMeta> => ({
  deletionTimestamp: formatTime(due),
  deletionGracePeriodSeconds: seconds,
});

/** For kinds without grace that have finalizers. upstream: store.go markAsDeleting */
function markAsDeleting({ clock }: Backend, object: KubeObject): KubeObject {
  const { deletionTimestamp, generation = 0 } = object.metadata;
  const now = formatTime(clock.now());
  return withMetadata(object, {
    ...(!deletionTimestamp && generation > 0 ? { generation: generation + 1 } : {}),
    deletionTimestamp:
      deletionTimestamp && parseTime(deletionTimestamp) <= clock.now() ? deletionTimestamp : now,
    deletionGracePeriodSeconds: 0,
  });
}

/** The finalizers by which the garbage collector is told what to do. upstream: deletionFinalizersForGarbageCollection */
function deletionFinalizers(
  { definition, options }: RequestScope,
  { finalizers = [] }: ObjectMeta,
): string[] {
  const others = finalizers.filter((name) => name !== ORPHAN_FINALIZER && name !== FOREGROUND_FINALIZER);
  const fallback = definition.strategy.garbageCollection;
  if (fallback === 'Unsupported') return others;
  const policy =
    options.propagationPolicy ??
    (finalizers.includes(ORPHAN_FINALIZER)
      ? 'Orphan'
      : finalizers.includes(FOREGROUND_FINALIZER)
        ? 'Foreground'
        : fallback);
  if (policy === 'Orphan') return [...others, ORPHAN_FINALIZER];
  if (policy === 'Foreground') return [...others, FOREGROUND_FINALIZER];
  return others;
}

/** Stores an object that now waits for its end, unless nothing about it changed. */
function save(backend: Backend, scope: RequestScope, object: KubeObject, existing: KubeObject): KubeObject {
  if (scope.options.dryRun) return object;
  const { deletionTimestamp, deletionGracePeriodSeconds, finalizers = [] } = existing.metadata;
  const same =
    object.metadata.deletionTimestamp === deletionTimestamp &&
    object.metadata.deletionGracePeriodSeconds === deletionGracePeriodSeconds &&
    (object.metadata.finalizers ?? []).join() === finalizers.join();
  return same ? existing : backend.store.put(scope.table, object);
}

/** What a finished deletion answers. upstream: store.go finalizeDelete */
function answer(scope: RequestScope, object: KubeObject): KubeObject {
  if (scope.definition.strategy.returnsDeletedObject) return object;
  const { name = '', uid } = object.metadata;
  const { group, resource } = scope.resource;
  const status: Status = {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Success',
    details: { name, ...(group ? { group } : {}), kind: resource, ...(uid ? { uid } : {}) },
  };
  return status as KubeObject;
}

function checkOptions({ options }: RequestScope): void {
  const { propagationPolicy } = options;
  if (!propagationPolicy || POLICIES.includes(propagationPolicy)) return;
  const errors: FieldError[] = [
    notSupported(field('propagationPolicy'), propagationPolicy, [...POLICIES, 'nil']),
  ];
  throw invalidObject({ group: 'meta.k8s.io', kind: 'DeleteOptions' }, '', errors);
}

export function checkPreconditions(
  { options, definition, resource }: RequestScope,
  { metadata }: KubeObject,
): void {
  const { uid, resourceVersion } = options.preconditions ?? {};
  // Upstream names the kind here where it names the resource elsewhere.
  const kind = { group: resource.group, resource: definition.kind };
  if (uid && uid !== metadata.uid) {
    throw conflict(
      kind,
      metadata.name ?? '',
      `the UID in the precondition (${uid}) does not match the UID in record (${metadata.uid}). The object might have been deleted and then recreated`,
    );
  }
  if (resourceVersion && resourceVersion !== metadata.resourceVersion) {
    throw conflict(
      kind,
      metadata.name ?? '',
      `the ResourceVersion in the precondition (${resourceVersion}) does not match the ResourceVersion in record (${metadata.resourceVersion}). The object might have been modified`,
    );
  }
}
