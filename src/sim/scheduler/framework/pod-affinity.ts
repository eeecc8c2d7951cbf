/** Affinity of pods to pods: terms that say which pods are meant, and what counts as one place. */
// upstream: pkg/scheduler/framework/types.go AffinityTerm
import { EVERYTHING, type LabelMatcher, labelSelectorFrom, own } from '@/apimachinery';
import { namespaceOf, type Pod, type PodSpec } from '@/kube';

type PodAffinity = NonNullable<NonNullable<PodSpec['affinity']>['podAffinity']>;
type SpecTerm = NonNullable<PodAffinity['requiredDuringSchedulingIgnoredDuringExecution']>[number];

export interface AffinityTerm {
  readonly topologyKey: string;
  readonly selector: LabelMatcher;
  readonly namespaces: ReadonlySet<string>;
  /** Namespaces by their labels, besides those by name. */
  readonly namespaceSelector: LabelMatcher | undefined;
}

export interface WeightedTerm extends AffinityTerm {
  readonly weight: number;
}

export interface PodAffinityTerms {
  readonly required: readonly AffinityTerm[];
  readonly requiredAnti: readonly AffinityTerm[];
  readonly preferred: readonly WeightedTerm[];
  readonly preferredAnti: readonly WeightedTerm[];
}

/** Labels of a namespace. */
export type NamespaceLabels = (namespace: string) => Readonly<Record<string, string>>;

const known = new WeakMap<object, PodAffinityTerms>();
const NONE: PodAffinityTerms = { required: [], requiredAnti: [], preferred: [], preferredAnti: [] };

/** The terms of a pod, computed once per version of its spec. */
export function affinityTerms(pod: Pod): PodAffinityTerms {
  const { podAffinity, podAntiAffinity } = pod.spec?.affinity ?? {};
  if (!pod.spec || (!podAffinity && !podAntiAffinity)) return NONE;
  const cached = known.get(pod.spec);
  if (cached) return cached;
  const term = (spec: SpecTerm) => termOf(pod, spec);
  const weighted = (affinity: PodAffinity | undefined): readonly WeightedTerm[] =>
    (affinity?.preferredDuringSchedulingIgnoredDuringExecution ?? []).map(({ weight, podAffinityTerm }) => ({
      ...term(podAffinityTerm),
      weight,
    }));
  const terms = {
    required: (podAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? []).map(term),
    requiredAnti: (podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? []).map(term),
    preferred: weighted(podAffinity),
    preferredAnti: weighted(podAntiAffinity),
  };
  known.set(pod.spec, terms);
  return terms;
}

function termOf(pod: Pod, term: SpecTerm): AffinityTerm {
  const { namespaces = [], namespaceSelector, topologyKey } = term;
  const own = namespaces.length === 0 && !namespaceSelector;
  return {
    topologyKey,
    selector: selectorOf(pod, term),
    namespaces: new Set(own ? [namespaceOf(pod)] : namespaces),
    namespaceSelector: namespaceSelector ? labelSelectorFrom(namespaceSelector) : undefined,
  };
}

/** matchLabelKeys: those that have the same (or not the same) value there as this pod. */
function selectorOf(
  pod: Pod,
  { labelSelector, matchLabelKeys = [], mismatchLabelKeys = [] }: SpecTerm,
): LabelMatcher {
  if (matchLabelKeys.length === 0 && mismatchLabelKeys.length === 0) return labelSelectorFrom(labelSelector);
  const { labels = {} } = pod.metadata;
  const expressions = (keys: readonly string[], operator: string) =>
    keys.flatMap((key) => {
      const value = own(labels, key);
      return value === undefined ? [] : [{ key, operator, values: [value] }];
    });
  return labelSelectorFrom({
    ...labelSelector,
    matchExpressions: [
      ...(labelSelector?.matchExpressions ?? []),
      ...expressions(matchLabelKeys, 'In'),
      ...expressions(mismatchLabelKeys, 'NotIn'),
    ],
  });
}

/** Whether a term means a pod. */
export function isMeant(pod: Pod, term: AffinityTerm, labelsOf: NamespaceLabels): boolean {
  const namespace = namespaceOf(pod);
  const { namespaces, namespaceSelector, selector } = term;
  const here =
    namespaces.has(namespace) ||
    (namespaceSelector !== undefined &&
      (namespaceSelector === EVERYTHING || namespaceSelector.matches(labelsOf(namespace))));
  return here && selector.matches(pod.metadata.labels);
}
