/** `kubectl get replicasets`. upstream: pkg/printers/internalversion/printers.go printReplicaSet */
import type { ReplicaSet } from '@/kube/kinds';
import type { TableDefinition } from '../../definition';
import {
  AGE,
  ageOf,
  column,
  containerCells,
  formatLabelSelector,
  NAME,
  nameOf,
  TEMPLATE_COLUMNS,
  wide,
} from '../../shared/table';

export const table: TableDefinition<ReplicaSet> = {
  columns: [
    NAME,
    column('Desired', 'Replicas is the number of desired pods.', 'integer'),
    column('Current', 'Replicas is the most recently observed number of non-terminating pods.', 'integer'),
    column(
      'Ready',
      'The number of non-terminating pods targeted by this ReplicaSet with a Ready Condition.',
      'integer',
    ),
    AGE,
    ...TEMPLATE_COLUMNS,
    wide('Selector', 'Selector is a label query over pods that should match the replica count.'),
  ],
  row: (replicaSet, nowMs) => {
    const { spec, status } = replicaSet;
    return [
      nameOf(replicaSet),
      spec?.replicas ?? 0,
      status?.replicas ?? 0,
      status?.readyReplicas ?? 0,
      ageOf(replicaSet, nowMs),
      ...containerCells(spec?.template?.spec),
      formatLabelSelector(spec?.selector),
    ];
  },
};
