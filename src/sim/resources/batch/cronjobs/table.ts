/** `kubectl get cronjobs`. upstream: pkg/printers/internalversion/printers.go printCronJob */
import { humanAge } from '@/apimachinery';
import type { CronJob } from '@/kube/kinds';
import type { TableDefinition } from '../../definition';
import {
  AGE,
  ageOf,
  column,
  containerCells,
  formatLabelSelector,
  NAME,
  NONE,
  nameOf,
  TEMPLATE_COLUMNS,
  UNSET,
  wide,
} from '../../shared/table';

export const table: TableDefinition<CronJob> = {
  columns: [
    NAME,
    column('Schedule', 'The schedule in Cron format, see https://en.wikipedia.org/wiki/Cron.'),
    column('Timezone', 'The time zone name for the given schedule.'),
    column(
      'Suspend',
      'This flag tells the controller to suspend subsequent executions, it does not apply to already started executions.  Defaults to false.',
      'boolean',
    ),
    column('Active', 'A list of pointers to currently running jobs.', 'integer'),
    column('Last Schedule', 'Information when was the last time the job was successfully scheduled.'),
    AGE,
    ...TEMPLATE_COLUMNS,
    wide('Selector', 'A label query over pods that should match the pod count.'),
  ],
  row: (cronJob, nowMs) => {
    const { spec, status } = cronJob;
    const job = spec?.jobTemplate.spec;
    return [
      nameOf(cronJob),
      spec?.schedule ?? '',
      spec?.timeZone ?? NONE,
      spec?.suspend === undefined ? UNSET : spec.suspend ? 'True' : 'False',
      (status?.active ?? []).length,
      status?.lastScheduleTime ? humanAge(status.lastScheduleTime, nowMs) : NONE,
      ageOf(cronJob, nowMs),
      ...containerCells(job?.template.spec),
      formatLabelSelector(job?.selector),
    ];
  },
};
