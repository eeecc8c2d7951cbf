/** Environment of containers. upstream: pkg/apis/core/validation ValidateEnv, ValidateEnvFrom */
import {
  type FieldError,
  type FieldPath,
  invalid,
  isConfigMapKey,
  isDNS1123Subdomain,
  isEnvVarName,
  isQualifiedName,
  notSupported,
  parseQuantity,
  required,
} from '@/apimachinery';
import { each } from '../../shared/validate';
import type { EnvFrom, EnvVar } from './types';

type ValueFrom = NonNullable<EnvVar['valueFrom']>;
type FieldRef = NonNullable<ValueFrom['fieldRef']>;
type ResourceRef = NonNullable<ValueFrom['resourceFieldRef']>;

export const ENV_FIELDS = [
  'metadata.name',
  'metadata.namespace',
  'metadata.uid',
  'spec.nodeName',
  'spec.serviceAccountName',
  'status.hostIP',
  'status.hostIPs',
  'status.podIP',
  'status.podIPs',
];
const RESOURCES = [
  'limits.cpu',
  'limits.ephemeral-storage',
  'limits.memory',
  'requests.cpu',
  'requests.ephemeral-storage',
  'requests.memory',
];
/** Labels that upstream's conversion knows beyond the ones that may be used where. */
const KNOWN_FIELDS = new Set([
  ...ENV_FIELDS,
  'metadata.annotations',
  'metadata.labels',
  'spec.restartPolicy',
  'status.phase',
]);

export const validateEnv = (variables: readonly EnvVar[], path: FieldPath): FieldError[] =>
  variables.flatMap((variable, i) => {
    const at = path.index(i);
    const name = at.child('name');
    return [
      ...(variable.name ? each(isEnvVarName(variable.name), name, variable.name) : [required(name)]),
      ...validateValueFrom(variable, at.child('valueFrom')),
    ];
  });

function validateValueFrom({ value, valueFrom }: EnvVar, path: FieldPath): FieldError[] {
  if (!valueFrom) return [];
  const { fieldRef, resourceFieldRef, configMapKeyRef, secretKeyRef, fileKeyRef } = valueFrom;
  const errors: FieldError[] = [];
  if (fieldRef) errors.push(...validateFieldRef(fieldRef, ENV_FIELDS, path.child('fieldRef')));
  if (resourceFieldRef)
    errors.push(...validateResourceRef(resourceFieldRef, path.child('resourceFieldRef'), false));
  if (configMapKeyRef) errors.push(...validateKeyRef(configMapKeyRef, path.child('configMapKeyRef')));
  if (secretKeyRef) errors.push(...validateKeyRef(secretKeyRef, path.child('secretKeyRef')));
  const sources = [fieldRef, resourceFieldRef, configMapKeyRef, secretKeyRef, fileKeyRef].filter(
    Boolean,
  ).length;
  if (sources === 0) {
    const one =
      'must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`';
    errors.push(invalid(path, '', one));
  } else if (value) errors.push(invalid(path, '', 'may not be specified when `value` is not empty'));
  else if (sources > 1)
    errors.push(invalid(path, '', 'may not have more than one field specified at a time'));
  return errors;
}

/** upstream: validateObjectFieldSelector */
export function validateFieldRef(
  { apiVersion, fieldPath }: FieldRef,
  allowed: readonly string[],
  path: FieldPath,
): FieldError[] {
  if (!apiVersion) return [required(path.child('apiVersion'))];
  if (!fieldPath) return [required(path.child('fieldPath'))];
  const at = path.child('fieldPath');
  const [, map, subscript] = /^(.*)\['(.*)'\]$/.exec(fieldPath) ?? [];
  if (apiVersion !== 'v1') {
    const why = `error converting fieldPath: unsupported pod version: ${apiVersion}`;
    return [invalid(at, fieldPath, why)];
  }
  if (map !== undefined && subscript !== undefined) {
    if (map === 'metadata.annotations')
      return each(isQualifiedName(subscript.toLowerCase()), path, subscript);
    if (map === 'metadata.labels') return each(isQualifiedName(subscript), path, subscript);
    return [invalid(at, fieldPath, 'error converting fieldPath: field label does not support subscript')];
  }
  if (!KNOWN_FIELDS.has(fieldPath)) {
    return [invalid(at, fieldPath, `error converting fieldPath: field label not supported: ${fieldPath}`)];
  }
  return allowed.includes(fieldPath) ? [] : [notSupported(at, fieldPath, allowed)];
}

/** upstream: validateContainerResourceFieldSelector */
export function validateResourceRef(
  { resource, containerName, divisor }: ResourceRef,
  path: FieldPath,
  inVolume: boolean,
): FieldError[] {
  const errors: FieldError[] = [];
  if (inVolume && !containerName) errors.push(required(path.child('containerName')));
  else if (!resource) errors.push(required(path.child('resource')));
  else if (!RESOURCES.includes(resource) && !/^(requests|limits)\.hugepages-/.test(resource)) {
    errors.push(notSupported(path.child('resource'), resource, RESOURCES));
  }
  return [...errors, ...validateDivisor(resource, divisor, path)];
}

const SIZES = ['1', '1k', '1M', '1G', '1T', '1P', '1E', '1Ki', '1Mi', '1Gi', '1Ti', '1Pi', '1Ei'];

function validateDivisor(resource: string, divisor: string | undefined, path: FieldPath): FieldError[] {
  const quantity = parseQuantity(divisor ?? '0');
  if (quantity.nanos === 0n) return [];
  const [, kind = ''] = /^(?:limits|requests)\.(.*)$/.exec(resource) ?? [];
  const known = {
    cpu: { allowed: ['1m', '1'], shown: '1m and 1 are supported with the cpu resource' },
    memory: { allowed: SIZES, shown: `${SIZES.join(', ')} are supported with the memory resource` },
    'ephemeral-storage': {
      allowed: SIZES,
      shown: `${SIZES.join(', ')} are supported with the local ephemeral storage resource`,
    },
  }[kind];
  if (!known || known.allowed.includes(quantity.text)) return [];
  return [invalid(path.child('divisor'), resource, `only divisor's values ${known.shown}`)];
}

function validateKeyRef({ name, key }: { name?: string; key: string }, path: FieldPath): FieldError[] {
  return [
    ...each(isDNS1123Subdomain(name ?? ''), path.child('name'), name ?? ''),
    ...(key ? each(isConfigMapKey(key), path.child('key'), key) : [required(path.child('key'))]),
  ];
}

export const validateEnvFrom = (sources: readonly EnvFrom[], path: FieldPath): FieldError[] =>
  sources.flatMap(({ prefix, configMapRef, secretRef }, i) => {
    const at = path.index(i);
    const errors: FieldError[] = prefix ? each(isEnvVarName(prefix), at.child('prefix'), prefix) : [];
    if (configMapRef) errors.push(...validateSourceName(configMapRef.name, at.child('configMapRef', 'name')));
    if (secretRef) errors.push(...validateSourceName(secretRef.name, at.child('secretRef', 'name')));
    // Upstream names the list, not the element.
    if (!configMapRef && !secretRef) {
      errors.push(invalid(path, '', 'must specify one of: `configMapRef` or `secretRef`'));
    } else if (configMapRef && secretRef) {
      errors.push(invalid(path, '', 'may not have more than one field specified at a time'));
    }
    return errors;
  });

const validateSourceName = (name: string | undefined, path: FieldPath): FieldError[] =>
  name ? each(isDNS1123Subdomain(name), path, name) : [required(path)];
