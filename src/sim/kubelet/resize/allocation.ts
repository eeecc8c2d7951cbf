/**
 * What a node has granted a pod's containers: what they asked for when they came, and then what each resize asked for
 * that could be granted. Containers are made and measured by this, whatever the pod asks for meanwhile.
 */
// upstream: pkg/kubelet/allocation/allocation_manager.go
import { compareQuantity, parseQuantity } from '@/apimachinery';
import type { ContainerSpec, Pod, PodStatus } from '@/kube';
import { type ContainerResources, isSidecar } from '../facts';

export type Allocation = ReadonlyMap<string, ContainerResources>;

/** The resources that can change while a pod is there. */
const RESIZABLE = ['cpu', 'memory'] as const;
export type Resizable = (typeof RESIZABLE)[number];
const SIDES = ['requests', 'limits'] as const;
const NONE: ContainerResources = {};

/** Everything that the pod asks for. */
export const allocationOf = (pod: Pod): Allocation =>
  new Map(resizableContainers(pod).map(({ name, resources }) => [name, resources ?? NONE]));

/** What the pod had been granted when its kubelet last told of it. */
export function toldAllocation(pod: Pod, status: PodStatus): Allocation {
  const told = [...(status.initContainerStatuses ?? []), ...(status.containerStatuses ?? [])];
  return new Map(
    resizableContainers(pod).map(({ name, resources = NONE }) => {
      const of = told.find((one) => one.name === name);
      if (!of?.resources) return [name, resources];
      const { requests: _, limits: __, ...others } = resources;
      const requests = of.allocatedResources ?? of.resources.requests;
      const { limits } = of.resources;
      return [name, { ...others, ...(limits ? { limits } : {}), ...(requests ? { requests } : {}) }];
    }),
  );
}

/** The pod as if it asked for what it was granted; the same object where it does. */
export function allocatedPod(pod: Pod, allocation: Allocation): Pod {
  const { spec } = pod;
  if (!spec || !differs(pod, allocation)) return pod;
  const granted = (container: ContainerSpec): ContainerSpec => {
    const resources = allocation.get(container.name);
    return resources ? { ...container, resources } : container;
  };
  const initContainers = spec.initContainers?.map(granted);
  const containers = spec.containers.map(granted);
  return { ...pod, spec: { ...spec, containers, ...(initContainers ? { initContainers } : {}) } };
}

/** Whether the pod asks for anything else than it was granted. */
export const differs = (pod: Pod, allocation: Allocation): boolean =>
  resizableContainers(pod).some(({ name, resources = NONE }) => {
    const granted = allocation.get(name);
    return granted !== undefined && changedResources(resources, granted).length > 0;
  });

/** Which of cpu and memory are not the same in both. */
export const changedResources = (a: ContainerResources, b: ContainerResources): readonly Resizable[] =>
  RESIZABLE.filter((name) => SIDES.some((side) => !isSame(a[side]?.[name], b[side]?.[name])));

const isSame = (a: string | undefined, b: string | undefined): boolean =>
  a === b ||
  (a !== undefined && b !== undefined && compareQuantity(parseQuantity(a), parseQuantity(b)) === 0);

/** Containers that stay. upstream: IsResizableContainer */
const resizableContainers = ({ spec }: Pod): readonly ContainerSpec[] => [
  ...(spec?.initContainers ?? []).filter(isSidecar),
  ...(spec?.containers ?? []),
];
