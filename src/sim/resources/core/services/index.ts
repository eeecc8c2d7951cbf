/** https://kubernetes.io/docs/concepts/services-networking/service/ */
import type { Service } from '@/kube/kinds';
import type { ResourceDefinition } from '../../definition';
import { status, strategy } from './strategy';
import { table } from './table';

export const services: ResourceDefinition<Service> = {
  group: '',
  version: 'v1',
  kind: 'Service',
  plural: 'services',
  singular: 'service',
  shortNames: ['svc'],
  categories: ['all'],
  namespaced: true,
  selectableFields: {
    'spec.clusterIP': (service) => service.spec?.clusterIP ?? '',
    'spec.type': (service) => service.spec?.type ?? '',
  },
  strategy,
  status,
  subresources: ['proxy'],
  table,
};
