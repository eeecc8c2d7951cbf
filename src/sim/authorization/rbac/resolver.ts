/** Which rules a user has: those of every role that a binding ties to him, his groups or his service account. */
// upstream: pkg/registry/rbac/validation/rule.go
import { type GroupResource, type KubeObject, qualified } from '@/apimachinery';
import type { ClusterRole, ClusterRoleBinding, PolicyRule, Role, RoleBinding, Subject } from '@/kube/kinds';
import type { UserInfo } from '@/kube/transport';

export const RBAC_GROUP = 'rbac.authorization.k8s.io';

/** The cluster as policies are read from it. */
export interface PolicyReader {
  get(resource: GroupResource, namespace: string | undefined, name: string): KubeObject | undefined;
  list(resource: GroupResource, namespace?: string): readonly KubeObject[];
}

/** A rule and what gave it, or a binding whose role is not there. */
export type Grant = { readonly rule: PolicyRule; readonly source: () => string } | { readonly error: string };

type Binding = RoleBinding | ClusterRoleBinding;
type RoleRef = Binding['roleRef'];

const resource = (plural: string): GroupResource => ({ group: RBAC_GROUP, resource: plural });
const BINDINGS = { namespaced: resource('rolebindings'), cluster: resource('clusterrolebindings') };
const NO_RULES: readonly PolicyRule[] = [];

/** Every rule that the user has in a namespace ("" for the cluster), the cluster's first. */
export function* grantsOf(reader: PolicyReader, user: UserInfo, namespace: string): Generator<Grant> {
  for (const binding of reader.list(BINDINGS.cluster)) {
    yield* grantsOfBinding(reader, user, binding as ClusterRoleBinding);
  }
  if (namespace === '') return;
  for (const binding of reader.list(BINDINGS.namespaced, namespace)) {
    yield* grantsOfBinding(reader, user, binding as RoleBinding, namespace);
  }
}

function* grantsOfBinding(
  reader: PolicyReader,
  user: UserInfo,
  binding: Binding,
  namespace = '',
): Generator<Grant> {
  const subject = binding.subjects?.find((candidate) => isUser(candidate, user, namespace));
  if (!subject) return;
  const { roleRef } = binding;
  const rules = rulesOfRole(reader, roleRef, namespace);
  if (!rules) {
    const singular = resource(roleRef.kind.toLowerCase());
    yield { error: `${qualified(singular)} ${JSON.stringify(roleRef.name)} not found` };
    return;
  }
  for (const rule of rules) yield { rule, source: () => sourceOf(binding, subject, namespace) };
}

/** The rules of a role that a binding names; undefined when it is not there. */
export function rulesOfRole(
  reader: PolicyReader,
  { kind, name }: RoleRef,
  namespace: string,
): readonly PolicyRule[] | undefined {
  const role =
    kind === 'Role'
      ? reader.get(resource('roles'), namespace, name)
      : reader.get(resource('clusterroles'), undefined, name);
  return role && ((role as Role | ClusterRole).rules ?? NO_RULES);
}

// upstream: appliesToUser
function isUser(subject: Subject, user: UserInfo, namespace: string): boolean {
  switch (subject.kind) {
    case 'User':
      return user.name === subject.name;
    case 'Group':
      return user.groups.includes(subject.name);
    case 'ServiceAccount': {
      const home = subject.namespace || namespace;
      return home !== '' && user.name === `system:serviceaccount:${home}:${subject.name}`;
    }
    default:
      return false;
  }
}

/** `RoleBinding "read/team-a" of Role "reader" to User "jane"` */
function sourceOf({ kind, metadata, roleRef }: Binding, subject: Subject, namespace: string): string {
  const name = namespace === '' ? metadata.name : `${metadata.name}/${namespace}`;
  const who =
    subject.kind === 'ServiceAccount' ? `${subject.name}/${subject.namespace || namespace}` : subject.name;
  return `${kind} ${JSON.stringify(name)} of ${roleRef.kind} ${JSON.stringify(roleRef.name)} to ${subject.kind} ${JSON.stringify(who)}`;
}
