/** upstream: pkg/apis/core/validation ValidateSecret, ValidateSecretUpdate */
import {
  base64Size,
  decodeBase64,
  type FieldError,
  field,
  forbiddenField,
  invalid,
  isConfigMapKey,
  own,
  required,
  semanticEqual,
  tooLong,
  validateImmutable,
} from '@/apimachinery';
import type { Secret } from '@/kube/kinds';
import { IMMUTABLE, MAX_DATA_BYTES } from '../configmaps/validate';

const SERVICE_ACCOUNT_NAME = 'kubernetes.io/service-account.name';
const data = field('data');
/** Upstream's path of these errors has a verb that nobody filled in. */
const UNFORMATTED = field('data[%s]');

export function validateSecret(secret: Secret): FieldError[] {
  const values = secret.data ?? {};
  const errors: FieldError[] = [];
  let total = 0;
  for (const [key, value] of Object.entries(values)) {
    errors.push(...isConfigMapKey(key).map((e) => invalid(data.key(key), key, e)));
    total += base64Size(value);
  }
  if (total > MAX_DATA_BYTES) errors.push(tooLong(data, MAX_DATA_BYTES));
  const { type = '' } = secret;
  // Anything may be a type, the name of a method of every object too.
  return [...errors, ...(own(TYPES, type)?.(secret) ?? [])];
}

const requiredKeys =
  (...keys: string[]) =>
  ({ data: values = {} }: Secret): FieldError[] =>
    keys.filter((key) => !Object.hasOwn(values, key)).map((key) => required(data.key(key)));

/** What each well-known type insists on. */
const TYPES: Readonly<Record<string, (secret: Secret) => FieldError[]>> = {
  'kubernetes.io/service-account-token': (secret) =>
    secret.metadata.annotations?.[SERVICE_ACCOUNT_NAME]
      ? []
      : [required(field('metadata', 'annotations').key(SERVICE_ACCOUNT_NAME))],
  'kubernetes.io/dockercfg': jsonKey('.dockercfg'),
  'kubernetes.io/dockerconfigjson': jsonKey('.dockerconfigjson'),
  'kubernetes.io/basic-auth': ({ data: values = {} }) => {
    if (Object.hasOwn(values, 'username') || Object.hasOwn(values, 'password')) return [];
    return [required(UNFORMATTED.key('username')), required(UNFORMATTED.key('password'))];
  },
  'kubernetes.io/ssh-auth': ({ data: values = {} }) =>
    values['ssh-privatekey'] ? [] : [required(UNFORMATTED.key('ssh-privatekey'))],
  'kubernetes.io/tls': requiredKeys('tls.crt', 'tls.key'),
};

/** A key that must be there and hold JSON. */
function jsonKey(key: string) {
  return ({ data: values = {} }: Secret): FieldError[] => {
    const value = values[key];
    if (value === undefined) return [required(data.key(key))];
    try {
      JSON.parse(new TextDecoder().decode(decodeBase64(value)));
      return [];
    } catch {
      return [invalid(data.key(key), '<secret contents redacted>', goJsonError(value))];
    }
  };
}

/** Go's words for the commonest ways in which a text is no JSON. */
function goJsonError(base64: string): string {
  const text = new TextDecoder().decode(decodeBase64(base64)).trim();
  if (text === '') return 'unexpected end of JSON input';
  return `invalid character '${text.charAt(0)}' looking for beginning of value`;
}

export function validateSecretUpdate(secret: Secret, old: Secret): FieldError[] {
  const errors = validateImmutable(secret.type, old.type, field('type'));
  if (old.immutable) {
    if (!secret.immutable) errors.push(forbiddenField(field('immutable'), IMMUTABLE));
    if (!semanticEqual(secret.data, old.data)) errors.push(forbiddenField(data, IMMUTABLE));
  }
  return [...errors, ...validateSecret(secret)];
}
