/** Makes volumes for the claims of its classes, and deletes them when they are released. */
// upstream: sigs.k8s.io/sig-storage-lib-external-provisioner controller.go provisionClaimOperation, deleteVolumeOperation
import { isAlreadyExists, isNotFound } from '@/apimachinery';
import {
  createEventRecorder,
  isDeleting,
  keyOf,
  nameOf,
  namespaceOf,
  type PersistentVolume,
  type PersistentVolumeClaim,
  resources,
  runController,
  type StorageClass,
  uidOf,
} from '@/kube';
import { classOf, isDelayed, PROVISIONED_BY, PROVISIONER, SELECTED_NODE } from '../../volumes';
import type { AddOnContext } from '../add-on';
import { RefusedClaimError, type StorageDriver } from './driver';

const CLAIM = 'claim:';
const VOLUME = 'volume:';

export function startProvisioner(context: AddOnContext, driver: StorageDriver): { stop(): void } {
  const { client, informers, clock, onError } = context;
  const claims = informers.for(resources.persistentvolumeclaims);
  const volumes = informers.for(resources.persistentvolumes);
  const classes = informers.for(resources.storageclasses);
  const events = createEventRecorder({ client, clock, component: driver.reporter, onError });
  /** Claims that were refused, told once each. */
  const refused = new Set<string>();

  async function provision(claim: PersistentVolumeClaim): Promise<void> {
    const storageClass = classes.get(classOf(claim));
    if (!storageClass || !isWanted(claim, driver) || volumes.get(volumeNameOf(claim))) return;
    const node = claim.metadata.annotations?.[SELECTED_NODE];
    if (isDelayed(claim, classes) && node === undefined) return;
    const tell = (type: 'Normal' | 'Warning', reason: string, message: string) =>
      events.event(claim, type, { reason, message });
    const request = { claim, storageClass, volume: volumeNameOf(claim), node };
    try {
      const place = driver.place(request);
      const key = `${namespaceOf(claim)}/${nameOf(claim)}`;
      tell(
        'Normal',
        'Provisioning',
        `External provisioner is provisioning volume for claim ${JSON.stringify(key)}`,
      );
      await client.persistentvolumes.create(volumeFor(claim, storageClass, { driver, place }));
      tell('Normal', 'ProvisioningSucceeded', `Successfully provisioned volume ${request.volume}`);
    } catch (error) {
      if (isAlreadyExists(error)) return;
      if (!(error instanceof RefusedClaimError)) throw error;
      if (refused.has(uidOf(claim))) return;
      refused.add(uidOf(claim));
      const failed = `failed to provision volume with StorageClass ${JSON.stringify(nameOf(storageClass))}`;
      tell('Warning', 'ProvisioningFailed', `${failed}: ${error.message}`);
    }
  }

  /** What is released goes; what somebody deleted, as soon as nobody uses it. */
  async function remove(volume: PersistentVolume): Promise<void> {
    const { metadata, spec, status } = volume;
    if (metadata.annotations?.[PROVISIONED_BY] !== driver.name || status?.phase === 'Bound') return;
    const ours = driver.marks.finalizers ?? [];
    const finalizers = metadata.finalizers ?? [];
    const name = { name: nameOf(volume) };
    const isReleased = status?.phase === 'Released' && spec?.persistentVolumeReclaimPolicy === 'Delete';
    if (isReleased && !isDeleting(volume)) await client.persistentvolumes.delete(name);
    if (!(isReleased || isDeleting(volume)) || !finalizers.some((each) => ours.includes(each))) return;
    const left = finalizers.filter((each) => !ours.includes(each));
    await client.persistentvolumes
      .patch(name, { metadata: { finalizers: left } }, { type: 'merge' })
      .catch((error) => {
        if (!isNotFound(error)) throw error;
      });
  }

  const controller = runController({
    clock,
    caches: [claims, volumes, classes],
    async reconcile(key) {
      const claim = key.startsWith(CLAIM) ? claims.get(key.slice(CLAIM.length)) : undefined;
      if (claim) await provision(claim);
      const volume = key.startsWith(VOLUME) ? volumes.get(key.slice(VOLUME.length)) : undefined;
      if (volume) await remove(volume);
      return undefined;
    },
    onError,
  });
  const claimSeen = (claim: PersistentVolumeClaim) => {
    if (isWanted(claim, driver)) controller.enqueue(CLAIM + keyOf(claim), claim);
  };
  const volumeSeen = (volume: PersistentVolume) => controller.enqueue(VOLUME + nameOf(volume), volume);
  const unsubscribe = [
    claims.on({ add: claimSeen, update: claimSeen }),
    volumes.on({ add: volumeSeen, update: volumeSeen }),
  ];
  return {
    stop() {
      for (const end of unsubscribe) end();
      controller.stop();
      events.stop();
    },
  };
}

const volumeNameOf = (claim: PersistentVolumeClaim): string => `pvc-${uidOf(claim)}`;

const isWanted = (claim: PersistentVolumeClaim, { name }: StorageDriver): boolean =>
  !claim.spec?.volumeName && claim.metadata.annotations?.[PROVISIONER] === name && !isDeleting(claim);

function volumeFor(
  claim: PersistentVolumeClaim,
  storageClass: StorageClass,
  { driver, place }: { readonly driver: StorageDriver; readonly place: ReturnType<StorageDriver['place']> },
): PersistentVolume {
  const { reclaimPolicy = 'Delete', mountOptions } = storageClass;
  const { accessModes = [], resources: wanted, volumeMode = 'Filesystem' } = claim.spec ?? {};
  const { resourceVersion } = claim.metadata;
  const { annotations, finalizers } = driver.marks;
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: {
      name: volumeNameOf(claim),
      annotations: { ...annotations, [PROVISIONED_BY]: driver.name },
      ...(finalizers ? { finalizers } : {}),
    },
    spec: {
      accessModes,
      capacity: { storage: wanted?.requests?.storage ?? '0' },
      claimRef: {
        apiVersion: 'v1',
        kind: 'PersistentVolumeClaim',
        name: nameOf(claim),
        namespace: namespaceOf(claim),
        uid: uidOf(claim),
        ...(resourceVersion ? { resourceVersion } : {}),
      },
      persistentVolumeReclaimPolicy: reclaimPolicy,
      storageClassName: nameOf(storageClass),
      volumeMode,
      ...(mountOptions ? { mountOptions } : {}),
      ...place,
    },
  };
}
