/** Whether one node would do for a pod, as it is or as it would be. */
// upstream: pkg/scheduler/framework/runtime/framework.go RunFilterPluginsWithNominatedPods
import { keyOf, type Pod } from '@/kube';
import {
  type ClusterView,
  type FilterPlugin,
  type NodeInfo,
  type PodInfo,
  podInfo,
  type Rejection,
} from './framework';
import type { Profile } from './profile';

export interface NodeRejection extends Rejection {
  readonly plugin: FilterPlugin;
}

export interface Trial {
  readonly cluster: ClusterView;
  readonly profile: Profile;
  /** Pods that wait for others to leave the node. */
  readonly nominated?: ((node: string) => readonly Pod[]) | undefined;
}

/** Why the node won't do now, or won't when those have come who go first there. */
export const rejectionOf = (pod: PodInfo, node: NodeInfo, trial: Trial): NodeRejection | undefined =>
  rejectionWithNominated(pod, node, trial) ?? ask(pod, node, trial);

/** Nothing as well when nobody is nominated for the node who goes before the pod. */
export function rejectionWithNominated(
  pod: PodInfo,
  node: NodeInfo,
  trial: Trial,
): NodeRejection | undefined {
  const waiting = trial.nominated?.(node.name) ?? [];
  if (waiting.length === 0) return undefined;
  const key = keyOf(pod.pod);
  const first = waiting.filter((other) => keyOf(other) !== key && podInfo(other).priority >= pod.priority);
  if (first.length === 0) return undefined;
  const later = node.copy();
  for (const other of first) later.add(other);
  return ask(pod, later, { ...trial, cluster: withNode(trial.cluster, later) });
}

/** The cluster with one node as it would be. */
export const withNode = (cluster: ClusterView, node: NodeInfo): ClusterView => ({
  ...cluster,
  nodes: cluster.nodes.map((other) => (other.name === node.name ? node : other)),
});

function ask(pod: PodInfo, node: NodeInfo, { cluster, profile }: Trial): NodeRejection | undefined {
  for (const plugin of profile.filters) {
    const rejection = plugin.filter(pod, cluster)?.(node);
    if (rejection) return { ...rejection, plugin };
  }
  return undefined;
}
