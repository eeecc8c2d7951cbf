/**
 * What is judged, and the answer. The API server's wire asks an {@link Authorizer} for every request before it reads
 * the body; callers inside the process are the control plane and are trusted.
 */
import { forbidden, type StatusError } from '@/apimachinery';
import type { UserInfo } from '@/kube/transport';

/** What is judged: a verb on a resource, or on a path outside the API groups. */
export interface Attributes {
  readonly user: UserInfo;
  readonly verb: string;
  readonly isResource: boolean;
  readonly group: string;
  readonly version?: string;
  readonly resource: string;
  readonly subresource?: string;
  readonly namespace?: string;
  readonly name?: string;
  /** Of a request that is for no resource. */
  readonly path: string;
}

export interface Decision {
  readonly allowed: boolean;
  /** Why; shown by `kubectl auth can-i` and after a refusal. */
  readonly reason?: string;
}

interface ResourceRule {
  readonly verbs: readonly string[];
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly resourceNames?: readonly string[];
}

interface NonResourceRule {
  readonly verbs: readonly string[];
  readonly nonResourceURLs: readonly string[];
}

export interface Rules {
  readonly resourceRules: readonly ResourceRule[];
  readonly nonResourceRules: readonly NonResourceRule[];
  /** Why there may be more rules than these. */
  readonly evaluationError?: string;
}

export interface Authorizer {
  authorize(attributes: Attributes): Decision;
  /** What `kubectl auth can-i --list` shows. */
  rules(user: UserInfo, namespace: string): Rules;
}

export const MASTERS = 'system:masters';
export const NODES = 'system:nodes';
export const AUTHENTICATED = 'system:authenticated';
export const UNAUTHENTICATED = 'system:unauthenticated';
export const ANONYMOUS = 'system:anonymous';

/** The refusal that a client reads. */
// upstream: staging/src/k8s.io/apiserver/pkg/endpoints/handlers/responsewriters/errors.go Forbidden
export function refusal(attributes: Attributes, reason?: string): StatusError {
  const text = forbiddenMessage(attributes);
  const { group, resource, name = '' } = attributes;
  return forbidden({ group, resource }, name, reason ? `${text}: ${reason}` : text);
}

function forbiddenMessage(attributes: Attributes): string {
  const { user, verb, group, subresource, namespace, path } = attributes;
  const who = `User ${JSON.stringify(user.name)} cannot ${verb}`;
  if (!attributes.isResource) return `${who} path ${JSON.stringify(path)}`;
  const resource = subresource ? `${attributes.resource}/${subresource}` : attributes.resource;
  const what = `${who} resource ${JSON.stringify(resource)} in API group ${JSON.stringify(group)}`;
  return namespace ? `${what} in the namespace ${JSON.stringify(namespace)}` : `${what} at the cluster scope`;
}
