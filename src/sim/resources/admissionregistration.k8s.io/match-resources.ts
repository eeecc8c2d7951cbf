/** Which requests policies and bindings are about: defaults and rules of matchConstraints and matchResources. */
// upstream: pkg/apis/admissionregistration/{v1/defaults.go, validation/validation.go validateMatchResources}
import {
  duplicate,
  type FieldError,
  type FieldPath,
  invalid,
  isPathSegmentName,
  required,
  validateLabelSelector,
} from '@/apimachinery';
import type { ValidatingAdmissionPolicy } from '@/kube/kinds';
import { fill, mapList } from '../shared/fill';
import { each, oneOf } from '../shared/validate';

export type MatchResources = NonNullable<NonNullable<ValidatingAdmissionPolicy['spec']>['matchConstraints']>;
export type Rule = NonNullable<MatchResources['resourceRules']>[number];

const MATCH_POLICIES = ['Equivalent', 'Exact'];
const OPERATIONS = ['*', 'CONNECT', 'CREATE', 'DELETE', 'UPDATE'];
const SCOPES = ['*', 'Cluster', 'Namespaced'];

const withScope = (rule: Rule): Rule => fill(rule, { scope: '*' });

export const defaultMatchResources = (match: MatchResources): MatchResources =>
  mapList(
    mapList(
      fill(match, { matchPolicy: 'Equivalent', namespaceSelector: {}, objectSelector: {} }),
      'resourceRules',
      withScope,
    ),
    'excludeResourceRules',
    withScope,
  );

export function validateMatchResources(match: MatchResources, path: FieldPath): FieldError[] {
  const { matchPolicy, namespaceSelector, objectSelector, resourceRules, excludeResourceRules } = match;
  const selector = (given: typeof objectSelector, at: FieldPath) =>
    given ? validateLabelSelector(given as never, at) : [required(at)];
  return [
    ...oneOf(matchPolicy, MATCH_POLICIES, path.child('matchPolicy')),
    ...selector(namespaceSelector, path.child('namespaceSelector')),
    ...selector(objectSelector, path.child('objectSelector')),
    ...(resourceRules ?? []).flatMap((rule, i) => validateRule(rule, path.child('resourceRules').index(i))),
    ...(excludeResourceRules ?? []).flatMap((rule, i) =>
      validateRule(rule, path.child('excludeResourceRules').index(i)),
    ),
  ];
}

function validateRule(rule: Rule, path: FieldPath): FieldError[] {
  const {
    resourceNames = [],
    operations = [],
    apiGroups = [],
    apiVersions = [],
    resources = [],
    scope,
  } = rule;
  const wildcardAlone = (list: readonly string[], name: string, others: string) =>
    list.length > 1 && list.includes('*')
      ? [invalid(path.child(name), list, `if '*' is present, must not specify other ${others}`)]
      : [];
  const some = (list: readonly string[], name: string) =>
    list.length > 0 ? [] : [required(path.child(name))];
  return [
    ...resourceNames.flatMap((name, i) => {
      const at = path.child('resourceNames').index(i);
      const again = resourceNames.indexOf(name) < i ? [duplicate(at, name)] : [];
      return [...each(isPathSegmentName(name), at, name), ...again];
    }),
    ...some(operations, 'operations'),
    ...wildcardAlone(operations, 'operations', 'operations'),
    ...operations.flatMap((operation, i) => oneOf(operation, OPERATIONS, path.child('operations').index(i))),
    ...some(apiGroups, 'apiGroups'),
    ...wildcardAlone(apiGroups, 'apiGroups', 'API groups'),
    ...some(apiVersions, 'apiVersions'),
    ...wildcardAlone(apiVersions, 'apiVersions', 'API versions'),
    ...apiVersions.flatMap((version, i) =>
      version === '' ? [required(path.child('apiVersions').index(i))] : [],
    ),
    ...validateResources(resources, path.child('resources')),
    ...oneOf(scope, SCOPES, path.child('scope'), 'fine'),
  ];
}

/** upstream: validateResources */
function validateResources(resources: readonly string[], path: FieldPath): FieldError[] {
  if (resources.length === 0) return [required(path)];
  const errors = resources.flatMap((resource, i) => {
    const at = path.index(i);
    if (resource === '') return [required(at)];
    const [name, subresource] = splitResource(resource);
    const before = resources.slice(0, i);
    const shadow = [`${name}/*`, `*/${subresource}`].filter((other) => before.includes(other));
    return subresource === undefined
      ? []
      : shadow.map((other) =>
          invalid(at, resource, `if '${other}' is present, must not specify ${resource}`),
        );
  });
  if (resources.length > 1 && resources.includes('*/*')) {
    errors.push(invalid(path, resources, "if '*/*' is present, must not specify other resources"));
  }
  if (resources.includes('*') && resources.some((resource) => resource !== '*' && !resource.includes('/'))) {
    const why = "if '*' is present, must not specify other resources without subresources";
    errors.push(invalid(path, resources, why));
  }
  return errors;
}

/** "pods/status" is a resource and its subresource. */
export function splitResource(text: string): readonly [string, string | undefined] {
  const slash = text.indexOf('/');
  return slash < 0 ? [text, undefined] : [text.slice(0, slash), text.slice(slash + 1)];
}
