/** What a Service may ask for and does not get in a simulated cluster. */
import { field } from '@/apimachinery';
import type { Service } from '@/kube/kinds';
import { type Unsimulated, unsimulatedIn } from '../../shared/unsimulated';
import type { ServiceSpec } from './defaults';

const SERVICE: readonly Unsimulated<ServiceSpec>[] = [
  {
    path: 'externalName',
    applies: ({ type, externalName = '' }) =>
      type === 'ExternalName' && !/\.cluster\.local\.?$/.test(externalName),
    instead: 'only names of this cluster have addresses; there is no internet',
  },
  {
    path: 'ports',
    applies: ({ ports = [] }) => ports.some(({ protocol = 'TCP' }) => protocol !== 'TCP'),
    instead: 'only TCP is carried',
  },
  {
    path: 'loadBalancerClass',
    applies: ({ loadBalancerClass }) => Boolean(loadBalancerClass),
    instead: 'there is one load balancer, which leaves classes alone; EXTERNAL-IP stays <pending>',
  },
  {
    path: 'trafficDistribution',
    applies: ({ trafficDistribution }) => Boolean(trafficDistribution),
    instead: 'connections go to all ready endpoints in turn',
  },
];

export const unsimulatedWarnings = ({ spec }: Service): string[] =>
  spec ? unsimulatedIn(SERVICE, [{ value: spec, path: field('spec') }]) : [];
