/**
 * What a pod's containers ask for, or may use, together: those that run add up; init containers run one by one beside the
 * sidecars that started before them, so the largest moment counts.
 */
// upstream: k8s.io/component-helpers/resource helpers.go AggregateContainerRequests, AggregateContainerLimits
import { addQuantity, compareQuantity, parseQuantity, type Quantity } from '@/apimachinery';
import type { ContainerSpec, PodSpec } from '@/kube/kinds';

type Amounts = Readonly<Record<string, Quantity>>;

export function aggregateContainers(spec: PodSpec, side: 'requests' | 'limits'): Amounts {
  const of = ({ resources }: ContainerSpec): Amounts =>
    Object.fromEntries(
      Object.entries(resources?.[side] ?? {}).map(([name, text]) => [name, parseQuantity(text)]),
    );
  let running: Amounts = {};
  for (const container of spec.containers) running = merge(running, of(container), addQuantity);
  let sidecars: Amounts = {};
  let starting: Amounts = {};
  for (const container of spec.initContainers ?? []) {
    const moment = merge(sidecars, of(container), addQuantity);
    starting = merge(starting, moment, larger);
    if (container.restartPolicy !== 'Always') continue;
    running = merge(running, of(container), addQuantity);
    sidecars = moment;
  }
  return merge(running, starting, larger);
}

const larger = (a: Quantity, b: Quantity): Quantity => (compareQuantity(a, b) < 0 ? b : a);

function merge(a: Amounts, b: Amounts, both: (a: Quantity, b: Quantity) => Quantity): Amounts {
  const out: Record<string, Quantity> = { ...a };
  for (const [name, amount] of Object.entries(b)) out[name] = a[name] ? both(a[name], amount) : amount;
  return out;
}

const POD_LEVEL = ['cpu', 'memory'];

/** Whether a pod can ask for this resource as a whole. upstream: IsSupportedPodLevelResource */
export const isPodLevel = (name: string): boolean =>
  POD_LEVEL.includes(name) || name.startsWith('hugepages-');
