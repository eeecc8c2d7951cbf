/**
 * What a StatefulSet does next: make what is missing from the lowest ordinal up, take what is too much from the highest
 * down, then replace what is of an old revision from the highest down. Where its pods are ordered, each step waits
 * until all pods before it are available.
 */
// upstream: pkg/controller/statefulset/stateful_set_control.go updateStatefulSet
import { isDeleting, nameOf, type Pod } from '@/kube';
import { isPodFinished } from '../shared/pods';
import {
  claimsOf,
  desiredOf,
  identityMatches,
  isWithin,
  ordinalOf,
  podName,
  revisionOf,
  startOf,
} from './identity';
import { isAvailable, isUnavailable, type Observed } from './observed';
import { isStale, ownersMatch, ownersOf } from './retention';

export type Step =
  | { readonly kind: 'create'; readonly ordinal: number }
  | { readonly kind: 'delete'; readonly pod: Pod }
  /** Labels of the pod. */
  | { readonly kind: 'identify'; readonly pod: Pod; readonly ordinal: number }
  /** Missing claims, and owners of claims. */
  | { readonly kind: 'claims'; readonly pod: Pod; readonly ordinal: number }
  /** An old claim has to go before its successor can come. */
  | { readonly kind: 'wait' };

interface Replica {
  readonly ordinal: number;
  readonly pod: Pod | undefined;
}
interface Condemned extends Replica {
  readonly pod: Pod;
}

export function decide(observed: Observed): readonly Step[] {
  const { set } = observed;
  if (isDeleting(set)) return [];
  const ordered = set.spec?.podManagementPolicy !== 'Parallel';
  const replicas = replicasOf(observed);
  const condemned = condemnedOf(observed);
  const steps: Step[] = [];
  for (const replica of replicas) {
    if (keep(observed, replica, steps) && ordered) return steps;
  }
  for (const each of condemned) {
    if (!claimsMatch(observed, each)) steps.push({ kind: 'claims', ...each });
  }
  const broken = [...replicas, ...condemned.toReversed()].find(({ pod }) => isUnavailable(observed, pod));
  for (const { pod } of condemned) {
    const waits = ordered && pod !== broken?.pod && !isAvailable(observed, pod);
    if (!isDeleting(pod) && !waits) steps.push({ kind: 'delete', pod });
    if (ordered) return steps;
  }
  return [...steps, ...outdated(observed, replicas)];
}

function replicasOf({ set, pods }: Observed): readonly Replica[] {
  const byOrdinal = new Map(pods.map((pod) => [ordinalOf(set, pod), pod]));
  const start = startOf(set);
  return Array.from({ length: desiredOf(set) }, (_, index) => ({
    ordinal: start + index,
    pod: byOrdinal.get(start + index),
  }));
}

/** Highest first. */
const condemnedOf = ({ set, pods }: Observed): readonly Condemned[] =>
  pods
    .map((pod) => ({ ordinal: ordinalOf(set, pod) ?? -1, pod }))
    .filter(({ ordinal }) => ordinal >= 0 && !isWithin(set, ordinal))
    .sort((a, b) => b.ordinal - a.ordinal);

/** Adds what one wanted pod needs; true when ordered pods must wait for it. */
// upstream: processReplica
function keep(observed: Observed, replica: Replica, steps: Step[]): boolean {
  const { ordinal, pod } = replica;
  if (!pod) {
    steps.push(hasStaleClaim(observed, ordinal) ? { kind: 'wait' } : { kind: 'create', ordinal });
    return true;
  }
  if (isPodFinished(pod)) {
    if (!isDeleting(pod)) steps.push({ kind: 'delete', pod });
    return true;
  }
  const blocked = isUnavailable(observed, pod);
  const misses = !blocked && !identityMatches(observed.set, ordinal, pod);
  if (misses) steps.push({ kind: 'identify', ordinal, pod });
  const needsClaims = blocked ? pod.status?.phase === 'Pending' && missesClaim(observed, ordinal) : true;
  if (needsClaims && !claimsMatch(observed, { ordinal, pod })) steps.push({ kind: 'claims', ordinal, pod });
  return blocked;
}

const hasStaleClaim = ({ set, claim }: Observed, ordinal: number): boolean =>
  claimsOf(set, ordinal).some((wanted) => {
    const found = claim(nameOf(wanted));
    return found !== undefined && isStale(found, podName(set, ordinal));
  });

const missesClaim = ({ set, claim }: Observed, ordinal: number): boolean =>
  claimsOf(set, ordinal).some((wanted) => !claim(nameOf(wanted)));

const claimsMatch = ({ set, claim }: Observed, replica: Replica): boolean =>
  claimsOf(set, replica.ordinal).every((wanted) => {
    const found = claim(nameOf(wanted));
    if (!found) return !isWithin(set, replica.ordinal);
    return ownersMatch(found, ownersOf(set, found, replica));
  });

/** Pods to replace now: as many as may be unavailable at once. */
// upstream: updateStatefulSetAfterInvariantEstablished
function outdated(observed: Observed, replicas: readonly Replica[]): readonly Step[] {
  const { type, rollingUpdate } = observed.set.spec?.updateStrategy ?? {};
  if (type === 'OnDelete') return [];
  const unavailable = replicas.filter(({ pod }) => isUnavailable(observed, pod)).length;
  const room = maxUnavailable(rollingUpdate?.maxUnavailable, replicas.length) - unavailable;
  return replicas
    .slice(rollingUpdate?.partition ?? 0)
    .toReversed()
    .flatMap(({ pod }) => (pod && isOld(observed, pod) ? [{ kind: 'delete' as const, pod }] : []))
    .slice(0, Math.max(room, 0));
}

const isOld = ({ update }: Observed, pod: Pod): boolean =>
  revisionOf(pod) !== nameOf(update) && !isDeleting(pod) && !isPodFinished(pod);

/** A percentage is rounded down, but never to nothing. */
function maxUnavailable(value: number | string | undefined, replicas: number): number {
  if (typeof value !== 'string') return value ?? 1;
  return Math.max(1, Math.floor((Number.parseInt(value, 10) * replicas) / 100));
}
