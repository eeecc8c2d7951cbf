/** Spreading that must not be uneven (`whenUnsatisfiable: DoNotSchedule`): nodes in places that have too many fall out. */
// upstream: pkg/scheduler/framework/plugins/podtopologyspread filtering.go, common.go
import { type LabelMatcher, labelSelectorFrom, own } from '@/apimachinery';
import { namespaceOf, type Pod } from '@/kube';
import { requiredNodes, toleratesTaint } from '../../placement';
import { type ClusterView, type FilterPlugin, type NodeInfo, type PodInfo, specOf } from '../framework';
import { countPods } from './pod-topology-spread';

export const UNEVEN = "node(s) didn't match pod topology spread constraints";
export const NO_LABEL = `${UNEVEN} (missing required label)`;

type SpecConstraint = NonNullable<NonNullable<Pod['spec']>['topologySpreadConstraints']>[number];

interface Limit {
  readonly key: string;
  readonly maxSkew: number;
  /** Matching pods by value of the key. */
  readonly counts: ReadonlyMap<string, number>;
  /** The fewest in any place. */
  readonly least: number;
  /** Whether the pod itself counts. */
  readonly self: number;
}

export const podTopologyLimit: FilterPlugin = {
  name: 'PodTopologySpread',
  requeueOn: ['node-added', 'node-labels', 'node-taints', 'pod-added', 'pod-deleted', 'pod-labels'],
  filter(info, cluster) {
    const hard = (specOf(info).topologySpreadConstraints ?? []).filter(
      ({ whenUnsatisfiable }) => whenUnsatisfiable === 'DoNotSchedule',
    );
    if (hard.length === 0) return undefined;
    const keys = hard.map(({ topologyKey }) => topologyKey);
    const limits = hard.map((constraint) => limitOf(constraint, { info, cluster, keys }));
    return (node) => {
      for (const { key, maxSkew, counts, least, self } of limits) {
        const value = own(node.labels, key);
        if (value === undefined) return { reasons: [NO_LABEL], unresolvable: true };
        if ((counts.get(value) ?? 0) + self - least > maxSkew)
          return { reasons: [UNEVEN], unresolvable: false };
      }
      return undefined;
    };
  },
};

interface Question {
  readonly info: PodInfo;
  readonly cluster: ClusterView;
  /** The keys of all constraints: nodes that lack one are no place. */
  readonly keys: readonly string[];
}

function limitOf(constraint: SpecConstraint, { info, cluster, keys }: Question): Limit {
  const { pod } = info;
  const { topologyKey: key, maxSkew, minDomains } = constraint;
  const selector = selectorOf(constraint, pod);
  const counts = new Map<string, number>();
  const counted = countedNodes(constraint, info);
  for (const node of cluster.nodes) {
    if (!keys.every((each) => own(node.labels, each) !== undefined) || !counted(node)) continue;
    const value = own(node.labels, key) ?? '';
    counts.set(value, (counts.get(value) ?? 0) + countPods(node, namespaceOf(pod), selector));
  }
  const tooFew = minDomains !== undefined && counts.size < minDomains;
  return {
    key,
    maxSkew,
    counts,
    least: tooFew || counts.size === 0 ? 0 : Math.min(...counts.values()),
    self: selector.matches(pod.metadata.labels) ? 1 : 0,
  };
}

/** Which nodes are places at all: by default those that the pod's node affinity allows, whatever their taints. */
function countedNodes(
  { nodeAffinityPolicy = 'Honor', nodeTaintsPolicy = 'Ignore' }: SpecConstraint,
  info: PodInfo,
): (node: NodeInfo) => boolean {
  const spec = specOf(info);
  const allowed = nodeAffinityPolicy === 'Honor' ? requiredNodes(spec) : undefined;
  const tolerated = ({ node }: NodeInfo): boolean =>
    (node?.spec?.taints ?? [])
      .filter(({ effect }) => effect !== 'PreferNoSchedule')
      .every((taint) => toleratesTaint(spec.tolerations, taint));
  return (node) => (allowed?.(node) ?? true) && (nodeTaintsPolicy === 'Ignore' || tolerated(node));
}

function selectorOf({ labelSelector, matchLabelKeys = [] }: SpecConstraint, { metadata }: Pod): LabelMatcher {
  const same = matchLabelKeys.flatMap((key) => {
    const value = own(metadata.labels, key);
    return value === undefined ? [] : [{ key, operator: 'In', values: [value] }];
  });
  if (same.length === 0) return labelSelectorFrom(labelSelector);
  return labelSelectorFrom({
    ...labelSelector,
    matchExpressions: [...(labelSelector?.matchExpressions ?? []), ...same],
  });
}
