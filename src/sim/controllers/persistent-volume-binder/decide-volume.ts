/** What becomes of a volume: its phase, and what is done with it when its claim is gone. */
// upstream: pkg/controller/volume/persistentvolume/pv_controller.go syncVolume, reclaimVolume
import { type PersistentVolume, type PersistentVolumeClaim, uidOf } from '@/kube';
import { PROVISIONED_BY } from '../../volumes';
import { NO_RECYCLER, noDeleter, onlyTemporary, UNKNOWN_POLICY } from './texts';
import type { EventWords } from './words';

export type VolumeDecision =
  | { readonly kind: 'phase'; readonly phase: 'Available' | 'Bound' }
  /** The claim's own turn. */
  | { readonly kind: 'claim' }
  | { readonly kind: 'mismatch' }
  | { readonly kind: 'unbind' }
  /** The claim is gone, or has another volume. */
  | { readonly kind: 'release'; readonly reclaim: Reclaim };

export type Reclaim =
  | { readonly kind: 'keep' }
  | { readonly kind: 'delete' }
  | { readonly kind: 'recycle' }
  | { readonly kind: 'fail'; readonly words: EventWords };

/** `claim`: the one of the name that the volume refers to. */
export function decideVolume(
  volume: PersistentVolume,
  claim: PersistentVolumeClaim | undefined,
): VolumeDecision {
  const ref = volume.spec?.claimRef;
  if (!ref?.uid) return { kind: 'phase', phase: 'Available' };
  if (!claim || uidOf(claim) !== ref.uid) return { kind: 'release', reclaim: reclaim(volume) };
  const bound = claim.spec?.volumeName;
  if (!bound) {
    const [ours, theirs] = [volume, claim].map(({ spec }) => spec?.volumeMode ?? 'Filesystem');
    return ours === theirs ? { kind: 'claim' } : { kind: 'mismatch' };
  }
  if (bound === volume.metadata.name) return { kind: 'phase', phase: 'Bound' };
  const madeForIt = volume.metadata.annotations?.[PROVISIONED_BY] !== undefined;
  return madeForIt && volume.spec?.persistentVolumeReclaimPolicy === 'Delete'
    ? { kind: 'release', reclaim: reclaim(volume) }
    : { kind: 'unbind' };
}

function reclaim(volume: PersistentVolume): Reclaim {
  switch (volume.spec?.persistentVolumeReclaimPolicy) {
    case 'Retain':
      return { kind: 'keep' };
    case 'Delete':
      return decideDelete(volume);
    case 'Recycle':
      return volume.spec.hostPath || volume.spec.nfs
        ? { kind: 'recycle' }
        : { kind: 'fail', words: NO_RECYCLER };
    default:
      return { kind: 'fail', words: UNKNOWN_POLICY };
  }
}

/** A provisioner deletes what it made; made by hand are only volumes of /tmp deletable. */
// upstream: findDeletablePlugin, pkg/volume/hostpath/host_path.go hostPathDeleter
function decideDelete({ metadata, spec }: PersistentVolume): Reclaim {
  const provisioner = metadata.annotations?.[PROVISIONED_BY] ?? '';
  if (metadata.deletionTimestamp) return { kind: 'keep' };
  if (provisioner && !provisioner.startsWith('kubernetes.io/')) return { kind: 'keep' };
  const path = spec?.hostPath?.path;
  if (path === undefined) return { kind: 'fail', words: noDeleter(metadata.name ?? '') };
  return /^\/tmp\/.+/.test(path) ? { kind: 'delete' } : { kind: 'fail', words: onlyTemporary(path) };
}
