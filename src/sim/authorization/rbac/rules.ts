/** One rule against one request, and sets of rules against one another. */
import type { PolicyRule } from '@/kube/kinds';
import type { Attributes } from '../authorizer';

const ALL = '*';
const NONE: readonly string[] = [];

const allows = (list: readonly string[] | undefined, value: string): boolean =>
  list !== undefined && (list.includes(ALL) || list.includes(value));

/** Whether a rule lets the request through. */
// upstream: plugin/pkg/auth/authorizer/rbac/rbac.go RuleAllows, pkg/apis/rbac/v1/evaluation_helpers.go
export function ruleAllows(rule: PolicyRule, request: Attributes): boolean {
  if (!allows(rule.verbs, request.verb)) return false;
  if (!request.isResource) {
    return (rule.nonResourceURLs ?? NONE).some((owned) => pathCovers(owned, request.path));
  }
  const { resourceNames = NONE } = rule;
  return (
    allows(rule.apiGroups, request.group) &&
    resourceAllows(rule.resources ?? NONE, request.resource, request.subresource) &&
    (resourceNames.length === 0 || resourceNames.includes(request.name ?? ''))
  );
}

/** "pods", "pods/log", or "*" + "/log" for a subresource of everything. */
function resourceAllows(list: readonly string[], resource: string, subresource: string | undefined): boolean {
  if (!subresource) return allows(list, resource);
  return allows(list, `${resource}/${subresource}`) || list.includes(`${ALL}/${subresource}`);
}

const pathCovers = (owned: string, path: string): boolean =>
  owned === path || (owned.endsWith(ALL) && path.startsWith(owned.replace(/\*+$/, '')));

/** The smallest parts of `wanted` that no rule of `held` covers. */
// upstream: staging/src/k8s.io/component-helpers/auth/rbac/validation/policy_comparator.go Covers
export const missingRules = (
  held: readonly PolicyRule[],
  wanted: readonly PolicyRule[],
): readonly PolicyRule[] =>
  wanted.flatMap(breakDown).filter((part) => !held.some((rule) => ruleCovers(rule, part)));

/** A rule as rules of one verb, one resource and at most one name each. */
function breakDown(rule: PolicyRule): PolicyRule[] {
  const names = rule.resourceNames?.length ? rule.resourceNames : [undefined];
  const onResources = (rule.apiGroups ?? NONE).flatMap((group) =>
    (rule.resources ?? NONE).flatMap((resource) =>
      rule.verbs.flatMap((verb) =>
        names.map((name) => ({
          apiGroups: [group],
          resources: [resource],
          verbs: [verb],
          ...(name === undefined ? {} : { resourceNames: [name] }),
        })),
      ),
    ),
  );
  const onPaths = (rule.nonResourceURLs ?? NONE).flatMap((path) =>
    rule.verbs.map((verb) => ({ nonResourceURLs: [path], verbs: [verb] })),
  );
  return [...onResources, ...onPaths];
}

/** Whether a rule covers a part that {@link breakDown} made. */
function ruleCovers(rule: PolicyRule, part: PolicyRule): boolean {
  const within = (list: readonly string[] | undefined, parts: readonly string[] | undefined) =>
    (parts ?? NONE).every((value) => allows(list, value));
  const { resourceNames = NONE } = rule;
  return (
    within(rule.verbs, part.verbs) &&
    within(rule.apiGroups, part.apiGroups) &&
    (part.resources ?? NONE).every((resource) => resourceCovers(rule.resources ?? NONE, resource)) &&
    (part.nonResourceURLs ?? NONE).every((path) =>
      (rule.nonResourceURLs ?? NONE).some((owned) => pathCovers(owned, path)),
    ) &&
    (resourceNames.length === 0 ||
      (part.resourceNames?.every((name) => resourceNames.includes(name)) ?? false))
  );
}

function resourceCovers(list: readonly string[], resource: string): boolean {
  const slash = resource.indexOf('/');
  return allows(list, resource) || (slash > 0 && list.includes(ALL + resource.slice(slash)));
}

/** The lines of a refusal to grant, as upstream prints them: one for each resource, sorted. */
// upstream: pkg/registry/rbac/validation/policy_compact.go CompactRules, evaluation_helpers.go CompactString
export function describeRules(parts: readonly PolicyRule[]): string {
  const verbs = new Map<string, string[]>();
  for (const part of parts) {
    // Parts of paths are not gathered; their verb is part of what tells them apart.
    const gathered = part.nonResourceURLs === undefined;
    const key = gathered ? subjectOf(part) : `${subjectOf(part)}, ${quoted('Verbs', part.verbs)}`;
    const known = verbs.get(key) ?? [];
    verbs.set(key, gathered ? [...known, ...part.verbs] : []);
  }
  return [...verbs]
    .map(([key, list]) => (list.length > 0 ? `{${key}, ${quoted('Verbs', list)}}` : `{${key}}`))
    .sort()
    .join('\n');
}

const subjectOf = (part: PolicyRule): string =>
  [
    quoted('APIGroups', part.apiGroups),
    quoted('Resources', part.resources),
    quoted('NonResourceURLs', part.nonResourceURLs),
    quoted('ResourceNames', part.resourceNames),
  ]
    .filter((text) => text !== '')
    .join(', ');

const quoted = (name: string, list: readonly string[] | undefined): string =>
  list && list.length > 0 ? `${name}:${quotedList(list)}` : '';

/** Go's %q of a list: ["a" "b"] */
export const quotedList = (list: readonly string[]): string =>
  `[${list.map((text) => JSON.stringify(text)).join(' ')}]`;
