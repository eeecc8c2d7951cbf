import { describe, expect, it } from 'vitest';
import type { ClusterRole, ClusterRoleBinding, PolicyRule, Role, RoleBinding, Subject } from '@/kube/kinds';
import { type Attributes, refusal } from './authorizer';
import {
  bootstrapPolicy,
  describeRules,
  missingRules,
  type PolicyReader,
  RBAC_GROUP,
  RbacAuthorizer,
} from './index';
import { ruleAllows } from './rbac/rules';

const jane = { name: 'jane', groups: ['dev', 'system:authenticated'] };
const ask = (verb: string, resource: string, more: Partial<Attributes> = {}): Attributes => {
  const [plural = '', subresource] = resource.split('/');
  return {
    user: jane,
    verb,
    isResource: true,
    group: '',
    resource: plural,
    ...(subresource ? { subresource } : {}),
    path: '',
    ...more,
  };
};
const onPath = (path: string): Attributes => ({ ...ask('get', ''), isResource: false, path });
const rule = (verbs: string, resources: string, more: Partial<PolicyRule> = {}): PolicyRule => ({
  verbs: verbs.split(','),
  apiGroups: [''],
  resources: resources.split(','),
  ...more,
});

describe('a rule', () => {
  it.each<[string, PolicyRule, Attributes, boolean]>([
    ['its verb on its resource', rule('get', 'pods'), ask('get', 'pods'), true],
    ['no other verb', rule('get', 'pods'), ask('list', 'pods'), false],
    ['no other group', rule('get', 'pods'), ask('get', 'pods', { group: 'apps' }), false],
    ['every verb of a star', rule('*', 'pods'), ask('patch', 'pods'), true],
    ['no subresource of its resource', rule('get', 'pods'), ask('get', 'pods/log'), false],
    ['a subresource that it names', rule('get', 'pods/log'), ask('get', 'pods/log'), true],
    ['a subresource of everything', rule('get', '*/scale'), ask('get', 'deployments/scale'), true],
    ['subresources under a star', rule('get', '*'), ask('get', 'pods/log'), true],
    [
      'a name that it lists',
      rule('get', 'pods', { resourceNames: ['a'] }),
      ask('get', 'pods', { name: 'a' }),
      true,
    ],
    [
      'no other name',
      rule('get', 'pods', { resourceNames: ['a'] }),
      ask('get', 'pods', { name: 'b' }),
      false,
    ],
    ['no nameless request', rule('list', 'pods', { resourceNames: ['a'] }), ask('list', 'pods'), false],
    ['its path', { verbs: ['get'], nonResourceURLs: ['/healthz'] }, onPath('/healthz'), true],
    ['paths below a star', { verbs: ['get'], nonResourceURLs: ['/api/*'] }, onPath('/api/v1'), true],
    ['no path without the star', { verbs: ['get'], nonResourceURLs: ['/api'] }, onPath('/api/v1'), false],
  ])('allows %s', (_, given, asked, allowed) => expect(ruleAllows(given, asked)).toBe(allowed));
});

describe('what is missing', () => {
  it.each<[string, PolicyRule[], PolicyRule[], string]>([
    ['nothing, under a star', [rule('*', '*')], [rule('get', 'pods,pods/log')], ''],
    [
      'the verbs of each resource together',
      [rule('get', 'pods')],
      [rule('get,list,watch', 'pods,secrets')],
      '{APIGroups:[""], Resources:["pods"], Verbs:["list" "watch"]}\n{APIGroups:[""], Resources:["secrets"], Verbs:["get" "list" "watch"]}',
    ],
    [
      'a resource as a whole, where one name is held',
      [rule('get', 'secrets', { resourceNames: ['a'] })],
      [rule('get', 'secrets')],
      '{APIGroups:[""], Resources:["secrets"], Verbs:["get"]}',
    ],
    [
      'other names',
      [rule('get', 'secrets', { resourceNames: ['a'] })],
      [rule('get', 'secrets', { resourceNames: ['a', 'b'] })],
      '{APIGroups:[""], Resources:["secrets"], ResourceNames:["b"], Verbs:["get"]}',
    ],
    [
      'paths one by one',
      [],
      [{ verbs: ['get', 'post'], nonResourceURLs: ['/metrics'] }],
      '{NonResourceURLs:["/metrics"], Verbs:["get"]}\n{NonResourceURLs:["/metrics"], Verbs:["post"]}',
    ],
  ])('is %s', (_, held, wanted, text) => expect(describeRules(missingRules(held, wanted))).toBe(text));
});

const role = (name: string, rules: PolicyRule[]): Role => ({
  apiVersion: `${RBAC_GROUP}/v1`,
  kind: 'Role',
  metadata: { name, namespace: 'team-a' },
  rules,
});
const bind = (to: Subject, kind: string, name: string): RoleBinding => ({
  apiVersion: `${RBAC_GROUP}/v1`,
  kind: 'RoleBinding',
  metadata: { name: 'b', namespace: 'team-a' },
  roleRef: { apiGroup: RBAC_GROUP, kind, name },
  subjects: [to],
});

function clusterWith(roles: readonly Role[], bindings: readonly RoleBinding[]): RbacAuthorizer {
  const { clusterRoles, clusterRoleBindings } = bootstrapPolicy();
  const tables: Record<string, readonly (Role | ClusterRole | RoleBinding | ClusterRoleBinding)[]> = {
    roles,
    rolebindings: bindings,
    clusterroles: clusterRoles,
    clusterrolebindings: clusterRoleBindings,
  };
  const list: PolicyReader['list'] = ({ resource }, namespace) =>
    (tables[resource] ?? []).filter(({ metadata }) => metadata.namespace === namespace);
  return new RbacAuthorizer({
    list,
    get: (resource, namespace, name) =>
      list(resource, namespace).find(({ metadata }) => metadata.name === name),
  });
}

