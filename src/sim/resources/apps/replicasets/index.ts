/** https://kubernetes.io/docs/concepts/workloads/controllers/replicaset/ */
import type { ReplicaSet } from '@/kube/kinds';
import type { ResourceDefinition } from '../../definition';
import { scaleOf } from '../scale';
import { status, strategy } from './strategy';
import { table } from './table';

export const replicaSets: ResourceDefinition<ReplicaSet> = {
  group: 'apps',
  version: 'v1',
  kind: 'ReplicaSet',
  plural: 'replicasets',
  singular: 'replicaset',
  shortNames: ['rs'],
  categories: ['all'],
  namespaced: true,
  selectableFields: { 'status.replicas': (replicaSet) => `${replicaSet.status?.replicas ?? 0}` },
  strategy,
  status,
  scale: scaleOf<ReplicaSet>(),
  subresources: [],
  table,
};
