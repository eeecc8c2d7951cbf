import { expect, it } from 'vitest';
import type { CronJob } from '@/kube';
import { dueAt } from './schedule';

const cronJob = (schedule: string, lastScheduleTime: string, spec: object = {}): CronJob =>
  ({
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: { name: 'c', creationTimestamp: '2026-01-01T00:00:00Z' },
    spec: { schedule, ...spec },
    status: { lastScheduleTime },
  }) as CronJob;
const BERLIN = { timeZone: 'Europe/Berlin' };

// 2026-11-16 is a Monday; Berlin's clocks go forward on 2026-03-29 and back on 2026-10-25.
it.each<[string, CronJob, string, string | undefined]>([
  ['nothing yet', cronJob('0 9 * * *', '2026-11-16T09:00:00Z'), '2026-11-17T08:59:59Z', undefined],
  [
    'the next time',
    cronJob('0 9 * * *', '2026-11-16T09:00:00Z'),
    '2026-11-17T09:00:00Z',
    '2026-11-17T09:00:00Z',
  ],
  [
    'the last of many',
    cronJob('*/5 * * * *', '2026-01-01T00:00:00Z'),
    '2026-11-17T09:03:00Z',
    '2026-11-17T09:00:00Z',
  ],
  [
    'Friday on a Sunday',
    cronJob('0 9 * * 1-5', '2026-11-16T09:00:00Z'),
    '2026-11-22T12:00:00Z',
    '2026-11-20T09:00:00Z',
  ],
  [
    'Friday months later',
    cronJob('0 9 * * 1-5', '2026-01-05T09:00:00Z'),
    '2026-11-22T12:00:00Z',
    '2026-11-20T09:00:00Z',
  ],
  [
    'summer time by its zone',
    cronJob('0 9 * * *', '2026-03-28T08:00:00Z', BERLIN),
    '2026-03-29T07:30:00Z',
    '2026-03-29T07:00:00Z',
  ],
  [
    'winter time by its zone',
    cronJob('0 9 * * *', '2026-10-24T07:00:00Z', BERLIN),
    '2026-10-25T08:30:00Z',
    '2026-10-25T08:00:00Z',
  ],
  [
    'nothing older than the deadline',
    cronJob('0 9 * * *', '2026-11-16T09:00:00Z', { startingDeadlineSeconds: 60 }),
    '2026-11-17T09:05:00Z',
    undefined,
  ],
])('due is %s', (_, given, now, expected) => {
  const { dueMs } = dueAt(given, Date.parse(now));
  expect(dueMs).toBe(expected === undefined ? undefined : Date.parse(expected));
});

it('more than a hundred missed times are many', () => {
  const missed = (now: string) =>
    dueAt(cronJob('* * * * *', '2026-11-16T09:00:00Z'), Date.parse(now)).manyMissed;
  expect([missed('2026-11-16T10:40:00Z'), missed('2026-11-16T10:41:00Z')]).toEqual([false, true]);
});
