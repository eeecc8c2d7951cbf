/** What becomes of a claim: which volume it gets, or what it waits for. */
// upstream: pkg/controller/volume/persistentvolume/pv_controller.go syncUnboundClaim, syncBoundClaim
import { type PersistentVolume, type PersistentVolumeClaim, type StorageClass, uidOf } from '@/kube';
import {
  BIND_COMPLETED,
  classOf,
  findMatch,
  hasClass,
  isBoundTo,
  isDelayed,
  PROVISIONER,
  SELECTED_NODE,
  type StorageClasses,
  whyUnfit,
} from '../../volumes';
import {
  LOST_REFERENCE,
  LOST_VOLUME,
  MISBOUND,
  NO_VOLUME,
  noClass,
  noPlugin,
  takenByAnother,
  unfit,
  WAIT_FOR_CONSUMER,
  waitForPods,
} from './texts';
import type { EventWords } from './words';

export type ClaimDecision =
  /** Both sides are brought to Bound; that may be so already. */
  | { readonly kind: 'bind'; readonly volume: PersistentVolume }
  | { readonly kind: 'pending'; readonly words?: EventWords }
  | { readonly kind: 'lost'; readonly words: EventWords }
  /** The default class that there is now. */
  | { readonly kind: 'classify'; readonly storageClass: string }
  /** Somebody outside is told to make a volume; `asked` when he has been told. */
  | { readonly kind: 'provision'; readonly provisioner: string; readonly asked: boolean };

export interface ClaimView {
  readonly volumes: readonly PersistentVolume[];
  volume(name: string): PersistentVolume | undefined;
  readonly classes: StorageClasses;
  readonly defaultClass: StorageClass | undefined;
  /** Pods that use the claim and have no node yet. */
  readonly waitingPods: readonly string[];
}

export function decideClaim(claim: PersistentVolumeClaim, view: ClaimView): ClaimDecision {
  if (claim.metadata.annotations?.[BIND_COMPLETED] !== undefined) return decideBound(claim, view);
  const wanted = claim.spec?.volumeName;
  if (wanted) return decideRequested(claim, view.volume(wanted));
  const delayed = isDelayed(claim, view.classes);
  const volume = findMatch(claim, { volumes: view.volumes, delayed });
  if (volume) return { kind: 'bind', volume };
  const byDefault = view.defaultClass?.metadata.name;
  if (byDefault && !hasClass(claim)) return { kind: 'classify', storageClass: byDefault };
  const chosen = claim.metadata.annotations?.[SELECTED_NODE] !== undefined;
  if (delayed && !chosen) {
    const { waitingPods } = view;
    return { kind: 'pending', words: waitingPods.length > 0 ? waitForPods(waitingPods) : WAIT_FOR_CONSUMER };
  }
  return classOf(claim) === '' ? { kind: 'pending', words: NO_VOLUME } : decideProvisioning(claim, view);
}

function decideBound(claim: PersistentVolumeClaim, view: ClaimView): ClaimDecision {
  const name = claim.spec?.volumeName;
  if (!name) return { kind: 'lost', words: LOST_REFERENCE };
  const volume = view.volume(name);
  if (!volume) return { kind: 'lost', words: LOST_VOLUME };
  const owner = volume.spec?.claimRef;
  return !owner || owner.uid === uidOf(claim) ? { kind: 'bind', volume } : { kind: 'lost', words: MISBOUND };
}

function decideRequested(claim: PersistentVolumeClaim, volume: PersistentVolume | undefined): ClaimDecision {
  if (!volume) return { kind: 'pending' };
  const name = volume.metadata.name ?? '';
  if (volume.spec?.claimRef) {
    if (isBoundTo(volume, claim)) return { kind: 'bind', volume };
    return { kind: 'pending', words: takenByAnother(name) };
  }
  const why = whyUnfit(volume, claim);
  return why === undefined ? { kind: 'bind', volume } : { kind: 'pending', words: unfit(name, why) };
}

// upstream: findProvisionablePlugin
function decideProvisioning(claim: PersistentVolumeClaim, { classes }: ClaimView): ClaimDecision {
  const name = classOf(claim);
  const provisioner = classes.get(name)?.provisioner;
  if (provisioner === undefined) return { kind: 'pending', words: noClass(name) };
  if (provisioner.startsWith('kubernetes.io/')) return { kind: 'pending', words: noPlugin(provisioner) };
  const asked = claim.metadata.annotations?.[PROVISIONER] === provisioner;
  return { kind: 'provision', provisioner, asked };
}
