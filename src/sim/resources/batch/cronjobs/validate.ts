/** upstream: pkg/apis/batch/validation validateCronJobSpec, validateScheduleFormat, validateTimeZone */
import {
  type FieldError,
  type FieldPath,
  field,
  invalid,
  notSupported,
  parseCron,
  required,
  validateNonNegative,
} from '@/apimachinery';
import type { CronJob } from '@/kube/kinds';
import { oneOf } from '../../shared/validate';
import { validateJobSpec } from '../jobs/validate-spec';

type Spec = NonNullable<CronJob['spec']>;

const path = field('spec');
/** The controller appends "-" and ten digits to make a job's name, which may have 63 characters. */
const MAX_NAME = 52;
const POLICIES = ['Allow', 'Forbid', 'Replace'];
const SECONDS_AND_LIMITS = [
  'startingDeadlineSeconds',
  'successfulJobsHistoryLimit',
  'failedJobsHistoryLimit',
] as const;

export function validateCronJob(cronJob: CronJob): FieldError[] {
  const { spec, metadata } = cronJob;
  if (!spec) return [required(path)];
  const { name = '' } = metadata;
  return [
    ...validateSchedule(spec, path.child('schedule')),
    ...(spec.timeZone === undefined ? [] : validateTimeZone(spec.timeZone, path.child('timeZone'))),
    ...oneOf(spec.concurrencyPolicy, POLICIES, path.child('concurrencyPolicy')),
    ...validateTemplate(spec, path.child('jobTemplate', 'spec')),
    ...SECONDS_AND_LIMITS.flatMap((key) => validateNonNegative(spec[key], path.child(key))),
    ...(name.length > MAX_NAME
      ? [invalid(field('metadata', 'name'), name, `must be no more than ${MAX_NAME} characters`)]
      : []),
  ];
}

function validateSchedule({ schedule }: Spec, at: FieldPath): FieldError[] {
  if (!schedule) return [required(at)];
  const errors: FieldError[] = [];
  try {
    parseCron(schedule);
  } catch (error) {
    errors.push(invalid(at, schedule, error instanceof Error ? error.message : String(error)));
  }
  if (schedule.includes('TZ')) {
    errors.push(invalid(at, schedule, 'cannot use TZ or CRON_TZ in schedule, use timeZone field instead'));
  }
  return errors;
}

const ZONE_PART = /^(?!\.{1,2}$)(?!-)[A-Za-z.\-_0-9+]{1,14}$/;

function validateTimeZone(zone: string, at: FieldPath): FieldError[] {
  if (zone === '') return [invalid(at, zone, 'timeZone must be nil or non-empty string')];
  const unknown = invalid(at, zone, `unknown time zone ${zone}`);
  if (!zone.split('/').every((part) => ZONE_PART.test(part))) return [unknown];
  if (zone.toLowerCase() === 'local') {
    return [
      invalid(
        at,
        zone,
        'timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones',
      ),
    ];
  }
  return isTimeZone(zone) ? [] : [unknown];
}

/** Offsets ("+01") are none, though the platform takes them. */
function isTimeZone(zone: string): boolean {
  if (!/^[A-Za-z]/.test(zone)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}

function validateTemplate({ jobTemplate: { spec } }: Spec, at: FieldPath): FieldError[] {
  if (!spec) return [required(at)];
  const errors = validateJobSpec(spec, at);
  if (spec.selector) {
    errors.push(invalid(at.child('selector'), spec.selector, '`selector` will be auto-generated'));
  }
  if (spec.manualSelector) errors.push(notSupported(at.child('manualSelector'), true, ['nil', 'false']));
  return errors;
}
