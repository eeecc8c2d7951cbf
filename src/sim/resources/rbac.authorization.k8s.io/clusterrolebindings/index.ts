/** https://kubernetes.io/docs/reference/access-authn-authz/rbac/#rolebinding-and-clusterrolebinding */
import type { ClusterRoleBinding } from '@/kube/kinds';
import type { ResourceDefinition } from '../../definition';
import { bindingDefaults, COMMON } from '../strategy';
import { bindingTable } from '../table';
import { GROUP, validateBinding, validateSameRole } from '../validate';

export const clusterRoleBindings: ResourceDefinition<ClusterRoleBinding> = {
  group: GROUP,
  version: 'v1',
  kind: 'ClusterRoleBinding',
  plural: 'clusterrolebindings',
  singular: 'clusterrolebinding',
  shortNames: [],
  categories: [],
  namespaced: false,
  selectableFields: {},
  strategy: {
    ...COMMON,
    defaults: bindingDefaults,
    validate: (binding) => validateBinding(binding, ['ClusterRole']),
    validateUpdate: validateSameRole,
  },
  subresources: [],
  table: bindingTable('clusterRoleBinding', 'only reference a ClusterRole in the global namespace'),
};
