/**
 * Ages as kubectl prints them: two or three significant figures.
 * upstream: k8s.io/apimachinery/pkg/util/duration HumanDuration
 */
import { parseTime } from './clock';

const HOURS_PER_DAY = 24;
const DAYS_PER_YEAR = 365;

/** "15s", "2m30s", "3h5m", "47h", "5d3h", "200d", "2y100d". Two seconds of clock skew pass as "0s". */
export function humanDuration(ms: number): string {
  const seconds = Math.trunc(ms / 1000);
  if (seconds < -1) return '<invalid>';
  if (seconds < 0) return '0s';
  if (seconds < 120) return `${seconds}s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 10) return withRest(minutes, 'm', seconds % 60, 's');
  if (minutes < 180) return `${minutes}m`;
  const hours = Math.floor(minutes / 60);
  if (hours < 8) return withRest(hours, 'h', minutes % 60, 'm');
  if (hours < 48) return `${hours}h`;
  const days = Math.floor(hours / HOURS_PER_DAY);
  if (days < 8) return withRest(days, 'd', hours % HOURS_PER_DAY, 'h');
  if (days < DAYS_PER_YEAR * 2) return `${days}d`;
  const years = Math.floor(days / DAYS_PER_YEAR);
  return years < 8 ? withRest(years, 'y', days % DAYS_PER_YEAR, 'd') : `${years}y`;
}

const withRest = (whole: number, unit: string, rest: number, restUnit: string): string =>
  rest === 0 ? `${whole}${unit}` : `${whole}${unit}${rest}${restUnit}`;

/** The age of something that happened at `time`; "<unknown>" when it did not say. */
export function humanAge(time: string | null | undefined, nowMs: number): string {
  return time ? humanDuration(nowMs - parseTime(time)) : '<unknown>';
}
