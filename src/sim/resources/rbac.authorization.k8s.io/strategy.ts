/** What the four kinds of the group do alike. upstream: pkg/apis/rbac/v1/defaults.go, pkg/registry/rbac */
import type { ClusterRoleBinding, RoleBinding, Subject } from '@/kube/kinds';
import { fill, mapSame, withField } from '../shared/fill';
import { GROUP } from './validate';

/** Names may have colons; a PUT creates what is not there. */
export const COMMON = {
  nameRule: 'path-segment',
  tracksGeneration: false,
  allowCreateOnUpdate: true,
} as const;

const withGroup = (subject: Subject): Subject =>
  subject.kind === 'User' || subject.kind === 'Group' ? fill(subject, { apiGroup: GROUP }) : subject;

type RoleRef = RoleBinding['roleRef'];
/** What Go makes of a binding that says nothing. */
const NO_ROLE: RoleRef = { apiGroup: '', kind: '', name: '' };

/** The API group of roles and of users is the only one that there is. */
export function bindingDefaults<T extends RoleBinding | ClusterRoleBinding>(binding: T): T {
  const { subjects } = binding;
  const roleRef: RoleRef = fill(binding.roleRef ?? NO_ROLE, { apiGroup: GROUP });
  const filled = withField(binding, 'roleRef', roleRef);
  return subjects ? withField(filled, 'subjects', mapSame(subjects, withGroup) as T['subjects']) : filled;
}
