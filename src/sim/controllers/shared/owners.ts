/** From an object to the keys of the controllers that care about it. */
import { deepEqual, type KubeObject, type LabelMatcher } from '@/apimachinery';
import { byNamespace, controllerOf, type Informer, keyFrom, keyOf, namespaceOf, uidOf } from '@/kube';

/** The object that a controller reference names, if it is in the cache and is the very same one. */
export function controllerIn<Owner extends KubeObject>(
  owners: Informer<Owner>,
  object: KubeObject,
): Owner | undefined {
  const ref = controllerOf(object);
  if (!ref || ref.kind !== owners.type.kind) return undefined;
  const owner = owners.get(keyFrom(object.metadata.namespace, ref.name));
  return owner && uidOf(owner) === ref.uid ? owner : undefined;
}

/** Owners of the namespace whose selector matches the labels of an orphan; empty selectors match nothing here. */
export function matchingOwners<Owner extends KubeObject>(
  owners: Informer<Owner>,
  object: KubeObject,
  selectorOf: (owner: Owner) => LabelMatcher,
): readonly Owner[] {
  const { labels } = object.metadata;
  if (!labels) return [];
  return owners.by(byNamespace, namespaceOf(object)).filter((owner) => {
    const selector = selectorOf(owner);
    return !selector.empty && selector.matches(labels);
  });
}

/** Calls `enqueue` for the owner of each changed object, and for whoever may adopt an orphan. */
export function followOwned<Owner extends KubeObject, T extends KubeObject>(
  objects: Informer<T>,
  owners: Informer<Owner>,
  options: {
    selectorOf(owner: Owner): LabelMatcher;
    enqueue(key: string, cause: KubeObject): void;
  },
): () => void {
  const { selectorOf, enqueue } = options;
  const enqueueOwner = (object: T) => {
    const owner = controllerIn(owners, object);
    if (owner) enqueue(keyOf(owner), object);
  };
  const enqueueMatching = (object: T) => {
    for (const owner of matchingOwners(owners, object, selectorOf)) enqueue(keyOf(owner), object);
  };
  return objects.on({
    add: (object) => (controllerOf(object) ? enqueueOwner(object) : enqueueMatching(object)),
    update(object, old) {
      const ref = controllerOf(object);
      const changedHands = controllerOf(old)?.uid !== ref?.uid;
      if (changedHands) enqueueOwner(old);
      if (ref) enqueueOwner(object);
      else if (changedHands || !deepEqual(object.metadata.labels, old.metadata.labels))
        enqueueMatching(object);
    },
    delete: enqueueOwner,
  });
}
