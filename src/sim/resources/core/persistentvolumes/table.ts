/** `kubectl get persistentvolumes`. upstream: pkg/printers/internalversion/printers.go printPersistentVolume */
import type { PersistentVolume } from '@/kube/kinds';
import type { TableDefinition } from '../../definition';
import { AGE, ageOf, column, NAME, nameOf, UNSET, wide } from '../../shared/table';
import { CLASS_ANNOTATION, shortAccessModes } from '../../shared/volumes';

export const table: TableDefinition<PersistentVolume> = {
  columns: [
    NAME,
    column('Capacity', "capacity is the description of the persistent volume's resources and capacity."),
    column('Access Modes', 'accessModes contains all ways the volume can be mounted.'),
    column(
      'Reclaim Policy',
      'persistentVolumeReclaimPolicy defines what happens to a persistent volume when released from its claim.',
    ),
    column('Status', 'phase indicates if a volume is available, bound to a claim, or released by a claim.'),
    column(
      'Claim',
      'claimRef is part of a bi-directional binding between PersistentVolume and PersistentVolumeClaim.',
    ),
    column('StorageClass', 'StorageClass of the pv'),
    column('VolumeAttributesClass', 'VolumeAttributesClass of the pv'),
    column(
      'Reason',
      'reason is a brief CamelCase string that describes any failure and is meant for machine parsing and tidy display in the CLI.',
    ),
    AGE,
    wide(
      'VolumeMode',
      'volumeMode defines if a volume is intended to be used with a formatted filesystem or to remain in raw block state.',
    ),
  ],
  row: (volume, nowMs) => {
    const { metadata, spec = {}, status = {} } = volume;
    const { claimRef } = spec;
    return [
      nameOf(volume),
      spec.capacity?.storage ?? '0',
      shortAccessModes(spec.accessModes),
      spec.persistentVolumeReclaimPolicy ?? '',
      metadata.deletionTimestamp ? 'Terminating' : (status.phase ?? ''),
      claimRef ? `${claimRef.namespace ?? ''}/${claimRef.name ?? ''}` : '',
      metadata.annotations?.[CLASS_ANNOTATION] ?? spec.storageClassName ?? '',
      spec.volumeAttributesClassName ?? UNSET,
      status.reason ?? '',
      ageOf(volume, nowMs),
      spec.volumeMode ?? UNSET,
    ];
  },
};
