/**
 * What a plugin is. For each pod a plugin is asked once what it wants to check or compare, and answers with a function
 * of the node, or with nothing when it has no say about this pod. One file each in plugins/; profile.ts puts them in
 * upstream's order.
 */
// upstream: pkg/scheduler/framework/interface.go
import type { Informers, Node, Pod } from '@/kube';
import type { NodeInfo } from './node-info';
import type { PodInfo } from './pod-info';

/** What may happen in the cluster that makes room for a pod that found none. */
export type ClusterEvent =
  | 'node-added'
  | 'node-allocatable'
  | 'node-labels'
  | 'node-taints'
  | 'pod-added'
  | 'pod-deleted'
  | 'pod-labels'
  | 'claim'
  | 'volume'
  | 'storage-class'
  | 'csi-node';

/** Why a node won't do. */
export interface Rejection {
  readonly reasons: readonly string[];
  /** Even without its other pods the node wouldn't do: preemption cannot help. */
  readonly unresolvable: boolean;
}

export interface FilterPlugin {
  readonly name: string;
  /** Why no node at all will do; the nodes aren't asked then. */
  preFilter?(pod: PodInfo, cluster: ClusterView): string | undefined;
  filter(pod: PodInfo, cluster: ClusterView): ((node: NodeInfo) => Rejection | undefined) | undefined;
  /** Events after which a pod that this plugin turned away is worth another try. */
  readonly requeueOn: readonly ClusterEvent[];
}

export const MAX_NODE_SCORE = 100;

export interface Scorer {
  /** Raw points of a node. */
  score(node: NodeInfo): number;
  /** Brings the points of all nodes into 0..100, in place. */
  normalize?(scores: number[]): void;
}

export interface ScorePlugin {
  readonly name: string;
  readonly weight: number;
  /** `feasible`: the nodes to compare. */
  scorer(pod: PodInfo, cluster: ClusterView, feasible: readonly NodeInfo[]): Scorer | undefined;
}

/** The cluster as plugins see it during one scheduling cycle. */
export interface ClusterView {
  readonly nodes: readonly NodeInfo[];
  /** Other kinds that plugins look at. */
  readonly informers: Informers;
  /** Volumes that were promised a moment ago. */
  readonly assumed?: AssumedVolumes;
}

export interface AssumedVolumes {
  /** Names of volumes that nobody else may have. */
  volumes(): Iterable<string>;
  /** The node that a claim's volume is about to be made for. */
  nodeOf(claim: string): string | undefined;
}

export const specOf = ({ pod }: PodInfo): NonNullable<Pod['spec']> => pod.spec ?? { containers: [] };

/** Which events an update of a node amounts to. */
// upstream: pkg/scheduler/framework/events.go NodeSchedulingPropertiesChange
export function nodeEvents(node: Node, old: Node): readonly ClusterEvent[] {
  const events: ClusterEvent[] = [];
  const changed = (read: (node: Node) => unknown) => JSON.stringify(read(node)) !== JSON.stringify(read(old));
  if (changed(({ status }) => status?.allocatable)) events.push('node-allocatable');
  if (changed(({ metadata }) => metadata.labels)) events.push('node-labels');
  if (changed(({ spec }) => [spec?.taints, spec?.unschedulable])) events.push('node-taints');
  return events;
}
