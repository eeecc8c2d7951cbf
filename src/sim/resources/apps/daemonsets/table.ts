/** `kubectl get daemonsets`. upstream: pkg/printers/internalversion/printers.go printDaemonSet */
import type { DaemonSet } from '@/kube/kinds';
import type { TableDefinition } from '../../definition';
import {
  AGE,
  ageOf,
  column,
  containerCells,
  formatLabelSelector,
  formatLabels,
  NAME,
  nameOf,
  TEMPLATE_COLUMNS,
  wide,
} from '../../shared/table';

export const table: TableDefinition<DaemonSet> = {
  columns: [
    NAME,
    column(
      'Desired',
      'The total number of nodes that should be running the daemon pod (including nodes correctly running the daemon pod).',
      'integer',
    ),
    column(
      'Current',
      'The number of nodes that are running at least 1 daemon pod and are supposed to run the daemon pod.',
      'integer',
    ),
    column(
      'Ready',
      'numberReady is the number of nodes that should be running the daemon pod and have one or more of the daemon pod running with a Ready Condition.',
      'integer',
    ),
    column('Up-to-date', 'The total number of nodes that are running updated daemon pod', 'integer'),
    column(
      'Available',
      'The number of nodes that should be running the daemon pod and have one or more of the daemon pod running and available (ready for at least spec.minReadySeconds)',
      'integer',
    ),
    column('Node Selector', 'NodeSelector is a selector which must be true for the pod to fit on a node.'),
    AGE,
    ...TEMPLATE_COLUMNS,
    wide('Selector', 'A label query over pods that are managed by the daemon set.'),
  ],
  row: (daemonSet, nowMs) => {
    const { spec, status } = daemonSet;
    return [
      nameOf(daemonSet),
      status?.desiredNumberScheduled ?? 0,
      status?.currentNumberScheduled ?? 0,
      status?.numberReady ?? 0,
      status?.updatedNumberScheduled ?? 0,
      status?.numberAvailable ?? 0,
      formatLabels(spec?.template.spec?.nodeSelector),
      ageOf(daemonSet, nowMs),
      ...containerCells(spec?.template.spec),
      formatLabelSelector(spec?.selector),
    ];
  },
};
