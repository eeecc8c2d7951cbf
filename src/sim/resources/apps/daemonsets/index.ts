/** https://kubernetes.io/docs/concepts/workloads/controllers/daemonset/ */
import type { DaemonSet } from '@/kube/kinds';
import type { ResourceDefinition } from '../../definition';
import { status, strategy } from './strategy';
import { table } from './table';

export const daemonSets: ResourceDefinition<DaemonSet> = {
  group: 'apps',
  version: 'v1',
  kind: 'DaemonSet',
  plural: 'daemonsets',
  singular: 'daemonset',
  shortNames: ['ds'],
  categories: ['all'],
  namespaced: true,
  selectableFields: {},
  strategy,
  status,
  subresources: [],
  table,
};
