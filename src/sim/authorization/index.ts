/** Who may do what: the contract of authorizers, and role-based access control over the cluster's own objects. */
export {
  ANONYMOUS,
  type Attributes,
  AUTHENTICATED,
  type Authorizer,
  MASTERS,
  refusal,
  UNAUTHENTICATED,
} from './authorizer';
export { aggregatedRules } from './rbac/aggregate';
export { collectRules, RbacAuthorizer } from './rbac/authorizer';
export { bootstrapPolicy } from './rbac/bootstrap';
export { type PolicyReader, RBAC_GROUP, rulesOfRole } from './rbac/resolver';
export { describeRules, missingRules, quotedList } from './rbac/rules';
