/** upstream: pkg/apis/core/validation ValidateConfigMap, ValidateConfigMapUpdate */
import {
  base64Size,
  byteLength,
  type FieldError,
  field,
  forbiddenField,
  invalid,
  isConfigMapKey,
  semanticEqual,
  tooLong,
} from '@/apimachinery';
import type { ConfigMap } from '@/kube/kinds';

export const MAX_DATA_BYTES = 1024 * 1024;

export function validateConfigMap({ data = {}, binaryData = {} }: ConfigMap): FieldError[] {
  const errors: FieldError[] = [];
  let total = 0;
  for (const [key, value] of Object.entries(data)) {
    errors.push(...isConfigMapKey(key).map((e) => invalid(field('data').key(key), key, e)));
    if (Object.hasOwn(binaryData, key)) {
      errors.push(invalid(field('data').key(key), key, `duplicate of key present in binaryData`));
    }
    total += byteLength(value);
  }
  for (const [key, value] of Object.entries(binaryData)) {
    errors.push(...isConfigMapKey(key).map((e) => invalid(field('binaryData').key(key), key, e)));
    total += base64Size(value);
  }
  // Upstream gives this error no field of its own.
  if (total > MAX_DATA_BYTES) errors.push(tooLong(field('[]'), MAX_DATA_BYTES));
  return errors;
}

export const IMMUTABLE = 'field is immutable when `immutable` is set';

export function validateConfigMapUpdate(configMap: ConfigMap, old: ConfigMap): FieldError[] {
  const errors: FieldError[] = [];
  if (old.immutable) {
    if (!configMap.immutable) errors.push(forbiddenField(field('immutable'), IMMUTABLE));
    if (!semanticEqual(configMap.data, old.data)) errors.push(forbiddenField(field('data'), IMMUTABLE));
    if (!semanticEqual(configMap.binaryData, old.binaryData)) {
      errors.push(forbiddenField(field('binaryData'), IMMUTABLE));
    }
  }
  return [...errors, ...validateConfigMap(configMap)];
}
