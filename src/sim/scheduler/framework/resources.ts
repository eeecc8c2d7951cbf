/** What a pod asks of a node, and what a node has to give, in numbers that compare fast. */
// upstream: k8s.io/component-helpers/resource helpers.go PodRequests, pkg/scheduler/framework/types.go Resource
import { parseQuantity, quantityMilliValue, quantityValue } from '@/apimachinery';
import type { ContainerSpec, PodSpec } from '@/kube';

/** cpu in millicores, everything else in whole units; absent is zero. */
export type Amounts = Readonly<Record<string, number>>;

/** What a container that asks for nothing is counted as when nodes are compared. */
const DEFAULT_MILLI_CPU = 100;
const DEFAULT_MEMORY = 200 * 1024 * 1024;

// The same few texts come again and again: "100m", "128Mi".
const parsed = new Map<string, number>();
const MAX_PARSED = 2000;

export function amountOf(resource: string, quantity: string): number {
  const key = resource === 'cpu' ? `cpu ${quantity}` : quantity;
  const known = parsed.get(key);
  if (known !== undefined) return known;
  const value = parseQuantity(quantity);
  const amount = resource === 'cpu' ? quantityMilliValue(value) : quantityValue(value);
  if (parsed.size >= MAX_PARSED) parsed.clear();
  parsed.set(key, amount);
  return amount;
}

export function amountsOf(quantities: Readonly<Record<string, string>> | undefined): Amounts {
  const amounts: Record<string, number> = {};
  for (const resource in quantities) amounts[resource] = amountOf(resource, quantities[resource] ?? '0');
  return amounts;
}

export function addAmounts(total: Record<string, number>, more: Amounts, sign: 1 | -1 = 1): void {
  for (const resource in more) total[resource] = (total[resource] ?? 0) + sign * (more[resource] ?? 0);
}

const largest = (a: Amounts, b: Amounts): Amounts => {
  const out: Record<string, number> = { ...a };
  for (const resource in b) out[resource] = Math.max(out[resource] ?? 0, b[resource] ?? 0);
  return out;
};

const isSidecar = (container: ContainerSpec) => container.restartPolicy === 'Always';

/**
 * Containers run together and add up; init containers run one by one beside the sidecars started before them, so the
 * largest moment counts.
 */
export function podRequests(
  spec: PodSpec | undefined,
  requestsOf: (container: ContainerSpec) => Amounts = (container) => amountsOf(container.resources?.requests),
): Amounts {
  const running: Record<string, number> = {};
  for (const container of spec?.containers ?? []) addAmounts(running, requestsOf(container));
  const sidecars: Record<string, number> = {};
  let starting: Amounts = {};
  for (const container of spec?.initContainers ?? []) {
    const requests = requestsOf(container);
    const moment = isSidecar(container) ? sidecars : { ...sidecars };
    addAmounts(moment, requests);
    starting = largest(starting, moment);
  }
  addAmounts(running, sidecars);
  const total: Record<string, number> = { ...largest(running, starting), ...podLevelRequests(spec) };
  addAmounts(total, amountsOf(spec?.overhead));
  return total;
}

const isPodLevel = (name: string) => name === 'cpu' || name === 'memory' || name.startsWith('hugepages-');

/** What the pod itself asks for goes before what its containers do. upstream: component-helpers/resource PodRequests */
const podLevelRequests = (spec: PodSpec | undefined): Amounts =>
  amountsOf(
    Object.fromEntries(Object.entries(spec?.resources?.requests ?? {}).filter(([name]) => isPodLevel(name))),
  );

/** The requests with something in place of nothing, so that pods without requests still spread. */
// upstream: pkg/scheduler/util/pod_resources.go GetNonzeroRequests
export const nonZeroRequests = (spec: PodSpec | undefined): Amounts =>
  podRequests(spec, (container) => {
    const { cpu, memory } = container.resources?.requests ?? {};
    return {
      cpu: cpu === undefined ? DEFAULT_MILLI_CPU : amountOf('cpu', cpu),
      memory: memory === undefined ? DEFAULT_MEMORY : amountOf('memory', memory),
    };
  });
