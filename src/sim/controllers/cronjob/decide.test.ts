import { describe, expect, it } from 'vitest';
import type { CronJob, Job } from '@/kube';
import { decide, type Plan } from './decide';

const NOW = '2026-11-16T09:00:30Z';
const DUE = '2026-11-16T09:00:00Z';
/** Minutes since 1970 of 09:00 that day. */
const JOB_NAME = `c-${Date.parse(DUE) / 60_000}`;

const reference = (name: string) => ({ name, uid: name, namespace: 'default' });
const cronJob = (spec: object = {}, status: object = {}, metadata: object = {}): CronJob =>
  ({
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: {
      name: 'c',
      namespace: 'default',
      uid: 'c',
      creationTimestamp: '2026-11-16T08:00:00Z',
      ...metadata,
    },
    spec: {
      schedule: '0 * * * *',
      concurrencyPolicy: 'Allow',
      jobTemplate: { spec: { parallelism: 2 } },
      ...spec,
    },
    status: { lastScheduleTime: '2026-11-16T08:00:00Z', ...status },
  }) as CronJob;
const job = (name: string, end?: 'Complete' | 'Failed', status: object = {}): Job => ({
  apiVersion: 'batch/v1',
  kind: 'Job',
  metadata: { name, uid: name, namespace: 'default' },
  status: { ...(end ? { conditions: [{ type: end, status: 'True' }] } : {}), ...status },
});
const at = (of: CronJob, jobs: readonly Job[] = [], now = NOW): Plan =>
  decide({ cronJob: of, jobs, nowMs: Date.parse(now) });
const told = ({ events }: Plan) => events.map(({ type, text }) => `${type} ${text.reason}: ${text.message}`);

describe('the next job', () => {
  it('has the name of its time, the template, and its time as an annotation in the zone of the schedule', () => {
    const template = {
      metadata: { labels: { app: 'c' }, annotations: { a: 'b' } },
      spec: { parallelism: 2 },
    };
    const { start } = at(cronJob({ timeZone: 'Europe/Berlin', jobTemplate: template }));
    expect(start).toMatchObject({ dueMs: Date.parse(DUE), replace: [] });
    expect(start?.job).toMatchObject({
      metadata: {
        name: JOB_NAME,
        namespace: 'default',
        labels: { app: 'c' },
        annotations: {
          a: 'b',
          'batch.kubernetes.io/cronjob-scheduled-timestamp': '2026-11-16T10:00:00+01:00',
        },
        ownerReferences: [{ kind: 'CronJob', name: 'c', controller: true, blockOwnerDeletion: true }],
      },
      spec: { parallelism: 2 },
    });
  });

  it.each<[string, Plan, boolean, readonly string[]]>([
    ['is due', at(cronJob()), true, []],
    ['is not due yet', at(cronJob(), [], '2026-11-16T08:59:00Z'), false, []],
    ['was made', at(cronJob({}, { lastScheduleTime: DUE })), false, []],
    [
      'was made and is listed',
      at(cronJob({}, { active: [reference(JOB_NAME)] }), [job(JOB_NAME)]),
      false,
      [],
    ],
    ['is allowed beside another', at(cronJob({}, { active: [reference('c-1')] }), [job('c-1')]), true, []],
    [
      'is forbidden beside another',
      at(cronJob({ concurrencyPolicy: 'Forbid' }, { active: [reference('c-1')] }), [job('c-1')]),
      false,
      [
        'Normal JobAlreadyActive: Not starting job because prior execution is running and concurrency policy is Forbid',
      ],
    ],
    [
      'is not forbidden after another',
      at(cronJob({ concurrencyPolicy: 'Forbid' }, { active: [reference('c-1')] }), [job('c-1', 'Complete')]),
      true,
      ['Normal SawCompletedJob: Saw completed job: c-1, condition: Complete'],
    ],
    ['is within its deadline', at(cronJob({ startingDeadlineSeconds: 60 })), true, []],
    ['is suspended', at(cronJob({ suspend: true })), false, []],
    ["is nobody's any more", at(cronJob({}, {}, { deletionTimestamp: NOW })), false, []],
    [
      'comes after more than a hundred others',
      at(cronJob({ schedule: '* * * * *' }, { lastScheduleTime: '2026-11-16T06:00:00Z' })),
      true,
      [
        'Warning TooManyMissedTimes: too many missed start times. Set or decrease .spec.startingDeadlineSeconds or check clock skew',
      ],
    ],
  ])('%s', (_name, plan, starts, events) => {
    expect(plan.start !== undefined).toBe(starts);
    expect(told(plan)).toEqual(events);
  });

  it('takes the place of those that run, where the policy says so', () => {
    const active = [reference('c-1'), reference('c-2')];
    const { start } = at(cronJob({ concurrencyPolicy: 'Replace' }, { active }), [job('c-1'), job('c-2')]);
    expect(start?.replace).toEqual(active);
  });

  it('is waited for until its time, or not at all', () => {
    const early = at(cronJob(), [], '2026-11-16T08:59:00Z').waitMs ?? 0;
    expect(early).toBeGreaterThanOrEqual(60_000);
    expect(early).toBeLessThan(61_000);
    expect(at(cronJob({ suspend: true })).waitMs).toBeUndefined();
  });
});

