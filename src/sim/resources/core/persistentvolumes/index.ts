/** https://kubernetes.io/docs/concepts/storage/persistent-volumes/ */
import type { PersistentVolume } from '@/kube/kinds';
import type { ResourceDefinition } from '../../definition';
import { fill, mapField } from '../../shared/fill';
import { keepStatus, statusOnly } from '../../shared/strategy';
import { table } from './table';
import { validateVolume, validateVolumeUpdate } from './validate';

const PENDING = 'Pending';

/** upstream: pkg/apis/core/v1/defaults.go SetDefaults_PersistentVolume, SetDefaults_HostPathVolumeSource */
const defaults = (volume: PersistentVolume): PersistentVolume =>
  mapField(
    mapField(fill(volume, { status: { phase: PENDING } }), 'status', (status) =>
      fill(status, { phase: PENDING }),
    ),
    'spec',
    (spec) =>
      mapField(
        fill(spec, { persistentVolumeReclaimPolicy: 'Retain', volumeMode: 'Filesystem' }),
        'hostPath',
        (source) => (source.type === undefined ? { ...source, type: '' } : source),
      ),
  );

export const persistentVolumes: ResourceDefinition<PersistentVolume> = {
  group: '',
  version: 'v1',
  kind: 'PersistentVolume',
  plural: 'persistentvolumes',
  singular: 'persistentvolume',
  shortNames: ['pv'],
  categories: [],
  namespaced: false,
  selectableFields: {},
  strategy: {
    nameRule: 'dns-subdomain',
    returnsDeletedObject: true,
    tracksGeneration: false,
    defaults,
    prepareForCreate: (volume, { now }) => ({
      ...volume,
      status: { phase: PENDING, lastPhaseTransitionTime: now },
    }),
    prepareForUpdate: keepStatus,
    validate: validateVolume,
    validateUpdate: validateVolumeUpdate,
  },
  status: statusOnly<PersistentVolume>(),
  subresources: [],
  table,
};
