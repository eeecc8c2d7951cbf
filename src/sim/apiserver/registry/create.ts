/**
 * Creation, the same for every kind.
 */
// upstream: apiserver/pkg/registry/generic/registry/store.go Create, rest/create.go BeforeCreate
import {
  alreadyExists,
  badRequest,
  failure,
  forbidden,
  invalidObject,
  type KubeObject,
  randomSuffix,
  randomUid,
  type StatusError,
} from '@/apimachinery';
import type { AdmissionRequest } from '../../admission';
import { admissionContext, type Backend, reservationContext } from '../backend';
import { withManagers } from '../managed-fields';
import { admissionRequest, type RequestScope, requireNamespace } from '../scope';
import { validateMetadata, withMetadata, withUniqueOwners } from './metadata';
import { checkSize } from './size';

/** How often a generated name is drawn again when it is taken. */
const NAME_ATTEMPTS = 8;
/** Longer prefixes are cut, so that the suffix fits into a label. upstream: apiserver/pkg/storage/names */
const MAX_PREFIX = 58;

/** Creates the decoded object; the result is as stored, or as it would be for a dry run. */
export function createObject(backend: Backend, scope: RequestScope, decoded: KubeObject): KubeObject {
  const placed = withManagers(backend, scope, { next: inNamespace(scope, decoded) });
  const admission = admissionContext(backend, scope.context.warn);
  const { name } = placed.metadata;
  const request = admissionRequest(scope, 'CREATE', { object: placed, ...(name ? { name } : {}) });
  const admitted = backend.admission.admit(request, admission) ?? placed;
  for (let attempt = 1; ; attempt++) {
    const object = prepare(scope, named(scope, admitted));
    const final = { ...request, object, name: object.metadata.name ?? '' };
    backend.admission.validate(final, admission);
    const taken = findTaken(backend, scope, object);
    if (!taken) return store(backend, scope, final);
    if (name || attempt === NAME_ATTEMPTS) throw taken;
  }
}

function inNamespace(scope: RequestScope, object: KubeObject): KubeObject {
  const namespace = requireNamespace(scope);
  const given = object.metadata.namespace;
  if (namespace === undefined) return given ? withMetadata(object, { namespace: undefined }) : object;
  if (given && given !== namespace) {
    throw badRequest('the namespace of the provided object does not match the namespace sent on the request');
  }
  return given ? object : withMetadata(object, { namespace });
}

/** The object with the fields that only the server sets. */
function named({ context }: RequestScope, object: KubeObject): KubeObject {
  const { name, generateName, resourceVersion } = object.metadata;
  if (resourceVersion && resourceVersion !== '0') {
    throw failure(500, '', 'resourceVersion should not be set on objects to be created');
  }
  const generated = generateName ? generateName.slice(0, MAX_PREFIX) + randomSuffix(context.rng) : undefined;
  return withMetadata(withUniqueOwners(object, context.warn), {
    name: name || generated,
    uid: randomUid(context.rng),
    creationTimestamp: context.now,
    resourceVersion: undefined,
    generation: undefined,
    deletionTimestamp: undefined,
    deletionGracePeriodSeconds: undefined,
  });
}

/** Everything that a kind does before its object can be stored. Throws 422 with all errors. */
function prepare({ definition, context }: RequestScope, object: KubeObject): KubeObject {
  const { strategy } = definition;
  let prepared = strategy.prepareForCreate?.(object, context) ?? object;
  if (strategy.tracksGeneration) prepared = withMetadata(prepared, { generation: 1 });
  const errors = [
    ...validateMetadata(prepared.metadata, definition),
    ...strategy.validate(prepared),
    ...(strategy.validateCreate?.(prepared) ?? []),
  ];
  if (errors.length > 0) throw invalidObject(definition, prepared.metadata.name ?? '', errors);
  return strategy.allocate?.(prepared, undefined, context) ?? prepared;
}

function findTaken(backend: Backend, scope: RequestScope, { metadata }: KubeObject): StatusError | undefined {
  const { name = '', namespace } = metadata;
  const existing = backend.store.get(scope.table, namespace, name);
  if (!existing) return undefined;
  const error = alreadyExists(scope.resource, name);
  if (!existing.metadata.deletionTimestamp) return error;
  const { details } = error.status;
  return failure(409, 'AlreadyExists', `object is being deleted: ${error.message}`, details);
}

function store(
  backend: Backend,
  scope: RequestScope,
  request: AdmissionRequest & { readonly object: KubeObject },
): KubeObject {
  const { object } = request;
  checkLimit(backend, scope, object);
  checkSize(object);
  if (scope.options.dryRun) return object;
  backend.admission.reserve(request, reservationContext(backend, scope.context.warn));
  return backend.store.put(scope.table, object);
}

/** Kinds that expire have the limit for themselves, so that a flood of events leaves room for everything else. */
function checkLimit({ store, limits, expiry }: Backend, scope: RequestScope, { metadata }: KubeObject): void {
  if (scope.definition.strategy.ttlSeconds !== undefined) {
    if (store.count(scope.table) >= limits.objects) expiry.makeRoom(scope.definition, store);
    return;
  }
  if (store.size - expiry.count(store) < limits.objects) return;
  const why = `this cluster holds its limit of ${limits.objects} objects; delete some first`;
  throw forbidden(scope.resource, metadata.name ?? '', why);
}
