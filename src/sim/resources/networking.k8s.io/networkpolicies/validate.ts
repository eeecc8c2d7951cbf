/** upstream: pkg/apis/networking/validation ValidateNetworkPolicySpec */
import {
  type FieldError,
  type FieldPath,
  field,
  forbiddenField,
  invalid,
  notSupported,
  required,
  validateLabelSelector,
} from '@/apimachinery';
import type { NetworkPolicy } from '@/kube/kinds';
import { isStrictSubset, parseCidr } from '../../shared/cidr';
import { oneOf, portNumberOrName } from '../../shared/validate';

type Spec = NonNullable<NetworkPolicy['spec']>;
type Ingress = NonNullable<Spec['ingress']>[number];
export type Port = NonNullable<Ingress['ports']>[number];
type Peer = NonNullable<Ingress['from']>[number];
type Block = NonNullable<Peer['ipBlock']>;

/** A rule of either direction. */
interface Rule {
  readonly ports?: readonly Port[];
  readonly from?: readonly Peer[];
  readonly to?: readonly Peer[];
}

const TYPES = ['Ingress', 'Egress'];
const PROTOCOLS = ['TCP', 'UDP', 'SCTP'];

export function validateNetworkPolicy({ spec }: NetworkPolicy): FieldError[] {
  const path = field('spec');
  const { podSelector = {}, ingress = [], egress = [], policyTypes = [] } = (spec ?? {}) as Partial<Spec>;
  const errors = [
    ...validateLabelSelector(podSelector, path.child('podSelector')),
    ...ingress.flatMap((rule, i) => validateRule(rule, path.child('ingress').index(i))),
    ...egress.flatMap((rule, i) => validateRule(rule, path.child('egress').index(i))),
  ];
  const at = path.child('policyTypes');
  if (policyTypes.length > TYPES.length) {
    return [...errors, invalid(at, policyTypes, 'may not specify more than two policyTypes')];
  }
  const wrong = policyTypes.flatMap((type, i) =>
    TYPES.includes(type) ? [] : [notSupported(at.index(i), type, TYPES)],
  );
  return [...errors, ...wrong];
}

const validateRule = ({ ports = [], from = [], to = [] }: Rule, path: FieldPath): FieldError[] => [
  ...ports.flatMap((port, i) => validatePort(port, path.child('ports').index(i))),
  ...from.flatMap((peer, i) => validatePeer(peer, path.child('from').index(i))),
  ...to.flatMap((peer, i) => validatePeer(peer, path.child('to').index(i))),
];

function validatePort({ protocol, port, endPort }: Port, path: FieldPath): FieldError[] {
  const errors = oneOf(protocol, PROTOCOLS, path.child('protocol'), 'fine');
  const at = path.child('endPort');
  if (port === undefined) {
    return endPort === undefined
      ? errors
      : [...errors, required(path.child('port'), 'must be specified when `endPort` is set')];
  }
  errors.push(...portNumberOrName(port as number | string, path.child('port')));
  if (endPort === undefined) return errors;
  if (typeof port === 'string')
    return [...errors, invalid(at, endPort, 'may not be specified when `port` is non-numeric')];
  if (endPort < Number(port))
    return [...errors, invalid(at, endPort, 'must be greater than or equal to `port`')];
  return [...errors, ...portNumberOrName(endPort, at)];
}

function validatePeer({ podSelector, namespaceSelector, ipBlock }: Peer, path: FieldPath): FieldError[] {
  const errors = [
    ...(podSelector ? validateLabelSelector(podSelector, path.child('podSelector')) : []),
    ...(namespaceSelector ? validateLabelSelector(namespaceSelector, path.child('namespaceSelector')) : []),
    ...(ipBlock ? validateBlock(ipBlock, path.child('ipBlock')) : []),
  ];
  if (!podSelector && !namespaceSelector && !ipBlock) errors.push(required(path, 'must specify a peer'));
  if (ipBlock && (podSelector || namespaceSelector)) {
    errors.push(forbiddenField(path, 'may not specify both ipBlock and another peer'));
  }
  return errors;
}

function validateBlock({ cidr, except = [] }: Block, path: FieldPath): FieldError[] {
  const at = path.child('cidr');
  if (!cidr) return [required(at)];
  const outer = parseCidr(cidr);
  const wrong = 'must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)';
  if (!outer) return [invalid(at, cidr, wrong)];
  return except.flatMap((text, i) => {
    const inner = parseCidr(text);
    if (!inner) return [invalid(path.child('except').index(i), text, wrong)];
    return isStrictSubset(inner, outer)
      ? []
      : [invalid(path.child('except').index(i), text, 'must be a strict subset of `cidr`')];
  });
}
