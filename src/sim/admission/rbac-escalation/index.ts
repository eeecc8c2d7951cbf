/**
 * Nobody grants more than he has: a role may only be written by who holds its rules (or may "escalate"), a binding only
 * by who holds the rules of its role (or may "bind" it). Upstream checks this between admission and storage; here it is
 * the last plug-in that admits.
 * https://kubernetes.io/docs/reference/access-authn-authz/rbac/#privilege-escalation-prevention-and-bootstrapping
 */
// upstream: pkg/registry/rbac/{escalation_check.go, role, clusterrole, rolebinding, clusterrolebinding}/policybased
import { forbidden, notFound, semanticEqual } from '@/apimachinery';
import type { ClusterRole, ClusterRoleBinding, PolicyRule, Role, RoleBinding } from '@/kube/kinds';
import {
  collectRules,
  describeRules,
  MASTERS,
  missingRules,
  quotedList,
  RBAC_GROUP,
  RbacAuthorizer,
  rulesOfRole,
} from '../../authorization';
import type { AdmissionContext, AdmissionPlugin, AdmissionRequest } from '../plugin';

const ROLES = ['roles', 'clusterroles'];
const BINDINGS = ['rolebindings', 'clusterrolebindings'];
const EVERYTHING: readonly PolicyRule[] = [
  { verbs: ['*'], apiGroups: ['*'], resources: ['*'] },
  { verbs: ['*'], nonResourceURLs: ['*'] },
];

export const rbacEscalation: AdmissionPlugin = {
  name: 'RBACEscalation',
  operations: ['CREATE', 'UPDATE'],
  admit(request, context) {
    const { resource, user, object, old } = request;
    if (resource.group !== RBAC_GROUP || !object || user.groups.includes(MASTERS)) return object;
    if (old && onlyForDeletion(object, old)) return object;
    if (ROLES.includes(resource.resource)) {
      checkRole(request, context, { role: object as Role, old: old as Role | undefined });
    }
    if (BINDINGS.includes(resource.resource)) checkBinding(request, context, object as RoleBinding);
    return object;
  },
};

/** Owners and finalizers are the garbage collector's business. upstream: IsOnlyMutatingGCFields */
function onlyForDeletion(object: object, old: object): boolean {
  const rest = (value: object) => {
    const { metadata, ...others } = value as Role;
    const { ownerReferences: _, finalizers: __, managedFields: ___, ...kept } = metadata;
    return { ...others, metadata: kept };
  };
  return semanticEqual(rest(object), rest(old));
}

function checkRole(
  request: AdmissionRequest,
  context: AdmissionContext,
  { role, old }: { readonly role: Role | ClusterRole; readonly old: Role | ClusterRole | undefined },
): void {
  const { resource } = request;
  if (may(request, context, { verb: 'escalate', resource: resource.resource, name: request.name ?? '' }))
    return;
  const name = role.metadata.name ?? '';
  const missing = missingText(request, context, role.rules ?? []);
  if (missing) throw forbidden(resource, name, missing);
  if (!aggregates(role) && !(old && aggregates(old))) return;
  if (missingText(request, context, EVERYTHING)) {
    throw forbidden(resource, name, 'must have cluster-admin privileges to use the aggregationRule');
  }
}

const aggregates = (role: Role | ClusterRole): boolean =>
  'aggregationRule' in role && (role.aggregationRule?.clusterRoleSelectors ?? []).length > 0;

function checkBinding(
  request: AdmissionRequest,
  context: AdmissionContext,
  { metadata, roleRef }: RoleBinding | ClusterRoleBinding,
): void {
  const role = { group: RBAC_GROUP, resource: `${roleRef?.kind ?? ''}s`.toLowerCase() };
  // Validation refuses other kinds.
  if (!ROLES.includes(role.resource)) return;
  if (may(request, context, { verb: 'bind', resource: role.resource, name: roleRef.name })) return;
  const rules = rulesOfRole(context, roleRef, request.namespace ?? '');
  if (!rules) throw notFound(role, roleRef.name);
  const missing = missingText(request, context, rules);
  if (missing) throw forbidden(request.resource, metadata.name ?? '', missing);
}

/** Whether the user is allowed by name to grant what he does not have. */
function may(
  { user, namespace = '' }: AdmissionRequest,
  context: AdmissionContext,
  asked: { readonly verb: string; readonly resource: string; readonly name: string },
): boolean {
  const attributes = { ...asked, user, namespace, group: RBAC_GROUP, isResource: true, path: '' };
  return new RbacAuthorizer(context).authorize(attributes).allowed;
}

/** What the user lacks of the rules, in upstream's words; undefined when he has them all. */
// upstream: pkg/registry/rbac/validation/rule.go ConfirmNoEscalation
function missingText(
  { user, namespace = '' }: AdmissionRequest,
  context: AdmissionContext,
  wanted: readonly PolicyRule[],
): string | undefined {
  const { rules, errors } = collectRules(context, user, namespace);
  const missing = missingRules(rules, wanted);
  if (missing.length === 0) return undefined;
  const who = `user ${JSON.stringify(user.name)} (groups=${quotedList(user.groups)})`;
  const text = `${who} is attempting to grant RBAC permissions not currently held:\n${describeRules(missing)}`;
  return errors.length > 0 ? `${text}; resolution errors: [${errors.join(' ')}]` : text;
}
