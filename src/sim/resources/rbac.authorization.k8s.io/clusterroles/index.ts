/** https://kubernetes.io/docs/reference/access-authn-authz/rbac/#aggregated-clusterroles */
import type { ClusterRole } from '@/kube/kinds';
import type { ResourceDefinition } from '../../definition';
import { COMMON } from '../strategy';
import { roleTable } from '../table';
import { GROUP, validateAggregation, validateRules } from '../validate';

export const clusterRoles: ResourceDefinition<ClusterRole> = {
  group: GROUP,
  version: 'v1',
  kind: 'ClusterRole',
  plural: 'clusterroles',
  singular: 'clusterrole',
  shortNames: [],
  categories: [],
  namespaced: false,
  selectableFields: {},
  strategy: {
    ...COMMON,
    defaults: (role) => role,
    validate: (role) => [...validateRules(role.rules, false), ...validateAggregation(role)],
  },
  subresources: [],
  table: roleTable,
};
