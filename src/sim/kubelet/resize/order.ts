/** Whose resize is looked at first, of several that wait: what asks for no more, then who matters more, then who waits longer. */
// upstream: pkg/kubelet/allocation/allocation_manager.go sortPendingResizes
import type { Pod } from '@/kube';
import { CONDITION } from '../decide/conditions';
import { requestOf } from './admission';

interface Waiting {
  readonly pod: Pod;
  /** As it was granted. */
  readonly allocated: Pod;
}

export function byResizeOrder(a: Waiting, b: Waiting): number {
  const [first, second] = [rank(a), rank(b)];
  const i = first.findIndex((value, at) => value !== second[at]);
  return i < 0 ? 0 : (first[i] ?? 0) < (second[i] ?? 0) ? -1 : 1;
}

/** The smaller, the sooner. */
const rank = ({ pod, allocated }: Waiting): readonly (number | string)[] => [
  isIncrease(pod, allocated) ? 1 : 0,
  -(pod.spec?.priority ?? 0),
  pod.status?.qosClass === 'Guaranteed' ? 0 : 1,
  pod.status?.conditions?.find(({ type }) => type === CONDITION.ResizePending)?.lastTransitionTime ?? '~',
];

const isIncrease = (pod: Pod, allocated: Pod): boolean =>
  (['cpu', 'memory'] as const).some((name) => requestOf(pod, name) > requestOf(allocated, name));
