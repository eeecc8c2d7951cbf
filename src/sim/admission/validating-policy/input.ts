/** What expressions are given: the object, the old one, the request and the rest. */
// upstream: staging/src/k8s.io/apiserver/pkg/admission/plugin/cel/{condition,activation}.go
import type { GroupVersionKind, KubeObject } from '@/apimachinery';
import { RbacAuthorizer } from '../../authorization';
import { CelAuthorizer, CelRequest, type CostBudget, toCel } from '../../cel';
import { RESOURCES } from '../../resources';
import type { AdmissionContext, AdmissionRequest, Operation } from '../plugin';
import type { Input } from './evaluate';
import type { Match } from './match';

const NAMESPACES = { group: '', resource: 'namespaces' };

export interface Given {
  readonly request: AdmissionRequest;
  readonly context: AdmissionContext;
  readonly matched: Match;
  readonly params: unknown;
  readonly budget: CostBudget;
}

export function inputOf({ request, context, matched, params, budget }: Given): Input {
  return {
    budget,
    variables: {
      object: objectOf(request.object, matched.kind),
      oldObject: objectOf(request.old, matched.kind),
      request: requestOf(request, matched.kind),
      namespaceObject: namespaceOf(request, context),
      params: toCel(params),
      authorizer: authorizerOf(request, context),
    },
  };
}

/** Each object is converted once, for all policies: they are never changed. */
const converted = new WeakMap<KubeObject, Map<string, unknown>>();

function objectOf(object: KubeObject | undefined, { group, version, kind }: GroupVersionKind): unknown {
  if (!object) return null;
  const key = `${group}/${version}`;
  const versions = converted.get(object) ?? new Map<string, unknown>();
  converted.set(object, versions);
  if (!versions.has(key)) {
    const definition = RESOURCES.find(
      (known) => known.group === group && known.version === version && known.kind === kind,
    );
    versions.set(key, toCel(definition?.storedAs?.fromStored(object) ?? object));
  }
  return versions.get(key);
}

function requestOf(request: AdmissionRequest, kind: GroupVersionKind): CelRequest {
  const { subresource, name, namespace, operation, user, options } = request;
  const { uid, groups, extra } = user;
  return new CelRequest({
    kind,
    resource: { group: kind.group, version: kind.version, resource: request.resource.resource },
    operation,
    dryRun: options.dryRun ?? false,
    options: toCel(optionsOf(operation, options)),
    userInfo: {
      username: user.name,
      ...(uid ? { uid } : {}),
      ...(groups.length > 0 ? { groups } : {}),
      ...(extra ? { extra } : {}),
    },
    ...(subresource ? { subResource: subresource } : {}),
    ...(name ? { name } : {}),
    ...(namespace ? { namespace } : {}),
  });
}

/** Asks RBAC for who made the request; `requestResource` is what the request is about. */
function authorizerOf(request: AdmissionRequest, context: AdmissionContext): CelAuthorizer {
  const { resource, subresource, namespace, name, user } = request;
  const rbac = new RbacAuthorizer(context);
  return new CelAuthorizer(user, (attributes) => rbac.authorize(attributes), {
    ...resource,
    ...(subresource ? { subresource } : {}),
    ...(namespace ? { namespace } : {}),
    ...(name ? { name } : {}),
  });
}

const OPTIONS_KINDS: Readonly<Record<Operation, string>> = {
  CREATE: 'CreateOptions',
  UPDATE: 'UpdateOptions',
  DELETE: 'DeleteOptions',
  CONNECT: 'ConnectOptions',
};

/** The query's options as the object that upstream makes of them. */
function optionsOf(operation: Operation, options: AdmissionRequest['options']) {
  const { dryRun, fieldManager, fieldValidation, gracePeriodSeconds, propagationPolicy } = options;
  return {
    kind: OPTIONS_KINDS[operation],
    apiVersion: 'meta.k8s.io/v1',
    dryRun: dryRun ? ['All'] : undefined,
    fieldManager: operation === 'DELETE' ? undefined : fieldManager,
    fieldValidation: operation === 'DELETE' ? undefined : fieldValidation,
    gracePeriodSeconds,
    propagationPolicy,
  };
}

/** The namespace that the object is in, without its fields that are nobody's business. */
function namespaceOf({ kind, namespace }: AdmissionRequest, context: AdmissionContext): unknown {
  if (!namespace || (kind.group === '' && kind.kind === 'Namespace')) return null;
  const found = context.get(NAMESPACES, undefined, namespace);
  if (!found) return null;
  const { managedFields: _, ownerReferences: __, ...metadata } = found.metadata;
  const { spec, status } = found as KubeObject & { readonly spec?: unknown; readonly status?: unknown };
  return toCel({ metadata, spec, status });
}
