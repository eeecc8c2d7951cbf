import { describe, expect, it } from 'vitest';
import { formatTime, parseTime } from './clock';
import { parseCron } from './cron';
import { formatTimeIn, nextTime } from './cron-next';

const next = (spec: string, after: string, zone?: string) => {
  const at = nextTime(parseCron(spec), parseTime(after), zone);
  return at === undefined ? undefined : formatTime(at);
};

describe('a schedule is due', () => {
  // Source: github.com/robfig/cron/v3 spec_test.go TestNext
  it.each([
    ['0/15 * * * *', '2012-07-09T14:45:00Z', '2012-07-09T15:00:00Z'],
    ['0/15 * * * *', '2012-07-09T14:59:59Z', '2012-07-09T15:00:00Z'],
    ['20-35/15 * * * *', '2012-07-09T15:45:00Z', '2012-07-09T16:20:00Z'],
    ['*/15 * * * *', '2012-07-09T23:46:00Z', '2012-07-10T00:00:00Z'],
    ['0 0 * Feb Mon', '2012-07-09T23:35:00Z', '2013-02-04T00:00:00Z'],
    ['0 0 6 3 Sun', '2012-07-09T00:00:00Z', '2013-03-03T00:00:00Z'],
    ['0 0 31 * *', '2026-04-01T00:00:00Z', '2026-05-31T00:00:00Z'],
    ['0 0 29 2 *', '2026-04-01T00:00:00Z', '2028-02-29T00:00:00Z'],
    ['@every 90s', '2026-01-01T00:00:00Z', '2026-01-01T00:01:30Z'],
    ['0 0 31 2 *', '2026-01-01T00:00:00Z', undefined],
  ])('%s after %s: %s', (spec, after, expected) => {
    expect(next(spec, after)).toBe(expected);
  });

  it.each([
    ['in its own zone', '0 6 * * *', '2026-01-10T12:00:00Z', 'Asia/Tokyo', '2026-01-10T21:00:00Z'],
    [
      'in a zone with odd minutes',
      '0 6 * * *',
      '2026-01-10T12:00:00Z',
      'Asia/Kathmandu',
      '2026-01-11T00:15:00Z',
    ],
    [
      'by the clock before the change',
      '0 6 * * *',
      '2026-03-28T12:00:00Z',
      'Europe/Berlin',
      '2026-03-29T04:00:00Z',
    ],
    [
      'not in the hour that is left out',
      '30 2 * * *',
      '2026-03-28T12:00:00Z',
      'Europe/Berlin',
      '2026-03-30T00:30:00Z',
    ],
    [
      'twice in the hour that comes twice',
      '30 2 * * *',
      '2026-10-25T00:30:00Z',
      'Europe/Berlin',
      '2026-10-25T01:30:00Z',
    ],
    [
      'at a midnight that is not there',
      '0 * * * *',
      '2026-09-05T03:59:00Z',
      'America/Santiago',
      '2026-09-05T04:00:00Z',
    ],
    [
      'on a day without a midnight',
      '30 * 6 9 *',
      '2026-08-05T03:59:00Z',
      'America/Santiago',
      '2026-09-06T04:30:00Z',
    ],
    [
      'the day after it changes',
      '0 9 * * Mon',
      '2026-10-24T12:00:00Z',
      'America/New_York',
      '2026-10-26T13:00:00Z',
    ],
  ])('%s', (_, spec, after, zone, expected) => {
    expect(next(spec, after, zone)).toBe(expected);
  });
});

it('writes a time with its offset', () => {
  expect(formatTimeIn(parseTime('2026-03-29T01:00:00Z'), 'Europe/Berlin')).toBe('2026-03-29T03:00:00+02:00');
  expect(formatTimeIn(parseTime('2026-03-29T01:00:00Z'), 'UTC')).toBe('2026-03-29T01:00:00Z');
});
