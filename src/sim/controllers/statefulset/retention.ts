/** Whom a claim belongs to, and so with whom it goes: its StatefulSet, its pod (when scaled down), or nobody. */
// upstream: pkg/controller/statefulset/stateful_set_utils.go updateClaimOwnerRefForSetAndPod
import { semanticEqual } from '@/apimachinery';
import { controllerRef, type PersistentVolumeClaim, type Pod, type StatefulSet, uidOf } from '@/kube';
import { isWithin } from './identity';

type Owners = NonNullable<PersistentVolumeClaim['metadata']['ownerReferences']>;

/** The owners that a claim should have; somebody else's controller is left in charge. */
export function ownersOf(
  set: StatefulSet,
  claim: PersistentVolumeClaim,
  { ordinal, pod }: { readonly ordinal: number; readonly pod: Pod | undefined },
): Owners {
  const ours = [uidOf(set), ...(pod ? [uidOf(pod)] : [])];
  const others = (claim.metadata.ownerReferences ?? []).filter(({ uid }) => !ours.includes(uid));
  if (others.some(({ controller }) => controller)) return others;
  const { whenDeleted, whenScaled } = set.spec?.persistentVolumeClaimRetentionPolicy ?? {};
  if (whenScaled === 'Delete' && !isWithin(set, ordinal)) {
    return pod ? [...others, controllerRef(pod)] : others;
  }
  return whenDeleted === 'Delete' ? [...others, controllerRef(set)] : others;
}

export const ownersMatch = (claim: PersistentVolumeClaim, owners: Owners): boolean =>
  semanticEqual(claim.metadata.ownerReferences ?? [], owners);

/** A claim of an earlier pod of the same name, which the garbage collector is about to delete. */
export const isStale = ({ metadata }: PersistentVolumeClaim, pod: string): boolean =>
  (metadata.ownerReferences ?? []).some(({ kind, name }) => kind === 'Pod' && name === pod);
