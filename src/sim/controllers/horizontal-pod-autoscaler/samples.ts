/** What each pod uses of one resource, by metrics.k8s.io. */
// upstream: pkg/controller/podautoscaler/metrics/client.go GetResourceMetric
import { parseQuantity, parseTime, quantityMilliValue } from '@/apimachinery';
import { nameOf, namespaceOf } from '@/kube';
import { MetricError, type PodMetrics } from './types';

export interface Sample {
  /** Thousandths. */
  readonly value: number;
  readonly timestampMs: number;
  readonly windowMs: number;
}

/** By the pod's name. */
export type Samples = ReadonlyMap<string, Sample>;

export function samplesOf(
  metrics: readonly PodMetrics[] | MetricError,
  resource: string,
  container: string | undefined,
): Samples {
  if (metrics instanceof MetricError) throw metrics;
  if (metrics.length === 0) throw new MetricError('no metrics returned from resource metrics API');
  return new Map(
    metrics.flatMap((pod): [string, Sample][] => {
      const value = usedBy(pod, resource, container);
      if (value === undefined) return [];
      const timestampMs = parseTime(pod.timestamp);
      return [[nameOf(pod), { value, timestampMs, windowMs: milliseconds(pod.window) }]];
    }),
  );
}

/** Absent when a container says nothing of the resource. */
function usedBy(pod: PodMetrics, resource: string, container: string | undefined): number | undefined {
  const counted = pod.containers.filter(({ name }) => container === undefined || name === container);
  if (container !== undefined && counted.length === 0) {
    const where = `${namespaceOf(pod)}/${nameOf(pod)}`;
    throw new MetricError(
      `failed to get container metrics: container ${container} not present in metrics for pod ${where}`,
    );
  }
  const amounts = counted.map(({ usage }) => usage[resource]);
  if (amounts.includes(undefined)) return undefined;
  return amounts.reduce((sum, amount = '0') => sum + quantityMilliValue(parseQuantity(amount)), 0);
}

/** A Go duration: "30s", "1m0.5s". */
function milliseconds(duration: string): number {
  const units: Readonly<Record<string, number>> = { h: 3_600_000, m: 60_000, s: 1000, ms: 1 };
  return [...duration.matchAll(/([\d.]+)(ms|h|m|s)/g)].reduce(
    (sum, [, amount, unit = 's']) => sum + Number(amount) * (units[unit] ?? 0),
    0,
  );
}
