/** https://kubernetes.io/docs/concepts/storage/storage-classes/ */
import {
  type FieldError,
  type FieldPath,
  field,
  forbiddenField,
  invalid,
  isQualifiedName,
  required,
  semanticEqual,
  tooLong,
  validateImmutable,
} from '@/apimachinery';
import type { StorageClass } from '@/kube/kinds';
import type { ResourceDefinition } from '../../definition';
import { fill } from '../../shared/fill';
import { AGE, ageOf, column, NAME, nameOf } from '../../shared/table';
import { each, oneOf } from '../../shared/validate';

const POLICIES = ['Delete', 'Retain'];
const MODES = ['Immediate', 'WaitForFirstConsumer'];
const MAX_PARAMETERS = 512;
const MAX_PARAMETERS_SIZE = 256 * 1024;
const DEFAULT_ANNOTATIONS = [
  'storageclass.kubernetes.io/is-default-class',
  'storageclass.beta.kubernetes.io/is-default-class',
];

type Term = NonNullable<StorageClass['allowedTopologies']>[number];

// upstream: pkg/apis/storage/validation ValidateStorageClass
const validate = (storageClass: StorageClass): FieldError[] => [
  ...validateProvisioner(storageClass.provisioner ?? '', field('provisioner')),
  ...validateParameters(storageClass.parameters ?? {}, field('parameters')),
  ...oneOf(storageClass.reclaimPolicy, POLICIES, field('reclaimPolicy'), 'fine'),
  ...oneOf(storageClass.volumeBindingMode, MODES, field('volumeBindingMode')),
  ...(storageClass.allowedTopologies ?? []).flatMap((term, i) =>
    validateTerm(term, field('allowedTopologies').index(i)),
  ),
];

const validateProvisioner = (name: string, path: FieldPath): FieldError[] =>
  name === '' ? [required(path)] : each(isQualifiedName(name.toLowerCase()), path, name);

function validateParameters(parameters: Readonly<Record<string, string>>, path: FieldPath): FieldError[] {
  const entries = Object.entries(parameters);
  if (entries.length > MAX_PARAMETERS) return [tooLong(path, MAX_PARAMETERS)];
  const size = entries.reduce((sum, [key, value]) => sum + key.length + value.length, 0);
  return [
    ...(Object.hasOwn(parameters, '') ? [invalid(path, '', 'field can not be empty.')] : []),
    ...(size > MAX_PARAMETERS_SIZE ? [tooLong(path, MAX_PARAMETERS_SIZE)] : []),
  ];
}

const validateTerm = ({ matchLabelExpressions = [] }: Term, path: FieldPath): FieldError[] =>
  matchLabelExpressions.flatMap(({ key, values }, i) => {
    const at = path.child('matchLabelExpressions').index(i);
    return [
      ...(values?.length ? [] : [required(at.child('values'))]),
      ...each(isQualifiedName(key), at.child('key'), key),
    ];
  });

const forbidden = (key: 'parameters' | 'provisioner' | 'reclaimPolicy') =>
  forbiddenField(field(key), `updates to ${key} are forbidden.`);

function validateUpdate(storageClass: StorageClass, old: StorageClass): FieldError[] {
  const keys = ['parameters', 'provisioner', 'reclaimPolicy'] as const;
  return [
    ...keys.filter((key) => !semanticEqual(storageClass[key], old[key])).map(forbidden),
    ...validateImmutable(storageClass.volumeBindingMode, old.volumeBindingMode, field('volumeBindingMode')),
  ];
}

const isDefault = ({ metadata }: StorageClass): boolean =>
  DEFAULT_ANNOTATIONS.some((key) => metadata.annotations?.[key] === 'true');

export const storageClasses: ResourceDefinition<StorageClass> = {
  group: 'storage.k8s.io',
  version: 'v1',
  kind: 'StorageClass',
  plural: 'storageclasses',
  singular: 'storageclass',
  shortNames: ['sc'],
  categories: [],
  namespaced: false,
  selectableFields: {},
  strategy: {
    nameRule: 'dns-subdomain',
    tracksGeneration: false,
    returnsDeletedObject: true,
    defaults: (storageClass) =>
      fill(storageClass, { reclaimPolicy: 'Delete', volumeBindingMode: 'Immediate' }),
    validate,
    validateUpdate,
  },
  subresources: [],
  table: {
    columns: [
      NAME,
      column('Provisioner', 'provisioner indicates the type of the provisioner.'),
      column(
        'ReclaimPolicy',
        'reclaimPolicy controls the reclaimPolicy for dynamically provisioned PersistentVolumes of this storage class. Defaults to Delete.',
      ),
      column(
        'VolumeBindingMode',
        'volumeBindingMode indicates how PersistentVolumeClaims should be provisioned and bound.  When unset, VolumeBindingImmediate is used. This field is only honored by servers that enable the VolumeScheduling feature.',
      ),
      column(
        'AllowVolumeExpansion',
        'allowVolumeExpansion shows whether the storage class allow volume expand.',
      ),
      AGE,
    ],
    row: (storageClass, nowMs) => [
      nameOf(storageClass) + (isDefault(storageClass) ? ' (default)' : ''),
      storageClass.provisioner,
      storageClass.reclaimPolicy ?? 'Delete',
      storageClass.volumeBindingMode ?? 'Immediate',
      storageClass.allowVolumeExpansion ?? false,
      ageOf(storageClass, nowMs),
    ],
  },
};
