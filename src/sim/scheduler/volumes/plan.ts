/** Which volumes a pod would get on a node: those that are there, and those that would be made. */
// upstream: pkg/scheduler/framework/plugins/volumebinding/binder.go FindPodVolumes
import { compareQuantity } from '@/apimachinery';
import {
  type Informers,
  keyOf,
  nameOf,
  type PersistentVolume,
  type PersistentVolumeClaim,
  resources,
  type StorageClass,
} from '@/kube';
import { matchTerm } from '../../placement';
import { classOf, findMatch, NO_PROVISIONER, SELECTED_NODE, sizeOf } from '../../volumes';
import type { AssumedVolumes, NodeInfo } from '../framework';
import type { PodClaims } from './claims';

export const BIND_CONFLICT = "node(s) didn't find available persistent volumes to bind";
export const NODE_CONFLICT = "node(s) didn't match PersistentVolume's node affinity";
export const NO_SUCH_VOLUME = 'node(s) unavailable due to one or more pvc(s) bound to non-existent pv(s)';

export interface VolumePlan {
  /** Claims with the volumes that are there for them. */
  readonly matches: readonly { readonly claim: PersistentVolumeClaim; readonly volume: PersistentVolume }[];
  /** Claims whose volumes are to be made for this node. */
  readonly toProvision: readonly PersistentVolumeClaim[];
}

export interface PlanView {
  readonly informers: Informers;
  readonly assumed?: AssumedVolumes | undefined;
}

/** The plan, or why the node won't do. */
export function planVolumes(
  claims: PodClaims,
  node: NodeInfo,
  view: PlanView,
): VolumePlan | readonly string[] {
  const volumes = view.informers.for(resources.persistentvolumes);
  const bound = claims.bound.map(({ spec }) => volumes.get(spec?.volumeName ?? ''));
  const reasons: string[] = [];
  if (bound.some((volume) => volume && !reaches(volume, node))) reasons.push(NODE_CONFLICT);
  const plan = planUnbound(claims.delayed, node, view);
  if (!plan) reasons.push(BIND_CONFLICT);
  if (bound.includes(undefined)) reasons.push(NO_SUCH_VOLUME);
  return plan && reasons.length === 0 ? plan : reasons;
}

function planUnbound(
  claims: readonly PersistentVolumeClaim[],
  node: NodeInfo,
  { informers, assumed }: PlanView,
): VolumePlan | undefined {
  const volumes = informers.for(resources.persistentvolumes).list();
  const classes = informers.for(resources.storageclasses);
  const matches: { claim: PersistentVolumeClaim; volume: PersistentVolume }[] = [];
  const toProvision: PersistentVolumeClaim[] = [];
  const taken = new Set(assumed?.volumes());
  for (const claim of [...claims].sort((a, b) => compareQuantity(sizeOf(a), sizeOf(b)))) {
    const chosen = assumed?.nodeOf(keyOf(claim)) ?? claim.metadata.annotations?.[SELECTED_NODE];
    if (chosen !== undefined && chosen !== node.name) return undefined;
    const volume =
      chosen === undefined
        ? findMatch(claim, { volumes, taken, reaches: (each) => reaches(each, node) })
        : undefined;
    if (volume) {
      taken.add(nameOf(volume));
      matches.push({ claim, volume });
    } else if (canProvision(classes.get(classOf(claim)), node)) toProvision.push(claim);
    else return undefined;
  }
  return { matches, toProvision };
}

/** Whether containers on the node can use the volume. */
// upstream: pkg/volume/util/util.go CheckNodeAffinity
export function reaches({ spec }: PersistentVolume, node: NodeInfo): boolean {
  const terms = spec?.nodeAffinity?.required?.nodeSelectorTerms;
  return !terms || terms.some((term) => matchTerm(term)(node));
}

// upstream: checkVolumeProvisions, MatchTopologySelectorTerms
function canProvision(storageClass: StorageClass | undefined, { labels }: NodeInfo): boolean {
  if (!storageClass || storageClass.provisioner === NO_PROVISIONER) return false;
  const { allowedTopologies = [] } = storageClass;
  return (
    allowedTopologies.length === 0 ||
    allowedTopologies.some(({ matchLabelExpressions = [] }) =>
      matchLabelExpressions.every(({ key, values }) => values.includes(labels[key] ?? '')),
    )
  );
}
