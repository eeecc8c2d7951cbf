/**
 * The policy of a new cluster as objects. They are made once for the process, frozen, and shared by all its clusters:
 * only their metadata is each cluster's own.
 */
import type { ClusterRole, ClusterRoleBinding, PolicyRule, Role, RoleBinding, Subject } from '@/kube/kinds';
import { aggregatedRules } from '../aggregate';
import { RBAC_GROUP } from '../resolver';
import { CONTROLLER_ROLES } from './controllers';
import { NAMESPACED_POLICY, type NamespacedPolicy } from './namespaced';
import { CLUSTER_ROLE_BINDINGS, CLUSTER_ROLES, NODE_RULES, type RolePolicy, VERBS } from './policy';

export interface BootstrapPolicy {
  readonly clusterRoles: readonly ClusterRole[];
  readonly clusterRoleBindings: readonly ClusterRoleBinding[];
  /** Of kube-system and kube-public. */
  readonly roles: readonly Role[];
  readonly roleBindings: readonly RoleBinding[];
}

const API_VERSION = `${RBAC_GROUP}/v1`;
const ANNOTATIONS = { 'rbac.authorization.kubernetes.io/autoupdate': 'true' };
const LABELS = { 'kubernetes.io/bootstrapping': 'rbac-defaults' };
const CONTROLLER = 'system:controller:';
const aggregateLabel = (role: string) => ({ [`${RBAC_GROUP}/aggregate-to-${role}`]: 'true' });

let policy: BootstrapPolicy | undefined;
let nodes: readonly PolicyRule[] | undefined;

/** The same objects at every call. */
export function bootstrapPolicy(): BootstrapPolicy {
  policy ??= {
    clusterRoles: filled([
      ...Object.entries(CLUSTER_ROLES).map(([name, role]) => clusterRole(name, role)),
      ...Object.entries(CONTROLLER_ROLES).map(([name, rules]) => clusterRole(CONTROLLER + name, { rules })),
    ]),
    clusterRoleBindings: [
      ...Object.entries(CLUSTER_ROLE_BINDINGS).map(([name, to]) => binding(name, to)),
      ...Object.keys(CONTROLLER_ROLES).map((name) =>
        binding(CONTROLLER + name, [`ServiceAccount kube-system/${name}`]),
      ),
    ],
    roles: NAMESPACED_POLICY.map(role),
    roleBindings: NAMESPACED_POLICY.map(roleBinding),
  };
  return policy;
}

/** What nodes may do, whether or not the role system:node is there. */
export function nodeRules(): readonly PolicyRule[] {
  nodes ??= NODE_RULES.map(parseRule);
  return nodes;
}

function clusterRole(name: string, { rules = [], aggregates, aggregateTo }: RolePolicy): ClusterRole {
  return {
    apiVersion: API_VERSION,
    kind: 'ClusterRole',
    metadata: {
      name,
      annotations: ANNOTATIONS,
      labels: aggregateTo ? { ...LABELS, ...aggregateLabel(aggregateTo) } : LABELS,
    },
    ...(aggregates
      ? { aggregationRule: { clusterRoleSelectors: [{ matchLabels: aggregateLabel(aggregates) }] } }
      : {}),
    rules: rules.map(parseRule),
  };
}

/** Aggregated roles begin with what the controller would write: view, then edit, then admin. */
function filled(roles: readonly ClusterRole[]): readonly ClusterRole[] {
  return ['view', 'edit', 'admin'].reduce(
    (all, name) =>
      all.map((role) =>
        role.metadata.name === name ? { ...role, rules: aggregatedRules(role, all) } : role,
      ),
    roles,
  );
}

function parseRule(text: string): PolicyRule {
  const [verbText = '', target = '', list = '', names] = text.split(' ');
  const verbs = VERBS[verbText] ?? verbText.split(',');
  if (target === 'urls') return { nonResourceURLs: list.split(','), verbs };
  return {
    apiGroups: target.split(',').map((group) => (group === 'core' ? '' : group)),
    ...(names ? { resourceNames: names.split(',') } : {}),
    resources: list.split(','),
    verbs,
  };
}

const binding = (name: string, to: readonly string[]): ClusterRoleBinding => ({
  apiVersion: API_VERSION,
  kind: 'ClusterRoleBinding',
  metadata: { name, annotations: ANNOTATIONS, labels: LABELS },
  roleRef: { apiGroup: RBAC_GROUP, kind: 'ClusterRole', name },
  ...(to.length > 0 ? { subjects: to.map(parseSubject) } : {}),
});

const role = ({ namespace, name, rules }: NamespacedPolicy): Role => ({
  apiVersion: API_VERSION,
  kind: 'Role',
  metadata: { name, namespace, annotations: ANNOTATIONS, labels: LABELS },
  rules: rules.map(parseRule),
});

const roleBinding = ({ namespace, name, bindingName = name, to }: NamespacedPolicy): RoleBinding => ({
  apiVersion: API_VERSION,
  kind: 'RoleBinding',
  metadata: { name: bindingName, namespace, annotations: ANNOTATIONS, labels: LABELS },
  roleRef: { apiGroup: RBAC_GROUP, kind: 'Role', name },
  subjects: to.map(parseSubject),
});

function parseSubject(text: string): Subject {
  const [kind = '', full = ''] = text.split(' ');
  if (kind !== 'ServiceAccount') return { apiGroup: RBAC_GROUP, kind, name: full };
  const [namespace = '', name = ''] = full.split('/');
  return { kind, name, namespace };
}
