/** Nodes whose cpu and memory would be used to the same degree are better. */
// upstream: pkg/scheduler/framework/plugins/noderesources/balanced_allocation.go
import { type Amounts, MAX_NODE_SCORE, type NodeInfo, type ScorePlugin } from '../framework';

export const balancedAllocation: ScorePlugin = {
  name: 'NodeResourcesBalancedAllocation',
  weight: 1,
  scorer({ requests }) {
    // A pod that asks for nothing shifts no balance.
    if (!requests.cpu && !requests.memory) return undefined;
    return {
      score(node) {
        const difference = Math.abs(used(node, requests, 'cpu') - used(node, requests, 'memory'));
        return Math.floor((1 - difference / 2) * MAX_NODE_SCORE);
      },
    };
  },
};

function used({ allocatable, requested }: NodeInfo, asked: Amounts, resource: string): number {
  const capacity = allocatable[resource] ?? 0;
  if (capacity === 0) return 0;
  return Math.min(1, ((requested[resource] ?? 0) + (asked[resource] ?? 0)) / capacity);
}
