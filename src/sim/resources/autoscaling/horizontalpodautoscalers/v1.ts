/**
 * autoscaling/v1 as a view of v2: it has one number for the cpu, and carries the rest in annotations.
 * upstream: pkg/apis/autoscaling/v1/conversion.go, annotations.go
 */
import type { KubeObject } from '@/apimachinery';
import type { HorizontalPodAutoscaler, HorizontalPodAutoscalerV1 } from '@/kube/kinds';
import { fill, mapField, without } from '../../shared/fill';
import { defaults as defaultsV2 } from './defaults';
import type { Metric } from './metrics';
import { metricFromV1, metricToV1 } from './v1-metrics';

const METRICS = 'autoscaling.alpha.kubernetes.io/metrics';
const BEHAVIOR = 'autoscaling.alpha.kubernetes.io/behavior';
const CONDITIONS = 'autoscaling.alpha.kubernetes.io/conditions';
const CURRENT_METRICS = 'autoscaling.alpha.kubernetes.io/current-metrics';
const CARRIED = [METRICS, BEHAVIOR, CONDITIONS, CURRENT_METRICS];

/** upstream: pkg/apis/autoscaling/v1/defaults.go */
export const defaultsV1 = (autoscaler: HorizontalPodAutoscalerV1): HorizontalPodAutoscalerV1 =>
  mapField(fill(autoscaler, { status: { currentReplicas: 0, desiredReplicas: 0 } }), 'spec', (spec) =>
    fill(spec, { minReplicas: 1 }),
  );

const isCpuShare = ({ type, resource }: Metric): boolean =>
  type === 'Resource' && resource?.name === 'cpu' && resource.target.averageUtilization !== undefined;

export function fromV1(object: KubeObject): HorizontalPodAutoscaler {
  const autoscaler = object as HorizontalPodAutoscalerV1;
  const { spec, status, metadata } = autoscaler;
  const annotations = metadata.annotations ?? {};
  const { targetCPUUtilizationPercentage: share, ...rest } = spec ?? {};
  const others = (parse(annotations[METRICS]) as readonly unknown[] | undefined) ?? [];
  const behavior = recase(parse(annotations[BEHAVIOR]), 'toLowerCase');
  const metrics = [...others.map(metricFromV1), ...(share === undefined ? [] : [cpuShare(share)])];
  const { currentCPUUtilizationPercentage: _, ...counts } = status ?? {};
  return defaultsV2({
    ...autoscaler,
    apiVersion: 'autoscaling/v2',
    metadata: withAnnotations(metadata, without(annotations, ...CARRIED)),
    ...(spec
      ? { spec: { ...rest, ...(metrics.length > 0 ? { metrics } : {}), ...(behavior ? { behavior } : {}) } }
      : {}),
    ...(status ? { status: { ...counts, currentMetrics: null } } : {}),
  } as unknown as HorizontalPodAutoscaler);
}

const cpuShare = (averageUtilization: number): Metric => ({
  type: 'Resource',
  resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization } },
});

export function toV1(object: KubeObject): HorizontalPodAutoscalerV1 {
  const { spec, status, metadata, kind } = object as HorizontalPodAutoscaler;
  const { metrics = [], behavior, ...rest } = spec ?? {};
  const { currentMetrics, conditions = [], ...counts } = status ?? {};
  const share = metrics.find(isCpuShare)?.resource?.target.averageUtilization;
  const others = metrics.filter((metric) => !isCpuShare(metric)).map(metricToV1);
  const current = (currentMetrics ?? []).find(({ resource }) => resource?.name === 'cpu')?.resource?.current;
  const used = current?.averageUtilization;
  return {
    apiVersion: 'autoscaling/v1',
    kind,
    metadata: withAnnotations(metadata, {
      ...without(metadata.annotations ?? {}, ...CARRIED),
      ...(others.length > 0 ? { [METRICS]: JSON.stringify(others) } : {}),
      ...(behavior ? { [BEHAVIOR]: JSON.stringify(recase(behavior, 'toUpperCase')) } : {}),
      ...(conditions.length > 0 ? { [CONDITIONS]: JSON.stringify(conditions) } : {}),
    }),
    ...(spec
      ? { spec: { ...rest, ...(share === undefined ? {} : { targetCPUUtilizationPercentage: share }) } }
      : {}),
    status: {
      currentReplicas: 0,
      desiredReplicas: 0,
      ...counts,
      ...(used === undefined ? {} : { currentCPUUtilizationPercentage: used }),
    },
  } as HorizontalPodAutoscalerV1;
}

function withAnnotations(
  metadata: KubeObject['metadata'],
  annotations: Readonly<Record<string, string>>,
): KubeObject['metadata'] {
  const { annotations: _, ...rest } = metadata;
  return Object.keys(annotations).length > 0 ? { ...rest, annotations } : rest;
}

/** What is no JSON was not written by the server, and says nothing. */
function parse(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The annotation with the behaviour has Go's own field names: ScaleUp, PeriodSeconds. */
function recase(value: unknown, how: 'toLowerCase' | 'toUpperCase'): unknown {
  if (Array.isArray(value)) return value.map((item) => recase(item, how));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [`${key.charAt(0)[how]()}${key.slice(1)}`, recase(item, how)]),
  );
}
