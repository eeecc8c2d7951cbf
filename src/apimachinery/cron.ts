/**
 * Schedules as CronJobs write them: five fields, names, ranges, steps, @descriptors. Says what is wrong in the words of
 * the library that Kubernetes reads them with.
 * Source: github.com/robfig/cron/v3 parser.go ParseStandard
 */
import { own } from './own';

interface Bounds {
  readonly name: CronField;
  readonly min: number;
  readonly max: number;
  readonly names?: readonly string[];
}

export type CronField = 'minute' | 'hour' | 'dayOfMonth' | 'month' | 'dayOfWeek';

export interface CronFields {
  readonly kind: 'fields';
  /** The values of each field at which it is time. */
  readonly values: Readonly<Record<CronField, ReadonlySet<number>>>;
  /** Fields that restrict nothing: when both days do restrict, either of them is enough. */
  readonly stars: ReadonlySet<CronField>;
}

/** A schedule as it was read. `@every 5m` counts from now on instead of naming times. */
export type CronSchedule = CronFields | { readonly kind: 'every'; readonly seconds: number };

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

const FIELDS: readonly Bounds[] = [
  { name: 'minute', min: 0, max: 59 },
  { name: 'hour', min: 0, max: 23 },
  { name: 'dayOfMonth', min: 1, max: 31 },
  { name: 'month', min: 1, max: 12, names: MONTHS },
  { name: 'dayOfWeek', min: 0, max: 6, names: DAYS },
];

const DESCRIPTORS: Readonly<Record<string, string>> = {
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
  '@monthly': '0 0 1 * *',
  '@weekly': '0 0 * * 0',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@hourly': '0 * * * *',
};
const EVERY = '@every ';

/** Reads a schedule; throws an Error that says what is wrong. A leading TZ= or CRON_TZ= is passed over. */
export function parseCron(text: string): CronSchedule {
  if (text === '') throw new Error('empty spec string');
  const spec = text.replace(/^(?:CRON_)?TZ=\S*\s*/, '').trim();
  if (spec.startsWith('@')) return parseDescriptor(spec);
  const parts = spec.split(/\s+/).filter((part) => part !== '');
  if (parts.length !== FIELDS.length) {
    throw new Error(`expected exactly ${FIELDS.length} fields, found ${parts.length}: [${parts.join(' ')}]`);
  }
  const stars = new Set<CronField>();
  const read = FIELDS.map((bounds, i): [CronField, ReadonlySet<number>] => {
    const { values, star } = parseField(parts[i] ?? '', bounds);
    if (star) stars.add(bounds.name);
    return [bounds.name, values];
  });
  return { kind: 'fields', values: Object.fromEntries(read) as CronFields['values'], stars };
}

function parseDescriptor(descriptor: string): CronSchedule {
  const spec = own(DESCRIPTORS, descriptor);
  if (spec !== undefined) return parseCron(spec);
  if (!descriptor.startsWith(EVERY)) throw new Error(`unrecognized descriptor: ${descriptor}`);
  return { kind: 'every', seconds: everySeconds(descriptor) };
}

const UNIT_SECONDS: Readonly<Record<string, number>> = {
  ns: 1e-9,
  us: 1e-6,
  µs: 1e-6,
  ms: 1e-3,
  s: 1,
  m: 60,
  h: 3600,
};

/** Go's duration, rounded down to whole seconds and at least one. */
function everySeconds(descriptor: string): number {
  const text = descriptor.slice(EVERY.length);
  const parts = [...text.replace(/^\+/, '').matchAll(/(\d+(?:\.\d*)?|\.\d+)(ns|us|µs|ms|s|m|h)/gy)];
  if (parts.length === 0 || parts.map(([part]) => part).join('') !== text.replace(/^\+/, '')) {
    throw new Error(`failed to parse duration ${descriptor}: time: invalid duration ${JSON.stringify(text)}`);
  }
  const seconds = parts.reduce(
    (sum, [, amount, unit]) => sum + Number(amount) * (UNIT_SECONDS[unit ?? ''] ?? 0),
    0,
  );
  return Math.max(1, Math.floor(seconds));
}

function parseField(text: string, bounds: Bounds): { values: ReadonlySet<number>; star: boolean } {
  const values = new Set<number>();
  let star = false;
  for (const part of text.split(',').filter((p) => p !== '')) {
    const range = parseRange(part, bounds);
    star ||= range.star;
    for (let value = range.start; value <= range.end; value += range.step) values.add(value);
  }
  return { values, star };
}

function parseRange(text: string, bounds: Bounds) {
  const [range = '', stepText, ...moreSteps] = text.split('/');
  const [low = '', high, ...moreHyphens] = range.split('-');
  const all = low === '*' || low === '?';
  const start = all ? bounds.min : parseValue(low, bounds);
  let end = all ? bounds.max : start;
  if (!all && high !== undefined) {
    if (moreHyphens.length > 0) throw new Error(`too many hyphens: ${text}`);
    end = parseValue(high, bounds);
  }
  if (moreSteps.length > 0) throw new Error(`too many slashes: ${text}`);
  const step = stepText === undefined ? 1 : parseInteger(stepText);
  // "N/step" means from N to the end.
  if (stepText !== undefined && high === undefined) end = bounds.max;
  if (start < bounds.min) {
    throw new Error(`beginning of range (${start}) below minimum (${bounds.min}): ${text}`);
  }
  if (end > bounds.max) throw new Error(`end of range (${end}) above maximum (${bounds.max}): ${text}`);
  if (start > end) throw new Error(`beginning of range (${start}) beyond end of range (${end}): ${text}`);
  if (step === 0) throw new Error(`step of range should be a positive number: ${text}`);
  return { start, end, step, star: all && step === 1 };
}

function parseValue(text: string, { names = [], min }: Bounds): number {
  const named = names.indexOf(text.toLowerCase());
  return named >= 0 ? named + min : parseInteger(text);
}

function parseInteger(text: string): number {
  if (!/^[+-]?\d+$/.test(text)) {
    throw new Error(
      `failed to parse int from ${text}: strconv.Atoi: parsing ${JSON.stringify(text)}: invalid syntax`,
    );
  }
  const value = Number(text);
  if (value < 0) throw new Error(`negative number (${value}) not allowed: ${text}`);
  return value;
}
