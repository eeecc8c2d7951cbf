/** https://kubernetes.io/docs/concepts/storage/persistent-volumes/#persistentvolumeclaims */
import type { PersistentVolumeClaim } from '@/kube/kinds';
import type { ResourceDefinition } from '../../definition';
import { keepStatus, statusOnly } from '../../shared/strategy';
import { defaults, PENDING } from './defaults';
import { table } from './table';
import { validateClaim, validateClaimUpdate } from './validate';

export const persistentVolumeClaims: ResourceDefinition<PersistentVolumeClaim> = {
  group: '',
  version: 'v1',
  kind: 'PersistentVolumeClaim',
  plural: 'persistentvolumeclaims',
  singular: 'persistentvolumeclaim',
  shortNames: ['pvc'],
  categories: [],
  namespaced: true,
  selectableFields: {},
  strategy: {
    nameRule: 'dns-subdomain',
    returnsDeletedObject: true,
    tracksGeneration: false,
    defaults,
    prepareForCreate: (claim) => ({ ...claim, status: PENDING }),
    prepareForUpdate: keepStatus,
    validate: validateClaim,
    validateUpdate: validateClaimUpdate,
  },
  status: statusOnly<PersistentVolumeClaim>(),
  subresources: [],
  table,
};
