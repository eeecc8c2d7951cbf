/** Which pods a node under pressure takes on. */
// upstream: pkg/kubelet/eviction/eviction_manager.go Admit
import type { Pod } from '@/kube';
import { isCritical } from './critical';

const TAINT = 'node.kubernetes.io/memory-pressure';
/** The node's conditions, as Go prints a list of them. */
const CONDITIONS = '[MemoryPressure]';

/** Why a pod is turned away; undefined: it may come. */
export function refusalUnderPressure(pod: Pod): string | undefined {
  if (isCritical(pod) || pod.status?.qosClass !== 'BestEffort' || toleratesPressure(pod)) return undefined;
  return `The node had condition: ${CONDITIONS}. `;
}

const toleratesPressure = ({ spec }: Pod): boolean =>
  (spec?.tolerations ?? []).some(
    ({ key, operator, effect, value }) =>
      (key === TAINT || (!key && operator === 'Exists')) &&
      (!effect || effect === 'NoSchedule') &&
      (operator === 'Exists' || !value),
  );
