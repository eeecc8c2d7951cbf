/** What becomes of an object, given the state of its owners. */
// upstream: pkg/controller/garbagecollector/garbagecollector.go attemptToDeleteItem
import type { KubeObject, OwnerReference } from '@/apimachinery';
import { isDeleting } from '@/kube';
import { FOREGROUND, isWaitingForDependents, ORPHAN, type OwnerState } from './owners';

export type Policy = 'Background' | 'Foreground' | 'Orphan';

export type Verdict =
  | { readonly action: 'keep' }
  /** Remove the references to these owners: they are gone or going, others remain. */
  | { readonly action: 'disown'; readonly uids: readonly string[] }
  /** `unblock`: two objects wait for one another; first give up blocking the owner. */
  | { readonly action: 'delete'; readonly policy: Policy; readonly unblock: boolean };

export interface Owned {
  readonly object: KubeObject;
  readonly owners: readonly { readonly reference: OwnerReference; readonly state: OwnerState }[];
  readonly dependents: readonly KubeObject[];
}

const KEEP: Verdict = { action: 'keep' };

export function decide({ object, owners, dependents }: Owned): Verdict {
  const uids = (state: OwnerState) =>
    owners.filter((owner) => owner.state === state).map(({ reference }) => reference.uid);
  const [dangling, waiting] = [uids('dangling'), uids('waiting')];
  const remains = owners.some(({ state }) => state === 'solid' || state === 'unknown' || state === 'invalid');
  const isOrphaned = owners.length > 0 && !remains;
  if (isDeleting(object) || (!isOrphaned && dangling.length + waiting.length === 0)) return KEEP;
  if (!isOrphaned) return { action: 'disown', uids: [...dangling, ...waiting] };
  if (waiting.length > 0 && dependents.length > 0) {
    return { action: 'delete', policy: 'Foreground', unblock: dependents.some(isWaitingForDependents) };
  }
  return { action: 'delete', policy: policyOf(object), unblock: false };
}

/** Finalizers that somebody put there already are honoured. */
function policyOf({ metadata: { finalizers = [] } }: KubeObject): Policy {
  if (finalizers.includes(ORPHAN)) return 'Orphan';
  return finalizers.includes(FOREGROUND) ? 'Foreground' : 'Background';
}
