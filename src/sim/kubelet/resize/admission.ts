/** Whether a node can grant what a pod asks for by now: never, not yet, or at once. */
// upstream: pkg/kubelet/kubelet.go podResizeHandlers, pkg/kubelet/lifecycle/predicate.go
import { parseQuantity, quantityMilliValue, quantityValue } from '@/apimachinery';
import type { Node, Pod } from '@/kube';
import { podAmounts } from '../../quota';
import type { Resizable } from './allocation';

export interface Refusal {
  readonly reason: 'Deferred' | 'Infeasible';
  readonly message: string;
}

/** `neighbours`: the other pods of the node, as they were granted. */
export function refusalOf(pod: Pod, node: Node | undefined, neighbours: readonly Pod[]): Refusal | undefined {
  const capacity = (name: Resizable) => {
    const text = node?.status?.allocatable?.[name];
    return text === undefined ? Number.POSITIVE_INFINITY : amountOf(name, parseQuantity(text));
  };
  for (const name of ['memory', 'cpu'] as const) {
    const requested = requestOf(pod, name);
    if (requested <= capacity(name)) continue;
    const numbers = `requested: ${requested}, capacity: ${capacity(name)}`;
    return { reason: 'Infeasible', message: `Node didn't have enough capacity: ${name}, ${numbers}` };
  }
  for (const name of ['cpu', 'memory'] as const) {
    const requested = requestOf(pod, name);
    const used = neighbours.reduce((sum, other) => sum + requestOf(other, name), 0);
    if (requested === 0 || requested <= capacity(name) - used) continue;
    const numbers = `requested: ${requested}, used: ${used}, capacity: ${capacity(name)}`;
    return { reason: 'Deferred', message: `Node didn't have enough resource: ${name}, ${numbers}` };
  }
  return undefined;
}

/** cpu in millicores, memory in bytes: what a pod as a whole asks for. */
export function requestOf({ spec }: Pod, name: Resizable): number {
  const amount = spec && podAmounts(spec, 'requests')[name];
  return amount ? amountOf(name, amount) : 0;
}

const amountOf = (name: Resizable, amount: ReturnType<typeof parseQuantity>): number =>
  name === 'cpu' ? quantityMilliValue(amount) : quantityValue(amount);
