/** What an autoscaler makes of what it measures. */
import { describe, expect, it } from 'vitest';
import { CPU, decided, type Sketch, times } from './testing/sketch';
import type { MetricSpec, Spec } from './types';

describe('of a target of 50 per cent of 100m', () => {
  it.each<[string, readonly Sketch[], number]>([
    ['twice as much makes twice as many', times(2, { cpu: 100 }), 4],
    ['a part more is rounded up', times(3, { cpu: 60 }), 4],
    ['a tenth more is tolerated', times(3, { cpu: 55 }), 3],
    ['pods without metrics count as idle where they would grow', [{ cpu: 100 }, { cpu: 100 }, {}], 4],
    ['pods without metrics count as busy where they would shrink', [{ cpu: 10 }, { cpu: 10 }, {}], 3],
    ['pending pods count as idle', [{ cpu: 200 }, { phase: 'Pending' }], 4],
    ['pods that go count as nothing', [{ cpu: 100 }, { cpu: 900, deleting: true }], 2],
    ['pods that failed count as nothing', [{ cpu: 100 }, { cpu: 900, phase: 'Failed' }], 2],
    [
      'young pods that are not ready count as idle',
      [{ cpu: 150 }, { cpu: 900, ready: false, startedAgo: 60, changedAgo: 60 }],
      3,
    ],
    [
      'young pods count from a window after they got ready',
      [{ cpu: 50 }, { cpu: 900, startedAgo: 60, changedAgo: 10 }],
      2,
    ],
    [
      'old pods that have been ready count although they are not',
      [{ cpu: 100 }, { cpu: 100, ready: false, changedAgo: 60 }],
      4,
    ],
  ])('%s', async (_, sketches, replicas) => {
    expect((await decided({}, sketches)).desired).toBe(replicas);
  });

  it('tells what it found and why it acts', async () => {
    expect(await decided({}, times(2, { cpu: 100 }))).toEqual({
      current: 2,
      desired: 4,
      rescale: { to: 4, reason: 'cpu resource utilization (percentage of request) above target' },
      metrics: [
        {
          type: 'Resource',
          resource: { name: 'cpu', current: { averageUtilization: 100, averageValue: '100m' } },
        },
      ],
      warnings: [],
      conditions: {
        AbleToScale: {
          status: 'True',
          reason: 'ReadyForNewScale',
          message: 'recommended size matches current size',
        },
        ScalingActive: {
          status: 'True',
          reason: 'ValidMetricFound',
          message:
            'the HPA was able to successfully calculate a replica count from cpu resource utilization (percentage of request)',
        },
        ScalingLimited: {
          status: 'False',
          reason: 'DesiredWithinRange',
          message: 'the desired count is within the acceptable range',
        },
      },
    });
  });
});

describe('a target', () => {
  it.each<[string, Partial<Spec>, number, object]>([
    [
      'above its maximum',
      { maxReplicas: 3 },
      5,
      { to: 3, reason: 'Current number of replicas above Spec.MaxReplicas' },
    ],
    [
      'below its minimum',
      { minReplicas: 3 },
      2,
      { to: 3, reason: 'Current number of replicas below Spec.MinReplicas' },
    ],
  ])('%s is set right without a look at metrics', async (_, spec, replicas, rescale) => {
    expect((await decided(spec, [], { replicas })).rescale).toEqual(rescale);
  });
  it('of no replicas is left alone', async () => {
    const plan = await decided({}, []);
    expect(plan.rescale).toBeUndefined();
    expect(plan.conditions.ScalingActive).toEqual({
      status: 'False',
      reason: 'ScalingDisabled',
      message: 'scaling is disabled since the replica count of the target is zero',
    });
  });
  it('without a selector cannot be measured', async () => {
    const plan = await decided({}, times(1, { cpu: 1 }), { selector: '' });
    expect(plan.conditions.ScalingActive?.reason).toBe('InvalidSelector');
    expect(plan.warnings[0]).toEqual({ reason: 'SelectorRequired', message: 'selector is required' });
  });
});

describe('values instead of per cent', () => {
  it('need no requests, and memory no warm-up', async () => {
    const metrics: MetricSpec[] = [
      {
        type: 'Resource',
        resource: { name: 'memory', target: { type: 'AverageValue', averageValue: '32Mi' } },
      },
    ];
    const plan = await decided({ metrics }, times(2, { cpu: 1, request: '' }));
    expect(plan.desired).toBe(4);
    expect(plan.metrics).toEqual([
      { type: 'Resource', resource: { name: 'memory', current: { averageValue: '67108864' } } },
    ]);
  });
  it('the metric that asks for most wins', async () => {
    const metrics: MetricSpec[] = [
      CPU(50),
      {
        type: 'Resource',
        resource: { name: 'memory', target: { type: 'AverageValue', averageValue: '16Mi' } },
      },
    ];
    expect((await decided({ metrics }, times(2, { cpu: 50 }))).rescale).toEqual({
      to: 4,
      reason: 'memory resource above target',
    });
  });
});
