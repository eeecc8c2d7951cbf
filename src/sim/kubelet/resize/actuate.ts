/** Gives the containers of a pod, while they run, what it was granted. */
// upstream: pkg/kubelet/kuberuntime/kuberuntime_manager.go doPodResizeAction, validateMemoryResizeAction
import { parseQuantity, quantityValue } from '@/apimachinery';
import type { ContainerSpec, Node, Pod } from '@/kube';
import { memoryLimitOf } from '../config/container-config';
import type { ContainerResources } from '../facts';
import type { ContainerRun } from '../lifecycle/run';
import { quote } from '../reasons';

export interface ToResize {
  readonly container: ContainerSpec;
  readonly run: ContainerRun;
}

export interface ActuationContext {
  /** As it was granted. */
  readonly pod: Pod;
  readonly node: Node | undefined;
  /** What each of its containers holds in memory. */
  held(): Promise<ReadonlyMap<string, number>>;
}

/** Undefined when all have it; otherwise why none has it yet: no limit may be less than what is held already. */
export async function actuate(
  containers: readonly ToResize[],
  context: ActuationContext,
): Promise<string | undefined> {
  const errors = await limitErrors(containers, context);
  if (errors.length > 0) return errors.length === 1 ? errors[0] : `[${errors.join(', ')}]`;
  for (const { container, run } of containers) {
    const limit = memoryLimitOf(container, context.node);
    if (limit !== undefined) run.container?.limitMemory(limit);
    run.resized(container.resources ?? {});
  }
  return undefined;
}

async function limitErrors(containers: readonly ToResize[], context: ActuationContext): Promise<string[]> {
  const lowered = containers.filter(
    ({ container, run }) => limitOf(container.resources) < limitOf(run.instance.resources),
  );
  if (lowered.length === 0) return [];
  const held = await context.held();
  const used = [...held.values()].reduce((sum, bytes) => sum + bytes, 0);
  const limit = (context.pod.spec?.containers ?? []).reduce(
    (sum, { resources }) => sum + limitOf(resources),
    0,
  );
  // As v1.35 does, a container's error tells what its whole pod uses.
  return [
    ...(used >= limit ? [`attempting to set pod memory limit (${limit}) below current usage (${used})`] : []),
    ...lowered
      .filter(({ container }) => (held.get(container.name) ?? 0) >= limitOf(container.resources))
      .map(
        ({ container: { name, resources } }) =>
          `attempting to set container ${quote(name)} memory limit (${limitOf(resources)}) below current usage (${used})`,
      ),
  ];
}

const limitOf = (resources: ContainerResources | undefined): number => {
  const limit = resources?.limits?.memory;
  return limit === undefined ? Number.POSITIVE_INFINITY : quantityValue(parseQuantity(limit));
};
