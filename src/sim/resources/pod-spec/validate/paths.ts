/** Paths inside volumes. upstream: pkg/apis/core/validation validateLocalDescendingPath, validateLocalNonReservedPath */
import { type FieldError, type FieldPath, invalid } from '@/apimachinery';

export const noBacksteps = (target: string, path: FieldPath): FieldError[] =>
  target.split('/').includes('..') ? [invalid(path, target, "must not contain '..'")] : [];

export const descendingPath = (target: string, path: FieldPath): FieldError[] => [
  ...(target.startsWith('/') ? [invalid(path, target, 'must be a relative path')] : []),
  ...noBacksteps(target, path),
];

export const nonReservedPath = (target: string, path: FieldPath): FieldError[] => [
  ...descendingPath(target, path),
  ...(target.startsWith('..') && !target.startsWith('../')
    ? [invalid(path, target, "must not start with '..'")]
    : []),
];
