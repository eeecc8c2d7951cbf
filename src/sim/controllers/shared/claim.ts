/**
 * Who belongs to a controller: it keeps what refers to it and still matches its selector, adopts orphans that match,
 * and releases what refers to it but matches no longer.
 */
// upstream: pkg/controller/controller_ref_manager.go
import { isInvalid, isNotFound, type KubeObject, type LabelMatcher } from '@/apimachinery';
import {
  byOwner,
  controllerOf,
  controllerRef,
  type Informer,
  isDeleting,
  nameOf,
  namespaceOf,
  orphansByNamespace,
  type ResourceClient,
  uidOf,
} from '@/kube';

/** Where what an owner may claim is found, and the clients of both kinds. */
export interface Claim<T extends KubeObject> {
  readonly cache: Informer<T>;
  readonly selector: LabelMatcher;
  readonly objects: ResourceClient<T>;
  readonly owners: { get(name: { namespace: string; name: string }): Promise<KubeObject> };
  /** Which of them count; absent: all. */
  readonly suits?: (candidate: T) => boolean;
  /** Nothing is released: history stays history when the selector is another one. */
  readonly keepsAll?: boolean;
}

/** What the owner controls, orphans that it adopts included. */
export function claimAll<T extends KubeObject>(owner: KubeObject, from: Claim<T>): Promise<readonly T[]> {
  const { cache, selector, objects, owners, suits = () => true, keepsAll = false } = from;
  const orphans = cache.by(orphansByNamespace, namespaceOf(owner));
  const candidates = [...cache.by(byOwner, uidOf(owner)), ...orphans].filter(suits);
  const claims = sortClaims(owner, selector, candidates);
  // A stale cache must not adopt for an owner that is gone or going: the server is asked.
  const claimer = { objects, freshOwner: () => owners.get(name(owner)) };
  return claim(owner, keepsAll ? { ...claims, release: [] } : claims, claimer);
}

interface Claims<T extends KubeObject> {
  readonly owned: readonly T[];
  readonly adopt: readonly T[];
  readonly release: readonly T[];
}

/** Sorts candidates (what the owner controls, and orphans of its namespace). */
function sortClaims<T extends KubeObject>(
  owner: KubeObject,
  selector: LabelMatcher,
  candidates: readonly T[],
): Claims<T> {
  const owned: T[] = [];
  const adopt: T[] = [];
  const release: T[] = [];
  for (const candidate of candidates) {
    const controller = controllerOf(candidate);
    const matches = selector.matches(candidate.metadata.labels);
    if (controller) {
      if (controller.uid !== uidOf(owner)) continue;
      if (matches) owned.push(candidate);
      else if (!isDeleting(owner)) release.push(candidate);
    } else if (matches && !isDeleting(owner) && !isDeleting(candidate)) adopt.push(candidate);
  }
  return { owned, adopt, release };
}

interface Claimer<T extends KubeObject> {
  readonly objects: ResourceClient<T>;
  freshOwner(): Promise<KubeObject>;
}

/** Carries the claims out; the result is what the owner controls afterwards. */
async function claim<T extends KubeObject>(
  owner: KubeObject,
  claims: Claims<T>,
  claimer: Claimer<T>,
): Promise<readonly T[]> {
  const { owned, adopt, release } = claims;
  if (adopt.length === 0 && release.length === 0) return owned;
  if (adopt.length > 0) await checkOwner(owner, claimer);
  const adopted = await Promise.all(adopt.map((object) => adoptOne(owner, object, claimer.objects)));
  await Promise.all(release.map((object) => releaseOne(owner, object, claimer.objects)));
  return [...owned, ...adopted.filter((object) => object !== undefined)];
}

async function checkOwner(owner: KubeObject, { freshOwner }: Claimer<KubeObject>): Promise<void> {
  const fresh = await freshOwner();
  const what = `${owner.kind} ${namespaceOf(owner)}/${nameOf(owner)}`;
  if (uidOf(fresh) !== uidOf(owner)) {
    throw new Error(`original ${what} is gone: got uid ${uidOf(fresh)}, wanted ${uidOf(owner)}`);
  }
  if (isDeleting(fresh)) {
    throw new Error(`${what} has just been deleted at ${fresh.metadata.deletionTimestamp}`);
  }
}

/** Undefined when the object has gone meanwhile. */
async function adoptOne<T extends KubeObject>(
  owner: KubeObject,
  object: T,
  client: ResourceClient<T>,
): Promise<T | undefined> {
  const metadata = { uid: uidOf(object), ownerReferences: [controllerRef(owner)] };
  try {
    return await client.patch(name(object), { metadata }, { type: 'strategic' });
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

async function releaseOne<T extends KubeObject>(
  owner: KubeObject,
  object: T,
  client: ResourceClient<T>,
): Promise<void> {
  const metadata = { uid: uidOf(object), ownerReferences: [{ $patch: 'delete', uid: uidOf(owner) }] };
  try {
    await client.patch(name(object), { metadata }, { type: 'strategic' });
  } catch (error) {
    // Gone, or another object by now: nothing is left to release.
    if (!isNotFound(error) && !isInvalid(error)) throw error;
  }
}

const name = (object: KubeObject) => ({ namespace: namespaceOf(object), name: nameOf(object) });
