/**
 * Containers that are added to a running pod to look into it (`kubectl debug`): nothing else of the pod changes, and
 * what was added stays as it is.
 */
// upstream: pkg/registry/core/pod/strategy.go podEphemeralContainersStrategy,
// pkg/apis/core/validation ValidatePodEphemeralContainersUpdate
import { deepEqual, type FieldError, field, forbiddenField } from '@/apimachinery';
import type { Pod } from '@/kube/kinds';
import type { StatusStrategy } from '../../definition';
import { validateDebugContainers } from '../../pod-spec';
import { jsonDiff } from '../../shared/diff';

const PATH = field('spec', 'ephemeralContainers');

export const ephemeralContainers: StatusStrategy<Pod> = {
  prepareForUpdate(pod, old) {
    const added = pod.spec?.ephemeralContainers ?? [];
    const { resourceVersion } = pod.metadata;
    return {
      ...old,
      metadata: { ...old.metadata, ...(resourceVersion ? { resourceVersion } : {}) },
      spec: { ...(old.spec ?? { containers: [] }), ephemeralContainers: added },
    };
  },
  validateUpdate: (pod, old) => [
    ...validateDebugContainers(pod.spec ?? { containers: [] }, PATH),
    ...unchanged(pod, old),
  ],
};

function unchanged(pod: Pod, old: Pod): FieldError[] {
  const now = new Map((pod.spec?.ephemeralContainers ?? []).map((container) => [container.name, container]));
  return (old.spec?.ephemeralContainers ?? []).flatMap((before) => {
    const after = now.get(before.name);
    const which = `existing ephemeral containers ${JSON.stringify(before.name)}`;
    if (!after) return [forbiddenField(PATH, `${which} may not be removed\n`)];
    if (deepEqual(before, after)) return [];
    return [forbiddenField(PATH, `${which} may not be changed\n${jsonDiff(before, after)}`)];
  });
}
