/** Times as web servers print them. */
import { formatTime } from '@/apimachinery';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const WEEKDAYS = ['Thu', 'Fri', 'Sat', 'Sun', 'Mon', 'Tue', 'Wed'];
const DAY_MS = 86_400_000;

export interface TimeParts {
  readonly year: string;
  readonly month: string;
  readonly monthName: string;
  readonly day: string;
  /** "13:55:36" */
  readonly time: string;
  readonly weekday: string;
}

export function timeParts(ms: number): TimeParts {
  const iso = formatTime(ms);
  const month = iso.slice(5, 7);
  return {
    year: iso.slice(0, 4),
    month,
    monthName: MONTHS[Number(month) - 1] ?? '',
    day: iso.slice(8, 10),
    time: iso.slice(11, 19),
    // The epoch was a Thursday.
    weekday: WEEKDAYS[Math.floor(ms / DAY_MS) % 7] ?? '',
  };
}

/** "Tue, 10 Oct 2023 13:55:36 GMT" */
export function httpDate(ms: number): string {
  const t = timeParts(ms);
  return `${t.weekday}, ${t.day} ${t.monthName} ${t.year} ${t.time} GMT`;
}

/** The common log format's time: "10/Oct/2023:13:55:36 +0000". */
export function commonLogDate(ms: number): string {
  const t = timeParts(ms);
  return `${t.day}/${t.monthName}/${t.year}:${t.time} +0000`;
}

/** Go's log package: "2023/10/10 13:55:36". */
export function goLogDate(ms: number): string {
  const t = timeParts(ms);
  return `${t.year}/${t.month}/${t.day} ${t.time}`;
}
