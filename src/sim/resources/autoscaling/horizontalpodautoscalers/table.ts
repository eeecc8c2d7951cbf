/** `kubectl get horizontalpodautoscalers`. upstream: pkg/printers/internalversion/printers.go formatHPAMetrics */
import type { HorizontalPodAutoscaler } from '@/kube/kinds';
import type { TableDefinition } from '../../definition';
import { AGE, ageOf, column, NAME, NONE, nameOf, UNKNOWN, UNSET } from '../../shared/table';
import type { Metric } from './metrics';

type Status = NonNullable<NonNullable<HorizontalPodAutoscaler['status']>['currentMetrics']>[number];
interface Amounts {
  readonly averageUtilization?: number;
  readonly averageValue?: string;
  readonly value?: string;
}

const SHOWN = 2;

export const table: TableDefinition<HorizontalPodAutoscaler> = {
  columns: [
    NAME,
    column(
      'Reference',
      'scaleTargetRef points to the target resource to scale, and is used to the pods for which metrics should be collected, as well as to actually change the replica count.',
    ),
    column(
      'Targets',
      'metrics contains the specifications for which to use to calculate the desired replica count (the maximum replica count across all metrics will be used).',
    ),
    column(
      'MinPods',
      'minReplicas is the lower limit for the number of replicas to which the autoscaler can scale down.  It defaults to 1 pod.',
    ),
    column(
      'MaxPods',
      'maxReplicas is the upper limit for the number of replicas to which the autoscaler can scale up. It cannot be less that minReplicas.',
    ),
    column(
      'Replicas',
      'currentReplicas is current number of replicas of pods managed by this autoscaler, as last seen by the autoscaler.',
    ),
    AGE,
  ],
  row: (autoscaler, nowMs) => {
    const { spec, status } = autoscaler;
    const { kind = '', name = '' } = spec?.scaleTargetRef ?? {};
    return [
      nameOf(autoscaler),
      `${kind}/${name}`,
      targetsOf(spec?.metrics ?? [], status?.currentMetrics ?? []),
      spec?.minReplicas === undefined ? UNSET : String(spec.minReplicas),
      spec?.maxReplicas ?? 0,
      status?.currentReplicas ?? 0,
      ageOf(autoscaler, nowMs),
    ];
  },
};

/** "cpu: 12%/80%, 3/10 + 1 more..." */
function targetsOf(metrics: readonly Metric[], statuses: readonly Status[]): string {
  if (metrics.length === 0) return NONE;
  const texts = metrics.map((metric, i) => targetOf(metric, statuses[i]));
  const shown = texts.slice(0, SHOWN).join(', ');
  return texts.length > SHOWN ? `${shown} + ${texts.length - SHOWN} more...` : shown;
}

function targetOf(metric: Metric, status: Status | undefined): string {
  switch (metric.type) {
    case 'External':
      return value(metric.external?.target, status?.external?.current);
    case 'Object':
      return value(metric.object?.target, status?.object?.current);
    case 'Pods':
      return `${status?.pods?.current.averageValue ?? UNKNOWN}/${metric.pods?.target.averageValue ?? ''}`;
    case 'Resource':
      return `${metric.resource?.name}: ${utilization(metric.resource?.target, status?.resource?.current)}`;
    case 'ContainerResource': {
      const { name, target } = metric.containerResource ?? {};
      return `${name}: ${utilization(target, status?.containerResource?.current)}`;
    }
    default:
      return '<unknown type>';
  }
}

const value = (target: Amounts = {}, current: Amounts = {}): string =>
  target.averageValue === undefined
    ? `${current.value ?? UNKNOWN}/${target.value ?? ''}`
    : `${current.averageValue ?? UNKNOWN}/${target.averageValue} (avg)`;

const percent = (share: number | undefined, none: string): string =>
  share === undefined ? none : `${share}%`;

const utilization = (target: Amounts = {}, current: Amounts = {}): string =>
  target.averageValue === undefined
    ? `${percent(current.averageUtilization, UNKNOWN)}/${percent(target.averageUtilization, '<auto>')}`
    : `${current.averageValue ?? UNKNOWN}/${target.averageValue}`;
