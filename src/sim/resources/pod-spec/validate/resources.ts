/** Requests and limits. upstream: pkg/apis/core/validation ValidateContainerResourceRequirements */
import {
  compareQuantity,
  type FieldError,
  type FieldPath,
  forbiddenField,
  invalid,
  isQualifiedName,
  NOT_NEGATIVE,
  own,
  parseQuantity,
  type Quantity,
  required,
} from '@/apimachinery';
import { each } from '../../shared/validate';
import { validateClaimReferences } from './claims';
import type { Resources } from './types';

const CONTAINER_RESOURCES = new Set(['cpu', 'memory', 'ephemeral-storage']);
const STANDARD_RESOURCES = new Set([
  ...CONTAINER_RESOURCES,
  'storage',
  'pods',
  'services',
  'replicationcontrollers',
  'resourcequotas',
  'secrets',
  'configmaps',
  'persistentvolumeclaims',
  'services.nodeports',
  'services.loadbalancers',
  'requests.cpu',
  'requests.memory',
  'requests.ephemeral-storage',
  'requests.storage',
  'limits.cpu',
  'limits.memory',
  'limits.ephemeral-storage',
]);
const HUGE_PAGES = 'hugepages-';
const NATIVE_DOMAIN = 'kubernetes.io/';
const MILLI = 1_000_000n;

const isHugePages = (name: string) => name.startsWith(HUGE_PAGES);
/** Plain names and kubernetes.io's own may be promised more often than they are there, huge pages may not. */
export const mayOvercommit = (name: string) =>
  (!name.includes('/') || name.includes(NATIVE_DOMAIN)) && !isHugePages(name);
const isExtended = (name: string) =>
  name.includes('/') && !name.includes(NATIVE_DOMAIN) && !name.startsWith('requests.');

/** Containers and whole pods differ in which resources they may name. */
interface Place {
  readonly path: FieldPath;
  readonly validateName: (name: string, path: FieldPath) => FieldError[];
}

export function validateResources(
  resources: Resources,
  claimNames: ReadonlySet<string>,
  { path, validateName }: Place,
): FieldError[] {
  const { limits = {}, requests = {} } = resources;
  const limitsPath = path.child('limits');
  const requestsPath = path.child('requests');
  const errors: FieldError[] = [];
  for (const [name, text] of Object.entries(limits)) {
    errors.push(
      ...validateName(name, limitsPath.key(name)),
      ...validateAmount(name, text, limitsPath.key(name)),
    );
  }
  for (const [name, text] of Object.entries(requests)) {
    const at = requestsPath.key(name);
    errors.push(...validateName(name, at), ...validateAmount(name, text, at));
    const request = parseQuantity(text);
    // Names come from outside: "constructor" is one.
    const given = own(limits, name);
    const limit = given === undefined ? undefined : parseQuantity(given);
    if (limit === undefined) {
      if (!mayOvercommit(name)) {
        errors.push(required(limitsPath, 'Limit must be set for non overcommitable resources'));
      }
    } else if (!mayOvercommit(name) && compareQuantity(request, limit) !== 0) {
      errors.push(invalid(requestsPath, request.text, `must be equal to ${name} limit of ${limit.text}`));
    } else if (compareQuantity(request, limit) > 0) {
      errors.push(
        invalid(requestsPath, request.text, `must be less than or equal to ${name} limit of ${limit.text}`),
      );
    }
  }
  const names = [...Object.keys(limits), ...Object.keys(requests)];
  if (names.some(isHugePages) && !names.some((name) => name === 'cpu' || name === 'memory')) {
    errors.push(forbiddenField(path, 'HugePages require cpu or memory'));
  }
  return [...errors, ...validateClaimReferences(resources, claimNames, path.child('claims'))];
}

/** upstream: validateContainerResourceName */
export function validateContainerResource(name: string, path: FieldPath): FieldError[] {
  const errors = validateResourceName(name, path);
  if (errors.length > 0) return errors;
  if (!name.includes('/')) {
    const standard = CONTAINER_RESOURCES.has(name) || isHugePages(name);
    return standard ? [] : [invalid(path, name, 'must be a standard resource for containers')];
  }
  if (name.includes(NATIVE_DOMAIN) || isExtended(name)) return [];
  return [invalid(path, name, "doesn't follow extended resource name standard")];
}

/** upstream: validateResourceName */
export function validateResourceName(name: string, path: FieldPath): FieldError[] {
  const errors = each(isQualifiedName(name), path, name);
  if (errors.length > 0 || name.includes('/') || STANDARD_RESOURCES.has(name) || isHugePages(name))
    return errors;
  return [invalid(path, name, 'must be a standard resource type or fully qualified')];
}

/** upstream: ValidateResourceQuantityValue */
export function validateAmount(name: string, text: string, path: FieldPath): FieldError[] {
  const quantity: Quantity = parseQuantity(text);
  const errors: FieldError[] = [];
  if (quantity.nanos < 0n) errors.push(invalid(path, quantity.text, NOT_NEGATIVE));
  if (isExtended(name) && quantity.nanos % (1000n * MILLI) !== 0n) {
    errors.push(invalid(path, quantity.text, 'must be an integer'));
  }
  return errors;
}
