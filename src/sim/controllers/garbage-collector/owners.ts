/** Owner references as the garbage collector sees them: where an owner would be, and whether it is there. */
// upstream: pkg/controller/garbagecollector/garbagecollector.go isDangling, classifyReferences
import { isNotFound, type KubeObject, type OwnerReference, parseApiVersion } from '@/apimachinery';
import {
  type Client,
  type IndexDefinition,
  type Informer,
  isDeleting,
  keyFrom,
  type ResourceType,
  uidOf,
} from '@/kube';

export const FOREGROUND = 'foregroundDeletion';
export const ORPHAN = 'orphan';

export const byUid: IndexDefinition<KubeObject> = { name: 'uid', values: (object) => [uidOf(object)] };

/** Deleted in the foreground, and waiting for its dependents to go first. */
export const isWaitingForDependents = (object: KubeObject): boolean =>
  isDeleting(object) && object.metadata.finalizers?.includes(FOREGROUND) === true;

export type OwnerState = 'solid' | 'waiting' | 'dangling' | 'invalid' | 'unknown';

/** All kinds that can own and be owned, by group and kind. */
export class OwnerKinds {
  readonly #byKind = new Map<string, { readonly type: ResourceType; readonly cache: Informer }>();

  constructor(caches: readonly Informer[]) {
    for (const cache of caches) {
      this.#byKind.set(`${cache.type.group}/${cache.type.kind}`, { type: cache.type, cache });
    }
  }

  typeOf(reference: OwnerReference): ResourceType | undefined {
    return this.#find(reference)?.type;
  }

  /** The owner as the cache has it; undefined when it isn't there or is another object by now. */
  cached(object: KubeObject, reference: OwnerReference): KubeObject | undefined {
    const found = this.#find(reference);
    if (!found) return undefined;
    const namespace = found.type.namespaced ? object.metadata.namespace : undefined;
    const owner = found.cache.get(keyFrom(namespace, reference.name));
    return owner && uidOf(owner) === reference.uid ? owner : undefined;
  }

  /** Asks the server about owners that the cache doesn't have. */
  async stateOf(client: Client, object: KubeObject, reference: OwnerReference): Promise<OwnerState> {
    const type = this.typeOf(reference);
    // A kind that this cluster doesn't serve: nobody can tell whether the owner is there.
    if (!type) return 'unknown';
    if (type.namespaced && !object.metadata.namespace) return 'invalid';
    const owner = this.cached(object, reference) ?? (await this.#live(client, object, { type, reference }));
    if (!owner || uidOf(owner) !== reference.uid) return 'dangling';
    return isWaitingForDependents(owner) ? 'waiting' : 'solid';
  }

  async #live(
    client: Client,
    object: KubeObject,
    { type, reference }: { readonly type: ResourceType; readonly reference: OwnerReference },
  ): Promise<KubeObject | undefined> {
    const { namespace } = object.metadata;
    try {
      return await client
        .resource(type)
        .get({ name: reference.name, ...(type.namespaced && namespace ? { namespace } : {}) });
    } catch (error) {
      if (isNotFound(error)) return undefined;
      throw error;
    }
  }

  #find({ apiVersion, kind }: OwnerReference) {
    return this.#byKind.get(`${parseApiVersion(apiVersion).group}/${kind}`);
  }
}
