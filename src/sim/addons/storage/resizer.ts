/** Gives volumes the room that their claims ask for; the file system on them grows where they are mounted. */
// upstream: github.com/kubernetes-csi/external-resizer pkg/controller/controller.go, expand_and_recover.go
import { compareQuantity, formatTime, parseQuantity } from '@/apimachinery';
import {
  createEventRecorder,
  keyOf,
  nameOf,
  type PersistentVolume,
  type PersistentVolumeClaim,
  resources,
  runController,
} from '@/kube';
import { PROVISIONED_BY, sizeOf } from '../../volumes';
import type { AddOnContext } from '../add-on';
import type { StorageDriver } from './driver';

type Status = NonNullable<PersistentVolumeClaim['status']>;

const RESIZING = 'Resizing';
const PENDING = 'FileSystemResizePending';
const PENDING_MESSAGE =
  'Waiting for user to (re-)start a pod to finish file system resize of volume on node.';

export function startResizer(context: AddOnContext, driver: StorageDriver): { stop(): void } {
  const { client, informers, clock, onError } = context;
  const claims = informers.for(resources.persistentvolumeclaims);
  const volumes = informers.for(resources.persistentvolumes);
  const events = createEventRecorder({
    client,
    clock,
    component: `external-resizer ${driver.name}`,
    onError,
  });
  const tell = (claim: PersistentVolumeClaim, reason: string, message: string) =>
    events.event(claim, 'Normal', { reason, message });

  async function resize(claim: PersistentVolumeClaim, volume: PersistentVolume): Promise<void> {
    const storage = claim.spec?.resources?.requests?.storage ?? '0';
    const condition = (type: string, message?: string) => ({
      type,
      status: 'True',
      lastTransitionTime: formatTime(clock.now()),
      ...(message ? { message } : {}),
    });
    const write = (on: PersistentVolumeClaim, change: Partial<Status>) =>
      client.persistentvolumeclaims.updateStatus({ ...on, status: { ...on.status, ...change } });

    const begun = await write(claim, {
      conditions: [...others(claim), condition(RESIZING)],
      allocatedResources: { ...claim.status?.allocatedResources, storage },
      allocatedResourceStatuses: { storage: 'ControllerResizeInProgress' },
    });
    tell(claim, RESIZING, `External resizer is resizing volume ${nameOf(volume)}`);
    await client.persistentvolumes.update({
      ...volume,
      spec: { ...volume.spec, capacity: { ...volume.spec?.capacity, storage } },
    });
    if (driver.grows === 'on-node') {
      await write(begun, {
        conditions: [...others(begun), condition(PENDING, PENDING_MESSAGE)],
        allocatedResourceStatuses: { storage: 'NodeResizePending' },
      });
      tell(claim, 'FileSystemResizeRequired', 'Require file system resize of volume on node');
      return;
    }
    const { allocatedResourceStatuses: _, conditions: __, ...status } = begun.status ?? {};
    const left = others(begun);
    await client.persistentvolumeclaims.updateStatus({
      ...begun,
      status: { ...status, capacity: { storage }, ...(left.length > 0 ? { conditions: left } : {}) },
    });
    tell(claim, 'VolumeResizeSuccessful', 'Resize volume succeeded');
  }

  const controller = runController({
    clock,
    caches: [claims, volumes],
    async reconcile(key) {
      const claim = claims.get(key);
      const volume = volumes.get(claim?.spec?.volumeName ?? '');
      if (claim && volume && wantsMore(claim, volume, driver)) await resize(claim, volume);
      return undefined;
    },
    onError,
  });
  const see = (claim: PersistentVolumeClaim) => {
    if (claim.status?.phase === 'Bound') controller.enqueue(keyOf(claim), claim);
  };
  const unsubscribe = claims.on({ add: see, update: see });
  return {
    stop() {
      unsubscribe();
      controller.stop();
      events.stop();
    },
  };
}

const wantsMore = (
  claim: PersistentVolumeClaim,
  volume: PersistentVolume,
  { name }: StorageDriver,
): boolean =>
  claim.status?.phase === 'Bound' &&
  volume.metadata.annotations?.[PROVISIONED_BY] === name &&
  compareQuantity(sizeOf(claim), parseQuantity(volume.spec?.capacity?.storage ?? '0')) > 0;

const others = ({ status }: PersistentVolumeClaim) =>
  (status?.conditions ?? []).filter(({ type }) => type !== RESIZING && type !== PENDING);
