/** Which of a CronJob's times is due, and which comes next. */
// upstream: pkg/controller/cronjob/utils.go
import { type CronSchedule, nextTime, parseCron, parseTime } from '@/apimachinery';
import type { CronJob } from '@/kube';
import { NO_INTERVAL } from './texts';

/** So many times must have been missed before a CronJob complains. */
const MANY_MISSED = 100;
/** Looking a little late beats looking a little early and again. */
const DELTA_MS = 100;

export interface Due {
  /** The last time that has come and has had no job yet. */
  readonly dueMs?: number;
  readonly manyMissed: boolean;
  readonly error?: string;
  /** Milliseconds until it is worth looking again. */
  readonly waitMs?: number;
}

export function dueAt(cronJob: CronJob, nowMs: number): Due {
  const { schedule = '', timeZone, startingDeadlineSeconds } = cronJob.spec ?? {};
  const spec = parseCron(schedule);
  const zone = timeZone ?? 'UTC';
  const { lastScheduleTime } = cronJob.status ?? {};
  const last = parseTime(lastScheduleTime ?? cronJob.metadata.creationTimestamp ?? '');
  const deadline = startingDeadlineSeconds === undefined ? undefined : nowMs - startingDeadlineSeconds * 1000;
  const recent = mostRecent(spec, { from: Math.max(last, deadline ?? last), nowMs, zone });
  if (recent.error) return recent;
  const after = mostRecent(spec, { from: last, nowMs, zone }).dueMs ?? last;
  const next = nextTime(spec, after, zone);
  return { ...recent, ...(next === undefined ? {} : { waitMs: Math.max(0, next + DELTA_MS - nowMs) }) };
}

// upstream: mostRecentScheduleTime
function mostRecent(
  spec: CronSchedule,
  { from, nowMs, zone }: { readonly from: number; readonly nowMs: number; readonly zone: string },
): Due {
  const first = nextTime(spec, from, zone);
  if (first === undefined || nowMs < first) return { manyMissed: false };
  const second = nextTime(spec, first, zone);
  if (second !== undefined && nowMs < second) return { dueMs: first, manyMissed: false };
  const interval = second === undefined ? 0 : Math.round((second - first) / 1000);
  if (second === undefined || interval < 1) return { manyMissed: false, error: NO_INTERVAL };
  const missed = Math.floor((nowMs - first) / 1000 / interval) + 1;
  // Intervals aren't all alike: begin a few before the estimate, but not with the first of thousands.
  const estimate = from + (missed - 2) * interval * 1000;
  let due = first;
  let next = nextTime(spec, estimate, zone);
  // Where times are far between (no job at weekends) the estimate may lie behind the last of them.
  for (let back = interval * 1000; next === undefined || next > nowMs; back *= 2) {
    next = nextTime(spec, Math.max(from, estimate - back), zone);
  }
  for (; next !== undefined && next <= nowMs; next = nextTime(spec, next, zone)) due = next;
  return { dueMs: due, manyMissed: missed > MANY_MISSED };
}
