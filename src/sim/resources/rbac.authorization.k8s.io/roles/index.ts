/** https://kubernetes.io/docs/reference/access-authn-authz/rbac/#role-and-clusterrole */
import type { Role } from '@/kube/kinds';
import type { ResourceDefinition } from '../../definition';
import { COMMON } from '../strategy';
import { roleTable } from '../table';
import { GROUP, validateRules } from '../validate';

export const roles: ResourceDefinition<Role> = {
  group: GROUP,
  version: 'v1',
  kind: 'Role',
  plural: 'roles',
  singular: 'role',
  shortNames: [],
  categories: [],
  namespaced: true,
  selectableFields: {},
  strategy: {
    ...COMMON,
    defaults: (role) => role,
    validate: ({ rules }) => validateRules(rules, true),
  },
  subresources: [],
  table: roleTable,
};
