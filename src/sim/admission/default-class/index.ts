/**
 * DefaultStorageClass and DefaultIngressClass: who names no class gets the default one; of several the newest, of those
 * as old as each other the first by name.
 */
// upstream: plugin/pkg/admission/storage/storageclass/setdefault, plugin/pkg/admission/network/defaultingressclass,
// pkg/volume/util/storageclass.go GetDefaultClass
import type { GroupResource, KubeObject } from '@/apimachinery';
import type { Ingress, PersistentVolumeClaim } from '@/kube/kinds';
import type { AdmissionContext, AdmissionPlugin } from '../plugin';

const STORAGE_CLASSES = { group: 'storage.k8s.io', resource: 'storageclasses' };
const IS_DEFAULT_STORAGE = [
  'storageclass.kubernetes.io/is-default-class',
  'storageclass.beta.kubernetes.io/is-default-class',
];
const OLD_STORAGE_CLASS = 'volume.beta.kubernetes.io/storage-class';

const INGRESS_CLASSES = { group: 'networking.k8s.io', resource: 'ingressclasses' };
const IS_DEFAULT_INGRESS = ['ingressclass.kubernetes.io/is-default-class'];
const OLD_INGRESS_CLASS = 'kubernetes.io/ingress.class';

export const defaultStorageClass: AdmissionPlugin = {
  name: 'DefaultStorageClass',
  operations: ['CREATE'],
  admit({ resource, subresource, object }, context) {
    if (resource.group !== '' || resource.resource !== 'persistentvolumeclaims' || subresource)
      return undefined;
    const claim = object as PersistentVolumeClaim;
    if (claim.spec?.storageClassName !== undefined || has(claim, OLD_STORAGE_CLASS)) return undefined;
    const name = defaultOf(STORAGE_CLASSES, IS_DEFAULT_STORAGE, context);
    return name === undefined ? undefined : { ...claim, spec: { ...claim.spec, storageClassName: name } };
  },
};

export const defaultIngressClass: AdmissionPlugin = {
  name: 'DefaultIngressClass',
  operations: ['CREATE'],
  admit({ resource, subresource, object }, context) {
    if (resource.group !== 'networking.k8s.io' || resource.resource !== 'ingresses' || subresource)
      return undefined;
    const ingress = object as Ingress;
    if (ingress.spec?.ingressClassName !== undefined || has(ingress, OLD_INGRESS_CLASS)) return undefined;
    const name = defaultOf(INGRESS_CLASSES, IS_DEFAULT_INGRESS, context);
    return name === undefined ? undefined : { ...ingress, spec: { ...ingress.spec, ingressClassName: name } };
  },
};

const has = ({ metadata }: KubeObject, annotation: string): boolean =>
  metadata.annotations?.[annotation] !== undefined;

function defaultOf(
  classes: GroupResource,
  annotations: readonly string[],
  { list }: AdmissionContext,
): string | undefined {
  const [first] = list(classes)
    .filter(({ metadata }) => annotations.some((key) => metadata.annotations?.[key] === 'true'))
    .sort((a, b) => compare(createdAt(b), createdAt(a)) || compare(nameOf(a), nameOf(b)));
  return first && nameOf(first);
}

const createdAt = ({ metadata }: KubeObject): string => metadata.creationTimestamp ?? '';
const nameOf = ({ metadata }: KubeObject): string => metadata.name ?? '';
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
