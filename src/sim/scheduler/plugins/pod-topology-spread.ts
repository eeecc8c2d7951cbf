/**
 * Spreads the pods of one workload or service over nodes and zones. Pods that say nothing are spread by the system's
 * default constraints (nodes: skew 3, zones: skew 5), which only weigh.
 */
// upstream: pkg/scheduler/framework/plugins/podtopologyspread scoring.go
import { EVERYTHING, type LabelMatcher, labelSelectorFrom } from '@/apimachinery';
import { byNamespace, controllerOf, keyFrom, namespaceOf, type Pod, resources } from '@/kube';
import { requiredNodes } from '../../placement';
import { type ClusterView, MAX_NODE_SCORE, type NodeInfo, type ScorePlugin, specOf } from '../framework';

const HOSTNAME = 'kubernetes.io/hostname';
const ZONE = 'topology.kubernetes.io/zone';

interface Constraint {
  readonly topologyKey: string;
  readonly maxSkew: number;
  readonly selector: LabelMatcher;
}

export const podTopologySpread: ScorePlugin = {
  name: 'PodTopologySpread',
  weight: 2,
  scorer(info, cluster, feasible) {
    const { pod } = info;
    const own = specOf(info).topologySpreadConstraints ?? [];
    const constraints = own.length > 0 ? softConstraints(own) : defaultConstraints(pod, cluster);
    if (constraints.length === 0) return undefined;
    // Pods without constraints of their own may also go where a label is missing.
    const isStrict = own.length > 0;
    const ignored = new Set(feasible.filter((node) => isStrict && !hasKeys(node, constraints)));
    const counted = feasible.filter((node) => !ignored.has(node));
    const eligible = requiredNodes(specOf(info)) ?? (() => true);
    const scorers = constraints.map((constraint) =>
      countIn(constraint, namespaceOf(pod), {
        counted,
        all: cluster.nodes.filter((node) => eligible(node) && (!isStrict || hasKeys(node, constraints))),
      }),
    );
    return {
      score: (node) =>
        ignored.has(node) ? IGNORED : Math.round(scorers.reduce((sum, score) => sum + score(node), 0)),
      normalize,
    };
  },
};

const IGNORED = -1;

function softConstraints(
  constraints: NonNullable<NonNullable<Pod['spec']>['topologySpreadConstraints']>,
): readonly Constraint[] {
  return constraints
    .filter(({ whenUnsatisfiable }) => whenUnsatisfiable === 'ScheduleAnyway')
    .map(({ topologyKey, maxSkew, labelSelector }) => ({
      topologyKey,
      maxSkew,
      selector: labelSelectorFrom(labelSelector),
    }));
}

function defaultConstraints(pod: Pod, cluster: ClusterView): readonly Constraint[] {
  const selector = defaultSelector(pod, cluster);
  if (selector === undefined) return [];
  return [
    { topologyKey: HOSTNAME, maxSkew: 3, selector },
    { topologyKey: ZONE, maxSkew: 5, selector },
  ];
}

/** Pods that belong together: those of the same services and of the same ReplicaSet. */
// upstream: pkg/scheduler/framework/plugins/helper/spread.go DefaultSelector
function defaultSelector(pod: Pod, { informers }: ClusterView): LabelMatcher | undefined {
  const { labels = {} } = pod.metadata;
  const matchLabels: Record<string, string> = {};
  for (const service of informers.for(resources.services).by(byNamespace, namespaceOf(pod))) {
    const selector = Object.entries(service.spec?.selector ?? {});
    if (selector.length === 0 || !selector.every(([key, value]) => labels[key] === value)) continue;
    Object.assign(matchLabels, service.spec?.selector);
  }
  const ref = controllerOf(pod);
  const owner =
    ref?.kind === 'ReplicaSet'
      ? informers.for(resources.replicasets).get(keyFrom(pod.metadata.namespace, ref.name))
      : undefined;
  const ofOwner = owner?.spec?.selector;
  if (Object.keys(matchLabels).length === 0 && !ofOwner) return undefined;
  return labelSelectorFrom({
    ...ofOwner,
    matchLabels: { ...matchLabels, ...ofOwner?.matchLabels },
  });
}

const hasKeys = ({ labels }: NodeInfo, constraints: readonly Constraint[]): boolean =>
  constraints.every(({ topologyKey }) => labels[topologyKey] !== undefined);

/** Points (the fewer the better) of a node for one constraint. */
function countIn(
  { topologyKey, maxSkew, selector }: Constraint,
  namespace: string,
  nodes: { readonly counted: readonly NodeInfo[]; readonly all: readonly NodeInfo[] },
): (node: NodeInfo) => number {
  const pointsAmong = (domains: number) => {
    const weight = Math.log(domains + 2);
    return (count: number) => count * weight + (maxSkew - 1);
  };
  const countOn = (node: NodeInfo) => countPods(node, namespace, selector);
  if (topologyKey === HOSTNAME) {
    const points = pointsAmong(nodes.counted.length);
    return (node) => points(countOn(node));
  }
  const domains = new Map<string, number>();
  for (const { labels } of nodes.counted) {
    const domain = labels[topologyKey];
    if (domain !== undefined) domains.set(domain, 0);
  }
  if (domains.size === 0) return () => 0;
  for (const node of nodes.all) {
    const domain = node.labels[topologyKey] ?? '';
    const count = domains.get(domain);
    if (count !== undefined) domains.set(domain, count + countOn(node));
  }
  const points = pointsAmong(domains.size);
  return ({ labels }) => {
    const count = domains.get(labels[topologyKey] ?? '');
    return count === undefined ? 0 : points(count);
  };
}

/** Pods of a namespace on a node that a selector matches and that stay. */
export function countPods(node: NodeInfo, namespace: string, selector: LabelMatcher): number {
  if (selector === EVERYTHING) return node.podCount;
  let count = 0;
  for (const { pod } of node.pods()) {
    const { metadata } = pod;
    if (metadata.namespace !== namespace || metadata.deletionTimestamp) continue;
    if (selector.matches(metadata.labels)) count++;
  }
  return count;
}

// upstream: NormalizeScore
function normalize(scores: number[]): void {
  const counted = scores.filter((score) => score !== IGNORED);
  const min = Math.min(...counted);
  const max = Math.max(0, ...counted);
  for (const [i, score] of scores.entries()) {
    if (score === IGNORED) scores[i] = 0;
    else scores[i] = max === 0 ? MAX_NODE_SCORE : Math.floor((MAX_NODE_SCORE * (max + min - score)) / max);
  }
}
