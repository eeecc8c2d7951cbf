import { describe, expect, it } from 'vitest';
import { formatTime, parseTime } from '@/apimachinery';
import type { HorizontalPodAutoscaler, Pod } from '@/kube';
import { decide } from './decide';
import { History } from './history';
import { normalize } from './normalize';
import { MetricError, type MetricSpec, type PodMetrics, type Rules, type Scale, type Spec } from './types';

const NOW = parseTime('2026-01-01T01:00:00Z');
const ago = (seconds: number) => formatTime(NOW - seconds * 1000);

const CPU = (averageUtilization: number): MetricSpec => ({
  type: 'Resource',
  resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization } },
});

const autoscaler = (spec: Partial<Spec>): HorizontalPodAutoscaler => ({
  apiVersion: 'autoscaling/v2',
  kind: 'HorizontalPodAutoscaler',
  metadata: { name: 'web', namespace: 'default' },
  spec: {
    scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' },
    minReplicas: 1,
    maxReplicas: 10,
    metrics: [CPU(50)],
    ...spec,
  },
});
const scale = (replicas: number, selector = 'app=web'): Scale => ({
  apiVersion: 'autoscaling/v1',
  kind: 'Scale',
  metadata: { name: 'web', namespace: 'default' },
  spec: { replicas },
  status: { replicas, selector },
});

interface Sketch {
  /** Millicores; absent: no metrics. */
  readonly cpu?: number;
  readonly request?: string;
  readonly ready?: boolean;
  readonly phase?: string;
  readonly startedAgo?: number;
  readonly changedAgo?: number;
  readonly deleting?: boolean;
}

const pod = (sketch: Sketch, i: number): Pod => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {
    name: `web-${i}`,
    namespace: 'default',
    ...(sketch.deleting ? { deletionTimestamp: ago(1) } : {}),
  },
  spec: {
    containers: [
      {
        name: 'main',
        image: 'nginx',
        resources: { requests: sketch.request === '' ? {} : { cpu: sketch.request ?? '100m' } },
      },
    ],
  },
  status: {
    phase: sketch.phase ?? 'Running',
    startTime: ago(sketch.startedAgo ?? 3000),
    conditions: [
      {
        type: 'Ready',
        status: sketch.ready === false ? 'False' : 'True',
        lastTransitionTime: ago(sketch.changedAgo ?? 2990),
      },
    ],
  },
});
const metricsOf = (sketches: readonly Sketch[]): PodMetrics[] =>
  sketches.flatMap(({ cpu }, i) =>
    cpu === undefined
      ? []
      : [
          {
            apiVersion: 'metrics.k8s.io/v1beta1',
            kind: 'PodMetrics',
            metadata: { name: `web-${i}`, namespace: 'default' },
            timestamp: ago(0),
            window: '30s',
            containers: [{ name: 'main', usage: { cpu: `${cpu}m`, memory: '64Mi' } }],
          },
        ],
  );

function decided(
  spec: Partial<Spec>,
  sketches: readonly Sketch[],
  more: { metrics?: MetricError; replicas?: number; selector?: string } = {},
) {
  return decide(autoscaler(spec), scale(more.replicas ?? sketches.length, more.selector), {
    history: new History(),
    nowMs: NOW,
    measure: async () => ({
      pods: sketches.map(pod),
      metrics: more.metrics ?? metricsOf(sketches),
      nowMs: NOW,
    }),
  });
}

const times = (count: number, sketch: Sketch): Sketch[] => Array.from({ length: count }, () => sketch);

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

