import { describe, expect, it } from 'vitest';
import { underTest } from '../../testing';
import { horizontalPodAutoscalers } from '.';
import { fromV1, toV1 } from './v1';

const kind = underTest(horizontalPodAutoscalers);
const scaleTargetRef = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' };
const autoscaler = (spec: object = {}) => kind.create({ spec: { scaleTargetRef, maxReplicas: 5, ...spec } });
const cpu = (target: object) => ({ type: 'Resource', resource: { name: 'cpu', target } });
const memory = {
  type: 'Resource',
  resource: { name: 'memory', target: { type: 'AverageValue', averageValue: '1Gi' } },
};
const requests = {
  type: 'Pods',
  pods: { metric: { name: 'requests' }, target: { type: 'AverageValue', averageValue: '10' } },
};

describe('autoscalers', () => {
  it('are stored as a real cluster shows them', () => {
    expect(autoscaler()).toMatchObject({
      spec: { minReplicas: 1, metrics: [cpu({ type: 'Utilization', averageUtilization: 80 })] },
      status: { currentMetrics: null, desiredReplicas: 0 },
    });
    expect(
      autoscaler({ behavior: { scaleDown: { stabilizationWindowSeconds: 60 } } }).spec?.behavior,
    ).toEqual({
      scaleDown: {
        stabilizationWindowSeconds: 60,
        selectPolicy: 'Max',
        policies: [{ type: 'Percent', value: 100, periodSeconds: 15 }],
      },
      scaleUp: {
        stabilizationWindowSeconds: 0,
        selectPolicy: 'Max',
        policies: [
          { type: 'Pods', value: 4, periodSeconds: 15 },
          { type: 'Percent', value: 100, periodSeconds: 15 },
        ],
      },
    });
    expect(kind.errors(autoscaler({ metrics: [memory, requests] }))).toEqual([]);
  });
  it.each<[string, object, string]>([
    ['no maximum', { maxReplicas: 0 }, 'spec.maxReplicas: Invalid value: 0: must be greater than 0'],
    [
      'a maximum below the minimum',
      { minReplicas: 6 },
      'spec.maxReplicas: Invalid value: 5: must be greater than or equal to `minReplicas`',
    ],
    [
      'zero at least',
      { minReplicas: 0 },
      'spec.minReplicas: Invalid value: 0: must be greater than or equal to 1',
    ],
    ['no target', { scaleTargetRef: { kind: 'Deployment' } }, 'spec.scaleTargetRef.name: Required value'],
    [
      'an unknown metric',
      { metrics: [{ type: 'Mood' }] },
      'spec.metrics[0].type: Unsupported value: "Mood": supported values: "ContainerResource", "External", "Object", "Pods", "Resource"',
    ],
    [
      'a metric that is not there',
      { metrics: [{ type: 'Pods' }] },
      'spec.metrics[0].pods: Required value: must populate information for the given metric source',
    ],
    [
      'no share',
      { metrics: [cpu({ type: 'Utilization' })] },
      'spec.metrics[0].resource.target.averageUtilization: Required value: must set either a target raw value or a target utilization',
    ],
    [
      'a share and an amount',
      { metrics: [cpu({ type: 'Utilization', averageUtilization: 50, averageValue: '1' })] },
      'spec.metrics[0].resource.target.averageValue: Forbidden: may not set both a target raw value and a target utilization',
    ],
    [
      'two metrics in one',
      { metrics: [{ ...memory, pods: requests.pods }] },
      'spec.metrics[0].pods: Forbidden: must populate the given metric source only',
    ],
    [
      'a long memory',
      { behavior: { scaleDown: { stabilizationWindowSeconds: 3601 } } },
      'spec.behavior.scaleDown.stabilizationWindowSeconds: Invalid value: 3601: must be less than or equal to 3600',
    ],
  ])('are refused with %s', (_, spec, text) => expect(kind.errors(autoscaler(spec))).toContain(text));
  it('have a row', () => {
    expect(kind.row(autoscaler())).toEqual(['x', 'Deployment/web', 'cpu: <unknown>/80%', '1', 5, 0, '5m']);
    const three = autoscaler({
      metrics: [memory, requests, cpu({ type: 'Utilization', averageUtilization: 50 })],
    });
    expect(kind.row(three)[2]).toBe('memory: <unknown>/1Gi, <unknown>/10 + 1 more...');
  });
});

describe('autoscaling/v1', () => {
  it('shows the share of the cpu, and carries the rest along', () => {
    const v2 = autoscaler({
      metrics: [memory, requests, cpu({ type: 'Utilization', averageUtilization: 50 })],
      behavior: { scaleUp: { selectPolicy: 'Min' } },
    });
    const v1 = toV1(v2);
    expect(v1).toMatchObject({
      apiVersion: 'autoscaling/v1',
      spec: { targetCPUUtilizationPercentage: 50, minReplicas: 1, maxReplicas: 5 },
      status: { currentReplicas: 0, desiredReplicas: 0 },
    });
    expect(v1.metadata.annotations?.['autoscaling.alpha.kubernetes.io/metrics']).toBe(
      '[{"type":"Resource","resource":{"name":"memory","targetAverageValue":"1Gi"}},{"type":"Pods","pods":{"metricName":"requests","targetAverageValue":"10"}}]',
    );
    expect(fromV1(v1).spec).toEqual(v2.spec);
    expect(fromV1(v1).metadata).toEqual(v2.metadata);
  });
});
