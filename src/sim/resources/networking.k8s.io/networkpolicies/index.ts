/** https://kubernetes.io/docs/concepts/services-networking/network-policies/ */
import type { NetworkPolicy } from '@/kube/kinds';
import type { ResourceDefinition } from '../../definition';
import { fill, mapField, mapSame, withField } from '../../shared/fill';
import { AGE, ageOf, column, formatLabelSelector, NAME, nameOf } from '../../shared/table';
import { type Port, validateNetworkPolicy } from './validate';

type Spec = NonNullable<NetworkPolicy['spec']>;

const withProtocol = (port: Port): Port => fill(port, { protocol: 'TCP' });
const withPorts = <Rule extends { readonly ports?: readonly Port[] }>(rule: Rule): Rule => {
  const { ports } = rule;
  return ports ? withField(rule, 'ports', mapSame(ports, withProtocol) as Rule['ports']) : rule;
};

/** upstream: pkg/apis/networking/v1/defaults.go */
function defaultSpec(spec: Spec): Spec {
  const types = spec.egress?.length ? ['Ingress', 'Egress'] : ['Ingress'];
  const filled = fill(spec, { podSelector: {}, ...(spec.policyTypes?.length ? {} : { policyTypes: types }) });
  return mapField(
    mapField(filled, 'ingress', (rules) => mapSame(rules, withPorts)),
    'egress',
    (rules) => mapSame(rules, withPorts),
  );
}

export const networkPolicies: ResourceDefinition<NetworkPolicy> = {
  group: 'networking.k8s.io',
  version: 'v1',
  kind: 'NetworkPolicy',
  plural: 'networkpolicies',
  singular: 'networkpolicy',
  shortNames: ['netpol'],
  categories: [],
  namespaced: true,
  selectableFields: {},
  strategy: {
    nameRule: 'dns-subdomain',
    tracksGeneration: true,
    defaults: (policy) => mapField(fill(policy, { spec: { podSelector: {} } }), 'spec', defaultSpec),
    validate: validateNetworkPolicy,
  },
  subresources: [],
  table: {
    columns: [
      NAME,
      column(
        'Pod-Selector',
        'Selects the pods to which this NetworkPolicy object applies.  The array of ingress rules is applied to any pods selected by this field. Multiple network policies can select the same set of pods.  In this case, the ingress rules for each are combined additively. This field is NOT optional and follows standard label selector semantics. An empty podSelector matches all pods in this namespace.',
      ),
      AGE,
    ],
    row: (policy, nowMs) => [
      nameOf(policy),
      formatLabelSelector(policy.spec?.podSelector),
      ageOf(policy, nowMs),
    ],
  },
};