describe('what cannot be measured', () => {
  const absent = new MetricError('unable to fetch metrics from resource metrics API: gone');
  const IDENTIFIED = { metric: { name: 'rps' }, target: { type: 'AverageValue', averageValue: '1' } };
  it.each<[string, MetricSpec, readonly Sketch[], MetricError | undefined, string, string]>([
    [
      'without metrics',
      CPU(50),
      times(1, {}),
      absent,
      'FailedGetResourceMetric',
      'failed to get cpu utilization: unable to get metrics for resource cpu: unable to fetch metrics from resource metrics API: gone',
    ],
    [
      'with no metrics yet',
      CPU(50),
      times(1, {}),
      undefined,
      'FailedGetResourceMetric',
      'failed to get cpu utilization: unable to get metrics for resource cpu: no metrics returned from resource metrics API',
    ],
    [
      'without requests',
      CPU(50),
      times(1, { cpu: 10, request: '' }),
      undefined,
      'FailedGetResourceMetric',
      'failed to get cpu utilization: missing request for cpu in container main of Pod web-0',
    ],
    [
      'without a ready pod',
      CPU(50),
      times(1, { cpu: 10, phase: 'Pending' }),
      undefined,
      'FailedGetResourceMetric',
      'failed to get cpu utilization: did not receive metrics for any ready pods',
    ],
    [
      'of a container that is not there',
      {
        type: 'ContainerResource',
        containerResource: {
          name: 'cpu',
          container: 'app',
          target: { type: 'AverageValue', averageValue: '1' },
        },
      },
      times(1, { cpu: 10 }),
      undefined,
      'FailedGetContainerResourceMetric',
      'failed to get cpu usage: unable to get metrics for resource cpu: failed to get container metrics: container app not present in metrics for pod default/web-0',
    ],
    [
      'of pods by a metric of their own',
      { type: 'Pods', pods: IDENTIFIED },
      times(1, { cpu: 10 }),
      undefined,
      'FailedGetPodsMetric',
      'unable to get metric rps: unable to fetch metrics from custom metrics API: no custom metrics API (custom.metrics.k8s.io) registered',
    ],
    [
      'outside',
      { type: 'External', external: IDENTIFIED },
      times(1, { cpu: 10 }),
      undefined,
      'FailedGetExternalMetric',
      'unable to get external metric default/rps/nil: unable to fetch metrics from external metrics API: the server could not find the requested resource (get rps.external.metrics.k8s.io)',
    ],
  ])('%s is told', async (_, metric, sketches, metrics, reason, message) => {
    const plan = await decided({ metrics: [metric] }, sketches, metrics ? { metrics } : {});
    expect(plan.rescale).toBeUndefined();
    expect(plan.warnings[0]).toEqual({ reason, message });
    expect(plan.conditions.ScalingActive).toEqual({
      status: 'False',
      reason,
      message: `the HPA was unable to compute the replica count: ${message}`,
    });
  });
  it('is summed up', async () => {
    const { warnings } = await decided({ metrics: [CPU(50)] }, times(1, {}), { metrics: absent });
    expect(warnings[1]).toEqual({
      reason: 'FailedComputeMetricsReplicas',
      message:
        'invalid metrics (1 invalid out of 1), first error is: failed to get cpu resource metric value: failed to get cpu utilization: unable to get metrics for resource cpu: unable to fetch metrics from resource metrics API: gone',
    });
  });
  it('keeps others from making the target smaller, not from making it larger', async () => {
    const metrics: MetricSpec[] = [{ type: 'Pods', pods: IDENTIFIED }, CPU(50)];
    expect((await decided({ metrics }, times(4, { cpu: 10 }))).rescale).toBeUndefined();
    expect((await decided({ metrics }, times(4, { cpu: 90 }))).desired).toBe(8);
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

describe('limits', () => {
  const rules = (rule: Partial<Rules>): Rules => ({
    selectPolicy: 'Max',
    stabilizationWindowSeconds: 0,
    ...rule,
  });
  const pods = (value: number) => ({ type: 'Pods', value, periodSeconds: 60 });
  const percent = (value: number) => ({ type: 'Percent', value, periodSeconds: 60 });
  const up = (scaleUp: Partial<Rules>): Partial<Spec> => ({
    maxReplicas: 100,
    behavior: { scaleUp: rules(scaleUp), scaleDown: rules({ policies: [percent(100)] }) },
  });
  const down = (scaleDown: Partial<Rules>): Partial<Spec> => ({
    maxReplicas: 100,
    behavior: { scaleUp: rules({ policies: [percent(100)] }), scaleDown: rules(scaleDown) },
  });

  it.each<[string, Partial<Spec>, [number, number], number, string]>([
    ['nothing stands against it', {}, [2, 4], 4, 'DesiredWithinRange'],
    ['there is a most', { maxReplicas: 5 }, [3, 9], 5, 'TooManyReplicas'],
    ['there is a least', { minReplicas: 3 }, [4, 1], 3, 'TooFewReplicas'],
    ['without a behavior a target at most doubles', { maxReplicas: 100 }, [10, 50], 20, 'ScaleUpLimit'],
    ['or gets four', { maxReplicas: 100 }, [1, 50], 4, 'ScaleUpLimit'],
    ['pods at a time', up({ policies: [pods(3)] }), [10, 50], 13, 'ScaleUpLimit'],
    ['the larger of two policies', up({ policies: [pods(3), percent(50)] }), [10, 50], 15, 'ScaleUpLimit'],
    [
      'or the smaller',
      up({ selectPolicy: 'Min', policies: [pods(3), percent(50)] }),
      [10, 50],
      13,
      'ScaleUpLimit',
    ],
    ['or neither', up({ selectPolicy: 'Disabled', policies: [pods(3)] }), [10, 50], 10, 'ScaleUpLimit'],
    ['fewer at a time', down({ policies: [pods(2)] }), [10, 1], 8, 'ScaleDownLimit'],
    ['the faster way down', down({ policies: [pods(2), percent(50)] }), [10, 1], 5, 'ScaleDownLimit'],
    [
      'or the slower',
      down({ selectPolicy: 'Min', policies: [pods(2), percent(50)] }),
      [10, 1],
      8,
      'ScaleDownLimit',
    ],
    ['or none', down({ selectPolicy: 'Disabled', policies: [pods(2)] }), [10, 1], 10, 'ScaleDownLimit'],
  ])('%s', (_, spec, [current, desired], replicas, reason) => {
    const full = autoscaler(spec).spec as Spec;
    const wish = { spec: full, current, desired, history: new History(), nowMs: NOW };
    const { scalingLimited, ...rest } = normalize(wish);
    expect([rest.replicas, scalingLimited.reason]).toEqual([replicas, reason]);
    expect(scalingLimited.status).toBe(replicas === desired ? 'False' : 'True');
  });

  it('count what was done in their period', () => {
    const spec = autoscaler(up({ policies: [pods(4)] })).spec as Spec;
    const history = new History();
    history.scaled(3, NOW - 30_000);
    history.scaled(5, NOW - 90_000);
    expect(normalize({ spec, current: 10, desired: 50, history, nowMs: NOW }).replicas).toBe(11);
  });
  it('wait for the window of their direction', () => {
    const history = new History();
    history.recommend(9, NOW - 200_000);
    history.recommend(6, NOW - 50_000);
    const byDefault = autoscaler({}).spec as Spec;
    expect(normalize({ spec: byDefault, current: 9, desired: 2, history, nowMs: NOW })).toMatchObject({
      replicas: 9,
      ableToScale: { reason: 'ScaleDownStabilized' },
    });
    const quick = autoscaler(down({ stabilizationWindowSeconds: 60, policies: [percent(100)] })).spec as Spec;
    expect(normalize({ spec: quick, current: 9, desired: 2, history, nowMs: NOW }).replicas).toBe(6);
    const slow = autoscaler(up({ stabilizationWindowSeconds: 60, policies: [percent(900)] })).spec as Spec;
    expect(normalize({ spec: slow, current: 5, desired: 20, history, nowMs: NOW })).toMatchObject({
      replicas: 6,
      ableToScale: { reason: 'ScaleUpStabilized' },
    });
  });
  it('tolerate what a behavior says', async () => {
    const behavior = {
      scaleUp: { ...rules({ policies: [percent(100)] }), tolerance: '0.05' },
      scaleDown: rules({ policies: [percent(100)] }),
    };
    expect((await decided({ behavior }, times(10, { cpu: 54 }))).desired).toBe(10);
    expect((await decided({ behavior, maxReplicas: 20 }, times(10, { cpu: 54 }))).desired).toBe(11);
  });
});
