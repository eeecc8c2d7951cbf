/** Whom a node that is low on memory sends away first, and what it says. Pure. */
// upstream: pkg/kubelet/eviction/helpers.go rankMemoryPressure, evictionMessage
import { parseQuantity, quantityValue } from '@/apimachinery';
import type { ContainerSpec, Pod } from '@/kube';

/** A pod that runs, and what each of its containers holds. */
export interface MeasuredPod {
  readonly pod: Pod;
  readonly bytes: ReadonlyMap<string, number>;
}

export const heldBy = ({ bytes }: MeasuredPod): number =>
  [...bytes.values()].reduce((sum, held) => sum + held, 0);

/** First those that hold more than they asked for; among equals the less important, then who exceeds by most. */
export function rankForMemory<T extends MeasuredPod>(pods: readonly T[]): T[] {
  const excess = new Map(pods.map((measured) => [measured, heldBy(measured) - requestOf(measured.pod)]));
  const over = (measured: T) => excess.get(measured) ?? 0;
  return [...pods].sort(
    (a, b) =>
      Number(over(b) > 0) - Number(over(a) > 0) ||
      (a.pod.spec?.priority ?? 0) - (b.pod.spec?.priority ?? 0) ||
      over(b) - over(a),
  );
}

/** Why the pod was chosen, with each container that holds more than it asked for. */
export function memoryMessage(
  { pod, bytes }: MeasuredPod,
  { threshold, available }: { readonly threshold: string; readonly available: number },
): string {
  const low = `The node was low on resource: memory. Threshold quantity: ${threshold}, available: ${binary(available)}. `;
  const greedy = (pod.spec?.containers ?? []).flatMap((container) => {
    const held = bytes.get(container.name);
    if (held === undefined || held <= memoryRequest(container)) return [];
    const request = parseQuantity(container.resources?.requests?.memory ?? '0').text;
    return `Container ${container.name} was using ${binary(held)}, request is ${request}, has larger consumption of memory. `;
  });
  return low + greedy.join('');
}

const requestOf = ({ spec }: Pod): number =>
  (spec?.containers ?? []).reduce((sum, container) => sum + memoryRequest(container), 0);

const memoryRequest = ({ resources }: ContainerSpec): number =>
  quantityValue(parseQuantity(resources?.requests?.memory ?? '0'));

/** "225800Ki": memory comes in pages. */
export const binary = (bytes: number): string => parseQuantity(`${Math.floor(bytes / 1024)}Ki`).text;
