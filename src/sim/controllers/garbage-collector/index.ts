/**
 * Objects go when the last of their owners is gone. An owner deleted in the foreground waits for the dependents that
 * block it; one deleted with orphaning lets them go free first.
 * https://kubernetes.io/docs/concepts/architecture/garbage-collection/
 */
// upstream: pkg/controller/garbagecollector
import { isConflict, isInvalid, isNotFound, type KubeObject, type OwnerReference } from '@/apimachinery';
import {
  byOwner,
  type Client,
  type Informer,
  isDeleting,
  keyOf,
  nameOf,
  type ResourceClient,
  runController,
  uidOf,
} from '@/kube';
import type { ControllerContext, Running } from '../shared/context';
import { decide } from './decide';
import { byUid, FOREGROUND, isWaitingForDependents, ORPHAN, OwnerKinds } from './owners';

export const OWNER_REF_INVALID_NAMESPACE = 'OwnerRefInvalidNamespace';
export const ownerMissing = (reference: OwnerReference, namespace: string): string => {
  const { apiVersion, kind, name, uid } = reference;
  return `ownerRef [${apiVersion}/${kind}, namespace: ${namespace}, name: ${name}, uid: ${uid}] does not exist in namespace "${namespace}"`;
};

/** Events own nothing and are owned by nothing. */
const IGNORED = new Set(['events']);
const SEPARATOR = ' ';

export function startGarbageCollector(context: ControllerContext): Running {
  const { clock, informers } = context;
  const client = context.client('generic-garbage-collector');
  const events = context.recorder('garbage-collector-controller');
  const caches = new Map<string, Informer>();
  for (const type of context.resources) {
    if (!IGNORED.has(type.plural)) caches.set(`${type.plural}.${type.group}`, informers.for(type));
  }
  const all = [...caches.values()];
  const kinds = new OwnerKinds(all);

  const idOf = (cache: Informer, object: KubeObject) =>
    `${cache.type.plural}.${cache.type.group}${SEPARATOR}${keyOf(object)}`;
  const dependentsOf = (owner: KubeObject): readonly Item[] =>
    all.flatMap((cache) => cache.by(byOwner, uidOf(owner)).map((object) => ({ cache, object })));
  const enqueue = ({ cache, object }: Item, cause = object) => controller.enqueue(idOf(cache, object), cause);

  async function reconcile(id: string, cause: string | undefined): Promise<undefined> {
    const [resource = '', key = ''] = id.split(SEPARATOR);
    const cache = caches.get(resource);
    const object = cache?.get(key);
    if (!cache || !object) return;
    const caller = client.because(cause);
    try {
      await process(caller, { cache, object });
    } catch (error) {
      // Gone, or replaced by another object of its name: its own events tell what is to be done.
      if (!isNotFound(error) && !isInvalid(error)) throw error;
    }
  }

  async function process(caller: Client, item: Item): Promise<void> {
    const { object, cache } = item;
    const objects = caller.resource(cache.type);
    if (isDeleting(object) && object.metadata.finalizers?.includes(ORPHAN)) {
      for (const dependent of dependentsOf(object)) await disown(caller, dependent, [uidOf(object)]);
      await removeFinalizer(objects, object, ORPHAN);
    } else if (isWaitingForDependents(object)) await waitForDependents(objects, item);
    else await collect(caller, item);
  }

  async function waitForDependents(objects: ResourceClient<KubeObject>, { object }: Item): Promise<void> {
    const blocking = dependentsOf(object).filter((dependent) => blocks(dependent.object, object));
    if (blocking.length === 0) await removeFinalizer(objects, object, FOREGROUND);
    for (const dependent of blocking)
      if (!isWaitingForDependents(dependent.object)) enqueue(dependent, object);
  }

  async function collect(caller: Client, item: Item): Promise<void> {
    const { object, cache } = item;
    const references = object.metadata.ownerReferences ?? [];
    const owners = await Promise.all(
      references.map(async (reference) => ({
        reference,
        state: await kinds.stateOf(caller, object, reference),
      })),
    );
    for (const { reference, state } of owners) if (isMisplaced(reference, state)) warn(object, reference);
    const dependents = dependentsOf(object).map((dependent) => dependent.object);
    const verdict = decide({ object, owners, dependents });
    if (verdict.action === 'disown') await disown(caller, item, verdict.uids);
    if (verdict.action !== 'delete') return;
    const objects = caller.resource(cache.type);
    if (verdict.unblock) await unblockOwners(objects, object);
    await objects
      .delete(named(object), { propagationPolicy: verdict.policy, preconditions: { uid: uidOf(object) } })
      .catch((error) => {
        if (!isConflict(error)) throw error;
      });
  }

  /** The owner exists, but where this reference can't reach it. */
  const isMisplaced = (reference: OwnerReference, state: string): boolean =>
    state === 'invalid' ||
    (state === 'dangling' && all.some((cache) => cache.countBy(byUid, reference.uid) > 0));

  function warn(object: KubeObject, reference: OwnerReference): void {
    const message = ownerMissing(reference, object.metadata.namespace ?? '');
    events.event(object, 'Warning', { reason: OWNER_REF_INVALID_NAMESPACE, message });
  }

  const handlersFor = (cache: Informer) => ({
    add: (object: KubeObject) => look(cache, object),
    update(object: KubeObject, old: KubeObject) {
      const { ownerReferences } = object.metadata;
      const disowned = old.metadata.ownerReferences !== ownerReferences;
      if (disowned) wakeWaitingOwners(old);
      if (disowned || isDeleting(object) !== isDeleting(old)) look(cache, object);
    },
    delete(object: KubeObject) {
      for (const dependent of dependentsOf(object)) enqueue(dependent, object);
      wakeWaitingOwners(object);
    },
  });

  /** Enqueues what may have to go, or to wait. */
  function look(cache: Informer, object: KubeObject): void {
    const { ownerReferences = [], finalizers = [] } = object.metadata;
    const waits = isDeleting(object) && (finalizers.includes(FOREGROUND) || finalizers.includes(ORPHAN));
    const isDoubtful = ownerReferences.some((reference) => {
      const owner = kinds.cached(object, reference);
      return !owner || isWaitingForDependents(owner);
    });
    if (waits || isDoubtful) enqueue({ cache, object });
    // What depends on an owner that begins to wait for it must be looked at.
    if (waits) for (const dependent of dependentsOf(object)) enqueue(dependent, object);
  }

  function wakeWaitingOwners(object: KubeObject): void {
    for (const reference of object.metadata.ownerReferences ?? []) {
      const owner = kinds.cached(object, reference);
      const cache = owner && caches.get(resourceOf(kinds, reference));
      if (owner && cache && isWaitingForDependents(owner)) enqueue({ cache, object: owner }, object);
    }
  }

  const controller = runController({
    clock,
    caches: all,
    concurrency: 20,
    reconcile,
    onError: (error, id) => context.onError(error, `garbage collection of ${id}`),
  });
  const unsubscribe = all.map((cache) => cache.on(handlersFor(cache)));
  return {
    stop() {
      for (const end of unsubscribe) end();
      controller.stop();
    },
  };
}