describe('the status', () => {
  it.each<[string, Plan, Plan['status'], readonly string[]]>([
    [
      'forgets jobs that have ended, and remembers when the last one succeeded',
      at(cronJob({ suspend: true }, { active: [reference('c-1'), reference('c-2'), reference('c-3')] }), [
        job('c-1', 'Complete', { completionTime: '2026-11-16T08:10:00Z' }),
        job('c-2', 'Failed', { completionTime: '2026-11-16T08:20:00Z' }),
        job('c-3'),
      ]),
      {
        active: [reference('c-3')],
        lastScheduleTime: '2026-11-16T08:00:00Z',
        lastSuccessfulTime: '2026-11-16T08:10:00Z',
      },
      [
        'Normal SawCompletedJob: Saw completed job: c-1, condition: Complete',
        'Normal SawCompletedJob: Saw completed job: c-2, condition: Failed',
      ],
    ],
    [
      'keeps a success that was later',
      at(cronJob({ suspend: true }, { lastSuccessfulTime: '2026-11-16T08:30:00Z' }), [
        job('c-1', 'Complete', { completionTime: '2026-11-16T08:10:00Z' }),
      ]),
      { lastScheduleTime: '2026-11-16T08:00:00Z', lastSuccessfulTime: '2026-11-16T08:30:00Z' },
      [],
    ],
    [
      'is surprised by a job that it did not make',
      at(cronJob({ suspend: true }), [job('mine')]),
      { lastScheduleTime: '2026-11-16T08:00:00Z' },
      ['Warning UnexpectedJob: Saw a job that the controller did not create or forgot: mine'],
    ],
  ])('%s', (_name, plan, status, events) => {
    expect(plan.status).toEqual(status);
    expect(told(plan)).toEqual(events);
  });
});

describe('the history', () => {
  const ended = (name: string, end: 'Complete' | 'Failed', minute: number) =>
    job(name, end, { startTime: `2026-11-16T07:${String(minute).padStart(2, '0')}:00Z` });
  const jobs = [
    ended('new', 'Complete', 3),
    ended('old', 'Complete', 1),
    ended('middle', 'Complete', 2),
    ended('bad', 'Failed', 4),
    ended('worse', 'Failed', 5),
    job('running'),
  ];
  const outdated = (spec: object, metadata: object = {}) =>
    at(cronJob({ suspend: true, ...spec }, {}, metadata), jobs).outdated.map(
      ({ metadata: { name } }) => name,
    );

  it.each([
    [{ successfulJobsHistoryLimit: 1, failedJobsHistoryLimit: 1 }, ['old', 'middle', 'bad']],
    [{ successfulJobsHistoryLimit: 0 }, ['old', 'middle', 'new']],
    [{ failedJobsHistoryLimit: 0 }, ['bad', 'worse']],
    [{ successfulJobsHistoryLimit: 3, failedJobsHistoryLimit: 2 }, []],
    [{}, []],
  ])('of %j leaves out %j, the oldest first', (spec, names) => {
    expect(outdated(spec)).toEqual(names);
  });

  it('is left alone when the CronJob goes', () => {
    expect(outdated({ successfulJobsHistoryLimit: 0 }, { deletionTimestamp: NOW })).toEqual([]);
  });
});
