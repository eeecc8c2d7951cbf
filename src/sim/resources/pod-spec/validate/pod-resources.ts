/** Requests and limits of a pod as a whole. upstream: pkg/apis/core/validation validatePodResources, validatePodResourceConsistency */
import {
  compareQuantity,
  type FieldError,
  type FieldPath,
  forbiddenField,
  invalid,
  notSupported,
  parseQuantity,
} from '@/apimachinery';
import type { PodSpec } from '@/kube/kinds';
import { aggregateContainers, isPodLevel } from '../aggregate';
import { validateResourceName, validateResources } from './resources';

const SUPPORTED = ['cpu', 'hugepages-', 'memory'];
const NO_CLAIMS = 'claims cannot be set for Resources at pod-level';

export function validatePodResources(
  spec: PodSpec,
  claimNames: ReadonlySet<string>,
  path: FieldPath,
): FieldError[] {
  const { resources } = spec;
  if (!resources) return [];
  return [
    ...(resources.claims ? [forbiddenField(path.child('claims'), NO_CLAIMS)] : []),
    ...validateResources(resources, claimNames, { path, validateName }),
    ...validateRequests(spec, path.child('requests')),
    ...validateContainerLimits(spec, path),
  ];
}

/** upstream: validatePodResourceName */
function validateName(name: string, path: FieldPath): FieldError[] {
  const errors = validateResourceName(name, path);
  if (errors.length > 0 || isPodLevel(name)) return errors;
  return [notSupported(path, name, SUPPORTED)];
}

/** A pod asks for no less than its containers do. What only containers can ask for is theirs alone. */
function validateRequests(spec: PodSpec, path: FieldPath): FieldError[] {
  return Object.entries(aggregateContainers(spec, 'requests')).flatMap(([name, needed]) => {
    if (!isPodLevel(name)) return [];
    const given = parseQuantity(spec.resources?.requests?.[name] ?? '0');
    if (compareQuantity(needed, given) <= 0) return [];
    const why = `must be greater than or equal to aggregate container requests of ${needed.text}`;
    return [invalid(path.key(name), given.text, why)];
  });
}

/** No single container may use more than the pod. */
function validateContainerLimits({ containers, resources }: PodSpec, path: FieldPath): FieldError[] {
  return containers.flatMap((container, i) =>
    Object.entries(container.resources?.limits ?? {}).flatMap(([name, text]) => {
      const most = resources?.limits?.[name];
      if (most === undefined || compareQuantity(parseQuantity(text), parseQuantity(most)) <= 0) return [];
      const at = path.child('containers').index(i).key(name).child('limits');
      return [
        invalid(
          at,
          parseQuantity(text).text,
          `must be less than or equal to pod limits of ${parseQuantity(most).text}`,
        ),
      ];
    }),
  );
}
