import { describe, expect, it } from 'vitest';
import { formatTime, parseTime } from '@/apimachinery';
import type { Job, Pod } from '@/kube';
import { countFailures, type Failures, NO_FAILURES, remainingMs } from './backoff';
import { decide, judge } from './decide';
import { factsOf } from './facts';
import { formatIndexes, parseIndexes } from './indexes';
import { COMPLETION_INDEX, type Observed, TRACKING } from './observed';
import { account, finished, settle } from './tracking';

const NOW = parseTime('2026-01-01T01:00:00Z');
const at = (secondsAgo: number) => formatTime(NOW - secondsAgo * 1000);

type Phase = 'Pending' | 'Running' | 'Succeeded' | 'Failed';
interface Sketch {
  readonly index?: number;
  readonly counted?: true;
  readonly deleting?: true;
  readonly exitCode?: number;
  readonly restarts?: number;
  readonly endedAgo?: number;
}
let pods = 0;
const pod = (phase: Phase, sketch: Sketch = {}): Pod => {
  const name = `p${pods++}`;
  const { index, exitCode = 1, restarts = 0, endedAgo = 100 } = sketch;
  const ended = phase === 'Failed' ? { terminated: { exitCode, finishedAt: at(endedAgo) } } : {};
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      namespace: 'default',
      uid: name,
      creationTimestamp: at(1_000),
      finalizers: sketch.counted ? [] : [TRACKING],
      ...(index === undefined ? {} : { annotations: { [COMPLETION_INDEX]: `${index}` } }),
      ...(sketch.deleting ? { deletionTimestamp: at(0) } : {}),
    },
    spec: { containers: [{ name: 'main', image: 'busybox' }] },
    status: {
      phase,
      containerStatuses: [
        { name: 'main', image: '', imageID: '', ready: false, restartCount: restarts, state: ended },
      ],
    },
  };
};

const job = (spec: object = {}, status: object = {}): Job => ({
  apiVersion: 'batch/v1',
  kind: 'Job',
  metadata: { name: 'pi', namespace: 'default', uid: 'j' },
  spec: {
    completions: 1,
    parallelism: 1,
    backoffLimit: 6,
    template: { spec: { restartPolicy: 'Never', containers: [{ name: 'main', image: 'busybox' }] } },
    ...spec,
  },
  status: { startTime: at(60), ...status },
});
const observed = (theJob: Job, thePods: readonly Pod[] = [], failures: Failures = NO_FAILURES): Observed => ({
  job: theJob,
  pods: thePods,
  released: new Set(),
  failures,
  nowMs: NOW,
});
const plan = (...args: Parameters<typeof observed>) => {
  const given = observed(...args);
  const { create, remove, waitMs } = decide(given, factsOf(given));
  return [create.map(({ index }) => index ?? 'pod').join(), remove.length, waitMs ?? 0];
};
const verdict = (...args: Parameters<typeof observed>) => {
  const given = observed(...args);
  return judge(given, factsOf(given))?.reason;
};
const INDEXED = { completionMode: 'Indexed', completions: 4, parallelism: 2 };

describe('a job wants', () => {
  it.each<[string, Job, readonly Pod[], readonly [string, number, number]]>([
    ['its first pod', job(), [], ['pod', 0, 0]],
    ['no more than its parallelism', job({ completions: 5, parallelism: 2 }), [], ['pod,pod', 0, 0]],
    ['no more than is left', job({ completions: 3, parallelism: 3 }, { succeeded: 2 }), [], ['pod', 0, 0]],
    ['nothing beside what runs', job(), [pod('Running')], ['', 0, 0]],
    ['fewer, when its parallelism sank', job({ parallelism: 0 }), [pod('Running')], ['', 1, 0]],
    ['none while it is suspended', job({ suspend: true }), [pod('Running')], ['', 1, 0]],
    ['a whole queue of workers', job({ completions: undefined, parallelism: 2 }), [], ['pod,pod', 0, 0]],
    [
      'no new worker after the first success',
      job({ completions: undefined, parallelism: 2 }),
      [pod('Succeeded')],
      ['', 0, 0],
    ],
    [
      'a replacement for a pod that goes',
      job(),
      [pod('Running', { deleting: true, counted: true })],
      ['pod', 0, 0],
    ],
    [
      'to see it gone first',
      job({ podReplacementPolicy: 'Failed' }),
      [pod('Running', { deleting: true })],
      ['', 0, 0],
    ],
    ['the lowest indexes', job(INDEXED), [pod('Running', { index: 0 })], ['1', 0, 0]],
    ['what is not done yet', job(INDEXED, { completedIndexes: '0,2' }), [], ['1,3', 0, 0]],
    [
      'one pod an index',
      job(INDEXED),
      [pod('Running', { index: 0 }), pod('Running', { index: 0 })],
      ['', 1, 0],
    ],
    ['no index of another job', job(INDEXED), [pod('Running', { index: 9 })], ['', 1, 0]],
  ])('%s', (_, theJob, thePods, expected) => {
    expect(plan(theJob, thePods)).toEqual(expected);
  });

  it('to wait longer with each failure, of each index for itself', () => {
    expect(plan(job(), [pod('Failed', { endedAgo: 4 })])).toEqual(['', 0, 6_000]);
    expect(plan(job(), [pod('Failed', { endedAgo: 4 })], { count: 2, lastMs: 0 })).toEqual(['', 0, 36_000]);
    const perIndex = job({ ...INDEXED, backoffLimitPerIndex: 3 });
    expect(plan(perIndex, [pod('Failed', { index: 0, endedAgo: 4 })])).toEqual(['1', 0, 0]);
    const both = [0, 1].map((index) => pod('Failed', { index, endedAgo: 4 + index }));
    expect(plan(perIndex, both)).toEqual(['', 0, 5_000]);
  });
});

