/**
 * Keeps pods near to or away from other pods: required terms filter, preferred ones weigh, and pods that are there
 * already have their say about who comes.
 */
// upstream: pkg/scheduler/framework/plugins/interpodaffinity filtering.go, scoring.go
import { own } from '@/apimachinery';
import { keyFrom, type Pod, resources } from '@/kube';
import {
  type AffinityTerm,
  affinityTerms,
  type ClusterView,
  type FilterPlugin,
  isMeant,
  MAX_NODE_SCORE,
  type NamespaceLabels,
  type NodeInfo,
  type ScorePlugin,
} from '../framework';

export const NOT_NEAR = "node(s) didn't match pod affinity rules";
export const TOO_NEAR = "node(s) didn't match pod anti-affinity rules";
export const UNWANTED = "node(s) didn't satisfy existing pods anti-affinity rules";

/** How much a required term of a pod that is there weighs for one that comes. */
const HARD_AFFINITY_WEIGHT = 1;

/** Numbers by place: a topology key and a value of it. */
class Places {
  readonly #counts = new Map<string, number>();

  get empty(): boolean {
    return this.#counts.size === 0;
  }

  add({ labels }: NodeInfo, { topologyKey }: AffinityTerm, amount: number): void {
    const value = labels[topologyKey];
    if (value === undefined) return;
    const place = placeOf(topologyKey, value);
    this.#counts.set(place, (this.#counts.get(place) ?? 0) + amount);
  }

  /** Undefined where the node lacks the key. */
  at({ labels }: NodeInfo, key: string): number | undefined {
    const value = own(labels, key);
    return value === undefined ? undefined : (this.#counts.get(placeOf(key, value)) ?? 0);
  }

  /** The sum over all of a node's labels. */
  total({ labels }: NodeInfo): number {
    let sum = 0;
    for (const [key, value] of Object.entries(labels)) sum += this.#counts.get(placeOf(key, value)) ?? 0;
    return sum;
  }
}

const placeOf = (key: string, value: string): string => `${key}=${value}`;

const labelsIn =
  ({ informers }: ClusterView): NamespaceLabels =>
  (namespace) =>
    informers.for(resources.namespaces).get(keyFrom(undefined, namespace))?.metadata.labels ?? {};

export const interPodAffinityFilter: FilterPlugin = {
  name: 'InterPodAffinity',
  requeueOn: ['node-added', 'node-labels', 'pod-added', 'pod-deleted', 'pod-labels'],
  filter({ pod }, cluster) {
    const { required, requiredAnti } = affinityTerms(pod);
    const labelsOf = labelsIn(cluster);
    const unwanted = placesOfUnwanted(pod, cluster, labelsOf);
    if (required.length === 0 && requiredAnti.length === 0 && unwanted.empty) return undefined;
    const [near, far] = [new Places(), new Places()];
    for (const node of required.length + requiredAnti.length > 0 ? cluster.nodes : []) {
      for (const { pod: other } of node.pods()) {
        if (meansAll(other, required, labelsOf)) for (const term of required) near.add(node, term, 1);
        for (const term of requiredAnti) if (isMeant(other, term, labelsOf)) far.add(node, term, 1);
      }
    }
    // The first of a group that wants to be together has nobody to be near to.
    const isFirst = near.empty && meansAll(pod, required, labelsOf);
    return (node) => {
      const counts = required.map(({ topologyKey }) => near.at(node, topologyKey));
      if (counts.includes(undefined) || (!isFirst && counts.includes(0)))
        return { reasons: [NOT_NEAR], unresolvable: true };
      if (requiredAnti.some(({ topologyKey }) => (far.at(node, topologyKey) ?? 0) > 0))
        return { reasons: [TOO_NEAR], unresolvable: false };
      return unwanted.total(node) > 0 ? { reasons: [UNWANTED], unresolvable: false } : undefined;
    };
  },
};

const meansAll = (pod: Pod, terms: readonly AffinityTerm[], labelsOf: NamespaceLabels): boolean =>
  terms.length > 0 && terms.every((term) => isMeant(pod, term, labelsOf));

/** Where pods are that want none like this one near. */
function placesOfUnwanted(pod: Pod, { nodes }: ClusterView, labelsOf: NamespaceLabels): Places {
  const places = new Places();
  for (const node of nodes)
    for (const { pod: other } of node.podsWithAffinity())
      for (const term of affinityTerms(other).requiredAnti)
        if (isMeant(pod, term, labelsOf)) places.add(node, term, 1);
  return places;
}

export const interPodAffinityScore: ScorePlugin = {
  name: 'InterPodAffinity',
  weight: 2,
  scorer({ pod }, cluster) {
    const own = affinityTerms(pod);
    const labelsOf = labelsIn(cluster);
    const wishes = own.preferred.length + own.preferredAnti.length > 0;
    const points = new Places();
    for (const node of cluster.nodes) {
      for (const { pod: other } of wishes ? node.pods() : []) {
        for (const term of own.preferred)
          if (isMeant(other, term, labelsOf)) points.add(node, term, term.weight);
        for (const term of own.preferredAnti)
          if (isMeant(other, term, labelsOf)) points.add(node, term, -term.weight);
      }
      for (const { pod: other } of node.podsWithAffinity()) {
        const { required, preferred, preferredAnti } = affinityTerms(other);
        for (const term of required)
          if (isMeant(pod, term, labelsOf)) points.add(node, term, HARD_AFFINITY_WEIGHT);
        for (const term of preferred) if (isMeant(pod, term, labelsOf)) points.add(node, term, term.weight);
        for (const term of preferredAnti)
          if (isMeant(pod, term, labelsOf)) points.add(node, term, -term.weight);
      }
    }
    if (points.empty) return undefined;
    return { score: (node) => points.total(node), normalize };
  },
};

/** The least gets nothing, the most gets all. */
function normalize(scores: number[]): void {
  const [min, max] = [Math.min(...scores), Math.max(...scores)];
  for (const [i, score] of scores.entries())
    scores[i] = max > min ? Math.floor((MAX_NODE_SCORE * (score - min)) / (max - min)) : 0;
}
