/** https://kubernetes.io/docs/concepts/workloads/controllers/replicationcontroller/ */
import { labelSelectorFromMap } from '@/apimachinery';
import type { ReplicationController } from '@/kube/kinds';
import type { ResourceDefinition } from '../../definition';
import {
  AGE,
  ageOf,
  column,
  containerCells,
  formatLabels,
  NAME,
  nameOf,
  TEMPLATE_COLUMNS,
  wide,
} from '../../shared/table';
import { status, strategy } from './strategy';

export const replicationControllers: ResourceDefinition<ReplicationController> = {
  group: '',
  version: 'v1',
  kind: 'ReplicationController',
  plural: 'replicationcontrollers',
  singular: 'replicationcontroller',
  shortNames: ['rc'],
  categories: ['all'],
  namespaced: true,
  selectableFields: { 'status.replicas': (controller) => `${controller.status?.replicas ?? 0}` },
  strategy,
  status,
  scale: {
    replicas: ({ spec, status: counts }) => ({
      spec: spec?.replicas ?? 0,
      status: counts?.replicas ?? 0,
      selector: labelSelectorFromMap(spec?.selector).text,
    }),
    withReplicas: (controller, replicas) => ({ ...controller, spec: { ...controller.spec, replicas } }),
  },
  subresources: [],
  table: {
    columns: [
      NAME,
      column('Desired', 'Replicas is the number of desired replicas.', 'integer'),
      column('Current', 'Replicas is the most recently observed number of replicas.', 'integer'),
      column('Ready', 'The number of ready replicas for this replication controller.', 'integer'),
      AGE,
      ...TEMPLATE_COLUMNS,
      wide('Selector', 'Selector is a label query over pods that should match the Replicas count.'),
    ],
    row: (controller, nowMs) => [
      nameOf(controller),
      controller.spec?.replicas ?? 0,
      controller.status?.replicas ?? 0,
      controller.status?.readyReplicas ?? 0,
      ageOf(controller, nowMs),
      ...containerCells(controller.spec?.template?.spec),
      formatLabels(controller.spec?.selector),
    ],
  },
};
