/** Small readings of any object that clients, informers and controllers share. */
import { type KubeObject, type OwnerReference, StatusError } from '@/apimachinery';

/** What names one object of a kind. */
export interface ObjectName {
  readonly namespace?: string;
  readonly name: string;
}

/** "default/web", or "node01" for cluster-scoped objects: the key of caches and work queues. */
export function keyOf(object: KubeObject): string {
  const { namespace, name = '' } = object.metadata;
  return namespace ? `${namespace}/${name}` : name;
}

/** The same key from its parts. */
export const keyFrom = (namespace: string | undefined, name: string): string =>
  namespace ? `${namespace}/${name}` : name;

/** The reverse of {@link keyOf}. */
export function parseKey(key: string): ObjectName {
  const slash = key.indexOf('/');
  return slash < 0 ? { name: key } : { namespace: key.slice(0, slash), name: key.slice(slash + 1) };
}

export const nameOf = (object: KubeObject): string => object.metadata.name ?? '';
export const namespaceOf = (object: KubeObject): string => object.metadata.namespace ?? '';
export const uidOf = (object: KubeObject): string => object.metadata.uid ?? '';
export const isDeleting = (object: KubeObject): boolean => object.metadata.deletionTimestamp !== undefined;

/** The reference of the controller that manages the object. */
export const controllerOf = (object: KubeObject): OwnerReference | undefined =>
  object.metadata.ownerReferences?.find((owner) => owner.controller === true);

/** A reference that makes `owner` the managing controller, as metav1.NewControllerRef. */
export const controllerRef = (owner: KubeObject): OwnerReference => ({
  apiVersion: owner.apiVersion,
  kind: owner.kind,
  name: nameOf(owner),
  uid: uidOf(owner),
  controller: true,
  blockOwnerDeletion: true,
});

/** A creation was refused because its namespace is going away: nothing to tell, nothing to retry. */
export const isNamespaceTerminating = (error: unknown): boolean =>
  error instanceof StatusError &&
  error.status.details?.causes?.some((cause) => cause.reason === 'NamespaceTerminating') === true;
