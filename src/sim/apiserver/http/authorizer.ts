/**
 * Who may do what. The API server asks an {@link Authorizer} for every request, on the wire before it reads the body;
 * the policies behind it are chosen by whoever assembles the cluster.
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

export interface Rules {
  readonly resourceRules: readonly {
    readonly verbs: readonly string[];
    readonly apiGroups: readonly string[];
    readonly resources: readonly string[];
    readonly resourceNames?: readonly string[];
  }[];
  readonly nonResourceRules: readonly {
    readonly verbs: readonly string[];
    readonly nonResourceURLs: readonly string[];
  }[];
}

export interface Authorizer {
  authorize(attributes: Attributes): Decision;
  /** What `kubectl auth can-i --list` shows. */
  rules(user: UserInfo, namespace: string): Rules;
}

export const MASTERS = 'system:masters';
export const AUTHENTICATED = 'system:authenticated';
export const UNAUTHENTICATED = 'system:unauthenticated';
export const ANONYMOUS = 'system:anonymous';

// upstream: plugin/pkg/auth/authorizer/rbac/bootstrappolicy/policy.go
const PUBLIC_PATHS = ['/healthz', '/livez', '/readyz', '/version', '/version/'];
const DISCOVERY_PATHS = [
  '/api',
  '/api/*',
  '/apis',
  '/apis/*',
  '/healthz',
  '/livez',
  '/openapi',
  '/openapi/*',
  '/readyz',
  '/version',
  '/version/',
];
const SELF_REVIEWS: Rules['resourceRules'] = [
  {
    verbs: ['create'],
    apiGroups: ['authorization.k8s.io'],
    resources: ['selfsubjectaccessreviews', 'selfsubjectrulesreviews'],
  },
  { verbs: ['create'], apiGroups: ['authentication.k8s.io'], resources: ['selfsubjectreviews'] },
];
const EVERYTHING: Rules = {
  resourceRules: [{ verbs: ['*'], apiGroups: ['*'], resources: ['*'] }],
  nonResourceRules: [{ verbs: ['*'], nonResourceURLs: ['*'] }],
};

/**
 * The policy of a cluster without RBAC objects: system:masters and the control plane's own identities may do
 * everything, everybody authenticated may discover and ask about themselves, nobody else may do anything.
 */
export class ControlPlaneAuthorizer implements Authorizer {
  authorize(attributes: Attributes): Decision {
    const rules = this.rules(attributes.user);
    const allowed = attributes.isResource
      ? rules.resourceRules.some((rule) => allowsResource(rule, attributes))
      : rules.nonResourceRules.some((rule) => allowsPath(rule, attributes));
    return { allowed };
  }

  rules(user: UserInfo): Rules {
    if (user.groups.includes(MASTERS) || isControlPlane(user)) return EVERYTHING;
    if (!user.groups.includes(AUTHENTICATED)) {
      return { resourceRules: [], nonResourceRules: [{ verbs: ['get'], nonResourceURLs: PUBLIC_PATHS }] };
    }
    return {
      resourceRules: SELF_REVIEWS,
      nonResourceRules: [{ verbs: ['get'], nonResourceURLs: DISCOVERY_PATHS }],
    };
  }
}

const CONTROL_PLANE_USERS = ['system:kube-scheduler', 'system:kube-controller-manager', 'system:apiserver'];

const isControlPlane = (user: UserInfo): boolean =>
  user.groups.includes('system:serviceaccounts:kube-system') ||
  user.groups.includes('system:nodes') ||
  CONTROL_PLANE_USERS.includes(user.name);

function allowsResource(rule: Rules['resourceRules'][number], attributes: Attributes): boolean {
  const resource = attributes.subresource
    ? `${attributes.resource}/${attributes.subresource}`
    : attributes.resource;
  const has = (list: readonly string[], value: string) => list.includes('*') || list.includes(value);
  return (
    has(rule.verbs, attributes.verb) && has(rule.apiGroups, attributes.group) && has(rule.resources, resource)
  );
}

const allowsPath = (rule: Rules['nonResourceRules'][number], attributes: Attributes): boolean =>
  (rule.verbs.includes('*') || rule.verbs.includes(attributes.verb)) &&
  rule.nonResourceURLs.some((pattern) =>
    pattern.endsWith('*') ? attributes.path.startsWith(pattern.slice(0, -1)) : attributes.path === pattern,
  );

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
