/** A pod's claims as scheduling sees them: those that have a volume, and those that get one with the pod's node. */
// upstream: pkg/scheduler/framework/plugins/volumebinding/volume_binding.go podHasPVCs, binder.go GetPodVolumeClaims
import {
  type Informers,
  isDeleting,
  keyFrom,
  nameOf,
  namespaceOf,
  type PersistentVolumeClaim,
  type Pod,
  resources,
} from '@/kube';
import { BIND_COMPLETED, claimOf, isDelayed, isForPod } from '../../volumes';

export interface PodClaims {
  readonly bound: readonly PersistentVolumeClaim[];
  readonly delayed: readonly PersistentVolumeClaim[];
}

const UNBOUND_IMMEDIATE = 'pod has unbound immediate PersistentVolumeClaims';

/** Undefined: the pod has none. A text: why no node will do before something happens to them. */
export function podClaims(pod: Pod, informers: Informers): PodClaims | string | undefined {
  const claims: PersistentVolumeClaim[] = [];
  const known = informers.for(resources.persistentvolumeclaims);
  for (const volume of pod.spec?.volumes ?? []) {
    const name = claimOf(pod, volume);
    if (name === undefined) continue;
    const claim = known.get(keyFrom(namespaceOf(pod), name));
    const isEphemeral = volume.ephemeral !== undefined;
    if (!claim) return missing(name, isEphemeral);
    const why = unusable(claim, isEphemeral ? pod : undefined);
    if (why !== undefined) return why;
    claims.push(claim);
  }
  return claims.length === 0 ? undefined : sorted(claims, informers);
}

/** Whether both sides know of each other. */
export const isFullyBound = ({ metadata, spec }: PersistentVolumeClaim): boolean =>
  Boolean(spec?.volumeName) && metadata.annotations?.[BIND_COMPLETED] !== undefined;

const missing = (name: string, isEphemeral: boolean): string =>
  isEphemeral
    ? `waiting for ephemeral volume controller to create the persistentvolumeclaim ${JSON.stringify(name)}`
    : `persistentvolumeclaim ${JSON.stringify(name)} not found`;

/** `owner`: the pod that the claim must have been made for. */
function unusable(claim: PersistentVolumeClaim, owner: Pod | undefined): string | undefined {
  const name = JSON.stringify(nameOf(claim));
  if (claim.status?.phase === 'Lost') {
    const volume = JSON.stringify(claim.spec?.volumeName ?? '');
    return `persistentvolumeclaim ${name} bound to non-existent persistentvolume ${volume}`;
  }
  if (isDeleting(claim)) return `persistentvolumeclaim ${name} is being deleted`;
  if (!owner || isForPod(claim, owner)) return undefined;
  const [pvc, pod] = [claim, owner].map((object) => `${namespaceOf(object)}/${nameOf(object)}`);
  return `PVC ${pvc} was not created for pod ${pod} (pod is not owner)`;
}

function sorted(claims: readonly PersistentVolumeClaim[], informers: Informers): PodClaims | string {
  const classes = informers.for(resources.storageclasses);
  const unbound = claims.filter((claim) => !isFullyBound(claim));
  const waits = (claim: PersistentVolumeClaim) => isDelayed(claim, classes) && !claim.spec?.volumeName;
  if (!unbound.every(waits)) return UNBOUND_IMMEDIATE;
  return { bound: claims.filter(isFullyBound), delayed: unbound };
}