interface Item {
  readonly cache: Informer;
  readonly object: KubeObject;
}

function resourceOf(kinds: OwnerKinds, reference: OwnerReference): string {
  const type = kinds.typeOf(reference);
  return type ? `${type.plural}.${type.group}` : '';
}

const named = (object: KubeObject) => {
  const { namespace } = object.metadata;
  return { name: nameOf(object), ...(namespace ? { namespace } : {}) };
};

const blocks = (dependent: KubeObject, owner: KubeObject): boolean =>
  dependent.metadata.ownerReferences?.some(
    ({ uid, blockOwnerDeletion }) => uid === uidOf(owner) && blockOwnerDeletion === true,
  ) === true;

/** Removes references to owners; the uid makes sure that it is still the same object. */
async function disown(client: Client, { cache, object }: Item, uids: readonly string[]): Promise<void> {
  const ownerReferences = uids.map((uid) => ({ $patch: 'delete', uid }));
  const patch = { metadata: { uid: uidOf(object), ownerReferences } };
  try {
    await client.resource(cache.type).patch(named(object), patch, { type: 'strategic' });
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
}

async function unblockOwners(objects: ResourceClient<KubeObject>, object: KubeObject): Promise<void> {
  const ownerReferences = object.metadata.ownerReferences?.map((reference) => ({
    ...reference,
    blockOwnerDeletion: false,
  }));
  const { resourceVersion } = object.metadata;
  await objects.patch(named(object), { metadata: { resourceVersion, ownerReferences } });
}

async function removeFinalizer(
  objects: ResourceClient<KubeObject>,
  object: KubeObject,
  finalizer: string,
): Promise<void> {
  const { resourceVersion, finalizers = [] } = object.metadata;
  const left = finalizers.filter((other) => other !== finalizer);
  await objects.patch(named(object), { metadata: { resourceVersion, finalizers: left } });
}
