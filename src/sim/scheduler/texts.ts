/** What the scheduler says, as upstream prints it. */
// upstream: pkg/scheduler/framework/types.go FitError, framework/preemption/preemption.go
import type { Diagnosis } from './cycle';

export const SCHEDULED = 'Scheduled';
export const FAILED_SCHEDULING = 'FailedScheduling';
/** Reason of the PodScheduled condition. */
export const UNSCHEDULABLE = 'Unschedulable';

export const assigned = (namespace: string, pod: string, node: string) =>
  `Successfully assigned ${namespace}/${pod} to ${node}`;
export const NO_NODES = 'no nodes available to schedule pods';

export const NO_VICTIMS = 'No preemption victims found for incoming pod';
export const NOT_HELPFUL = 'Preemption is not helpful for scheduling';
export const NEVER_PREEMPTS = 'not eligible due to preemptionPolicy=Never.';
export const VICTIMS_LEAVE = 'not eligible due to a terminating pod on the nominated node.';
/** Reason of a victim's event. */
export const PREEMPTED = 'Preempted';
export const preemptedBy = (uid: string, node: string) => `Preempted by pod ${uid} on node ${node}`;
/** A victim's condition and its reason. */
export const DISRUPTION_TARGET = 'DisruptionTarget';
export const PREEMPTION_BY_SCHEDULER = 'PreemptionByScheduler';
export const makingRoom = (scheduler: string) =>
  `${scheduler}: preempting to accommodate a higher priority pod`;
/** What the DynamicResources plugin adds since resource claims are on by default. */
export const NO_CLAIMS = 'no new claims to deallocate';
/** What it says when another plugin turned the pod away before its turn came. */
const NO_STATE = 'not found';

const MAX_MESSAGE = 1024;

/**
 * "0/3 nodes are available: 1 node(s) were unschedulable, 2 Insufficient cpu. no new claims to deallocate, preemption:
 * 0/3 nodes are available: ...". `preemption`: why nobody goes for the pod; nothing when somebody does.
 */
export function unschedulable({ totalNodes, rejections, preFilter }: Diagnosis, preemption?: string): string {
  if (totalNodes === 0) return NO_NODES;
  if (preFilter) return truncated(`0/${totalNodes} nodes are available: ${preFilter.message}. ${NO_STATE}`);
  const filtered = noneAvailable(
    totalNodes,
    [...rejections.values()].flatMap(({ reasons }) => reasons),
  );
  if (preemption === undefined) return truncated(filtered);
  return truncated(`${filtered} ${NO_CLAIMS}, preemption: ${preemption}`);
}

export function noneAvailable(totalNodes: number, reasons: readonly string[]): string {
  const histogram = new Map<string, number>();
  for (const reason of reasons) histogram.set(reason, (histogram.get(reason) ?? 0) + 1);
  const lines = [...histogram].map(([reason, count]) => `${count} ${reason}`).sort();
  return `0/${totalNodes} nodes are available: ${lines.join(', ')}.`;
}

/** Events hold no more. */
const truncated = (message: string): string =>
  message.length <= MAX_MESSAGE ? message : `${message.slice(0, MAX_MESSAGE - 4)} ...`;
