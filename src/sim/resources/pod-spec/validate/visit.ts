/** All containers of a pod with where they stand, init containers first. upstream: pkg/api/pod VisitContainersWithPath */
import type { FieldPath } from '@/apimachinery';
import type { ContainerSpec, PodSpec } from '@/kube/kinds';

const LISTS = ['initContainers', 'containers', 'ephemeralContainers'] as const;

export const visitContainers = (spec: PodSpec, path: FieldPath) =>
  LISTS.flatMap((list) =>
    (spec[list] ?? []).map((container, i) => ({
      container: container as ContainerSpec,
      at: path.child(list).index(i),
    })),
  );
