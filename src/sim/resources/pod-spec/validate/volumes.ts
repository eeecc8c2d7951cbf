/** Volumes. upstream: pkg/apis/core/validation ValidateVolumes, validateVolumeSource */
import {
  duplicate,
  type FieldError,
  type FieldPath,
  forbiddenField,
  invalid,
  parseQuantity,
  required,
} from '@/apimachinery';
import { validateClaimSpec } from '../../core/persistentvolumeclaims/validate';
import { dnsLabel, oneOf } from '../../shared/validate';
import { validateItems, validateMode } from './items';
import { noBacksteps } from './paths';
import { validateDownwardItem, validateProjected } from './projected';
import type { Volume } from './types';

type Validator<Key extends keyof Volume> = (
  source: NonNullable<Volume[Key]>,
  path: FieldPath,
) => FieldError[];

const ONE_TYPE = 'may not specify more than 1 volume type';
const HOST_PATH_TYPES = [
  '',
  'BlockDevice',
  'CharDevice',
  'Directory',
  'DirectoryOrCreate',
  'File',
  'FileOrCreate',
  'Socket',
];

/** In upstream's order: the first source is judged, each further one is one too many. */
const SOURCES: { readonly [Key in keyof Volume]?: Validator<Key> } = {
  emptyDir: ({ sizeLimit }, path) =>
    sizeLimit !== undefined && parseQuantity(sizeLimit).nanos < 0n
      ? [forbiddenField(path.child('sizeLimit'), 'SizeLimit field must be a valid resource quantity')]
      : [],
  hostPath: ({ path: hostPath, type }, path) => {
    if (!hostPath) return [required(path.child('path'))];
    const wrongType = type ? oneOf(type, HOST_PATH_TYPES, path.child('type')) : [];
    return [...noBacksteps(hostPath, path.child('path')), ...wrongType];
  },
  gitRepo: ({ repository }, path) => (repository ? [] : [required(path.child('repository'))]),
  secret: ({ secretName, defaultMode, items = [] }, path) => [
    ...(secretName ? [] : [required(path.child('secretName'))]),
    ...validateMode(defaultMode, path.child('defaultMode')),
    ...validateItems(items, path.child('items')),
  ],
  nfs: ({ server, path: exported }, path) => [
    ...(server ? [] : [required(path.child('server'))]),
    ...(exported ? [] : [required(path.child('path'))]),
    ...(exported.startsWith('/') ? [] : [invalid(path.child('path'), exported, 'must be an absolute path')]),
  ],
  persistentVolumeClaim: ({ claimName }, path) => (claimName ? [] : [required(path.child('claimName'))]),
  configMap: ({ name, defaultMode, items = [] }, path) => [
    ...(name ? [] : [required(path.child('name'))]),
    ...validateMode(defaultMode, path.child('defaultMode')),
    ...validateItems(items, path.child('items')),
  ],
  downwardAPI: ({ defaultMode, items = [] }, path) => [
    ...validateMode(defaultMode, path.child('defaultMode')),
    ...items.flatMap((item) => validateDownwardItem(item, path)),
  ],
  projected: (source, path) => [
    ...validateMode(source.defaultMode, path.child('defaultMode')),
    ...validateProjected(source, path),
  ],
  ephemeral: ({ volumeClaimTemplate }, path) => {
    const at = path.child('volumeClaimTemplate');
    return volumeClaimTemplate
      ? validateClaimSpec(volumeClaimTemplate.spec, at.child('spec'))
      : [required(at)];
  },
  csi: ({ driver }, path) => (driver ? [] : [required(path.child('driver'))]),
  image: ({ reference }, path) => (reference ? [] : [required(path.child('reference'))]),
};

export function validateVolumes(volumes: readonly Volume[], path: FieldPath): FieldError[] {
  const seen = new Set<string>();
  return volumes.flatMap((volume, i) => {
    const at = path.index(i);
    const name = at.child('name');
    const errors = [
      ...validateSource(volume, at),
      ...(volume.name ? dnsLabel(volume.name, name) : [required(name)]),
      ...(seen.has(volume.name) ? [duplicate(name, volume.name)] : []),
    ];
    if (errors.length === 0) seen.add(volume.name);
    return errors;
  });
}

function validateSource(volume: Volume, path: FieldPath): FieldError[] {
  const given = Object.keys(volume).filter(
    (key) => key !== 'name' && volume[key as keyof Volume] !== undefined,
  );
  const order = Object.keys(SOURCES);
  given.sort((a, b) => order.indexOf(a) - order.indexOf(b));
  if (given.length === 0) return [required(path, 'must specify a volume type')];
  return given.flatMap((key, i) =>
    i === 0 ? validateOne(volume, key as keyof Volume, path) : [forbiddenField(path.child(key), ONE_TYPE)],
  );
}

function validateOne<Key extends keyof Volume>(volume: Volume, key: Key, path: FieldPath): FieldError[] {
  const source = volume[key];
  const validate = SOURCES[key] as Validator<Key> | undefined;
  return validate && source ? validate(source, path.child(key)) : [];
}
