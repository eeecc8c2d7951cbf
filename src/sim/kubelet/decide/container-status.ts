/** The status of one container, as the API shows it. */
// upstream: pkg/kubelet/kubelet_pods.go convertToAPIContainerStatuses
import { formatTime } from '@/apimachinery';
import type { ContainerSpec, ContainerStatus, Pod } from '@/kube';
import {
  type ContainerFacts,
  type ContainerInstance,
  hasExited,
  isReady,
  isSidecar,
  isStarted,
  shouldRun,
  type Waiting,
} from '../facts';
import { WAITING } from '../reasons';

type State = NonNullable<ContainerStatus['state']>;
export type Role = 'init' | 'main' | 'ephemeral';

export const CONTAINER_ID_PREFIX = 'containerd://';
/** What a container that never started says of its start. */
const NEVER = '1970-01-01T00:00:00Z';

export function containerStatus(
  pod: Pod,
  container: ContainerSpec,
  view: { facts: ContainerFacts; role: Role },
): ContainerStatus {
  const { facts, role } = view;
  const { current } = facts;
  const { state, lastState } = states(pod, role === 'ephemeral' ? once(container) : container, facts);
  // A regular init container is "ready" when it has done its work.
  const done = role === 'init' && container.restartPolicy !== 'Always' && current?.exit?.exitCode === 0;
  const created = current !== undefined;
  return {
    name: container.name,
    state,
    lastState,
    // Nothing is ever expected of a container for debugging.
    ready: role !== 'ephemeral' && (done || isReady(facts)),
    restartCount: current?.restartCount ?? 0,
    image: current?.imageName ?? container.image ?? '',
    imageID: current?.imageId ?? '',
    ...(created ? { containerID: CONTAINER_ID_PREFIX + current.id } : {}),
    ...(role === 'ephemeral' ? {} : { started: isStarted(facts) }),
    ...(created && isResizable(container, role) ? resourcesOf(container, current) : {}),
    ...(container.volumeMounts ? { volumeMounts: mountStatuses(container.volumeMounts) } : {}),
  };
}

/** Containers for debugging run once, whatever the pod's policy. */
const once = (container: ContainerSpec): ContainerSpec => ({ ...container, restartPolicy: 'Never' });

function states(
  pod: Pod,
  container: ContainerSpec,
  facts: ContainerFacts,
): { state: State; lastState: State } {
  const { current, last, waiting } = facts;
  const lastState: State = last?.exit ? { terminated: terminated(last) } : {};
  if (!current || current.starting) {
    return { state: { waiting: waiting ?? defaultWaiting(pod) }, lastState };
  }
  // Nobody is told of the moment between two runs: an ended container of a pod that never restarts may not run again.
  if (!current.exit || facts.replaced)
    return { state: { running: { startedAt: time(current.startedAt) } }, lastState };
  const ended: State = { terminated: terminated(current) };
  if (waiting && hasExited(facts) && shouldRun(pod, container, facts))
    return { state: { waiting }, lastState: ended };
  return { state: ended, lastState };
}

const defaultWaiting = (pod: Pod): Waiting => ({
  reason: (pod.spec?.initContainers?.length ?? 0) > 0 ? WAITING.PodInitializing : WAITING.ContainerCreating,
});

const time = (ms: number | undefined): string => (ms === undefined ? NEVER : formatTime(ms));

function terminated(instance: ContainerInstance): NonNullable<State['terminated']> {
  const { exit, id, startedAt } = instance;
  return {
    exitCode: exit?.exitCode ?? 0,
    reason: exit?.reason ?? '',
    ...(exit?.message === undefined ? {} : { message: exit.message }),
    startedAt: time(startedAt),
    finishedAt: time(exit?.finishedAt),
    containerID: CONTAINER_ID_PREFIX + id,
  };
}

const isResizable = (container: ContainerSpec, role: Role): boolean =>
  role === 'main' || (role === 'init' && isSidecar(container));

/** What the container was granted, and what it has of it; one that doesn't run has what it gets at its next start. */
// upstream: convertContainerStatusResources
function resourcesOf(
  { resources: granted = {} }: ContainerSpec,
  current: ContainerInstance,
): Pick<ContainerStatus, 'resources' | 'allocatedResources'> {
  const { requests, limits } = (current.exit ? undefined : current.resources) ?? granted;
  return {
    ...(granted.requests ? { allocatedResources: granted.requests } : {}),
    resources: { ...(limits ? { limits } : {}), ...(requests ? { requests } : {}) },
  };
}

const mountStatuses = (
  mounts: NonNullable<ContainerSpec['volumeMounts']>,
): NonNullable<ContainerStatus['volumeMounts']> =>
  mounts.map(({ name, mountPath, readOnly }) => ({
    name,
    mountPath,
    ...(readOnly ? { readOnly, recursiveReadOnly: 'Disabled' } : {}),
  }));
