/** `kubectl get persistentvolumeclaims`. upstream: pkg/printers/internalversion/printers.go printPersistentVolumeClaim */
import type { PersistentVolumeClaim } from '@/kube/kinds';
import type { TableDefinition } from '../../definition';
import { AGE, ageOf, column, NAME, nameOf, UNSET, wide } from '../../shared/table';
import { CLASS_ANNOTATION, shortAccessModes } from '../../shared/volumes';

export const table: TableDefinition<PersistentVolumeClaim> = {
  columns: [
    NAME,
    column('Status', 'phase represents the current phase of PersistentVolumeClaim.'),
    column('Volume', 'volumeName is the binding reference to the PersistentVolume backing this claim.'),
    column('Capacity', 'capacity represents the actual resources of the underlying volume.'),
    column('Access Modes', 'accessModes contains the actual access modes the volume backing the PVC has.'),
    column('StorageClass', 'StorageClass of the pvc'),
    column('VolumeAttributesClass', 'VolumeAttributesClass of the pvc'),
    AGE,
    wide('VolumeMode', 'volumeMode defines what type of volume is required by the claim.'),
  ],
  row: (claim, nowMs) => {
    const { metadata, spec = {}, status = {} } = claim;
    const bound = Boolean(spec.volumeName);
    return [
      nameOf(claim),
      metadata.deletionTimestamp ? 'Terminating' : (status.phase ?? ''),
      spec.volumeName ?? '',
      bound ? (status.capacity?.storage ?? '0') : '',
      bound ? shortAccessModes(status.accessModes) : '',
      metadata.annotations?.[CLASS_ANNOTATION] ?? spec.storageClassName ?? '',
      spec.volumeAttributesClassName ?? UNSET,
      ageOf(claim, nowMs),
      spec.volumeMode ?? UNSET,
    ];
  },
};
