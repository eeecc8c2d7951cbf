/** Tells expectations of the pods that come and go; subscribed before the owner is enqueued for the same change. */
import type { KubeObject } from '@/apimachinery';
import { type Informer, isDeleting, keyOf, type Pod, uidOf } from '@/kube';
import type { Expectations } from './expectations';
import { controllerIn } from './owners';

export function observePods<Owner extends KubeObject>(
  pods: Informer<Pod>,
  owners: Informer<Owner>,
  expectations: Expectations,
): () => void {
  return pods.on({
    add(pod) {
      const owner = controllerIn(owners, pod);
      if (owner && !isDeleting(pod)) expectations.creationObserved(keyOf(owner));
    },
    update(pod) {
      const owner = isDeleting(pod) ? controllerIn(owners, pod) : undefined;
      if (owner) expectations.deletionObserved(keyOf(owner), uidOf(pod));
    },
    delete(pod) {
      const owner = controllerIn(owners, pod);
      if (owner) expectations.deletionObserved(keyOf(owner), uidOf(pod));
    },
  });
}
