/** https://kubernetes.io/docs/concepts/services-networking/ingress/ */
import { deepEqual, invalidObject } from '@/apimachinery';
import type { Ingress } from '@/kube/kinds';
import type { ResourceDefinition } from '../../definition';
import { fill } from '../../shared/fill';
import { keepStatus, statusOnly } from '../../shared/strategy';
import { AGE, ageOf, column, NAME, NONE, nameOf } from '../../shared/table';
import { unsimulatedWarnings } from './unsimulated';
import { CLASS_ANNOTATION, classTwice, validateIngress } from './validate';

const GROUP_KIND = { group: 'networking.k8s.io', kind: 'Ingress' };
const DEPRECATED = `annotation "${CLASS_ANNOTATION}" is deprecated, please use 'spec.ingressClassName' instead`;
const HOSTS_SHOWN = 3;

/** upstream: pkg/printers/internalversion/printers.go formatHosts */
function hosts({ spec }: Ingress): string {
  const rules = spec?.rules ?? [];
  const named = rules.slice(0, HOSTS_SHOWN).flatMap(({ host }) => (host ? [host] : []));
  if (named.length === 0) return '*';
  const text = named.join(',');
  return rules.length > HOSTS_SHOWN ? `${text} + ${rules.length - HOSTS_SHOWN} more...` : text;
}

const addresses = ({ status }: Ingress): string =>
  [...new Set((status?.loadBalancer?.ingress ?? []).map(({ ip, hostname }) => ip || hostname || ''))]
    .filter((address) => address !== '')
    .sort()
    .join(',');

export const ingresses: ResourceDefinition<Ingress> = {
  ...GROUP_KIND,
  version: 'v1',
  plural: 'ingresses',
  singular: 'ingress',
  shortNames: ['ing'],
  categories: [],
  namespaced: true,
  selectableFields: {},
  strategy: {
    nameRule: 'dns-subdomain',
    tracksGeneration: true,
    defaults: (ingress) => fill(ingress, { spec: {}, status: { loadBalancer: {} } }),
    prepareForCreate: (ingress, { warn, list }) => {
      const twice = classTwice(ingress);
      if (twice.length > 0) throw invalidObject(GROUP_KIND, ingress.metadata.name ?? '', twice);
      if (ingress.metadata.annotations?.[CLASS_ANNOTATION] !== undefined) warn(DEPRECATED);
      unsimulatedWarnings(ingress, list).forEach(warn);
      return { ...ingress, status: { loadBalancer: {} } };
    },
    prepareForUpdate: (ingress, old, { warn, list }) => {
      if (!deepEqual(ingress.metadata.annotations, old.metadata.annotations)) {
        unsimulatedWarnings(ingress, list).forEach(warn);
      }
      return keepStatus(ingress, old);
    },
    validate: validateIngress,
  },
  status: statusOnly<Ingress>(),
  subresources: [],
  table: {
    columns: [
      NAME,
      column(
        'Class',
        'The name of the IngressClass resource that should be used for additional configuration',
      ),
      column('Hosts', 'Hosts that incoming requests are matched against before the ingress rule'),
      column('Address', 'Address is a list containing ingress points for the load-balancer'),
      column('Ports', 'Ports of TLS configurations that open'),
      AGE,
    ],
    row: (ingress, nowMs) => [
      nameOf(ingress),
      ingress.spec?.ingressClassName ?? NONE,
      hosts(ingress),
      addresses(ingress),
      ingress.spec?.tls?.length ? '80, 443' : '80',
      ageOf(ingress, nowMs),
    ],
  },
};
