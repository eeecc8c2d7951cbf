/** A volume's side of a binding. */
// upstream: k8s.io/component-helpers/storage/volume/pv_helpers.go IsVolumeBoundToClaim, GetBindVolumeToClaim
import { nameOf, namespaceOf, type PersistentVolume, type PersistentVolumeClaim, uidOf } from '@/kube';
import { BOUND_BY_CONTROLLER } from './annotations';

/** Whether the volume is bound to the claim or kept for it: by its name, and by its uid where there is one. */
export function isBoundTo({ spec }: PersistentVolume, claim: PersistentVolumeClaim): boolean {
  const ref = spec?.claimRef;
  if (!ref || ref.name !== nameOf(claim) || ref.namespace !== namespaceOf(claim)) return false;
  return !ref.uid || ref.uid === uidOf(claim);
}

/** The volume as it is when it is the claim's; the same object when it is already. */
export function bindToClaim(volume: PersistentVolume, claim: PersistentVolumeClaim): PersistentVolume {
  if (volume.spec?.claimRef?.uid === uidOf(claim) && isBoundTo(volume, claim)) return volume;
  const { metadata, spec } = volume;
  const { resourceVersion } = claim.metadata;
  const claimRef = {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    namespace: namespaceOf(claim),
    name: nameOf(claim),
    uid: uidOf(claim),
    ...(resourceVersion ? { resourceVersion } : {}),
  };
  // Who wrote the claim's name into the volume himself keeps it there when the claim goes.
  const byController = isBoundTo(volume, claim) ? {} : { [BOUND_BY_CONTROLLER]: 'yes' };
  return {
    ...volume,
    metadata: { ...metadata, annotations: { ...metadata.annotations, ...byController } },
    spec: { ...spec, claimRef },
  };
}
