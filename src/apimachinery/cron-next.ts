/**
 * When a schedule is due next, in a time zone. Steps through real time by the zone's own calendar, so that an hour that
 * a change of clocks leaves out is never due, and one that comes twice is due twice.
 * Source: github.com/robfig/cron/v3 spec.go SpecSchedule.Next
 */
import { formatTime, parseTime } from './clock';
import type { CronFields, CronSchedule } from './cron';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
/** A schedule that is not due for so long never is: "0 0 31 2 *". */
const MAX_MS = 5 * 366 * 24 * HOUR;

/** The first time after `afterMs`, in milliseconds; undefined for one that never comes. `zone`: "Europe/Berlin". */
export function nextTime(schedule: CronSchedule, afterMs: number, zone = 'UTC'): number | undefined {
  const first = Math.floor(afterMs / SECOND) * SECOND + SECOND;
  if (schedule.kind === 'every') return first + (schedule.seconds - 1) * SECOND;
  const localOf = calendar(zone);
  let at = Math.ceil(first / MINUTE) * MINUTE;
  while (at - first <= MAX_MS) {
    const local = localOf(at);
    const { values } = schedule;
    if (!values.month.has(local.month) || !isDay(schedule, local)) {
      // The next midnight, or the first moment of a day that has none.
      at = nextDay(localOf, at, local);
    } else if (!values.hour.has(local.hour)) {
      at += HOUR - local.minute * MINUTE;
    } else if (!values.minute.has(local.minute)) {
      at += MINUTE;
    } else return at;
  }
  return undefined;
}

/** Where both kinds of day restrict, either is enough. */
function isDay({ values, stars }: CronFields, { day, weekday }: Local): boolean {
  const [byDate, byWeekday] = [values.dayOfMonth.has(day), values.dayOfWeek.has(weekday)];
  return stars.has('dayOfMonth') || stars.has('dayOfWeek') ? byDate && byWeekday : byDate || byWeekday;
}

interface Local {
  readonly month: number;
  readonly day: number;
  readonly weekday: number;
  readonly hour: number;
  readonly minute: number;
}

function nextDay(localOf: (ms: number) => Local, at: number, { day, hour, minute }: Local): number {
  // Days have 23 to 25 hours: an hour short of the longest way, then hour by hour.
  let next = at - minute * MINUTE + Math.max(1, 23 - hour) * HOUR;
  while (localOf(next).day === day) next += HOUR;
  const landed = localOf(next);
  let start = next - landed.minute * MINUTE;
  while (localOf(start - HOUR).day === landed.day) start -= HOUR;
  return start;
}

const DAY = 24 * HOUR;
/** The epoch was a Thursday. */
const EPOCH_WEEKDAY = 4;

/** Civil time of a zone. */
const calendar =
  (zone: string) =>
  (ms: number): Local => {
    const shifted = ms + offsetMs(zone, ms);
    const days = Math.floor(shifted / DAY);
    const [, month, day] = formatTime(shifted).split('T')[0]?.split('-') ?? [];
    return {
      month: Number(month),
      day: Number(day),
      weekday: (days + EPOCH_WEEKDAY) % 7,
      hour: Math.floor((shifted - days * DAY) / HOUR),
      minute: Math.floor((shifted % HOUR) / MINUTE),
    };
  };

/** Offsets change at quarters of an hour, if they change. */
const QUARTER = 15 * MINUTE;
const MAX_KNOWN = 10_000;
const known = new Map<string, number>();

/** How far a zone's clocks are ahead of UTC. */
function offsetMs(zone: string, ms: number): number {
  if (zone === 'UTC') return 0;
  const quarter = Math.floor(ms / QUARTER) * QUARTER;
  const key = `${zone} ${quarter}`;
  let offset = known.get(key);
  if (offset === undefined) {
    offset = parseTime(`${localText(quarter, zone).slice(0, 19)}Z`) - quarter;
    if (known.size >= MAX_KNOWN) known.clear();
    known.set(key, offset);
  }
  return offset;
}

/** RFC 3339 with the zone's offset: "2026-03-29T03:00:00+02:00". */
export const formatTimeIn = (ms: number, zone: string): string =>
  zone === 'UTC' ? formatTime(ms) : localText(ms, zone);

const formatters = new Map<string, Intl.DateTimeFormat>();

function localText(ms: number, zone: string): string {
  const parts: Partial<Record<string, string>> = {};
  for (const { type, value } of formatterOf(zone).formatToParts(ms)) parts[type] = value;
  const offset = (parts.timeZoneName ?? '').replace('GMT', '').replace(/^[+-]00:00$/, '') || 'Z';
  return `${parts.year}-${parts.month}-${parts.day}T${parts.hour}:${parts.minute}:${parts.second}${offset}`;
}

function formatterOf(zone: string): Intl.DateTimeFormat {
  let format = formatters.get(zone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
      timeZoneName: 'longOffset',
    });
    formatters.set(zone, format);
  }
  return format;
}
