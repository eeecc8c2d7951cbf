/** Where an Ingress sends a request, and references to objects of any kind. upstream: pkg/apis/networking/validation */
import {
  type FieldError,
  type FieldPath,
  invalid,
  isDNS1035Label,
  isDNS1123Subdomain,
  isPathSegmentName,
  isValidPortName,
  required,
} from '@/apimachinery';
import type { Ingress } from '@/kube/kinds';
import { each, portNumber } from '../shared/validate';

type Backend = NonNullable<NonNullable<Ingress['spec']>['defaultBackend']>;
type ServiceBackend = NonNullable<Backend['service']>;
interface Reference {
  readonly apiGroup?: string;
  readonly kind: string;
  readonly name: string;
}

export function validateBackend({ resource, service }: Backend, path: FieldPath): FieldError[] {
  if (resource && service) return [invalid(path, '', 'cannot set both resource and service backends')];
  if (resource) return validateReference(resource, path.child('resource'));
  if (service) return validateServiceBackend(service, path);
  return [invalid(path, '', 'resource or service backend is required')];
}

function validateServiceBackend({ name, port }: ServiceBackend, path: FieldPath): FieldError[] {
  const at = path.child('service', 'name');
  const errors = name ? each(isDNS1035Label(name), at, name) : [required(at)];
  const { name: portName, number } = port ?? {};
  if (portName && number) return [...errors, invalid(path, '', 'cannot set both port name & port number')];
  if (portName) {
    return [...errors, ...each(isValidPortName(portName), path.child('service', 'port', 'name'), portName)];
  }
  if (number) return [...errors, ...portNumber(number, path.child('service', 'port', 'number'))];
  return [...errors, required(path, 'port name or number is required')];
}

/** upstream: validateIngressTypedLocalObjectReference */
export function validateReference({ apiGroup, kind, name }: Reference, path: FieldPath): FieldError[] {
  const segment = (key: string, value: string | undefined) =>
    value
      ? each(isPathSegmentName(value), path.child(key), value)
      : [required(path.child(key), `${key} is required`)];
  return [
    ...(apiGroup ? each(isDNS1123Subdomain(apiGroup), path.child('apiGroup'), apiGroup) : []),
    ...segment('kind', kind),
    ...segment('name', name),
  ];
}
