/** `kubectl get jobs`. upstream: pkg/printers/internalversion/printers.go printJob */
import { humanDuration, parseTime } from '@/apimachinery';
import type { Job } from '@/kube/kinds';
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

export const table: TableDefinition<Job> = {
  columns: [
    NAME,
    column('Status', 'Status of the job.'),
    column(
      'Completions',
      'The number of pods which reached phase Succeeded. The value increases monotonically for a given spec. However, it may decrease in reaction to scale down of elastic indexed jobs.',
    ),
    column('Duration', 'Time required to complete the job.'),
    AGE,
    ...TEMPLATE_COLUMNS,
    wide(
      'Selector',
      'A label query over pods that should match the pod count. Normally, the system sets this field for you. More info: https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#label-selectors',
    ),
  ],
  row: (job, nowMs) => [
    nameOf(job),
    statusOf(job),
    completionsOf(job),
    durationOf(job, nowMs),
    ageOf(job, nowMs),
    ...containerCells(job.spec?.template.spec),
    formatLabelSelector(job.spec?.selector),
  ],
};

/** The first condition that holds names the state. */
const STATES = [
  ['Complete', 'Complete'],
  ['Failed', 'Failed'],
  ['', 'Terminating'],
  ['Suspended', 'Suspended'],
  ['FailureTarget', 'FailureTarget'],
  ['SuccessCriteriaMet', 'SuccessCriteriaMet'],
] as const;

function statusOf({ metadata, status }: Job): string {
  const holds = new Set((status?.conditions ?? []).filter((c) => c.status === 'True').map((c) => c.type));
  const state = STATES.find(([type]) => (type === '' ? metadata.deletionTimestamp : holds.has(type)));
  return state?.[1] ?? 'Running';
}

function completionsOf({ spec, status }: Job): string {
  const succeeded = status?.succeeded ?? 0;
  if (spec?.completions !== undefined) return `${succeeded}/${spec.completions}`;
  const parallelism = spec?.parallelism ?? 0;
  return parallelism > 1 ? `${succeeded}/1 of ${parallelism}` : `${succeeded}/1`;
}

function durationOf({ status }: Job, nowMs: number): string {
  if (!status?.startTime) return '';
  const end = status.completionTime ? parseTime(status.completionTime) : nowMs;
  return humanDuration(end - parseTime(status.startTime));
}
