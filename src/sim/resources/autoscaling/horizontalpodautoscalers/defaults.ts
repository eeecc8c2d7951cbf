/** upstream: pkg/apis/autoscaling/v2/defaults.go SetDefaults_HorizontalPodAutoscaler */
import type { HorizontalPodAutoscaler } from '@/kube/kinds';
import { fill, mapField } from '../../shared/fill';

type Spec = NonNullable<HorizontalPodAutoscaler['spec']>;
type Behavior = NonNullable<Spec['behavior']>;
type Rules = NonNullable<Behavior['scaleUp']>;

const DEFAULT_METRICS: NonNullable<Spec['metrics']> = [
  { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 80 } } },
];
const PERCENT = { type: 'Percent', value: 100, periodSeconds: 15 };
const UP: Rules = {
  stabilizationWindowSeconds: 0,
  selectPolicy: 'Max',
  policies: [{ type: 'Pods', value: 4, periodSeconds: 15 }, PERCENT],
};
const DOWN: Rules = { selectPolicy: 'Max', policies: [PERCENT] };

/** What an autoscaler says before anybody looked at its target. */
export const UNOBSERVED = { currentMetrics: null, desiredReplicas: 0 } as unknown as NonNullable<
  HorizontalPodAutoscaler['status']
>;

export const defaults = (autoscaler: HorizontalPodAutoscaler): HorizontalPodAutoscaler =>
  mapField(fill(autoscaler, { status: UNOBSERVED }), 'spec', (spec) => {
    const out = fill(spec, { minReplicas: 1 });
    const measured = out.metrics?.length ? out : { ...out, metrics: DEFAULT_METRICS };
    return mapField(measured, 'behavior', (behavior) => {
      const both = fill(behavior, { scaleUp: UP, scaleDown: DOWN });
      return mapField(
        mapField(both, 'scaleUp', (rules) => fill(rules, UP)),
        'scaleDown',
        (rules) => fill(rules, DOWN),
      );
    });
  });
