/** The claims behind a pod's volumes: those that it names, and those that are made for it. */
// upstream: k8s.io/component-helpers/storage/ephemeral/ephemeral.go
import {
  type IndexDefinition,
  keyFrom,
  nameOf,
  namespaceOf,
  type PersistentVolumeClaim,
  type Pod,
  type PodSpec,
  uidOf,
} from '@/kube';

type PodVolume = NonNullable<PodSpec['volumes']>[number];

/** The name of the claim behind one volume of a pod; undefined for volumes of other kinds. */
export function claimOf(pod: Pod, { name, persistentVolumeClaim, ephemeral }: PodVolume): string | undefined {
  return persistentVolumeClaim?.claimName ?? (ephemeral ? `${nameOf(pod)}-${name}` : undefined);
}

/** Names of all claims of a pod. */
export const claimNamesOf = (pod: Pod): readonly string[] =>
  (pod.spec?.volumes ?? []).flatMap((volume) => claimOf(pod, volume) ?? []);

/** Whether a claim was made for this pod and no other of its name. */
export const isForPod = ({ metadata }: PersistentVolumeClaim, pod: Pod): boolean =>
  (metadata.ownerReferences ?? []).some(({ uid, controller }) => controller && uid === uidOf(pod));

/** Pods by the keys of their claims. */
export const podsByClaim: IndexDefinition<Pod> = {
  name: 'claim',
  values: (pod) => claimNamesOf(pod).map((name) => keyFrom(namespaceOf(pod), name)),
};
