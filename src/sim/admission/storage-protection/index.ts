/**
 * StorageObjectInUseProtection: claims and volumes get a finalizer, by which the protection controllers keep them while
 * they are in use.
 */
// upstream: plugin/pkg/admission/storage/storageobjectinuseprotection/admission.go
import type { AdmissionPlugin } from '../plugin';

const FINALIZERS: Readonly<Record<string, string>> = {
  persistentvolumeclaims: 'kubernetes.io/pvc-protection',
  persistentvolumes: 'kubernetes.io/pv-protection',
};

export const storageProtection: AdmissionPlugin = {
  name: 'StorageObjectInUseProtection',
  operations: ['CREATE'],
  admit({ resource, subresource, object }) {
    const finalizer = resource.group === '' && !subresource ? FINALIZERS[resource.resource] : undefined;
    if (!finalizer || !object) return undefined;
    const finalizers = object.metadata.finalizers ?? [];
    if (finalizers.includes(finalizer)) return undefined;
    return { ...object, metadata: { ...object.metadata, finalizers: [...finalizers, finalizer] } };
  },
};
