/**
 * Role-based access control over the cluster's own objects. Before it come upstream's two other authorizers: members of
 * system:masters may do everything, nodes what the role system:node says (the real one follows which pod is bound where).
 * https://kubernetes.io/docs/reference/access-authn-authz/rbac/
 */
// upstream: plugin/pkg/auth/authorizer/rbac/rbac.go
import type { PolicyRule } from '@/kube/kinds';
import type { UserInfo } from '@/kube/transport';
import { type Attributes, type Authorizer, type Decision, MASTERS, NODES, type Rules } from '../authorizer';
import { nodeRules } from './bootstrap';
import { grantsOf, type PolicyReader } from './resolver';
import { ruleAllows } from './rules';

export class RbacAuthorizer implements Authorizer {
  readonly #reader: PolicyReader;

  constructor(reader: PolicyReader) {
    this.#reader = reader;
  }

  authorize(attributes: Attributes): Decision {
    const { user, namespace = '' } = attributes;
    if (user.groups.includes(MASTERS)) return { allowed: true };
    if (user.groups.includes(NODES) && nodeRules().some((rule) => ruleAllows(rule, attributes))) {
      return { allowed: true };
    }
    const errors: string[] = [];
    for (const grant of grantsOf(this.#reader, user, namespace)) {
      if ('error' in grant) errors.push(grant.error);
      else if (ruleAllows(grant.rule, attributes)) {
        return { allowed: true, reason: `RBAC: allowed by ${grant.source()}` };
      }
    }
    return { allowed: false, ...(errors.length > 0 ? { reason: `RBAC: ${aggregate(errors)}` } : {}) };
  }

  rules(user: UserInfo, namespace: string): Rules {
    const { rules, errors } = collectRules(this.#reader, user, namespace);
    const isNode = user.groups.includes(NODES);
    const reasons = isNode ? ['node authorizer does not support user rule resolution', ...errors] : errors;
    return {
      resourceRules: rules.flatMap(({ verbs, apiGroups = [], resources = [], resourceNames }) =>
        resources.length > 0
          ? [{ verbs, apiGroups, resources, ...(resourceNames?.length ? { resourceNames } : {}) }]
          : [],
      ),
      nonResourceRules: rules.flatMap(({ verbs, nonResourceURLs = [] }) =>
        nonResourceURLs.length > 0 ? [{ verbs, nonResourceURLs }] : [],
      ),
      ...(reasons.length > 0 ? { evaluationError: aggregate(reasons) } : {}),
    };
  }
}

/** All rules that a user has in a namespace, and what stood in the way of finding more. */
export function collectRules(
  reader: PolicyReader,
  user: UserInfo,
  namespace: string,
): { readonly rules: readonly PolicyRule[]; readonly errors: readonly string[] } {
  const rules: PolicyRule[] = [];
  const errors: string[] = [];
  for (const grant of grantsOf(reader, user, namespace)) {
    if ('error' in grant) errors.push(grant.error);
    else rules.push(grant.rule);
  }
  return { rules, errors };
}

/** upstream: util/errors NewAggregate */
function aggregate(errors: readonly string[]): string {
  const unique = [...new Set(errors)];
  return unique.length === 1 ? (unique[0] ?? '') : `[${unique.join(', ')}]`;
}
