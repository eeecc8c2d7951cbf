/** Reasons and messages of the node lifecycle controller, as upstream prints them. */
// upstream: pkg/controller/nodelifecycle/node_lifecycle_controller.go, pkg/controller/util/node/controller_utils.go
export const STOPPED = { reason: 'NodeStatusUnknown', message: 'Kubelet stopped posting node status.' };
export const NEVER = { reason: 'NodeStatusNeverUpdated', message: 'Kubelet never posted node status.' };

export const registered = (node: string) => ({
  reason: 'RegisteredNode',
  message: `Node ${node} event: Registered Node ${node} in Controller`,
});
export const removed = (node: string) => ({
  reason: 'RemovingNode',
  message: `Node ${node} event: Removing Node ${node} from Controller`,
});
export const notReady = (node: string) => ({
  reason: 'NodeNotReady',
  message: `Node ${node} status is now: NodeNotReady`,
});
export const POD_NOT_READY = { reason: 'NodeNotReady', message: 'Node is not ready' };
