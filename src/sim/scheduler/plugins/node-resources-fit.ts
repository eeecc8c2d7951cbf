/** A node must have what the pod requests; the more would be left, the better the node. */
// upstream: pkg/scheduler/framework/plugins/noderesources fit.go, least_allocated.go
import { own } from '@/apimachinery';
import {
  type Amounts,
  type FilterPlugin,
  MAX_NODE_SCORE,
  type NodeInfo,
  type Rejection,
  type ScorePlugin,
} from '../framework';

export const TOO_MANY_PODS = 'Too many pods';
export const insufficient = (resource: string) => `Insufficient ${resource}`;

/** cpu, memory and ephemeral-storage first, as upstream checks them. */
const NATIVE = ['cpu', 'memory', 'ephemeral-storage'];

export const nodeResourcesFit: FilterPlugin & ScorePlugin = {
  name: 'NodeResourcesFit',
  weight: 1,
  requeueOn: ['node-added', 'node-allocatable', 'pod-deleted'],
  filter({ requests }) {
    const asked = Object.keys(requests).filter((resource) => (requests[resource] ?? 0) > 0);
    const extended = asked.filter((resource) => !NATIVE.includes(resource));
    const checked = [...NATIVE.filter((resource) => asked.includes(resource)), ...extended];
    return (node) => check(node, requests, checked);
  },
  scorer: ({ nonZero }) => ({
    score: (node) => Math.floor((unused(node, nonZero, 'cpu') + unused(node, nonZero, 'memory')) / 2),
  }),
};

function check(node: NodeInfo, requests: Amounts, checked: readonly string[]): Rejection | undefined {
  const { allocatable, requested } = node;
  let reasons: string[] | undefined;
  let unresolvable = false;
  if (node.podCount + 1 > (allocatable.pods ?? 0)) reasons = [TOO_MANY_PODS];
  for (const resource of checked) {
    const wanted = requests[resource] ?? 0;
    const has = own(allocatable, resource) ?? 0;
    if (wanted + (requested[resource] ?? 0) <= has) continue;
    reasons = [...(reasons ?? []), insufficient(resource)];
    unresolvable ||= wanted > has;
  }
  return reasons && { reasons, unresolvable };
}

/** 0..100: how much of the resource would be left. */
function unused({ allocatable, nonZeroRequested }: NodeInfo, asked: Amounts, resource: string): number {
  const capacity = own(allocatable, resource) ?? 0;
  const used = (nonZeroRequested[resource] ?? 0) + (asked[resource] ?? 0);
  return capacity === 0 || used > capacity ? 0 : Math.floor(((capacity - used) * MAX_NODE_SCORE) / capacity);
}
