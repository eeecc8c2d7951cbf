import { describe, expect, it } from 'vitest';
import { underTest } from '../../testing';
import { jobs } from '.';

const template = { spec: { restartPolicy: 'Never', containers: [{ name: 'c', image: 'busybox' }] } };
const kind = underTest(jobs);
const job = (spec: object = {}, metadata: object = {}) =>
  kind.create({ spec: { template, ...spec } }, { name: 'pi', ...metadata });
const labels = {
  'batch.kubernetes.io/controller-uid': 'u-1',
  'batch.kubernetes.io/job-name': 'pi',
  'controller-uid': 'u-1',
  'job-name': 'pi',
};

describe('jobs', () => {
  it('are stored as a real cluster shows them', () => {
    expect(job()).toMatchObject({
      metadata: { labels },
      spec: {
        backoffLimit: 6,
        completionMode: 'NonIndexed',
        completions: 1,
        manualSelector: false,
        parallelism: 1,
        podReplacementPolicy: 'TerminatingOrFailed',
        selector: { matchLabels: { 'batch.kubernetes.io/controller-uid': 'u-1' } },
        suspend: false,
        template: { metadata: { labels } },
      },
      status: {},
    });
    expect(kind.errors(job())).toEqual([]);
  });
  it('start anew when they are resumed, and only then', () => {
    const suspended = (status: string, startTime: string) => ({
      ...job(),
      status: { startTime, conditions: [{ type: 'Suspended', status }] },
    });
    const old = suspended('True', '2026-01-01T00:00:00Z');
    const errors = (status: string) =>
      kind.statusErrors(suspended(status, '2026-01-01T00:01:00Z'), old).map((each) => each.split(':')[0]);
    expect(errors('False')).toEqual([]);
    expect(errors('True')).toEqual(['status.startTime']);
  });
  it('keep completions open when only the parallelism is given', () => {
    const { spec } = job({ parallelism: 3 });
    expect(spec).toMatchObject({ parallelism: 3 });
    expect(spec).not.toHaveProperty('completions');
  });
  it('back off per index without a limit of their own', () => {
    expect(
      job({ completionMode: 'Indexed', completions: 2, backoffLimitPerIndex: 1 }).spec?.backoffLimit,
    ).toBe(2147483647);
  });

  const rule = (more: object) => ({ podFailurePolicy: { rules: [{ action: 'Ignore', ...more }] } });
  it.each<[string, object, string]>([
    [
      'pods that run forever',
      { template: { spec: { ...template.spec, restartPolicy: 'Always' } } },
      'spec.template.spec.restartPolicy: Required value: valid values: "OnFailure", "Never"',
    ],
    [
      'less than nothing',
      { completions: -1, parallelism: 1 },
      'spec.completions: Invalid value: -1: must be greater than or equal to 0',
    ],
    [
      'an unknown mode',
      { completionMode: 'Some' },
      'spec.completionMode: Unsupported value: "Some": supported values: "NonIndexed", "Indexed"',
    ],
    [
      'indices without a number',
      { completionMode: 'Indexed', parallelism: 2 },
      'spec.completions: Required value: when completion mode is Indexed',
    ],
    [
      'a limit per index without indices',
      { backoffLimitPerIndex: 1 },
      'spec.backoffLimitPerIndex: Invalid value: 1: requires indexed completion mode',
    ],
    [
      "another job's label",
      { template: { ...template, metadata: { labels: { 'job-name': 'other' } } } },
      `spec.template.metadata.labels[job-name]: Invalid value: ${JSON.stringify({ ...Object.fromEntries(['controller-uid', 'job-name', 'batch.kubernetes.io/controller-uid', 'batch.kubernetes.io/job-name'].map((k) => [k, k === 'job-name' ? 'other' : labels[k as keyof typeof labels]])) })}: must be 'pi'`,
    ],
    [
      'a selector of its own',
      { selector: { matchLabels: { app: 'x' } } },
      'spec.selector: Invalid value: {"matchLabels":{"batch.kubernetes.io/controller-uid":"u-1","app":"x"}}: `selector` not auto-generated',
    ],
    [
      'a failure policy for pods that restart',
      {
        ...rule({ onExitCodes: { operator: 'In', values: [1] } }),
        template: { spec: { ...template.spec, restartPolicy: 'OnFailure' } },
      },
      'spec.template.spec.restartPolicy: Invalid value: "OnFailure": only "Never" is supported when podFailurePolicy is specified',
    ],
    [
      'a rule that matches nothing',
      rule({}),
      'spec.podFailurePolicy.rules[0]: Invalid value: specifying one of OnExitCodes and OnPodConditions is required',
    ],
    [
      'success as a failure',
      rule({ onExitCodes: { operator: 'In', values: [0] } }),
      'spec.podFailurePolicy.rules[0].onExitCodes.values[0]: Invalid value: 0: must not be 0 for the In operator',
    ],
    [
      'exit codes in disorder',
      rule({ onExitCodes: { operator: 'In', values: [3, 1] } }),
      'spec.podFailurePolicy.rules[0].onExitCodes.values: Invalid value: [3,1]: must be ordered',
    ],
    [
      'an action that is none',
      { podFailurePolicy: { rules: [{ action: '', onExitCodes: { operator: 'In', values: [1] } }] } },
      'spec.podFailurePolicy.rules[0].action: Required value: valid values: ["Count" "FailIndex" "FailJob" "Ignore"]',
    ],
    [
      'more successes than there can be',
      {
        completionMode: 'Indexed',
        completions: 3,
        successPolicy: { rules: [{ succeededIndexes: '0-1', succeededCount: 3 }] },
      },
      'spec.successPolicy.rules[0].succeededCount: Invalid value: 3: must be less than or equal to 2 (the number of indexes in the specified succeededIndexes field)',
    ],
    [
      'a manager without a domain',
      { managedBy: 'me' },
      'spec.managedBy: Invalid value: "me": must be a domain-prefixed path (such as "acme.io/foo")',
    ],
  ])('are refused with %s', (_, spec, text) => expect(kind.errors(job(spec))).toContain(text));

  it.each<[string, object, string]>([
    ['completions', { completions: 2 }, 'spec.completions: Invalid value: 2: field is immutable'],
    [
      'the template',
      { template: { spec: { ...template.spec, containers: [{ name: 'c', image: 'nginx' }] } } },
      'field is immutable',
    ],
    [
      'the mode',
      { completionMode: 'Indexed' },
      'spec.completionMode: Invalid value: "Indexed": field is immutable',
    ],
  ])('cannot change %s', (_, change, text) => {
    const old = job();
    const changed = job(change);
    expect(kind.updateErrors(changed, old).join()).toContain(text);
  });
  it('may change how wide they run, and when suspended where', () => {
    expect(kind.updateErrors(job({ parallelism: 4, completions: 1 }), job())).toEqual([]);
    const selected = { template: { spec: { ...template.spec, nodeSelector: { disk: 'ssd' } } } };
    expect(kind.updateErrors(job(selected), job())).toHaveLength(1);
    expect(kind.updateErrors(job({ ...selected, suspend: true }), job({ suspend: true }))).toEqual([]);
  });

  it('cannot take back that they are done', () => {
    const old = job();
    const done = {
      ...old,
      status: { conditions: [{ type: 'Complete', status: 'True' }], active: 1 },
    };
    expect(kind.statusErrors(done, old)).toEqual([
      'status.conditions: Invalid value: cannot set Complete=True condition without the SuccessCriteriaMet=true condition',
      'status.completionTime: Required value: completionTime is required for Complete jobs',
      'status.active: Invalid value: 1: active>0 is invalid for finished job',
      'status.startTime: Required value: startTime is required for finished job',
    ]);
    expect(kind.statusErrors(old, done)).toContain(
      'status.conditions: Invalid value: cannot disable the terminal Complete=True condition',
    );
  });

  it('have a row', () => {
    const running = {
      ...job({ completions: 3 }),
      status: { startTime: '2026-01-01T00:01:00Z', succeeded: 1 },
    };
    expect(kind.row(running)).toEqual([
      'pi',
      'Running',
      '1/3',
      '4m',
      '5m',
      'c',
      'busybox',
      'batch.kubernetes.io/controller-uid=u-1',
    ]);
    const failed = {
      ...job({ parallelism: 2 }),
      status: { conditions: [{ type: 'Failed', status: 'True' }] },
    };
    expect(kind.row(failed).slice(1, 4)).toEqual(['Failed', '0/1 of 2', '']);
  });
});
