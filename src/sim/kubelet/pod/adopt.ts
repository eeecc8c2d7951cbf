/**
 * Reads back from a pod's status what its containers were when the cluster was closed, so that they go on from there:
 * what ran is started anew under its old identity, what had ended stays ended.
 */
import { parseTime } from '@/apimachinery';
import type { ContainerStatus } from '@/kube';
import { CONTAINER_ID_PREFIX } from '../decide/container-status';
import type { ContainerInstance } from '../facts';

type Terminated = NonNullable<NonNullable<ContainerStatus['state']>['terminated']>;

export interface Adopted {
  readonly current?: ContainerInstance;
  readonly last?: ContainerInstance;
  readonly running: boolean;
}

export function adoptStatus(status: ContainerStatus): Adopted {
  const { running, terminated } = status.state ?? {};
  const earlier = status.lastState?.terminated;
  const base = { imageName: status.image, imageId: status.imageID };
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

const bareId = (id: string | undefined) => (id ?? '').replace(CONTAINER_ID_PREFIX, '');

const ended = (
  state: Terminated,
  base: Pick<ContainerInstance, 'imageName' | 'imageId' | 'restartCount'>,
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
