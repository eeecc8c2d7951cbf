/** `kubectl get deployments`. upstream: pkg/printers/internalversion/printers.go printDeployment */
import { labelSelectorFrom } from '@/apimachinery';
import type { Deployment } from '@/kube/kinds';
import type { TableDefinition } from '../../definition';
import { AGE, ageOf, column, containerCells, NAME, nameOf, TEMPLATE_COLUMNS, wide } from '../../shared/table';

export const table: TableDefinition<Deployment> = {
  columns: [
    NAME,
    column('Ready', 'Number of the pod with ready state'),
    column(
      'Up-to-date',
      'Total number of non-terminating pods targeted by this deployment that have the desired template spec.',
    ),
    column(
      'Available',
      'Total number of available non-terminating pods (ready for at least minReadySeconds) targeted by this deployment.',
    ),
    AGE,
    ...TEMPLATE_COLUMNS,
    wide('Selector', 'Label selector for pods.'),
  ],
  row: (deployment, nowMs) => {
    const { spec, status = {} } = deployment;
    return [
      nameOf(deployment),
      `${status.readyReplicas ?? 0}/${spec?.replicas ?? 0}`,
      status.updatedReplicas ?? 0,
      status.availableReplicas ?? 0,
      ageOf(deployment, nowMs),
      ...containerCells(spec?.template.spec),
      labelSelectorFrom(spec?.selector).text,
    ];
  },
};
