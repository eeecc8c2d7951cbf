/** Metrics that cannot be had, and what is said of them. */
import { describe, expect, it } from 'vitest';
import { CPU, decided, type Sketch, times } from './testing/sketch';
import { MetricError, type MetricSpec } from './types';

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
