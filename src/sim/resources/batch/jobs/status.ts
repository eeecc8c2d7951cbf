/** What a job's status may say. upstream: pkg/apis/batch/validation validateJobStatus, ValidateJobStatusUpdate */
import {
  type FieldError,
  type FieldPath,
  field,
  invalid,
  required,
  validateNonNegative,
} from '@/apimachinery';
import type { Job } from '@/kube/kinds';

const path = field('status');
const COUNTERS = ['active', 'succeeded', 'failed', 'ready', 'terminating'] as const;
const TERMINAL = ['Failed', 'Complete', 'FailureTarget'];

const has = ({ status }: Job, type: string): boolean =>
  (status?.conditions ?? []).some((c) => c.type === type && c.status === 'True');

/** Upstream leaves the conditions themselves out of the text. */
const wrongConditions = (why: string): FieldError => ({
  type: 'FieldValueInvalid',
  field: path.child('conditions').text,
  message: `Invalid value: ${why}`,
});

export function validateJobStatus(job: Job, old: Job): FieldError[] {
  const { status = {} } = job;
  return [
    ...COUNTERS.flatMap((name) => validateNonNegative(status[name], path.child(name))),
    ...validateConditions(job),
    ...validateTimes(job, old),
    ...(finished(job) ? validateFinished(job) : []),
    ...((status.ready ?? 0) > (status.active ?? 0)
      ? [invalid(path.child('ready'), status.ready, 'cannot set more ready pods than active')]
      : []),
    ...TERMINAL.filter((type) => has(old, type) && !has(job, type)).map((type) =>
      wrongConditions(`cannot disable the terminal ${type}=True condition`),
    ),
    ...(['failed', 'succeeded'] as const).flatMap((name) =>
      (status[name] ?? 0) < (old.status?.[name] ?? 0)
        ? [invalid(path.child(name), status[name] ?? 0, `cannot decrease the ${name} counter`)]
        : [],
    ),
  ];
}

const finished = (job: Job): boolean => has(job, 'Complete') || has(job, 'Failed');

function validateConditions(job: Job): FieldError[] {
  const rules: readonly [boolean, string][] = [
    [has(job, 'Complete') && has(job, 'Failed'), 'cannot set Complete=True and Failed=true conditions'],
    [
      has(job, 'Complete') && has(job, 'FailureTarget'),
      'cannot set Complete=True and FailureTarget=true conditions',
    ],
    [
      has(job, 'Failed') && !has(job, 'FailureTarget'),
      'cannot set Failed=True condition without the FailureTarget=true condition',
    ],
    [
      has(job, 'Complete') && !has(job, 'SuccessCriteriaMet'),
      'cannot set Complete=True condition without the SuccessCriteriaMet=true condition',
    ],
    [
      has(job, 'SuccessCriteriaMet') && has(job, 'Failed'),
      'cannot set SuccessCriteriaMet=True and Failed=true conditions',
    ],
  ];
  return rules.flatMap(([broken, why]) => (broken ? [wrongConditions(why)] : []));
}

function validateTimes(job: Job, old: Job): FieldError[] {
  const { startTime, completionTime } = job.status ?? {};
  const at = path.child('completionTime');
  const errors: FieldError[] = [];
  const refuse = (where: FieldPath, why: string) => errors.push(invalid(where, completionTime, why));
  if (completionTime && !has(job, 'Complete')) {
    refuse(at, 'cannot set completionTime when there is no Complete=True condition');
  }
  if (!completionTime && has(job, 'Complete')) {
    errors.push(required(at, 'completionTime is required for Complete jobs'));
  }
  if (startTime && completionTime && completionTime < startTime) {
    refuse(at, 'completionTime cannot be set before startTime');
  }
  const before = old.status ?? {};
  if (completionTime && before.completionTime && completionTime !== before.completionTime) {
    refuse(at, 'completionTime cannot be mutated');
  }
  // A job that is resumed starts anew.
  const resumed = has(old, 'Suspended') && !has(job, 'Suspended');
  if (before.startTime && before.startTime !== startTime && !job.spec?.suspend && !resumed) {
    errors.push(required(path.child('startTime'), 'startTime cannot be removed for unsuspended job'));
  }
  return errors;
}

function validateFinished({ status = {} }: Job): FieldError[] {
  const { active = 0, terminating = 0, startTime } = status;
  return [
    ...(active > 0 ? [invalid(path.child('active'), active, 'active>0 is invalid for finished job')] : []),
    ...(startTime ? [] : [required(path.child('startTime'), 'startTime is required for finished job')]),
    ...(terminating > 0
      ? [invalid(path.child('terminating'), terminating, 'terminating>0 is invalid for finished job')]
      : []),
  ];
}
