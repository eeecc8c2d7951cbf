/**
 * Reads back from a pod's status what its containers were when the cluster was closed, so that they go on from there:
 * what ran is started anew under its old identity, what had ended stays ended. What ran when its machine was switched
 * off has ended, nobody knows how.
 */
import { formatTime, parseTime } from '@/apimachinery';
import type { ContainerStatus, PodStatus } from '@/kube';
import type { NetworkAccess } from '../../contracts';
import { CONTAINER_ID_PREFIX } from '../decide/container-status';
import type { ContainerInstance } from '../facts';
import { ContainerRun } from '../lifecycle/run';
import type { SharedContext } from './context';
import type { ContainerSlot } from './slot';

type ContainerState = NonNullable<ContainerStatus['state']>;
type Terminated = NonNullable<ContainerState['terminated']>;

/** Fills the slots from what the status told last. */
export function adoptSlots(
  slots: readonly ContainerSlot[],
  status: PodStatus,
  { shared, bootedMs }: { readonly shared: SharedContext; readonly bootedMs: number | undefined },
): void {
  const told = [status.initContainerStatuses, status.containerStatuses, status.ephemeralContainerStatuses];
  for (const one of told.flatMap((list) => list ?? [])) {
    const slot = slots.find((s) => s.spec.name === one.name);
    if (!slot) continue;
    const { current, last, running } = adoptStatus(one, { image: slot.spec.image, bootedMs });
    slot.current = current && relic(slot, current, shared);
    slot.last = last && relic(slot, last, shared);
    slot.toResume = running;
  }
}

/** A run of which only the record is left. */
function relic(slot: ContainerSlot, instance: ContainerInstance, shared: SharedContext): ContainerRun {
  const network = { access: NO_NETWORK, release: () => {} };
  const { clock, logBudget } = shared;
  const options = { clock, logBudget, spec: slot.spec, network, stopSignal: '', ended: () => {} };
  const run = new ContainerRun(instance, options);
  run.log.close();
  return run;
}

const unreachable = () => Promise.reject(new Error('the container has ended'));
const NO_NETWORK: NetworkAccess = {
  ip: '',
  lookup: unreachable,
  query: unreachable,
  dial: unreachable,
  fetch: unreachable,
  listen: unreachable,
};

interface Adopted {
  readonly current?: ContainerInstance;
  readonly last?: ContainerInstance;
  readonly running: boolean;
}

function adoptStatus(
  status: ContainerStatus,
  { image, bootedMs }: { readonly image: string | undefined; readonly bootedMs: number | undefined },
): Adopted {
  const { running, terminated } = cutOff(status.state ?? {}, bootedMs);
  const earlier = status.lastState?.terminated;
  const base = { image, imageName: status.image, imageId: status.imageID };
  const { restartCount } = status;
  if (running) {
    const id = bareId(status.containerID);
    const startedAt = parseTime(running.startedAt ?? '');
    const last = earlier && ended(earlier, { ...base, restartCount: restartCount - 1 });
    return { current: { ...base, id, restartCount, startedAt }, ...(last ? { last } : {}), running: true };
  }
  // A container that waits for its next run shows the one before as its last state.
  const newest = terminated ?? earlier;
  if (!newest) return { running: false };
  const before =
    terminated && earlier ? ended(earlier, { ...base, restartCount: restartCount - 1 }) : undefined;
  return {
    current: ended(newest, { ...base, restartCount }),
    ...(before ? { last: before } : {}),
    running: false,
  };
}

/** upstream: containerd internal/cri/server/container_status.go, a container that was found dead */
function cutOff(state: ContainerState, bootedMs: number | undefined): ContainerState {
  const { running } = state;
  if (!running || bootedMs === undefined || parseTime(running.startedAt ?? '') >= bootedMs) return state;
  const startedAt = running.startedAt ?? '';
  return { terminated: { exitCode: 255, reason: 'Unknown', startedAt, finishedAt: formatTime(bootedMs) } };
}

const bareId = (id: string | undefined) => (id ?? '').replace(CONTAINER_ID_PREFIX, '');

const ended = (
  state: Terminated,
  base: Pick<ContainerInstance, 'image' | 'imageName' | 'imageId' | 'restartCount'>,
): ContainerInstance => ({
  ...base,
  id: bareId(state.containerID),
  startedAt: parseTime(state.startedAt ?? ''),
  exit: {
    exitCode: state.exitCode,
    reason: state.reason ?? '',
    ...(state.message === undefined ? {} : { message: state.message }),
    finishedAt: parseTime(state.finishedAt ?? ''),
  },
});
