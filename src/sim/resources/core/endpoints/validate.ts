/** upstream: pkg/apis/core/validation ValidateEndpoints, validateEndpointSubsets */
import {
  type FieldError,
  type FieldPath,
  field,
  isDNS1123Subdomain,
  isQualifiedName,
  required,
} from '@/apimachinery';
import type { Endpoints } from '@/kube/kinds';
import { isIP, validateIP, validateNonSpecialIP } from '../../shared/ip';
import { dnsLabel, each, oneOf, PROTOCOLS, portNumber } from '../../shared/validate';

type Subset = NonNullable<Endpoints['subsets']>[number];
type Address = NonNullable<Subset['addresses']>[number];
type Port = NonNullable<Subset['ports']>[number];

export const validateEndpoints = ({ subsets = [] }: Endpoints): FieldError[] =>
  subsets.flatMap((subset, i) => validateSubset(subset, field('subsets').index(i)));

function validateSubset(
  { addresses = [], notReadyAddresses = [], ports = [] }: Subset,
  path: FieldPath,
): FieldError[] {
  const none = addresses.length + notReadyAddresses.length === 0;
  return [
    ...(none ? [required(path, 'must specify `addresses` or `notReadyAddresses`')] : []),
    ...addresses.flatMap((a, i) => validateAddress(a, path.child('addresses').index(i))),
    ...notReadyAddresses.flatMap((a, i) => validateAddress(a, path.child('notReadyAddresses').index(i))),
    ...ports.flatMap((p, i) => validatePort(p, ports.length > 1, path.child('ports').index(i))),
  ];
}

function validateAddress({ ip, hostname, nodeName }: Address, path: FieldPath): FieldError[] {
  return [
    ...validateIP(ip, path.child('ip')),
    ...(hostname ? dnsLabel(hostname, path.child('hostname')) : []),
    ...(nodeName === undefined ? [] : each(isDNS1123Subdomain(nodeName), path.child('nodeName'), nodeName)),
    ...(isIP(ip) ? validateNonSpecialIP(ip, path.child('ip')) : []),
  ];
}

function validatePort(
  { name, port, protocol, appProtocol }: Port,
  named: boolean,
  path: FieldPath,
): FieldError[] {
  return [
    ...(name ? dnsLabel(name, path.child('name')) : named ? [required(path.child('name'))] : []),
    ...portNumber(port, path.child('port')),
    ...oneOf(protocol, PROTOCOLS, path.child('protocol')),
    ...(appProtocol === undefined
      ? []
      : each(isQualifiedName(appProtocol), path.child('appProtocol'), appProtocol)),
  ];
}
