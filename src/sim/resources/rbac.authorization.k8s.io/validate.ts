/** Rules of roles and parties of bindings. upstream: pkg/apis/rbac/validation */
import {
  type FieldError,
  type FieldPath,
  field,
  invalid,
  isDNS1123Subdomain,
  isPathSegmentName,
  labelSelectorFrom,
  notSupported,
  required,
  validateLabelSelector,
} from '@/apimachinery';
import type { ClusterRole, PolicyRule, RoleBinding, Subject } from '@/kube/kinds';
import { each } from '../shared/validate';

export const GROUP = 'rbac.authorization.k8s.io';

export function validateRules(rules: readonly PolicyRule[] | undefined, namespaced: boolean): FieldError[] {
  return (rules ?? []).flatMap((rule, i) => validateRule(rule, namespaced, field('rules').index(i)));
}

function validateRule(rule: PolicyRule, namespaced: boolean, path: FieldPath): FieldError[] {
  const { verbs, nonResourceURLs = [], apiGroups = [], resources = [], resourceNames = [] } = rule;
  const errors: FieldError[] = [];
  if (!verbs?.length) errors.push(required(path.child('verbs'), 'verbs must contain at least one value'));
  if (nonResourceURLs.length > 0) {
    const refuse = (why: string) => errors.push(invalid(path.child('nonResourceURLs'), nonResourceURLs, why));
    if (namespaced) refuse('namespaced rules cannot apply to non-resource URLs');
    if (apiGroups.length + resources.length + resourceNames.length > 0) {
      refuse('rules cannot apply to both regular resources and non-resource URLs');
    }
    return errors;
  }
  if (apiGroups.length === 0) {
    errors.push(required(path.child('apiGroups'), 'resource rules must supply at least one api group'));
  }
  if (resources.length === 0) {
    errors.push(required(path.child('resources'), 'resource rules must supply at least one resource'));
  }
  return errors;
}

export function validateAggregation({ aggregationRule }: ClusterRole): FieldError[] {
  if (!aggregationRule) return [];
  const path = field('aggregationRule', 'clusterRoleSelectors');
  const { clusterRoleSelectors: selectors = [] } = aggregationRule;
  if (selectors.length === 0) {
    return [required(path, 'at least one clusterRoleSelector required if aggregationRule is non-nil')];
  }
  return selectors.flatMap((selector, i) => {
    const errors = validateLabelSelector(selector, path.index(i));
    try {
      labelSelectorFrom(selector);
      return errors;
    } catch {
      return [...errors, invalid(path.index(i), selector, 'invalid label selector.')];
    }
  });
}

type Parties = Pick<RoleBinding, 'roleRef' | 'subjects'>;

/** `kinds` of roles that a binding of this scope may name. */
export function validateBinding({ roleRef, subjects }: Parties, kinds: readonly string[]): FieldError[] {
  const path = field('roleRef');
  const { apiGroup = '', kind = '', name = '' } = roleRef ?? {};
  const errors: FieldError[] = [];
  if (apiGroup !== GROUP) errors.push(notSupported(path.child('apiGroup'), apiGroup, [GROUP]));
  if (!kinds.includes(kind)) errors.push(notSupported(path.child('kind'), kind, kinds));
  if (name === '') errors.push(required(path.child('name')));
  else errors.push(...each(isPathSegmentName(name), path.child('name'), name));
  const namespaced = kinds.includes('Role');
  return [
    ...errors,
    ...(subjects ?? []).flatMap((subject, i) =>
      validateSubject(subject, namespaced, field('subjects').index(i)),
    ),
  ];
}

function validateSubject(subject: Subject, namespaced: boolean, path: FieldPath): FieldError[] {
  const { kind = '', name = '', apiGroup = '', namespace = '' } = subject;
  const errors: FieldError[] = name === '' ? [required(path.child('name'))] : [];
  const expectGroup = (group: string) => {
    if (apiGroup !== group) errors.push(notSupported(path.child('apiGroup'), apiGroup, [group]));
  };
  switch (kind) {
    case 'ServiceAccount':
      if (name !== '') errors.push(...each(isDNS1123Subdomain(name), path.child('name'), name));
      expectGroup('');
      if (!namespaced && namespace === '') errors.push(required(path.child('namespace')));
      break;
    case 'User':
    case 'Group':
      expectGroup(GROUP);
      break;
    default:
      errors.push(notSupported(path.child('kind'), kind, ['ServiceAccount', 'User', 'Group']));
  }
  return errors;
}

/** Another role means another binding: who may bind what was checked when it was made. */
export function validateSameRole({ roleRef }: Parties, { roleRef: old }: Parties): FieldError[] {
  const { apiGroup, kind, name } = roleRef;
  if (apiGroup === old.apiGroup && kind === old.kind && name === old.name) return [];
  // Upstream's internal type is what is shown, with Go's names.
  return [invalid(field('roleRef'), { APIGroup: apiGroup, Kind: kind, Name: name }, 'cannot change roleRef')];
}
