/** Projected and downward volumes. upstream: pkg/apis/core/validation validateProjectionSources, validateDownwardAPIVolumeFile */
import { type FieldError, type FieldPath, forbiddenField, invalid, required } from '@/apimachinery';
import { validateFieldRef, validateResourceRef } from './env';
import { validateItems, validateMode } from './items';
import { nonReservedPath } from './paths';
import type { Volume } from './types';

type Projected = NonNullable<Volume['projected']>;
type Source = NonNullable<Projected['sources']>[number];
type DownwardItem = NonNullable<NonNullable<Volume['downwardAPI']>['items']>[number];
type Token = NonNullable<Source['serviceAccountToken']>;

const DOWNWARD_FIELDS = [
  'metadata.annotations',
  'metadata.labels',
  'metadata.name',
  'metadata.namespace',
  'metadata.uid',
];
const TEN_MINUTES = 600;
const MAX_SECONDS = 2 ** 32;

export function validateDownwardItem(item: DownwardItem, path: FieldPath): FieldError[] {
  const { path: target, fieldRef, resourceFieldRef, mode } = item;
  const errors = [
    ...(target ? [] : [required(path.child('path'))]),
    ...nonReservedPath(target, path.child('path')),
  ];
  if (fieldRef) {
    errors.push(...validateFieldRef(fieldRef, DOWNWARD_FIELDS, path.child('fieldRef')));
    if (resourceFieldRef) {
      errors.push(
        invalid(path, 'resource', 'fieldRef and resourceFieldRef can not be specified simultaneously'),
      );
    }
  } else if (resourceFieldRef) {
    errors.push(...validateResourceRef(resourceFieldRef, path.child('resourceFieldRef'), true));
  } else errors.push(required(path, 'one of fieldRef and resourceFieldRef is required'));
  return [...errors, ...validateMode(mode, path.child('mode'))];
}

export function validateProjected({ sources = [] }: Projected, path: FieldPath): FieldError[] {
  const taken = new Set<string>();
  const claim = (target: string, owner: string): FieldError[] => {
    if (target === '') return [];
    if (taken.has(target)) return [invalid(path, owner, 'conflicting duplicate paths')];
    taken.add(target);
    return [];
  };
  return sources.flatMap((source, i) => {
    const at = path.child('sources').index(i);
    const errors: FieldError[] = [];
    for (const kind of ['secret', 'configMap'] as const) {
      const part = source[kind];
      if (!part) continue;
      const { name = '', items = [] } = part;
      if (!name) errors.push(required(at.child(kind, 'name')));
      errors.push(
        ...validateItems(items, at.child(kind, 'items')),
        ...items.flatMap((item) => claim(item.path, name)),
      );
    }
    for (const item of source.downwardAPI?.items ?? []) {
      errors.push(...validateDownwardItem(item, at.child('downwardAPI')), ...claim(item.path, item.path));
    }
    const token = source.serviceAccountToken;
    if (token) errors.push(...validateToken(token, at.child('serviceAccountToken'), path));
    if (kindsOf(source) > 1) errors.push(forbiddenField(at, 'may not specify more than 1 volume type'));
    return errors;
  });
}

const kindsOf = (source: Source): number => Object.values(source).filter((part) => part !== undefined).length;

function validateToken(
  { expirationSeconds = 0, path: target }: Token,
  path: FieldPath,
  volume: FieldPath,
): FieldError[] {
  const at = path.child('expirationSeconds');
  return [
    ...(expirationSeconds < TEN_MINUTES
      ? [invalid(at, expirationSeconds, 'may not specify a duration less than 10 minutes')]
      : []),
    ...(expirationSeconds > MAX_SECONDS
      ? [invalid(at, expirationSeconds, 'may not specify a duration larger than 2^32 seconds')]
      : []),
    ...(target ? [] : [required(volume.child('path'))]),
  ];
}
