/** What a CronJob knows of its jobs, whether another one is due, and which of the old ones go. */
// upstream: pkg/controller/cronjob/cronjob_controllerv2.go syncCronJob, cleanupFinishedJobs
import { formatTimeIn, parseTime } from '@/apimachinery';
import {
  type CronJob,
  controllerRef,
  type EventText,
  isDeleting,
  type Job,
  nameOf,
  namespaceOf,
  uidOf,
} from '@/kube';
import { jobEnd } from '../shared/jobs';
import { dueAt } from './schedule';
import {
  ALREADY_ACTIVE,
  invalidSchedule,
  missedSchedule,
  sawCompleted,
  TOO_MANY_MISSED,
  unexpectedJob,
} from './texts';

const SCHEDULED = 'batch.kubernetes.io/cronjob-scheduled-timestamp';

export type CronJobStatus = NonNullable<CronJob['status']>;
export type JobReference = NonNullable<CronJobStatus['active']>[number];

export interface Observed {
  readonly cronJob: CronJob;
  /** Those that it controls. */
  readonly jobs: readonly Job[];
  readonly nowMs: number;
}

export interface Told {
  readonly type: 'Normal' | 'Warning';
  readonly text: EventText;
}

export interface Plan {
  /** As it is before anything is made or deleted. */
  readonly status: CronJobStatus;
  readonly events: readonly Told[];
  /** The job to make, and those that make way for it. */
  readonly start?: { readonly job: Job; readonly dueMs: number; readonly replace: readonly JobReference[] };
  /** Finished jobs beyond the history. */
  readonly outdated: readonly Job[];
  readonly waitMs?: number;
}

export function decide(observed: Observed): Plan {
  const { cronJob } = observed;
  const seen = seeJobs(observed);
  if (isDeleting(cronJob)) return { ...seen, outdated: [] };
  const outdated = outdatedOf(observed);
  return cronJob.spec?.suspend ? { ...seen, outdated } : { ...startNext(observed, seen), outdated };
}

type Seen = Pick<Plan, 'status' | 'events'>;

function seeJobs({ cronJob, jobs }: Observed): Seen {
  const events: Told[] = [];
  let { active = [], lastSuccessfulTime, ...rest } = cronJob.status ?? {};
  for (const job of jobs) {
    const listed = active.some(({ uid }) => uid === uidOf(job));
    const end = jobEnd(job)?.type;
    const { completionTime } = job.status ?? {};
    if (!listed && !end) {
      events.push({ type: 'Warning', text: unexpectedJob(nameOf(job)) });
    } else if (listed && end) {
      active = active.filter(({ uid }) => uid !== uidOf(job));
      events.push({ type: 'Normal', text: sawCompleted(nameOf(job), end) });
    }
    const later = !lastSuccessfulTime || parseTime(completionTime ?? '') > parseTime(lastSuccessfulTime);
    if (end === 'Complete' && completionTime && later) lastSuccessfulTime = completionTime;
  }
  return {
    status: {
      ...rest,
      ...(active.length > 0 ? { active } : {}),
      ...(lastSuccessfulTime ? { lastSuccessfulTime } : {}),
    },
    events,
  };
}

function startNext({ cronJob, nowMs }: Observed, seen: Seen): Omit<Plan, 'outdated'> {
  const { spec } = cronJob;
  const { active = [], lastScheduleTime } = seen.status;
  const { dueMs, waitMs, manyMissed, error } = dueAt(cronJob, nowMs);
  const also = (type: Told['type'], text: EventText) => ({
    ...seen,
    events: [...seen.events, { type, text }],
  });
  if (error) return also('Warning', invalidSchedule(spec?.schedule ?? '', error));
  const told = manyMissed ? also('Warning', TOO_MANY_MISSED) : seen;
  const idle = { ...told, ...(waitMs === undefined ? {} : { waitMs }) };
  if (dueMs === undefined) return idle;
  const deadline = spec?.startingDeadlineSeconds;
  if (deadline !== undefined && dueMs + deadline * 1000 < nowMs) {
    return { ...idle, ...also('Warning', missedSchedule(rfc1123(dueMs))) };
  }
  const job = jobOf(cronJob, dueMs);
  const known = active.some(({ name }) => name === nameOf(job));
  if (known || (lastScheduleTime && parseTime(lastScheduleTime) === dueMs)) return idle;
  if (spec?.concurrencyPolicy === 'Forbid' && active.length > 0) {
    return { ...idle, ...also('Normal', ALREADY_ACTIVE) };
  }
  const replace = spec?.concurrencyPolicy === 'Replace' ? active : [];
  return { ...idle, start: { job, dueMs, replace } };
}

/** One job for each time: its name is the lock. */
// upstream: getJobFromTemplate2
function jobOf(cronJob: CronJob, dueMs: number): Job {
  const { metadata, spec } = cronJob.spec?.jobTemplate ?? {};
  const scheduled = formatTimeIn(dueMs, cronJob.spec?.timeZone ?? 'UTC');
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: {
      name: `${nameOf(cronJob)}-${Math.floor(dueMs / 60_000)}`,
      namespace: namespaceOf(cronJob),
      ...(metadata?.labels ? { labels: metadata.labels } : {}),
      annotations: { ...metadata?.annotations, [SCHEDULED]: scheduled },
      ownerReferences: [controllerRef(cronJob)],
    },
    ...(spec ? { spec } : {}),
  };
}

function outdatedOf({ cronJob, jobs }: Observed): readonly Job[] {
  const { successfulJobsHistoryLimit: succeeded, failedJobsHistoryLimit: failed } = cronJob.spec ?? {};
  const beyond = (end: string, limit: number | undefined) => {
    if (limit === undefined) return [];
    const ended = jobs.filter((job) => jobEnd(job)?.type === end).sort(byStart);
    return ended.slice(0, Math.max(0, ended.length - limit));
  };
  return [...beyond('Complete', succeeded), ...beyond('Failed', failed)];
}

const startedMs = ({ status }: Job): number => parseTime(status?.startTime ?? '') || Number.POSITIVE_INFINITY;
const byStart = (a: Job, b: Job): number => startedMs(a) - startedMs(b) || (nameOf(a) < nameOf(b) ? -1 : 1);

const DAYS = ['Thu', 'Fri', 'Sat', 'Sun', 'Mon', 'Tue', 'Wed'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** Go's time.RFC1123Z of a time in UTC: "Sat, 21 Nov 2026 06:30:00 +0000". */
function rfc1123(ms: number): string {
  const [, year, month, day, time] = /^(\d+)-(\d+)-(\d+)T([\d:]+)/.exec(formatTimeIn(ms, 'UTC')) ?? [];
  return `${DAYS[Math.floor(ms / 86_400_000) % 7]}, ${day} ${MONTHS[Number(month) - 1]} ${year} ${time} +0000`;
}
