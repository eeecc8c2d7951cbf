/** What the scheduler says, as upstream prints it. */
// upstream: pkg/scheduler/framework/types.go FitError, framework/preemption/preemption.go
import type { Diagnosis, NodeRejection } from './cycle';

export const SCHEDULED = 'Scheduled';
export const FAILED_SCHEDULING = 'FailedScheduling';
/** Reason of the PodScheduled condition. */
export const UNSCHEDULABLE = 'Unschedulable';

export const assigned = (namespace: string, pod: string, node: string) =>
  `Successfully assigned ${namespace}/${pod} to ${node}`;
export const NO_NODES = 'no nodes available to schedule pods';

export const NO_VICTIMS = 'No preemption victims found for incoming pod';
export const NOT_HELPFUL = 'Preemption is not helpful for scheduling';
/** What the DynamicResources plugin adds since resource claims are on by default. */
export const NO_CLAIMS = 'no new claims to deallocate';
/** What it says when another plugin turned the pod away before its turn came. */
const NO_STATE = 'not found';

const MAX_MESSAGE = 1024;

/**
 * "0/3 nodes are available: 1 node(s) were unschedulable, 2 Insufficient cpu. no new claims to deallocate, preemption:
 * 0/3 nodes are available: ..."
 */
export function unschedulable({ totalNodes, rejections, preFilter }: Diagnosis): string {
  if (totalNodes === 0) return NO_NODES;
  if (preFilter) return truncated(`0/${totalNodes} nodes are available: ${preFilter.message}. ${NO_STATE}`);
  const nodes = [...rejections.values()];
  const filtered = noneAvailable(
    totalNodes,
    nodes.flatMap(({ reasons }) => reasons),
  );
  const preempted = noneAvailable(
    totalNodes,
    nodes.map(({ unresolvable }: NodeRejection) => (unresolvable ? NOT_HELPFUL : NO_VICTIMS)),
  );
  return truncated(`${filtered} ${NO_CLAIMS}, preemption: ${preempted}`);
}

function noneAvailable(totalNodes: number, reasons: readonly string[]): string {
  const histogram = new Map<string, number>();
  for (const reason of reasons) histogram.set(reason, (histogram.get(reason) ?? 0) + 1);
  const lines = [...histogram].map(([reason, count]) => `${count} ${reason}`).sort();
  return `0/${totalNodes} nodes are available: ${lines.join(', ')}.`;
}

/** Events hold no more. */
const truncated = (message: string): string =>
  message.length <= MAX_MESSAGE ? message : `${message.slice(0, MAX_MESSAGE - 4)} ...`;
