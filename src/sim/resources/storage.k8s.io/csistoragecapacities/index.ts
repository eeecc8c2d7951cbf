/** https://kubernetes.io/docs/concepts/storage/storage-capacity/ */
import {
  compareQuantity,
  type FieldError,
  type FieldPath,
  field,
  invalid,
  isDNS1123Subdomain,
  NOT_NEGATIVE,
  parseQuantity,
  semanticEqual,
  validateLabelSelector,
} from '@/apimachinery';
import type { CSIStorageCapacity } from '@/kube/kinds';
import type { ResourceDefinition } from '../../definition';
import { column, NAME, nameOf } from '../../shared/table';
import { each } from '../../shared/validate';

const ZERO = parseQuantity('0');
const notNegative = (amount: string | undefined, path: FieldPath): FieldError[] =>
  amount !== undefined && compareQuantity(parseQuantity(amount), ZERO) < 0
    ? [invalid(path, amount, NOT_NEGATIVE)]
    : [];

// upstream: pkg/apis/storage/validation ValidateCSIStorageCapacity
const validate = ({ nodeTopology, storageClassName = '', ...amounts }: CSIStorageCapacity): FieldError[] => [
  ...(nodeTopology ? validateLabelSelector(nodeTopology, field('nodeTopology')) : []),
  ...each(isDNS1123Subdomain(storageClassName), field('storageClassName'), storageClassName),
  ...notNegative(amounts.capacity, field('capacity')),
  ...notNegative(amounts.maximumVolumeSize, field('maximumVolumeSize')),
];

const validateUpdate = (capacity: CSIStorageCapacity, old: CSIStorageCapacity): FieldError[] =>
  (['nodeTopology', 'storageClassName'] as const)
    .filter((key) => !semanticEqual(capacity[key], old[key]))
    .map((key) => invalid(field(key), capacity[key], 'field is immutable'));

export const csiStorageCapacities: ResourceDefinition<CSIStorageCapacity> = {
  group: 'storage.k8s.io',
  version: 'v1',
  kind: 'CSIStorageCapacity',
  plural: 'csistoragecapacities',
  singular: 'csistoragecapacity',
  shortNames: [],
  categories: [],
  namespaced: true,
  unattended: 'the scheduler does not look at it',
  selectableFields: {},
  strategy: {
    nameRule: 'dns-subdomain',
    tracksGeneration: false,
    defaults: (capacity) => capacity,
    validate,
    validateUpdate,
  },
  subresources: [],
  table: {
    columns: [
      NAME,
      column(
        'StorageClassName',
        'storageClassName represents the name of the StorageClass that the reported capacity applies to.',
      ),
      column(
        'Capacity',
        'capacity is the value reported by the CSI driver in its GetCapacityResponse for a GetCapacityRequest with topology and parameters that match the previous fields.',
      ),
    ],
    row: (capacity) => [nameOf(capacity), capacity.storageClassName, capacity.capacity ?? '<unset>'],
  },
};
