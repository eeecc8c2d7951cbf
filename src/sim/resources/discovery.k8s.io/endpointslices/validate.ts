/** upstream: pkg/apis/discovery/validation ValidateEndpointSlice */
import {
  duplicate,
  type FieldError,
  type FieldPath,
  field,
  invalid,
  isDNS1123Subdomain,
  isQualifiedName,
  required,
  tooMany,
  validateImmutable,
  validateLabels,
} from '@/apimachinery';
import type { EndpointSlice } from '@/kube/kinds';
import { isIPv4, isIPv6 } from '../../shared/ip';
import { dnsLabel, each, oneOf, PROTOCOLS } from '../../shared/validate';

type Endpoint = NonNullable<EndpointSlice['endpoints']>[number];
type Port = NonNullable<EndpointSlice['ports']>[number];

const ADDRESS_TYPES = ['FQDN', 'IPv4', 'IPv6'];
const MAX_ENDPOINTS = 1000;
const MAX_ADDRESSES = 100;
const MAX_PORTS = 20_000;
const MAX_TOPOLOGY = 16;

export function validateEndpointSlice(slice: EndpointSlice): FieldError[] {
  const { addressType, endpoints = [], ports = [] } = slice;
  return [
    ...oneOf(addressType, ADDRESS_TYPES, field('addressType')),
    ...validateEndpoints(endpoints, addressType),
    ...validatePorts(ports),
  ];
}

function validateEndpoints(endpoints: readonly Endpoint[], addressType: string): FieldError[] {
  const path = field('endpoints');
  if (endpoints.length > MAX_ENDPOINTS) return [tooMany(path, endpoints.length, MAX_ENDPOINTS)];
  return endpoints.flatMap(({ addresses = [], nodeName, hostname, deprecatedTopology = {} }, i) => {
    const at = path.index(i);
    const list = at.child('addresses');
    const errors: FieldError[] = [];
    if (addresses.length === 0) errors.push(required(list, 'must contain at least 1 address'));
    else if (addresses.length > MAX_ADDRESSES) errors.push(tooMany(list, addresses.length, MAX_ADDRESSES));
    errors.push(...addresses.flatMap((address, j) => validateAddress(address, addressType, list.index(j))));
    if (nodeName !== undefined)
      errors.push(...each(isDNS1123Subdomain(nodeName), at.child('nodeName'), nodeName));
    const topology = at.child('deprecatedTopology');
    const labels = Object.keys(deprecatedTopology).length;
    if (labels > MAX_TOPOLOGY) errors.push(tooMany(topology, labels, MAX_TOPOLOGY));
    errors.push(...validateLabels(deprecatedTopology, topology));
    if (hostname !== undefined) errors.push(...dnsLabel(hostname, at.child('hostname')));
    return errors;
  });
}

function validateAddress(address: string, type: string, path: FieldPath): FieldError[] {
  if (type === 'IPv4') return isIPv4(address) ? [] : [invalid(path, address, 'must be a valid IPv4 address')];
  if (type === 'IPv6') return isIPv6(address) ? [] : [invalid(path, address, 'must be a valid IPv6 address')];
  return type === 'FQDN' ? validateDomain(address.replace(/\.$/, ''), path) : [];
}

/** upstream: IsFullyQualifiedDomainName */
function validateDomain(name: string, path: FieldPath): FieldError[] {
  if (name === '') return [required(path)];
  const wrong = isDNS1123Subdomain(name);
  if (wrong.length > 0) return [invalid(path, name, wrong.join(','))];
  if (name.includes('.')) return [];
  return [invalid(path, name, 'should be a domain with at least two segments separated by dots')];
}

function validatePorts(ports: readonly Port[]): FieldError[] {
  const path = field('ports');
  if (ports.length > MAX_PORTS) return [tooMany(path, ports.length, MAX_PORTS)];
  const names = new Set<string>();
  return ports.flatMap(({ name = '', protocol, appProtocol }, i) => {
    const at = path.index(i);
    const errors = name ? dnsLabel(name, at.child('name')) : [];
    if (names.has(name)) errors.push(duplicate(at.child('name'), name));
    names.add(name);
    errors.push(...oneOf(protocol, PROTOCOLS, at.child('protocol')));
    if (appProtocol !== undefined) {
      errors.push(...each(isQualifiedName(appProtocol), at.child('appProtocol'), appProtocol));
    }
    return errors;
  });
}

export const validateEndpointSliceUpdate = (slice: EndpointSlice, old: EndpointSlice): FieldError[] => [
  ...validateEndpointSlice(slice),
  ...validateImmutable(slice.addressType, old.addressType, field('addressType')),
];
