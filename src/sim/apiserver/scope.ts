/**
 * One request on its way through the API server: which resource it is for, who asks, and what the answer carries
 * besides the object.
 */
import { badRequest, type GroupResource, type KubeObject, qualified } from '@/apimachinery';
import type { ApiRequest, RequestOptions } from '@/kube/transport';
import type { AdmissionRequest, Operation } from '../admission';
import type { ResourceDefinition, StrategyContext } from '../resources/definition';

export interface RequestScope {
  readonly request: ApiRequest;
  readonly definition: ResourceDefinition;
  readonly resource: GroupResource;
  /** The store's name of the resource: "pods", "deployments.apps". */
  readonly table: string;
  /** Absent for cluster-scoped resources and for requests over all namespaces. */
  readonly namespace: string | undefined;
  readonly options: RequestOptions;
  /** Texts for Warning headers. */
  readonly warnings: string[];
  readonly context: StrategyContext;
}

export function createScope(
  request: ApiRequest,
  definition: ResourceDefinition,
  environment: Omit<StrategyContext, 'user' | 'warn'>,
): RequestScope {
  const resource = { group: definition.group, resource: definition.plural };
  const { deprecation, unattended, kind } = definition;
  const warnings: string[] = deprecation ? [deprecation] : [];
  if (unattended && request.verb === 'create' && !request.subresource) {
    warnings.push(`${kind}: not simulated; ${unattended} (docs/simulator-limits.md)`);
  }
  const warn = (text: string) => {
    if (!warnings.includes(text)) warnings.push(text);
  };
  return {
    request,
    definition,
    resource,
    table: qualified({ ...resource, group: definition.storedAs?.group ?? resource.group }),
    namespace: definition.namespaced && request.namespace !== '' ? request.namespace : undefined,
    options: request.options ?? {},
    warnings,
    context: { ...environment, user: request.user, warn },
  };
}

/** The name that the request's URL carries. */
export function requireName(scope: RequestScope): string {
  if (!scope.request.name) throw badRequest('name must be provided');
  return scope.request.name;
}

/** The namespace that a request for one object of a namespaced kind must have. */
export function requireNamespace(scope: RequestScope): string | undefined {
  if (scope.definition.namespaced && !scope.namespace) {
    throw badRequest('an empty namespace may not be set during creation');
  }
  return scope.namespace;
}

/** The request as admission sees it. */
export function admissionRequest(
  scope: RequestScope,
  operation: Operation,
  objects: { readonly name?: string; readonly object?: KubeObject; readonly old?: KubeObject },
): AdmissionRequest {
  const { definition, request, options, resource } = scope;
  const { group, version, kind } = definition;
  // A namespace is in itself, as far as admission is concerned.
  const namespace = group === '' && kind === 'Namespace' ? objects.name : scope.namespace;
  return {
    operation,
    kind: { group, version, kind },
    resource,
    user: request.user,
    options,
    ...(request.subresource ? { subresource: request.subresource } : {}),
    ...(namespace ? { namespace } : {}),
    ...objects,
  };
}
