import { describe, expect, it } from 'vitest';
import { createRng, type KubeObject } from '@/apimachinery';
import type { UserInfo } from '@/kube/transport';
import { bootstrapPolicy } from '../../authorization';
import type { AdmissionContext, AdmissionRequest } from '../plugin';
import { rbacEscalation } from '.';

const GROUP = 'rbac.authorization.k8s.io';
const boss: UserInfo = { name: 'boss', groups: ['ops'] };
const bindBoss = (name: string, role: string): KubeObject =>
  ({
    apiVersion: `${GROUP}/v1`,
    kind: 'RoleBinding',
    metadata: { name, namespace: 'team-a' },
    roleRef: { apiGroup: GROUP, kind: 'ClusterRole', name: role },
    subjects: [{ kind: 'User', name: 'boss' }],
  }) as KubeObject;

/** boss is admin of team-a; `more` are cluster roles of his there. */
function context(more: readonly KubeObject[] = []): AdmissionContext {
  const { clusterRoles, clusterRoleBindings } = bootstrapPolicy();
  const bindings = [bindBoss('admin', 'admin'), ...more.map((r) => bindBoss('more', r.metadata.name ?? ''))];
  const all: Readonly<Record<string, readonly KubeObject[]>> = {
    clusterroles: [...clusterRoles, ...more],
    clusterrolebindings: clusterRoleBindings,
    rolebindings: bindings,
  };
  return {
    rng: createRng(1),
    warn: () => {},
    list: ({ resource }) => all[resource] ?? [],
    get: ({ resource }, _, name) => (all[resource] ?? []).find(({ metadata }) => metadata.name === name),
  };
}

const clusterRole = (name: string, rules: object[], more: object = {}): KubeObject =>
  ({ apiVersion: `${GROUP}/v1`, kind: 'ClusterRole', metadata: { name }, rules, ...more }) as KubeObject;
const role = (rules: object[], metadata: object = {}): KubeObject =>
  ({
    apiVersion: `${GROUP}/v1`,
    kind: 'Role',
    metadata: { name: 'r', namespace: 'team-a', ...metadata },
    rules,
  }) as KubeObject;
const onNodes = { apiGroups: [''], resources: ['nodes'], verbs: ['get'] };
const onPods = { apiGroups: [''], resources: ['pods'], verbs: ['get'] };

function write(object: KubeObject, parts: Partial<AdmissionRequest> = {}, given = context()) {
  const plural = `${object.kind.toLowerCase()}s`;
  const request: AdmissionRequest = {
    operation: 'CREATE',
    kind: { group: GROUP, version: 'v1', kind: object.kind },
    resource: { group: GROUP, resource: plural },
    user: boss,
    options: {},
    namespace: 'team-a',
    object,
    ...parts,
  };
  return () => rbacEscalation.admit?.(request, given);
}

const MISSING =
  'user "boss" (groups=["ops"]) is attempting to grant RBAC permissions not currently held:\n{APIGroups:[""], Resources:["nodes"], Verbs:["get"]}';

describe('who writes a role', () => {
  it('needs its rules', () => {
    expect(write(role([onPods]))).not.toThrow();
    expect(write(role([onPods, onNodes]))).toThrow(`roles.${GROUP} "r" is forbidden: ${MISSING}`);
  });
  it('needs nothing as a master, or when he may escalate', () => {
    expect(write(role([onNodes]), { user: { name: 'root', groups: ['system:masters'] } })).not.toThrow();
    const escalate = clusterRole('escalate', [
      { apiGroups: [GROUP], resources: ['roles'], verbs: ['escalate'] },
    ]);
    expect(write(role([onNodes]), {}, context([escalate]))).not.toThrow();
  });
  it('may take a finalizer from one that is beyond him', () => {
    const old = role([onNodes], { finalizers: ['a/b'] });
    expect(write(role([onNodes]), { operation: 'UPDATE', old })).not.toThrow();
    expect(write(role([onNodes], { labels: { a: 'b' } }), { operation: 'UPDATE', old })).toThrow(MISSING);
  });
  it('needs everything to let a role aggregate', () => {
    const aggregationRule = { clusterRoleSelectors: [{}] };
    expect(write(clusterRole('sum', [], { aggregationRule }))).toThrow(
      `clusterroles.${GROUP} "sum" is forbidden: must have cluster-admin privileges to use the aggregationRule`,
    );
  });
});

describe('who writes a binding', () => {
  it('needs the rules of its role', () => {
    expect(write(bindBoss('b', 'view'))).not.toThrow();
    const nodes = clusterRole('nodes', [onNodes]);
    const given = { ...context(), get: context([nodes]).get };
    expect(write(bindBoss('b', 'nodes'), {}, given)).toThrow(
      `rolebindings.${GROUP} "b" is forbidden: ${MISSING}`,
    );
  });
  it('needs a role that is there, or to be allowed to bind it', () => {
    expect(write(bindBoss('b', 'gone'))).toThrow(`clusterroles.${GROUP} "gone" not found`);
    const rule = {
      apiGroups: [GROUP],
      resources: ['clusterroles'],
      resourceNames: ['gone'],
      verbs: ['bind'],
    };
    expect(write(bindBoss('b', 'gone'), {}, context([clusterRole('bind', [rule])]))).not.toThrow();
  });
});
