/** Which pods nobody else will ever end. */
// upstream: pkg/controller/podgc/gc_controller.go gcTerminated, gcTerminating, gcOrphaned, gcUnscheduledTerminating
import { isDeleting, type Node, nameOf, type Pod } from '@/kube';
import { isPodFinished } from '../shared/pods';

const OUT_OF_SERVICE = 'node.kubernetes.io/out-of-service';

export type Fate = 'orphaned' | 'out-of-service' | 'unscheduled';

/** Why a pod has to be ended from outside, if at all; `node` is the one that it names, if that exists. */
export function fateOf(pod: Pod, node: Node | undefined): Fate | undefined {
  if (!pod.spec?.nodeName) return isDeleting(pod) && !isForced(pod) ? 'unscheduled' : undefined;
  if (!node) return isForced(pod) ? undefined : 'orphaned';
  return isDeleting(pod) && !isForced(pod) && isOutOfService(node) ? 'out-of-service' : undefined;
}

/** Ended already: only finalizers hold it. */
const isForced = (pod: Pod): boolean =>
  isDeleting(pod) && isPodFinished(pod) && pod.metadata.deletionGracePeriodSeconds === 0;

const isOutOfService = ({ spec, status }: Node): boolean =>
  spec?.taints?.some(({ key }) => key === OUT_OF_SERVICE) === true &&
  status?.conditions?.find(({ type }) => type === 'Ready')?.status !== 'True';

/** Ended pods beyond the number that is kept: evicted ones first, then the oldest. */
export function surplus(pods: readonly Pod[], threshold: number): readonly Pod[] {
  if (pods.length <= threshold) return [];
  const ended = pods.filter(isPodFinished);
  return ended.sort(byEvictionAndAge).slice(0, Math.max(0, ended.length - threshold));
}

const isEvicted = ({ status }: Pod): boolean => status?.phase === 'Failed' && status.reason === 'Evicted';

function byEvictionAndAge(a: Pod, b: Pod): number {
  if (isEvicted(a) !== isEvicted(b)) return isEvicted(a) ? -1 : 1;
  const [since, other] = [a.metadata.creationTimestamp ?? '', b.metadata.creationTimestamp ?? ''];
  return since === other ? compare(nameOf(a), nameOf(b)) : compare(since, other);
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
