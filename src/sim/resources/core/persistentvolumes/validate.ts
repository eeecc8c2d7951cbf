/** upstream: pkg/apis/core/validation ValidatePersistentVolumeSpec, ValidatePersistentVolumeUpdate */
import {
  type FieldError,
  type FieldPath,
  field,
  forbiddenField,
  invalid,
  notSupported,
  required,
  semanticEqual,
  validateImmutable,
} from '@/apimachinery';
import type { PersistentVolume } from '@/kube/kinds';
import { noBacksteps, validateNodeSelector } from '../../pod-spec';
import { jsonDiff } from '../../shared/diff';
import { dnsSubdomain, oneOf } from '../../shared/validate';
import { VOLUME_MODES, validateAccessModes, validateStorageAmount } from '../../shared/volumes';

type Spec = NonNullable<PersistentVolume['spec']>;

const path = field('spec');
const RECLAIM_POLICIES = ['Delete', 'Recycle', 'Retain'];
/** Fields of a spec that say how to treat the volume; each of the others is a place where its data can be. */
const NOT_SOURCES = new Set([
  'accessModes',
  'capacity',
  'claimRef',
  'mountOptions',
  'nodeAffinity',
  'persistentVolumeReclaimPolicy',
  'storageClassName',
  'volumeAttributesClassName',
  'volumeMode',
]);
/** In upstream's order: the first source is judged, each further one is one too many. */
const ORDER = ['hostPath', 'nfs', 'local', 'csi'];

export function validateVolume({ spec }: PersistentVolume): FieldError[] {
  if (!spec) return [required(path)];
  const { accessModes = [], persistentVolumeReclaimPolicy: policy, nodeAffinity, storageClassName } = spec;
  return [
    ...(accessModes.length === 0
      ? [required(path.child('accessModes'))]
      : validateAccessModes(accessModes, path.child('accessModes'))),
    ...validateCapacity(spec.capacity ?? {}, path.child('capacity')),
    ...oneOf(policy, RECLAIM_POLICIES, path.child('persistentVolumeReclaimPolicy'), 'fine'),
    ...(nodeAffinity ? validateNodeAffinity(nodeAffinity, path.child('nodeAffinity')) : []),
    ...validateSources(spec),
    ...(storageClassName ? dnsSubdomain(storageClassName, path.child('storageClassName')) : []),
    ...oneOf(spec.volumeMode, VOLUME_MODES, path.child('volumeMode'), 'fine'),
  ];
}

function validateCapacity(capacity: Readonly<Record<string, string>>, at: FieldPath): FieldError[] {
  const names = Object.keys(capacity);
  const errors = names.length === 0 ? [required(at)] : [];
  if (capacity.storage === undefined || names.length > 1) {
    errors.push(notSupported(at, capacity, ['storage']));
  }
  return [
    ...errors,
    ...Object.entries(capacity).flatMap(([name, text]) => validateStorageAmount(text, at.key(name))),
  ];
}

const validateNodeAffinity = (
  { required: selector }: NonNullable<Spec['nodeAffinity']>,
  at: FieldPath,
): FieldError[] =>
  selector
    ? validateNodeSelector(selector, at.child('required'))
    : [required(at.child('required'), 'must specify required node constraints')];

function validateSources(spec: Spec): FieldError[] {
  const given = sourcesOf(spec);
  if (given.length === 0) return [required(path, 'must specify a volume type')];
  const [, ...more] = given;
  const recycled = spec.persistentVolumeReclaimPolicy === 'Recycle' && spec.hostPath?.path === '/';
  return [
    ...validateSource(spec),
    ...more.map((name) => forbiddenField(path.child(name), 'may not specify more than 1 volume type')),
    ...(recycled
      ? [
          forbiddenField(
            path.child('persistentVolumeReclaimPolicy'),
            "may not be 'recycle' for a hostPath mount of '/'",
          ),
        ]
      : []),
  ];
}

function sourcesOf(spec: Spec): string[] {
  const rank = (name: string) => (ORDER.includes(name) ? ORDER.indexOf(name) : ORDER.length);
  return Object.keys(spec)
    .filter((name) => !NOT_SOURCES.has(name) && spec[name as keyof Spec] !== undefined)
    .sort((a, b) => rank(a) - rank(b));
}

function validateSource({ hostPath, nfs, local, csi, nodeAffinity }: Spec): FieldError[] {
  if (hostPath) return validatePath(hostPath.path, path.child('hostPath', 'path'));
  if (nfs) {
    const at = path.child('nfs');
    const relative = !nfs.path.startsWith('/');
    return [
      ...(nfs.server ? [] : [required(at.child('server'))]),
      ...(nfs.path ? [] : [required(at.child('path'))]),
      ...(relative ? [invalid(at.child('path'), nfs.path, 'must be an absolute path')] : []),
    ];
  }
  if (local) {
    return [
      ...validatePath(local.path, path.child('local', 'path')),
      ...(nodeAffinity ? [] : [required(path.child('nodeAffinity'), 'Local volume requires node affinity')]),
    ];
  }
  if (!csi) return [];
  const at = path.child('csi');
  return [
    ...(csi.driver ? [] : [required(at.child('driver'))]),
    ...(csi.volumeHandle ? [] : [required(at.child('volumeHandle'))]),
  ];
}

const validatePath = (target: string, at: FieldPath): FieldError[] =>
  target ? noBacksteps(target, at) : [required(at)];

export function validateVolumeUpdate(volume: PersistentVolume, old: PersistentVolume): FieldError[] {
  const { spec } = volume;
  const { spec: before } = old;
  if (!spec || !before) return [];
  const [now, then] = [sourceOf(spec), sourceOf(before)];
  const why = 'spec.persistentvolumesource is immutable after creation';
  return [
    ...(semanticEqual(now, then)
      ? []
      : [forbiddenField(path.child('persistentvolumesource'), `${why}\n${jsonDiff(then, now)}`)]),
    ...validateImmutable(spec.volumeMode, before.volumeMode, field('volumeMode')),
    ...(before.nodeAffinity
      ? validateImmutable(spec.nodeAffinity, before.nodeAffinity, field('nodeAffinity'))
      : []),
  ];
}

const sourceOf = (spec: Spec) =>
  Object.fromEntries(Object.entries(spec).filter(([name]) => !NOT_SOURCES.has(name)));
