/** Keys that become files. upstream: pkg/apis/core/validation validateKeyToPath */
import { type FieldError, type FieldPath, invalid, required } from '@/apimachinery';
import { nonReservedPath } from './paths';
import type { Volume } from './types';

type KeyToPath = NonNullable<NonNullable<Volume['configMap']>['items']>[number];

const FILE_MODE = 'must be a number between 0 and 0777 (octal), both inclusive';
const MAX_MODE = 0o777;

export const validateMode = (mode: number | undefined, path: FieldPath): FieldError[] =>
  mode !== undefined && (mode < 0 || mode > MAX_MODE) ? [invalid(path, mode, FILE_MODE)] : [];

export const validateItems = (items: readonly KeyToPath[], path: FieldPath): FieldError[] =>
  items.flatMap(({ key, path: target, mode }, i) => {
    const at = path.index(i);
    return [
      ...(key ? [] : [required(at.child('key'))]),
      ...(target ? [] : [required(at.child('path'))]),
      ...nonReservedPath(target, at.child('path')),
      ...validateMode(mode, at.child('mode')),
    ];
  });
