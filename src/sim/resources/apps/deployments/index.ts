/** https://kubernetes.io/docs/concepts/workloads/controllers/deployment/ */
import type { Deployment } from '@/kube/kinds';
import type { ResourceDefinition } from '../../definition';
import { scaleOf } from '../scale';
import { status, strategy } from './strategy';
import { table } from './table';

export const deployments: ResourceDefinition<Deployment> = {
  group: 'apps',
  version: 'v1',
  kind: 'Deployment',
  plural: 'deployments',
  singular: 'deployment',
  shortNames: ['deploy'],
  categories: ['all'],
  namespaced: true,
  selectableFields: {},
  strategy,
  status,
  scale: scaleOf<Deployment>(),
  subresources: [],
  table,
};
