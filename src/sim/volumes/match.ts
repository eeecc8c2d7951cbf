/** Which volume suits a claim: the one that is kept for it, else the smallest that is large enough. */
// upstream: k8s.io/component-helpers/storage/volume/pv_helpers.go FindMatchingVolume
import { compareQuantity, labelSelectorFrom, parseQuantity, type Quantity } from '@/apimachinery';
import { isDeleting, nameOf, type PersistentVolume, type PersistentVolumeClaim } from '@/kube';
import { isBoundTo } from './bound';
import { classOf } from './classes';

interface MatchQuestion {
  readonly volumes: readonly PersistentVolume[];
  /** The claim's class waits for a consumer: only volumes that are kept for it count, unless a node is asked about. */
  readonly delayed?: boolean;
  /** Whether a node reaches the volume. */
  readonly reaches?: (volume: PersistentVolume) => boolean;
  /** Names of volumes that somebody else gets. */
  readonly taken?: ReadonlySet<string>;
}

/** What the claim asks for. */
export const sizeOf = ({ spec }: PersistentVolumeClaim): Quantity =>
  parseQuantity(spec?.resources?.requests?.storage ?? '0');

export function findMatch(
  claim: PersistentVolumeClaim,
  { volumes, delayed = false, reaches, taken }: MatchQuestion,
): PersistentVolume | undefined {
  const candidates = volumes.filter(
    (volume) =>
      !taken?.has(nameOf(volume)) &&
      (!volume.spec?.claimRef || isBoundTo(volume, claim)) &&
      isLargeEnough(volume, claim) &&
      hasMode(volume, claim) &&
      !isDeleting(volume),
  );
  const kept = candidates.find((volume) => isBoundTo(volume, claim));
  if (kept) return reaches && !reaches(kept) ? undefined : kept;
  if (delayed && !reaches) return undefined;
  const { selector } = claim.spec ?? {};
  const selected = selector && labelSelectorFrom(selector);
  const fitting = candidates.filter(
    (volume) =>
      volume.status?.phase === 'Available' &&
      (!selected || selected.matches(volume.metadata.labels)) &&
      classOf(volume) === classOf(claim) &&
      offersAccess(volume, claim) &&
      (!reaches || reaches(volume)),
  );
  return smallest(fitting);
}

/** Why a volume that the claim names doesn't suit it. */
// upstream: pkg/controller/volume/persistentvolume/pv_controller.go checkVolumeSatisfyClaim
export function whyUnfit(volume: PersistentVolume, claim: PersistentVolumeClaim): string | undefined {
  if (isDeleting(volume)) return `the volume is marked for deletion ${JSON.stringify(nameOf(volume))}`;
  if (!isLargeEnough(volume, claim)) return 'requested PV is too small';
  if (classOf(volume) !== classOf(claim)) return 'storageClassName does not match';
  if (!hasMode(volume, claim)) return 'incompatible volumeMode';
  return offersAccess(volume, claim) ? undefined : 'incompatible accessMode';
}

/** Whether the volume can be used in every way that the claim asks for. */
const offersAccess = ({ spec }: PersistentVolume, claim: PersistentVolumeClaim): boolean =>
  (claim.spec?.accessModes ?? []).every((mode) => spec?.accessModes?.includes(mode));

const capacityOf = ({ spec }: PersistentVolume): Quantity => parseQuantity(spec?.capacity?.storage ?? '0');

const isLargeEnough = (volume: PersistentVolume, claim: PersistentVolumeClaim): boolean =>
  compareQuantity(capacityOf(volume), sizeOf(claim)) >= 0;

const hasMode = (volume: PersistentVolume, claim: PersistentVolumeClaim): boolean =>
  (volume.spec?.volumeMode ?? 'Filesystem') === (claim.spec?.volumeMode ?? 'Filesystem');

/** Of several as small as each other the first by name. */
const smallest = (volumes: readonly PersistentVolume[]): PersistentVolume | undefined =>
  [...volumes].sort(
    (a, b) => compareQuantity(capacityOf(a), capacityOf(b)) || (nameOf(a) < nameOf(b) ? -1 : 1),
  )[0];
