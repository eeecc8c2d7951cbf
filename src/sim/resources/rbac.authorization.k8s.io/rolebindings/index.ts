/** https://kubernetes.io/docs/reference/access-authn-authz/rbac/#rolebinding-and-clusterrolebinding */
import type { RoleBinding } from '@/kube/kinds';
import type { ResourceDefinition } from '../../definition';
import { bindingDefaults, COMMON } from '../strategy';
import { bindingTable } from '../table';
import { GROUP, validateBinding, validateSameRole } from '../validate';

export const roleBindings: ResourceDefinition<RoleBinding> = {
  group: GROUP,
  version: 'v1',
  kind: 'RoleBinding',
  plural: 'rolebindings',
  singular: 'rolebinding',
  shortNames: [],
  categories: [],
  namespaced: true,
  selectableFields: {},
  strategy: {
    ...COMMON,
    defaults: bindingDefaults,
    validate: (binding) => validateBinding(binding, ['Role', 'ClusterRole']),
    validateUpdate: validateSameRole,
  },
  subresources: [],
  table: bindingTable(
    'roleBinding',
    'reference a Role in the current namespace or a ClusterRole in the global namespace',
  ),
};
