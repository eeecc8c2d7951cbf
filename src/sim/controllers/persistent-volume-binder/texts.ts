/** What the binder says on claims and volumes. */
// upstream: pkg/controller/volume/events/event.go, pkg/controller/volume/persistentvolume/pv_controller.go
import type { EventWords } from './words';

const quote = (text: string): string => JSON.stringify(text);

export const NO_VOLUME: EventWords = {
  type: 'Normal',
  reason: 'FailedBinding',
  message: 'no persistent volumes available for this claim and no storage class is set',
};
export const WAIT_FOR_CONSUMER: EventWords = {
  type: 'Normal',
  reason: 'WaitForFirstConsumer',
  message: 'waiting for first consumer to be created before binding',
};
export const LOST_REFERENCE: EventWords = {
  type: 'Warning',
  reason: 'ClaimLost',
  message: 'Bound claim has lost reference to PersistentVolume. Data on the volume is lost!',
};
export const LOST_VOLUME: EventWords = {
  type: 'Warning',
  reason: 'ClaimLost',
  message: 'Bound claim has lost its PersistentVolume. Data on the volume is lost!',
};
export const MISBOUND: EventWords = {
  type: 'Warning',
  reason: 'ClaimMisbound',
  message: 'Two claims are bound to the same volume, this one is bound incorrectly',
};
export const NO_RECYCLER: EventWords = {
  type: 'Warning',
  reason: 'VolumeFailedRecycle',
  message: 'No recycler plugin found for the volume!',
};
export const RECYCLED: EventWords = {
  type: 'Normal',
  reason: 'VolumeRecycled',
  message: 'Volume recycled',
};
export const UNKNOWN_POLICY: EventWords = {
  type: 'Warning',
  reason: 'VolumeUnknownReclaimPolicy',
  message: 'Volume has unrecognized PersistentVolumeReclaimPolicy',
};

export const waitForPods = (pods: readonly string[]): EventWords => ({
  type: 'Normal',
  reason: 'WaitForPodScheduled',
  message:
    pods.length > 1
      ? `waiting for pods ${pods.join(',')} to be scheduled`
      : `waiting for pod ${pods[0]} to be scheduled`,
});
export const unfit = (volume: string, why: string): EventWords => ({
  type: 'Warning',
  reason: 'VolumeMismatch',
  message: `Cannot bind to requested volume ${quote(volume)}: ${why}`,
});
export const takenByAnother = (volume: string): EventWords => ({
  type: 'Warning',
  reason: 'FailedBinding',
  message: `volume ${quote(volume)} already bound to a different claim.`,
});
export const noClass = (name: string): EventWords => ({
  type: 'Warning',
  reason: 'ProvisioningFailed',
  message: `storageclass.storage.k8s.io ${quote(name)} not found`,
});
export const noPlugin = (provisioner: string): EventWords => ({
  type: 'Warning',
  reason: 'ProvisioningFailed',
  message: `no volume plugin matched name: ${provisioner}`,
});
export const waitForProvisioner = (provisioner: string): EventWords => ({
  type: 'Normal',
  reason: 'ExternalProvisioning',
  message: `Waiting for a volume to be created either by the external provisioner '${provisioner}' or manually by the system administrator. If volume creation is delayed, please verify that the provisioner is running and correctly registered.`,
});
export const modeMismatchOfVolume = (claim: string): EventWords => ({
  type: 'Warning',
  reason: 'VolumeMismatch',
  message: `Cannot bind PersistentVolume to requested PersistentVolumeClaim ${quote(claim)} due to incompatible volumeMode.`,
});
export const modeMismatchOfClaim = (volume: string): EventWords => ({
  type: 'Warning',
  reason: 'VolumeMismatch',
  message: `Cannot bind PersistentVolume ${quote(volume)} to requested PersistentVolumeClaim due to incompatible volumeMode.`,
});
export const deleteFailed = (message: string): EventWords => ({
  type: 'Warning',
  reason: 'VolumeFailedDelete',
  message,
});
export const noDeleter = (volume: string): EventWords =>
  deleteFailed(
    `error getting deleter volume plugin for volume ${quote(volume)}: no deletable volume plugin matched`,
  );
export const onlyTemporary = (path: string): EventWords =>
  deleteFailed(`host_path deleter only supports /tmp/.+ but received provided ${path}`);
export const recycleFailed = (why: string): EventWords => ({
  type: 'Warning',
  reason: 'VolumeFailedRecycle',
  message: `Recycle failed: ${why}`,
});
