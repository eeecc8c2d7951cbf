/** Who an add-on's pods are, and what they may do. */
import type { KubeObject } from '@/apimachinery';
import type { ClusterRole, ClusterRoleBinding, PolicyRule } from '@/kube';

export const NAMESPACE = 'kube-system';
const GROUP = 'rbac.authorization.k8s.io';

type Labels = Readonly<Record<string, string>>;

export const serviceAccount = (name: string, labels?: Labels): KubeObject => ({
  apiVersion: 'v1',
  kind: 'ServiceAccount',
  metadata: { name, namespace: NAMESPACE, ...(labels ? { labels } : {}) },
});

export const clusterRole = (name: string, rules: readonly PolicyRule[], labels?: Labels): ClusterRole => ({
  apiVersion: `${GROUP}/v1`,
  kind: 'ClusterRole',
  metadata: { name, ...(labels ? { labels } : {}) },
  rules,
});

/** Gives a role of the cluster to a service account of kube-system. */
export const clusterRoleBinding = (
  name: string,
  given: { readonly role: string; readonly to: string; readonly labels?: Labels },
): ClusterRoleBinding => ({
  apiVersion: `${GROUP}/v1`,
  kind: 'ClusterRoleBinding',
  metadata: { name, ...(given.labels ? { labels: given.labels } : {}) },
  roleRef: { apiGroup: GROUP, kind: 'ClusterRole', name: given.role },
  subjects: [{ kind: 'ServiceAccount', name: given.to, namespace: NAMESPACE }],
});
