/** Server-side apply of one object: the request's configuration on what is stored, or on nothing. */
// upstream: apiserver/pkg/endpoints/handlers/patch.go applyPatcher; managedfields/internal structuredmerge.go
import {
  apiVersionOf,
  badRequest,
  conflict,
  failure,
  type KubeObject,
  parseApiVersion,
} from '@/apimachinery';
import { deepEqual } from '@/apimachinery/equality';
import {
  type Applied,
  ApplyConflicts,
  type ApplyRequest,
  applyConfig,
  type ChangeContext,
  type Managers,
  readManagers,
  trackUpdate,
  typedErrors,
  writeManagers,
} from '@/apimachinery/managed-fields';
import type { Backend } from '../backend';
import { withMetadata } from '../registry/metadata';
import type { RequestScope } from '../scope';
import { changeContext, emptyObject } from './context';
import { KUBECTL, lastApplied, withLastApplied } from './last-applied';

const BEFORE_FIRST_APPLY = 'before-first-apply';

/** The object that the configuration makes, with its managers, before it is decoded and validated. */
export function applyObject(
  backend: Backend,
  scope: RequestScope,
  existing: KubeObject | undefined,
): KubeObject {
  const context = changeContext(backend, scope, 'Apply');
  const config = readConfig(scope, context);
  if (!existing) checkNoUid(scope, config);
  const live = existing ?? emptyObject(backend, scope);
  const byKubectl = context.manager.manager === KUBECTL;
  const { object, managers } = merged(
    {
      live,
      config,
      managers: managersOf(backend, scope, existing),
      force: scope.options.force ?? false,
      ...(byKubectl ? { lastApplied: lastApplied(live, context) } : {}),
    },
    context,
  );
  const result = withMetadata((object ?? live) as KubeObject, { managedFields: writeManagers(managers) });
  return byKubectl ? withLastApplied(result, config) : result;
}

function merged(request: ApplyRequest, context: ChangeContext): Applied {
  try {
    return applyConfig(request, context);
  } catch (error) {
    throw error instanceof ApplyConflicts ? error.status : error;
  }
}

/** Whether an apply has left everything as it was, but for the times at which managers last did something. */
export function isUntouched(object: KubeObject, old: KubeObject): boolean {
  const timeless = (o: KubeObject) =>
    withMetadata(o, {
      managedFields: (o.metadata.managedFields ?? []).map((entry) => ({ ...(entry as object), time: '' })),
    });
  return deepEqual(timeless(object), timeless(old));
}

/** What the body says, if it says it of this kind and in words of its type. */
function readConfig({ request, definition, namespace }: RequestScope, { type }: ChangeContext): KubeObject {
  const { body } = request;
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    const found = Array.isArray(body) ? 'array' : body === null ? 'null' : typeof body;
    throw badRequest(
      `error decoding YAML: error unmarshaling JSON: while decoding JSON: json: cannot unmarshal ${found} into Go value of type map[string]interface {}`,
    );
  }
  const config = body as Partial<KubeObject>;
  const { apiVersion = '', kind = '', metadata } = config;
  const { group, version } = parseApiVersion(String(apiVersion));
  const shown = `${group}/${version}, Kind=${String(kind)}`;
  if (apiVersion !== apiVersionOf(definition) || kind !== definition.kind) {
    throw badRequest(`invalid object type: ${shown}`);
  }
  if (metadata?.managedFields) throw badRequest('metadata.managedFields must be nil');
  const problem = typedErrors(config, type);
  if (problem) {
    const where = `${metadata?.namespace ?? namespace ?? ''}/${metadata?.name ?? ''}`;
    throw failure(500, '', `failed to create typed patch object (${where}; ${shown}): ${problem}`);
  }
  return { ...config, apiVersion, kind, metadata: metadata ?? {} };
}

function checkNoUid({ resource, request }: RequestScope, { metadata: { uid } }: KubeObject): void {
  if (!uid) return;
  const why = `uid mismatch: the provided object specified uid ${uid}, and no existing object was found`;
  throw conflict(resource, request.name ?? '', why);
}

/** The managers so far. Fields that nobody was seen to set are given to one manager, so that they can be contested. */
function managersOf(backend: Backend, scope: RequestScope, existing: KubeObject | undefined): Managers {
  const managers = readManagers(existing?.metadata.managedFields);
  if (!managers) throw failure(500, '', 'failed to decode managed fields');
  if (!existing || managers.size > 0) return managers;
  const context = changeContext(backend, scope, 'Update');
  return trackUpdate(
    managers,
    { old: emptyObject(backend, scope), next: existing },
    { ...context, manager: { ...context.manager, manager: BEFORE_FIRST_APPLY } },
  );
}
