/** What persistent volumes and claims on them have in common. upstream: pkg/apis/core/validation, helper.GetAccessModesAsString */
import {
  type FieldError,
  type FieldPath,
  forbiddenField,
  invalid,
  notSupported,
  parseQuantity,
} from '@/apimachinery';

const ACCESS_MODES: Readonly<Record<string, string>> = {
  ReadOnlyMany: 'ROX',
  ReadWriteMany: 'RWX',
  ReadWriteOnce: 'RWO',
  ReadWriteOncePod: 'RWOP',
};
const SHOWN_ORDER = ['ReadWriteOnce', 'ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOncePod'];
export const VOLUME_MODES = ['Block', 'Filesystem'];
export const CLASS_ANNOTATION = 'volume.beta.kubernetes.io/storage-class';

export function validateAccessModes(modes: readonly string[], path: FieldPath): FieldError[] {
  const supported = Object.keys(ACCESS_MODES);
  const errors = modes
    .filter((mode) => !supported.includes(mode))
    .map((mode) => notSupported(path, mode, supported));
  if (modes.includes('ReadWriteOncePod') && modes.length > 1) {
    errors.push(forbiddenField(path, 'may not use ReadWriteOncePod with other access modes'));
  }
  return errors;
}

export function validateStorageAmount(text: string, path: FieldPath): FieldError[] {
  const { nanos, text: shown } = parseQuantity(text);
  return nanos > 0n ? [] : [invalid(path, shown, 'must be greater than zero')];
}

/** "RWO,ROX" */
export const shortAccessModes = (modes: readonly string[] = []): string =>
  SHOWN_ORDER.filter((mode) => modes.includes(mode))
    .map((mode) => ACCESS_MODES[mode])
    .join(',');
