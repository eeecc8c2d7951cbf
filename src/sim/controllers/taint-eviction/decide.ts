/** When a pod has to leave a node for its NoExecute taints. */
// upstream: pkg/controller/tainteviction/taint_eviction.go processPodOnNode, getMinTolerationTime
import type { Pod } from '@/kube';
import { isNoExecute, type Taint, toleratesTaint } from '../../placement';

/** Milliseconds that the pod may stay: 0, some time, or for ever (undefined). */
export function staysMs(pod: Pod, taints: readonly Taint[]): number | undefined {
  const tolerations = pod.spec?.tolerations ?? [];
  const seconds: number[] = [];
  for (const taint of taints.filter(isNoExecute)) {
    const matching = tolerations.filter((toleration) => toleratesTaint([toleration], taint));
    const [first] = matching;
    if (!first) return 0;
    const { tolerationSeconds } = first;
    if (tolerationSeconds !== undefined) seconds.push(Math.max(0, tolerationSeconds));
  }
  return seconds.length > 0 ? Math.min(...seconds) * 1000 : undefined;
}
