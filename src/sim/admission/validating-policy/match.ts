/** Whether a policy's matchConstraints, or a binding's matchResources, are about a request. */
// upstream: staging/src/k8s.io/apiserver/pkg/admission/plugin/policy/matching/matching.go Matches
import {
  type GroupVersionKind,
  type KubeObject,
  type LabelSelector,
  labelSelectorFrom,
} from '@/apimachinery';
import type { ValidatingAdmissionPolicy } from '@/kube/kinds';
import { RESOURCES } from '../../resources';
import type { AdmissionContext, AdmissionRequest } from '../plugin';

type MatchResources = NonNullable<NonNullable<ValidatingAdmissionPolicy['spec']>['matchConstraints']>;
type Rule = NonNullable<MatchResources['resourceRules']>[number];

/** The version of the resource that the rules name: the request's own, or one that is equivalent to it. */
export interface Match {
  readonly kind: GroupVersionKind;
}

const NAMESPACES = { group: '', resource: 'namespaces' };

/** The match, or undefined. Without resources (all of them, in a binding) everything matches. */
export function matches(
  match: MatchResources | undefined,
  request: AdmissionRequest,
  context: AdmissionContext,
): Match | undefined {
  const own = { kind: request.kind };
  if (!match) return own;
  const { resourceRules = [], excludeResourceRules = [] } = match;
  if (!inNamespace(match.namespaceSelector, request, context)) return undefined;
  if (!hasLabels(match.objectSelector, request)) return undefined;
  if (matchRules(excludeResourceRules, match, request)) return undefined;
  return resourceRules.length === 0 ? own : matchRules(resourceRules, match, request);
}

/** upstream: webhook/predicates/namespace MatchNamespaceSelector */
function inNamespace(
  selector: LabelSelector | undefined,
  request: AdmissionRequest,
  context: AdmissionContext,
): boolean {
  const matcher = labelSelectorFrom(selector ?? {});
  const isNamespace = request.kind.group === '' && request.kind.kind === 'Namespace';
  if (matcher.empty || (!request.namespace && !isNamespace)) return true;
  // A namespace that is written is judged by its own new labels.
  const written = isNamespace && !request.subresource ? request.object : undefined;
  const namespace = written ?? context.get(NAMESPACES, undefined, request.namespace ?? '');
  return matcher.matches(namespace?.metadata.labels ?? {});
}

/** Either the new object or the old one. upstream: webhook/predicates/object MatchObjectSelector */
function hasLabels(selector: LabelSelector | undefined, { object, old }: AdmissionRequest): boolean {
  const matcher = labelSelectorFrom(selector ?? {});
  if (matcher.empty) return true;
  return [object, old].some(
    (one: KubeObject | undefined) => one && matcher.matches(one.metadata.labels ?? {}),
  );
}

function matchRules(
  rules: readonly Rule[],
  { matchPolicy }: MatchResources,
  request: AdmissionRequest,
): Match | undefined {
  if (rules.some((rule) => matchesRule(rule, request, request.kind))) return { kind: request.kind };
  if (matchPolicy === 'Exact') return undefined;
  const equivalent = equivalents(request).find((kind) =>
    rules.some((rule) => matchesRule(rule, request, kind)),
  );
  return equivalent && { kind: equivalent };
}

/** Other versions of the same objects. */
function equivalents({ kind, resource }: AdmissionRequest): readonly GroupVersionKind[] {
  const same = RESOURCES.filter(
    ({ plural, group, storedAs }) =>
      plural === resource.resource && (storedAs?.group ?? group) === storedGroup(resource.resource, kind),
  );
  return same.filter(({ group, version }) => group !== kind.group || version !== kind.version);
}

const storedGroup = (plural: string, { group, version }: GroupVersionKind): string =>
  RESOURCES.find((known) => known.plural === plural && known.group === group && known.version === version)
    ?.storedAs?.group ?? group;

/** upstream: webhook/predicates/rules Matcher */
function matchesRule(rule: Rule, request: AdmissionRequest, { group, version }: GroupVersionKind): boolean {
  const { apiGroups = [], apiVersions = [], operations = [], resources = [], resourceNames = [] } = rule;
  const has = (list: readonly string[], value: string) => list.includes('*') || list.includes(value);
  return (
    isInScope(rule.scope, request) &&
    has(operations, request.operation) &&
    has(apiGroups, group) &&
    has(apiVersions, version) &&
    resources.some((resource) => isResource(resource, request)) &&
    (resourceNames.length === 0 || resourceNames.includes(request.name ?? ''))
  );
}

function isInScope(scope: string | undefined, { kind, namespace }: AdmissionRequest): boolean {
  if (!scope || scope === '*') return true;
  const isNamespace = kind.group === '' && kind.kind === 'Namespace';
  return (scope === 'Namespaced') === (!isNamespace && namespace !== undefined);
}

/** "pods", "pods/status", "pods/*", "*", or all of them */
function isResource(text: string, { resource, subresource = '' }: AdmissionRequest): boolean {
  const [name = '', part = ''] = text.split('/', 2);
  return (name === '*' || name === resource.resource) && (part === '*' || part === subresource);
}
