/** On which nodes a DaemonSet's pod should run, and the pod of one node. */
// upstream: pkg/controller/daemon/daemon_controller.go NodeShouldRunDaemonPod, pkg/controller/daemon/util/daemonset_util.go
import { type DaemonSet, type Node, nameOf, type Pod, type PodSpec } from '@/kube';
import { isNoExecute, requiredNodes, untolerated } from '../../placement';
import { podFromTemplate } from '../shared/pod-control';
import { REVISION_HASH } from '../shared/revisions';

const TEMPLATE_GENERATION = 'pod-template-generation';
/** What kubectl apply of old wrote; the number is a label of every pod. */
const GENERATION_ANNOTATION = 'deprecated.daemonset.template.generation';

type Toleration = NonNullable<PodSpec['tolerations']>[number];
type Terms = NonNullable<
  NonNullable<
    NonNullable<PodSpec['affinity']>['nodeAffinity']
  >['requiredDuringSchedulingIgnoredDuringExecution']
>['nodeSelectorTerms'];

const tolerates = (name: string, effect: string): Toleration => ({
  key: `node.kubernetes.io/${name}`,
  operator: 'Exists',
  effect,
});
/** Daemons stay where others have to go. */
const TOLERATIONS = [
  tolerates('not-ready', 'NoExecute'),
  tolerates('unreachable', 'NoExecute'),
  tolerates('disk-pressure', 'NoSchedule'),
  tolerates('memory-pressure', 'NoSchedule'),
  tolerates('pid-pressure', 'NoSchedule'),
  tolerates('unschedulable', 'NoSchedule'),
];
const HOST_NETWORK_TOLERATION = tolerates('network-unavailable', 'NoSchedule');

export interface Suitability {
  /** A pod should be made there. */
  readonly runs: boolean;
  /** A pod that is there may stay. */
  readonly stays: boolean;
}

export function suitability(daemonSet: DaemonSet, node: Node): Suitability {
  const name = nameOf(node);
  const { spec } = daemonSet.spec?.template ?? {};
  const pinned = spec?.nodeName;
  const place = { name, labels: node.metadata.labels ?? {} };
  const matches = spec && requiredNodes(spec);
  if ((pinned && pinned !== name) || (matches && !matches(place))) return { runs: false, stays: false };
  const tolerations = withTolerations(spec).tolerations;
  const { taints } = node.spec ?? {};
  if (!untolerated(taints, tolerations)) return { runs: true, stays: true };
  return { runs: false, stays: !untolerated(taints, tolerations, isNoExecute) };
}

export function podFor(daemonSet: DaemonSet, node: string, hash: string): Pod {
  const pod = podFromTemplate(daemonSet, daemonSet.spec?.template);
  const generation = daemonSet.metadata.annotations?.[GENERATION_ANNOTATION];
  return {
    ...pod,
    metadata: {
      ...pod.metadata,
      labels: {
        ...pod.metadata.labels,
        [REVISION_HASH]: hash,
        ...(generation ? { [TEMPLATE_GENERATION]: generation } : {}),
      },
    },
    spec: { ...pinnedTo(withTolerations(pod.spec), node) },
  };
}

function withTolerations(spec: PodSpec | undefined): PodSpec {
  const given = spec?.tolerations ?? [];
  const wanted = spec?.hostNetwork ? [...TOLERATIONS, HOST_NETWORK_TOLERATION] : TOLERATIONS;
  const same = (a: Toleration, b: Toleration) => a.key === b.key && a.effect === b.effect;
  const kept = given.filter(
    (each) => !wanted.some((other) => same(each, other) && each.operator === 'Exists'),
  );
  return { containers: [], ...spec, tolerations: [...kept, ...wanted] };
}

/** The scheduler places it, but there is only one place. */
// upstream: ReplaceDaemonSetPodNodeNameNodeAffinity
function pinnedTo(spec: PodSpec, node: string): PodSpec {
  const nodeAffinity = spec.affinity?.nodeAffinity;
  const required = nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  const matchFields = [{ key: 'metadata.name', operator: 'In', values: [node] }];
  const terms: Terms = required?.nodeSelectorTerms.map((term) => ({ ...term, matchFields })) ?? [
    { matchFields },
  ];
  return {
    ...spec,
    affinity: {
      ...spec.affinity,
      nodeAffinity: {
        ...nodeAffinity,
        requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: terms },
      },
    },
  };
}

/** The node that a pod is for, before it is bound to it too. */
// upstream: GetTargetNodeName
export function targetNode({ spec }: Pod): string {
  if (spec?.nodeName) return spec.nodeName;
  const terms =
    spec?.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ?? [];
  const field = terms
    .flatMap(({ matchFields = [] }) => matchFields)
    .find(({ key }) => key === 'metadata.name');
  return field?.values?.[0] ?? '';
}
