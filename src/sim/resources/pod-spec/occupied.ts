/**
 * What a pod takes of its node. While its containers are given other requests or limits, that is the larger of what
 * they are to have and what they still have; of a change that its node can never grant, nothing counts.
 */
// upstream: k8s.io/component-helpers/resource helpers.go determineContainerReqs, determineContainerLimits
import { compareQuantity, deepEqual, parseQuantity } from '@/apimachinery';
import type { ContainerSpec, ContainerStatus, Pod, PodSpec } from '@/kube/kinds';

type Amounts = Readonly<Record<string, string>>;

const NO_CONTAINERS: PodSpec = { containers: [] };
const known = new WeakMap<Pod, PodSpec>();

/** The pod's spec with what its containers take of the node; the same object where that is what the spec says. */
export function occupiedSpec(pod: Pod): PodSpec {
  const found = known.get(pod);
  if (found) return found;
  const spec = computed(pod);
  known.set(pod, spec);
  return spec;
}

function computed({ spec = NO_CONTAINERS, status }: Pod): PodSpec {
  const infeasible = status?.conditions?.some(
    ({ type, reason }) => type === 'PodResizePending' && reason === 'Infeasible',
  );
  const told = [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])];
  const resized = told.filter(({ resources }) => resources !== undefined);
  if (resized.length === 0) return spec;
  let differs = false;
  const occupied = (container: ContainerSpec): ContainerSpec => {
    const of = resized.find(({ name }) => name === container.name);
    if (!of || isAsWanted(container, of)) return container;
    differs = true;
    const wanted = infeasible ? {} : container.resources;
    const requests = largest([wanted?.requests, of.resources?.requests, of.allocatedResources]);
    const limits = largest([wanted?.limits, of.resources?.limits]);
    return { ...container, resources: { ...container.resources, requests, limits } };
  };
  const containers = spec.containers.map(occupied);
  const initContainers = spec.initContainers?.map(occupied);
  return differs ? { ...spec, containers, ...(initContainers ? { initContainers } : {}) } : spec;
}

const isAsWanted = ({ resources }: ContainerSpec, of: ContainerStatus): boolean =>
  deepEqual(resources?.requests ?? {}, of.resources?.requests ?? {}) &&
  deepEqual(resources?.requests ?? {}, of.allocatedResources ?? {}) &&
  deepEqual(resources?.limits ?? {}, of.resources?.limits ?? {});

function largest(lists: readonly (Amounts | undefined)[]): Amounts {
  const out: Record<string, string> = {};
  for (const [name, text] of lists.flatMap((list) => Object.entries(list ?? {}))) {
    const most = out[name];
    if (most === undefined || compareQuantity(parseQuantity(most), parseQuantity(text)) < 0) out[name] = text;
  }
  return out;
}
