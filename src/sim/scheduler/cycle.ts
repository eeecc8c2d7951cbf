/** One scheduling cycle, without side effects: which node is best for a pod, or why none will do. */
// upstream: pkg/scheduler/schedule_one.go schedulePod
import type { Rng } from '@/apimachinery';
import type { ClusterView, FilterPlugin, NodeInfo, PodInfo, Rejection } from './framework';
import { type NodeRejection, rejectionOf, rejectionWithNominated, type Trial } from './trial';

/** Why a pod has no node: what each node failed, and which plugin said so. */
export interface Diagnosis {
  readonly totalNodes: number;
  readonly rejections: ReadonlyMap<string, NodeRejection>;
  /** Why no node was even looked at. */
  readonly preFilter?: { readonly plugin: FilterPlugin; readonly message: string };
}

export type CycleResult =
  | { readonly node: NodeInfo; readonly diagnosis?: undefined }
  | { readonly node?: undefined; readonly diagnosis: Diagnosis };

export interface CycleOptions extends Omit<Trial, 'cluster'> {
  readonly rng: Rng;
  /** Where in the list of nodes to begin, so that large clusters are sampled evenly. */
  readonly startAt: number;
  /** The node where others left for this pod; taken if it will do. */
  readonly nominatedNode?: string | undefined;
}

export function findNode(pod: PodInfo, cluster: ClusterView, options: CycleOptions): CycleResult {
  for (const plugin of options.profile.filters) {
    const message = plugin.preFilter?.(pod, cluster);
    if (message === undefined) continue;
    const totalNodes = cluster.nodes.length;
    return { diagnosis: { totalNodes, rejections: new Map(), preFilter: { plugin, message } } };
  }
  const meant = cluster.nodes.find(({ name }) => name === options.nominatedNode);
  if (meant && !rejectionOf(pod, meant, { ...options, cluster })) return { node: meant };
  const { feasible, rejections } = filterNodes(pod, cluster, options);
  if (feasible.length === 0) return { diagnosis: { totalNodes: cluster.nodes.length, rejections } };
  const [only] = feasible;
  const node =
    feasible.length === 1
      ? only
      : selectBest(feasible, scoreNodes(pod, cluster, { ...options, feasible }), options.rng);
  return node ? { node } : { diagnosis: { totalNodes: cluster.nodes.length, rejections } };
}

/** Every node is looked at that can tell something; large clusters stop when enough nodes would do. */
function filterNodes(
  pod: PodInfo,
  cluster: ClusterView,
  { startAt, ...trial }: CycleOptions,
): { feasible: readonly NodeInfo[]; rejections: Map<string, NodeRejection> } {
  const checks: { plugin: FilterPlugin; check: (node: NodeInfo) => Rejection | undefined }[] = [];
  for (const plugin of trial.profile.filters) {
    const check = plugin.filter(pod, cluster);
    if (check) checks.push({ plugin, check });
  }
  const within = { ...trial, cluster };
  const { nodes } = cluster;
  const enough = feasibleNodesToFind(nodes.length);
  const feasible: NodeInfo[] = [];
  const rejections = new Map<string, NodeRejection>();
  for (let i = 0; i < nodes.length && feasible.length < enough; i++) {
    const node = nodes[(startAt + i) % nodes.length];
    if (!node) continue;
    const rejection = rejectionWithNominated(pod, node, within) ?? firstRejection(node, checks);
    if (rejection) rejections.set(node.name, rejection);
    else feasible.push(node);
  }
  return { feasible, rejections };
}

function firstRejection(
  node: NodeInfo,
  checks: readonly {
    readonly plugin: FilterPlugin;
    readonly check: (node: NodeInfo) => Rejection | undefined;
  }[],
): NodeRejection | undefined {
  for (const { plugin, check } of checks) {
    const rejection = check(node);
    if (rejection) return { ...rejection, plugin };
  }
  return undefined;
}

const MIN_FEASIBLE_NODES = 100;
const MIN_PERCENTAGE = 5;

/** All of a small cluster, a falling percentage of a large one. */
// upstream: numFeasibleNodesToFind
export function feasibleNodesToFind(nodes: number): number {
  if (nodes < MIN_FEASIBLE_NODES) return nodes;
  const percentage = Math.max(MIN_PERCENTAGE, 50 - Math.floor(nodes / 125));
  return Math.max(MIN_FEASIBLE_NODES, Math.floor((nodes * percentage) / 100));
}

function scoreNodes(
  pod: PodInfo,
  cluster: ClusterView,
  { profile, feasible }: CycleOptions & { readonly feasible: readonly NodeInfo[] },
): readonly number[] {
  const totals = feasible.map(() => 0);
  for (const plugin of profile.scores) {
    const scorer = plugin.scorer(pod, cluster, feasible);
    if (!scorer) continue;
    const scores = feasible.map((node) => scorer.score(node));
    scorer.normalize?.(scores);
    for (const [i, score] of scores.entries()) totals[i] = (totals[i] ?? 0) + score * plugin.weight;
  }
  return totals;
}

/** The node with most points; among equals chance decides. */
function selectBest(nodes: readonly NodeInfo[], scores: readonly number[], rng: Rng): NodeInfo | undefined {
  const best = Math.max(...scores);
  const equals = nodes.filter((_, i) => scores[i] === best);
  return equals.length === 1 ? equals[0] : equals[rng.int(equals.length)];
}
