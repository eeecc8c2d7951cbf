/** https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/ */
import type { StatefulSet } from '@/kube/kinds';
import type { ResourceDefinition } from '../../definition';
import { AGE, ageOf, column, containerCells, NAME, nameOf, TEMPLATE_COLUMNS } from '../../shared/table';
import { scaleOf } from '../scale';
import { status, strategy } from './strategy';

export const statefulSets: ResourceDefinition<StatefulSet> = {
  group: 'apps',
  version: 'v1',
  kind: 'StatefulSet',
  plural: 'statefulsets',
  singular: 'statefulset',
  shortNames: ['sts'],
  categories: ['all'],
  namespaced: true,
  selectableFields: {},
  strategy,
  status,
  scale: scaleOf<StatefulSet>(),
  subresources: [],
  table: {
    columns: [NAME, column('Ready', 'Number of the pod with ready state'), AGE, ...TEMPLATE_COLUMNS],
    row: (statefulSet, nowMs) => [
      nameOf(statefulSet),
      `${statefulSet.status?.readyReplicas ?? 0}/${statefulSet.spec?.replicas ?? 0}`,
      ageOf(statefulSet, nowMs),
      ...containerCells(statefulSet.spec?.template.spec),
    ],
  },
};
