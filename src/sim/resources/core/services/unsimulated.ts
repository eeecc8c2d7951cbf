/** What a Service may ask for and does not get in a simulated cluster. */
import { field } from '@/apimachinery';
import type { Service } from '@/kube/kinds';
import { type Unsimulated, unsimulatedIn } from '../../shared/unsimulated';
import type { ServiceSpec } from './defaults';

const INSIDE_ONLY = 'the cluster IP works';
const IN_TURN = 'connections go to all ready endpoints in turn';

const SERVICE: readonly Unsimulated<ServiceSpec>[] = [
  {
    path: 'type',
    applies: ({ type }) => type === 'NodePort',
    instead: `nothing answers on the node port; ${INSIDE_ONLY}`,
  },
  {
    path: 'type',
    applies: ({ type }) => type === 'LoadBalancer',
    instead: `no load balancer is made and EXTERNAL-IP stays <pending>; ${INSIDE_ONLY}`,
  },
  {
    path: 'externalName',
    applies: ({ type, externalName = '' }) =>
      type === 'ExternalName' && !/\.cluster\.local\.?$/.test(externalName),
    instead: 'only names of this cluster resolve',
  },
  {
    path: 'externalIPs',
    applies: ({ externalIPs = [] }) => externalIPs.length > 0,
    instead: `nothing answers there; ${INSIDE_ONLY}`,
  },
  {
    path: 'ports',
    applies: ({ ports = [] }) => ports.some(({ protocol = 'TCP' }) => protocol !== 'TCP'),
    instead: 'only TCP is carried',
  },
  {
    path: 'sessionAffinity',
    applies: ({ sessionAffinity }) => sessionAffinity === 'ClientIP',
    instead: IN_TURN,
  },
  {
    path: 'internalTrafficPolicy',
    applies: ({ internalTrafficPolicy }) => internalTrafficPolicy === 'Local',
    instead: IN_TURN,
  },
  {
    path: 'externalTrafficPolicy',
    applies: ({ externalTrafficPolicy }) => externalTrafficPolicy === 'Local',
    instead: 'nothing reaches the cluster from outside',
  },
  {
    path: 'trafficDistribution',
    applies: ({ trafficDistribution }) => Boolean(trafficDistribution),
    instead: IN_TURN,
  },
];

export const unsimulatedWarnings = ({ spec }: Service): string[] =>
  spec ? unsimulatedIn(SERVICE, [{ value: spec, path: field('spec') }]) : [];
