/** upstream: pkg/apis/core/validation ValidatePersistentVolumeClaimSpec, ValidatePersistentVolumeClaimUpdate */
import {
  compareQuantity,
  type FieldError,
  type FieldPath,
  field,
  forbiddenField,
  parseQuantity,
  required,
  semanticEqual,
  validateImmutable,
  validateLabelSelector,
} from '@/apimachinery';
import type { PersistentVolumeClaim } from '@/kube/kinds';
import { jsonDiff } from '../../shared/diff';
import { dnsSubdomain, oneOf } from '../../shared/validate';
import {
  CLASS_ANNOTATION,
  VOLUME_MODES,
  validateAccessModes,
  validateStorageAmount,
} from '../../shared/volumes';

type Spec = NonNullable<PersistentVolumeClaim['spec']>;

const path = field('spec');

export const validateClaim = ({ spec }: PersistentVolumeClaim): FieldError[] =>
  validateClaimSpec(spec ?? {}, path);

export function validateClaimSpec(spec: Spec, at: FieldPath): FieldError[] {
  const { accessModes = [], selector, resources, storageClassName, volumeMode, dataSource } = spec;
  const storage = resources?.requests?.storage;
  const amount = at.child('resources').key('storage');
  return [
    ...(accessModes.length === 0
      ? [required(at.child('accessModes'), 'at least 1 access mode is required')]
      : validateAccessModes(accessModes, at.child('accessModes'))),
    ...(selector ? validateLabelSelector(selector, at.child('selector')) : []),
    ...(storage === undefined ? [required(amount)] : validateStorageAmount(storage, amount)),
    ...(storageClassName ? dnsSubdomain(storageClassName, at.child('storageClassName')) : []),
    ...oneOf(volumeMode, VOLUME_MODES, at.child('volumeMode'), 'fine'),
    ...(dataSource ? validateSource(dataSource, at.child('dataSource')) : []),
  ];
}

function validateSource({ name, kind }: NonNullable<Spec['dataSource']>, at: FieldPath): FieldError[] {
  return [...(name ? [] : [required(at.child('name'))]), ...(kind ? [] : [required(at.child('kind'))])];
}

const IMMUTABLE =
  'spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims';

export function validateClaimUpdate(claim: PersistentVolumeClaim, old: PersistentVolumeClaim): FieldError[] {
  const { spec = {} } = claim;
  const { spec: before = {} } = old;
  const errors: FieldError[] = [];
  const comparable = claim.status?.phase === 'Bound' ? asBefore(spec, before) : spec;
  // The name of the volume is written once, by whoever binds.
  const named = before.volumeName || !spec.volumeName ? before : { ...before, volumeName: spec.volumeName };
  const expected = becomesClassified(claim, old)
    ? { ...named, storageClassName: spec.storageClassName }
    : named;
  if (!semanticEqual(comparable, expected)) {
    errors.push(forbiddenField(path, `${IMMUTABLE}\n${jsonDiff(expected, comparable)}`));
  }
  // Down to what there is already, so that an expansion that cannot succeed can be given up.
  const size = storageOf(spec);
  const present = parseQuantity(old.status?.capacity?.storage ?? '0');
  if (compareQuantity(size, storageOf(before)) < 0 && compareQuantity(size, present) <= 0) {
    const at = path.child('resources', 'requests', 'storage');
    errors.push(forbiddenField(at, 'field can not be less than status.capacity'));
  }
  return [...errors, ...validateImmutable(spec.volumeMode, before.volumeMode, field('volumeMode'))];
}

/** A claim that was made when there was no default class gets one later. */
// upstream: validateStorageClassUpgradeFromNil
const becomesClassified = (claim: PersistentVolumeClaim, old: PersistentVolumeClaim): boolean =>
  [claim, old].every(({ metadata }) => metadata.annotations?.[CLASS_ANNOTATION] === undefined) &&
  old.spec?.storageClassName === undefined &&
  claim.spec?.storageClassName !== undefined;

const storageOf = ({ resources }: Spec) => parseQuantity(resources?.requests?.storage ?? '0');

/** What a bound claim may change, as it was. */
function asBefore(spec: Spec, before: Spec): Spec {
  const requests = { ...spec.resources?.requests };
  const storage = before.resources?.requests?.storage;
  if (storage !== undefined) requests.storage = storage;
  const { volumeAttributesClassName: _, ...rest } = spec;
  const { volumeAttributesClassName: kept } = before;
  return {
    ...rest,
    ...(kept === undefined ? {} : { volumeAttributesClassName: kept }),
    resources: { ...spec.resources, requests },
  };
}