const account = { name: 'system:serviceaccount:team-a:robot', groups: ['system:serviceaccounts'] };

describe('the authorizer', () => {
  it.each<[string, RoleBinding, Attributes['user'], string]>([
    [
      'a user',
      bind({ kind: 'User', name: 'jane' }, 'Role', 'reader'),
      jane,
      'RBAC: allowed by RoleBinding "b/team-a" of Role "reader" to User "jane"',
    ],
    [
      'a group',
      bind({ kind: 'Group', name: 'dev' }, 'Role', 'reader'),
      jane,
      'RBAC: allowed by RoleBinding "b/team-a" of Role "reader" to Group "dev"',
    ],
    [
      "a service account of the binding's namespace",
      bind({ kind: 'ServiceAccount', name: 'robot' }, 'ClusterRole', 'view'),
      account,
      'RBAC: allowed by RoleBinding "b/team-a" of ClusterRole "view" to ServiceAccount "robot/team-a"',
    ],
  ])('lets %s in by its binding and says so', (_, binding, user, reason) => {
    const authorizer = clusterWith([role('reader', [rule('get', 'pods')])], [binding]);
    const asked = { ...ask('get', 'pods', { namespace: 'team-a' }), user };
    expect(authorizer.authorize(asked)).toEqual({ allowed: true, reason });
    expect(authorizer.authorize({ ...asked, namespace: 'team-b' })).toEqual({ allowed: false });
    expect(authorizer.authorize({ ...asked, verb: 'delete' })).toEqual({ allowed: false });
  });

  it('names the role that a binding misses', () => {
    const authorizer = clusterWith([], [bind({ kind: 'User', name: 'jane' }, 'Role', 'gone')]);
    const asked = ask('get', 'pods', { namespace: 'team-a' });
    const { reason } = authorizer.authorize(asked);
    expect(refusal(asked, reason).message).toBe(
      'pods is forbidden: User "jane" cannot get resource "pods" in API group "" in the namespace "team-a": RBAC: role.rbac.authorization.k8s.io "gone" not found',
    );
    expect(authorizer.rules(jane, 'team-a').evaluationError).toBe(
      'role.rbac.authorization.k8s.io "gone" not found',
    );
  });

  it('lets system:masters do everything and everybody discover and ask about himself', () => {
    const authorizer = clusterWith([], []);
    const root = { name: 'root', groups: ['system:masters'] };
    expect(authorizer.authorize({ ...ask('delete', 'nodes'), user: root })).toEqual({ allowed: true });
    expect(authorizer.authorize(onPath('/apis/apps/v1')).allowed).toBe(true);
    const group = 'authorization.k8s.io';
    expect(authorizer.authorize(ask('create', 'selfsubjectaccessreviews', { group })).allowed).toBe(true);
    const nobody = { name: 'system:anonymous', groups: ['system:unauthenticated'] };
    expect(authorizer.authorize({ ...onPath('/livez'), user: nobody }).allowed).toBe(true);
    expect(authorizer.authorize({ ...onPath('/api'), user: nobody }).allowed).toBe(false);
  });
});

describe('the policy of a new cluster', () => {
  const { clusterRoles, clusterRoleBindings, roles, roleBindings } = bootstrapPolicy();
  const rulesOf = (name: string) => clusterRoles.find(({ metadata }) => metadata.name === name)?.rules ?? [];

  it('has view within edit within admin, and no secrets in view', () => {
    expect(missingRules(rulesOf('edit'), rulesOf('view'))).toEqual([]);
    expect(missingRules(rulesOf('admin'), rulesOf('edit'))).toEqual([]);
    expect(rulesOf('view').some((r) => ruleAllows(r, ask('get', 'secrets')))).toBe(false);
    expect(rulesOf('edit').some((r) => ruleAllows(r, ask('get', 'secrets')))).toBe(true);
    const group = RBAC_GROUP;
    expect(rulesOf('edit').some((r) => ruleAllows(r, ask('create', 'roles', { group })))).toBe(false);
    expect(rulesOf('admin').some((r) => ruleAllows(r, ask('create', 'roles', { group })))).toBe(true);
  });
  it('binds only roles that are there', () => {
    for (const { roleRef } of clusterRoleBindings) expect(rulesOf(roleRef.name)).not.toEqual([]);
    for (const { roleRef, metadata } of roleBindings) {
      const found = roles.find(
        (r) => r.metadata.name === roleRef.name && r.metadata.namespace === metadata.namespace,
      );
      expect(found?.rules).not.toEqual([]);
    }
  });
  it('gives each controller the rules that its service account has upstream', () => {
    const name = 'system:controller:job-controller';
    expect(clusterRoleBindings.find(({ metadata }) => metadata.name === name)?.subjects).toEqual([
      { kind: 'ServiceAccount', name: 'job-controller', namespace: 'kube-system' },
    ]);
    expect(rulesOf(name)).toContainEqual({
      apiGroups: [''],
      resources: ['pods'],
      verbs: ['create', 'delete', 'list', 'patch', 'watch'],
    });
    expect(clusterRoles.filter((r) => r.metadata.name?.startsWith('system:controller:'))).toHaveLength(37);
  });
});
