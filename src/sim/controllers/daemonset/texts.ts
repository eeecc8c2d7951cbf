/** Reasons and messages of the DaemonSet controller, as upstream prints them. */
// upstream: pkg/controller/daemon/daemon_controller.go
import { nameOf, namespaceOf, type Pod } from '@/kube';

export const SELECTING_ALL = {
  reason: 'SelectingAll',
  message: 'This daemon set is selecting all pods. A non-empty selector is required.',
};
const found = (pod: Pod, phase: string, node: string) =>
  `Found ${phase} daemon pod ${namespaceOf(pod)}/${nameOf(pod)} on node ${node}`;
export const failedPod = (pod: Pod, node: string) => ({
  reason: 'FailedDaemonPod',
  message: `${found(pod, 'failed', node)}, will try to kill it`,
});
export const succeededPod = (pod: Pod, node: string) => ({
  reason: 'SucceededDaemonPod',
  message: `${found(pod, 'succeeded', node)}, will try to delete it`,
});
