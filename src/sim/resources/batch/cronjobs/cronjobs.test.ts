import { describe, expect, it } from 'vitest';
import { underTest } from '../../testing';
import { cronJobs } from '.';

const template = { spec: { restartPolicy: 'OnFailure', containers: [{ name: 'c', image: 'busybox' }] } };
const kind = underTest(cronJobs);
const cronJob = (spec: object = {}, metadata: object = {}) =>
  kind.create({ spec: { schedule: '*/5 * * * *', jobTemplate: { spec: { template } }, ...spec } }, metadata);

describe('cron jobs', () => {
  it('are stored as a real cluster shows them', () => {
    const { spec, status } = cronJob();
    expect({ ...spec, jobTemplate: undefined }).toEqual({
      schedule: '*/5 * * * *',
      concurrencyPolicy: 'Allow',
      failedJobsHistoryLimit: 1,
      successfulJobsHistoryLimit: 3,
      suspend: false,
    });
    expect(spec?.jobTemplate.spec).not.toHaveProperty('backoffLimit');
    expect(spec?.jobTemplate.spec?.template.spec).toMatchObject({ schedulerName: 'default-scheduler' });
    expect(status).toEqual({});
    expect(kind.errors(cronJob({ timeZone: 'Europe/Berlin' }))).toEqual([]);
  });
  it.each<[string, object, string]>([
    ['no schedule', { schedule: '' }, 'spec.schedule: Required value'],
    [
      'too few fields',
      { schedule: '* * * *' },
      'spec.schedule: Invalid value: "* * * *": expected exactly 5 fields, found 4: [* * * *]',
    ],
    [
      'a zone in the schedule',
      { schedule: 'TZ=UTC * * * * *' },
      'spec.schedule: Invalid value: "TZ=UTC * * * * *": cannot use TZ or CRON_TZ in schedule, use timeZone field instead',
    ],
    [
      'a zone that is nowhere',
      { timeZone: 'Mars/Base' },
      'spec.timeZone: Invalid value: "Mars/Base": unknown time zone Mars/Base',
    ],
    ['an offset', { timeZone: '+01' }, 'spec.timeZone: Invalid value: "+01": unknown time zone +01'],
    [
      'an empty zone',
      { timeZone: '' },
      'spec.timeZone: Invalid value: "": timeZone must be nil or non-empty string',
    ],
    [
      'the local zone',
      { timeZone: 'Local' },
      'spec.timeZone: Invalid value: "Local": timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones',
    ],
    [
      'an unknown policy',
      { concurrencyPolicy: 'Queue' },
      'spec.concurrencyPolicy: Unsupported value: "Queue": supported values: "Allow", "Forbid", "Replace"',
    ],
    [
      'pods that run forever',
      { jobTemplate: { spec: { template: { spec: { ...template.spec, restartPolicy: 'Always' } } } } },
      'spec.jobTemplate.spec.template.spec.restartPolicy: Required value: valid values: "OnFailure", "Never"',
    ],
    [
      'a selector',
      { jobTemplate: { spec: { template, selector: { matchLabels: { a: 'b' } } } } },
      'spec.jobTemplate.spec.selector: Invalid value: {"matchLabels":{"a":"b"}}: `selector` will be auto-generated',
    ],
  ])('are refused with %s', (_, spec, text) => expect(kind.errors(cronJob(spec))).toContain(text));
  it('leave room in the name for the time', () => {
    const name = 'x'.repeat(53);
    expect(kind.errors(cronJob({}, { name }))).toEqual([
      `metadata.name: Invalid value: "${name}": must be no more than 52 characters`,
    ]);
  });
  it('have a row', () => {
    expect(kind.row(cronJob())).toEqual([
      'x',
      '*/5 * * * *',
      '<none>',
      'False',
      0,
      '<none>',
      '5m',
      'c',
      'busybox',
      '<none>',
    ]);
    const ran = {
      ...cronJob({ timeZone: 'Asia/Tokyo', suspend: true }),
      status: { lastScheduleTime: '2026-01-01T00:04:00Z' },
    };
    expect(kind.row(ran).slice(2, 6)).toEqual(['Asia/Tokyo', 'True', 0, '60s']);
  });
});
