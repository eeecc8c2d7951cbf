/** `date`, in cluster time and UTC. */
import { formatTime, parseTime } from '@/apimachinery';
import { isBusybox, parseOptions, ToolError, tool } from './io';

const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];
const DAY_MS = 86_400_000;

export const date = tool(async (process, args) => {
  const { flags, values, operands } = parseOptions(process, args, 'uRd:I:s:r:', {
    utc: 'u',
    date: 'd',
    'rfc-email': 'R',
  });
  const given = values.get('d');
  const ms = given === undefined ? process.box.now() : parseDate(given, process.box.now());
  if (ms === undefined || Number.isNaN(ms)) throw new ToolError(`invalid date '${given}'`);
  if (values.has('s'))
    throw new ToolError(
      isBusybox(process)
        ? "can't set date: Operation not permitted"
        : 'cannot set date: Operation not permitted',
    );
  const [format] = operands;
  if (format !== undefined && !format.startsWith('+')) throw new ToolError(`invalid date '${format}'`);
  const usual = isBusybox(process) ? '%a %b %e %H:%M:%S UTC %Y' : '%a %b %e %I:%M:%S %p UTC %Y';
  const shown =
    format?.slice(1) ??
    (flags.has('R') ? '%a, %d %b %Y %H:%M:%S +0000' : flags.has('I') ? isoFormat(values.get('I')) : usual);
  await process.print(1, `${formatDate(ms, shown)}\n`);
  return 0;
});

const isoFormat = (precision: string | undefined): string =>
  precision === 'seconds' ? '%Y-%m-%dT%H:%M:%S+00:00' : '%F';

/** "@seconds", "now", RFC 3339, "YYYY-MM-DD hh:mm:ss", "N units ago". */
function parseDate(text: string, now: number): number | undefined {
  if (/^@\d+$/.test(text)) return Number(text.slice(1)) * 1000;
  if (text === 'now' || text === '') return now;
  const relative = /^([+-]?\d+)\s*(second|sec|minute|min|hour|day|week)s?( ago)?$/.exec(text);
  if (relative) {
    const unit =
      { second: 1, sec: 1, minute: 60, min: 60, hour: 3600, day: 86_400, week: 604_800 }[
        relative[2] ?? 'second'
      ] ?? 1;
    return now + Number(relative[1]) * unit * 1000 * (relative[3] ? -1 : 1);
  }
  const plain = /^(\d{4}-\d\d-\d\d)(?:[ T](\d\d:\d\d)(:\d\d)?)?$/.exec(text);
  return parseTime(plain ? `${plain[1]}T${plain[2] ?? '00:00'}${plain[3] ?? ':00'}Z` : text);
}

/** strftime in UTC. */
export function formatDate(ms: number, format: string): string {
  const iso = formatTime(ms);
  const [year = '', month = '', day = ''] = iso.slice(0, 10).split('-');
  const [hour = '', minute = '', second = ''] = iso.slice(11, 19).split(':');
  const weekday = (((Math.floor(ms / DAY_MS) + 4) % 7) + 7) % 7;
  const yearDay = Math.floor((ms - parseTime(`${year}-01-01T00:00:00Z`)) / DAY_MS) + 1;
  const twelve = String(Number(hour) % 12 || 12).padStart(2, '0');
  const dayName = DAYS[weekday] ?? '';
  const monthName = MONTHS[Number(month) - 1] ?? '';
  const fields: Readonly<Record<string, string>> = {
    Y: year,
    y: year.slice(2),
    C: year.slice(0, 2),
    m: month,
    d: day,
    e: String(Number(day)).padStart(2),
    j: String(yearDay).padStart(3, '0'),
    H: hour,
    I: twelve,
    M: minute,
    S: second,
    N: `${String(ms % 1000).padStart(3, '0')}000000`,
    p: Number(hour) < 12 ? 'AM' : 'PM',
    a: dayName.slice(0, 3),
    A: dayName,
    b: monthName.slice(0, 3),
    h: monthName.slice(0, 3),
    B: monthName,
    u: String(weekday || 7),
    w: String(weekday),
    F: `${year}-${month}-${day}`,
    T: `${hour}:${minute}:${second}`,
    R: `${hour}:${minute}`,
    D: `${month}/${day}/${year.slice(2)}`,
    s: String(Math.floor(ms / 1000)),
    Z: 'UTC',
    z: '+0000',
    n: '\n',
    t: '\t',
    '%': '%',
    c: `${dayName.slice(0, 3)} ${monthName.slice(0, 3)} ${String(Number(day)).padStart(2)} ${hour}:${minute}:${second} ${year}`,
    x: `${month}/${day}/${year.slice(2)}`,
    X: `${hour}:${minute}:${second}`,
    r: `${twelve}:${minute}:${second} ${Number(hour) < 12 ? 'AM' : 'PM'}`,
  };
  return format.replace(/%[-_0^]?([A-Za-z%])/g, (all, letter: string) => fields[letter] ?? all);
}
