/** PersistentVolumeClaimResize: a claim may grow when it is bound and its class allows it. */
// upstream: plugin/pkg/admission/storage/persistentvolume/resize/admission.go
import { compareQuantity, parseQuantity } from '@/apimachinery';
import type { PersistentVolumeClaim, StorageClass } from '@/kube/kinds';
import { type AdmissionPlugin, admissionForbidden } from '../plugin';

const STORAGE_CLASSES = { group: 'storage.k8s.io', resource: 'storageclasses' };
const OLD_STORAGE_CLASS = 'volume.beta.kubernetes.io/storage-class';
const NOT_BOUND = 'Only bound persistent volume claims can be expanded';
const NOT_RESIZABLE =
  'only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc must support resize';

export const claimResize: AdmissionPlugin = {
  name: 'PersistentVolumeClaimResize',
  operations: ['UPDATE'],
  validate(request, { get }) {
    const { resource, subresource, object, old } = request;
    if (resource.group !== '' || resource.resource !== 'persistentvolumeclaims' || subresource) return;
    const [claim, before] = [object, old] as (PersistentVolumeClaim | undefined)[];
    if (!claim || !before || compareQuantity(sizeOf(claim), sizeOf(before)) <= 0) return;
    if (before.status?.phase !== 'Bound') throw admissionForbidden(request, NOT_BOUND);
    const name = classOf(claim);
    const found =
      name === '' ? undefined : (get(STORAGE_CLASSES, undefined, name) as StorageClass | undefined);
    if (name !== classOf(before) || !found?.allowVolumeExpansion)
      throw admissionForbidden(request, NOT_RESIZABLE);
  },
};

const sizeOf = ({ spec }: PersistentVolumeClaim) => parseQuantity(spec?.resources?.requests?.storage ?? '0');

const classOf = ({ metadata, spec }: PersistentVolumeClaim): string =>
  metadata.annotations?.[OLD_STORAGE_CLASS] ?? spec?.storageClassName ?? '';