describe('a job ends', () => {
  const onExit = (action: string) => ({
    rules: [{ action, onExitCodes: { operator: 'In', values: [42] } }],
  });
  it.each<[string, Job, readonly Pod[], string | undefined]>([
    ['not with a failure within its limit', job({ backoffLimit: 1 }), [pod('Failed')], undefined],
    ['after its limit', job({ backoffLimit: 0 }), [pod('Failed')], 'BackoffLimitExceeded'],
    [
      'counting what was counted',
      job({ backoffLimit: 1 }, { failed: 1 }),
      [pod('Failed')],
      'BackoffLimitExceeded',
    ],
    [
      'not counting a pod twice',
      job({ backoffLimit: 1 }, { failed: 1 }),
      [pod('Failed', { counted: true })],
      undefined,
    ],
    [
      'after restarts in place',
      job({ backoffLimit: 2, template: { spec: { restartPolicy: 'OnFailure', containers: [] } } }),
      [pod('Running', { restarts: 2 })],
      'BackoffLimitExceeded',
    ],
    ['at its deadline', job({ activeDeadlineSeconds: 60 }), [pod('Running')], 'DeadlineExceeded'],
    ['not before', job({ activeDeadlineSeconds: 61 }), [pod('Running')], undefined],
    [
      'by policy',
      job({ podFailurePolicy: onExit('FailJob') }),
      [pod('Failed', { exitCode: 42 })],
      'PodFailurePolicy',
    ],
    [
      'not by what its policy ignores',
      job({ backoffLimit: 0, podFailurePolicy: onExit('Ignore') }),
      [pod('Failed', { exitCode: 42 })],
      undefined,
    ],
    [
      'when an index has failed and the others are done',
      job({ ...INDEXED, completions: 2, backoffLimitPerIndex: 0 }, { completedIndexes: '0' }),
      [pod('Failed', { index: 1 })],
      'FailedIndexes',
    ],
    [
      'when too many indexes have failed',
      job({ ...INDEXED, backoffLimitPerIndex: 0, maxFailedIndexes: 0 }),
      [pod('Failed', { index: 1 })],
      'MaxFailedIndexesExceeded',
    ],
    [
      'when enough of the named have succeeded',
      job({ ...INDEXED, successPolicy: { rules: [{ succeededIndexes: '1-3', succeededCount: 1 }] } }),
      [pod('Succeeded', { index: 2 })],
      'SuccessPolicy',
    ],
  ])('%s', (_, theJob, thePods, expected) => {
    expect(verdict(theJob, thePods)).toBe(expected);
  });
});

describe('a status', () => {
  const outcome = { active: 0, ready: 0, terminating: 0, verdict: undefined, managed: false };

  it('names what ended before it is let go, and counts it afterwards', () => {
    const [done, broken, running] = [pod('Succeeded'), pod('Failed'), pod('Running')];
    const given = observed(job({ completions: 3 }), [done, broken, running]);
    const { status, release } = account(given, factsOf(given), { ...outcome, active: 1 });
    expect(status.uncountedTerminatedPods).toEqual({
      succeeded: [done.metadata.uid],
      failed: [broken.metadata.uid],
    });
    expect(status).not.toHaveProperty('succeeded');
    expect(release).toEqual([done, broken]);
    const settled = settle(status, new Set([running.metadata.uid ?? '']));
    expect(settled).toMatchObject({ succeeded: 1, failed: 1, uncountedTerminatedPods: {} });
    // Found again after a crash in between: nothing is counted twice.
    expect(settle(settled, new Set())).toEqual(settled);
  });

  it('says that a job has ended when all is counted and gone', () => {
    const verdict = { type: 'FailureTarget', reason: 'R', message: 'M' } as const;
    expect(finished({ uncountedTerminatedPods: { failed: ['x'] } }, verdict, NOW)).toBeUndefined();
    expect(finished({ terminating: 1 }, verdict, NOW)).toBeUndefined();
    expect(finished({ terminating: 0 }, verdict, NOW)?.conditions).toMatchObject([
      { type: 'Failed', status: 'True', reason: 'R', message: 'M' },
    ]);
  });
});

it('counts failures since the last success', () => {
  const [early, late] = [pod('Failed', { endedAgo: 50 }), pod('Failed', { endedAgo: 10 })];
  expect(countFailures({ count: 2, lastMs: 1 }, [], [early, late])).toEqual({
    count: 4,
    lastMs: NOW - 10_000,
  });
  const success: Pod = {
    ...pod('Succeeded'),
    status: { phase: 'Succeeded', containerStatuses: early.status?.containerStatuses ?? [] },
  };
  expect(countFailures({ count: 2, lastMs: 1 }, [success], [early, late])).toEqual({
    count: 1,
    lastMs: NOW - 10_000,
  });
  expect(countFailures({ count: 2, lastMs: 1 }, [success], [])).toEqual(NO_FAILURES);
  expect(remainingMs({ count: 20, lastMs: NOW }, NOW)).toBe(600_000);
});

it.each([
  ['', []],
  ['0,2,4-7', [0, 2, 4, 5, 6, 7]],
  ['1,2', [1, 2]],
])('writes indexes as %j', (text, indexes) => {
  expect(formatIndexes(new Set(indexes))).toBe(text);
  expect([...parseIndexes(text, 100)]).toEqual(indexes);
});
