/**
 * What a pod as a whole asks for and may use: containers run together and add up; init containers run one by one beside
 * the sidecars that started before them, so the largest moment counts; what the pod itself says goes before that.
 */
// upstream: k8s.io/component-helpers/resource helpers.go AggregateContainerRequests, PodRequests, PodLimits
import type { PodSpec } from '@/kube';
import { type Amounts, add, largest, only, readAmounts } from './amounts';

export type Side = 'requests' | 'limits';

/** Resources that a pod can ask for as a whole. */
const POD_LEVEL = ['cpu', 'memory'];

const isPodLevel = (name: string) => POD_LEVEL.includes(name) || name.startsWith('hugepages-');

/** Whether the pod itself, not only its containers, has requests or limits. upstream: IsPodLevelResourcesSet */
export const hasPodLevelResources = ({ resources }: PodSpec): boolean =>
  [resources?.requests, resources?.limits].some((list) => Object.keys(list ?? {}).some(isPodLevel));

export function podAmounts(spec: PodSpec, side: Side): Amounts {
  const of = (part: Pick<PodSpec, 'resources'> | PodSpec['containers'][number]) =>
    readAmounts(part.resources?.[side]);
  let running: Amounts = {};
  for (const container of spec.containers) running = add(running, of(container));
  let sidecars: Amounts = {};
  let starting: Amounts = {};
  for (const container of spec.initContainers ?? []) {
    const amounts = of(container);
    if (container.restartPolicy === 'Always') {
      running = add(running, amounts);
      sidecars = add(sidecars, amounts);
      starting = largest(starting, sidecars);
    } else {
      starting = largest(starting, add(amounts, sidecars));
    }
  }
  return { ...largest(running, starting), ...only(of(spec), isPodLevel) };
}

/** With what running the pod costs beside its containers; a limit that isn't there isn't raised. */
export function podAmountsWithOverhead(spec: PodSpec, side: Side): Amounts {
  const amounts = podAmounts(spec, side);
  const overhead = readAmounts(spec.overhead);
  return add(
    amounts,
    side === 'requests' ? overhead : only(overhead, (name) => (amounts[name]?.nanos ?? 0n) !== 0n),
  );
}
