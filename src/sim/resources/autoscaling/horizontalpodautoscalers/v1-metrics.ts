/**
 * Metrics as autoscaling/v1 writes them into its annotation: targets are fields of their source.
 * upstream: pkg/apis/autoscaling/v1/conversion.go; k8s.io/api/autoscaling/v1 MetricSpec
 */
import { type Metric, sourceOf, type Target } from './metrics';

type Fields = Readonly<Record<string, unknown>>;

/** By source: where v1 keeps a target's amounts. */
const AMOUNTS: Readonly<Record<string, Readonly<Record<string, keyof Target>>>> = {
  object: { targetValue: 'value', averageValue: 'averageValue' },
  external: { targetValue: 'value', targetAverageValue: 'averageValue' },
  pods: { targetAverageValue: 'averageValue' },
  resource: { targetAverageUtilization: 'averageUtilization', targetAverageValue: 'averageValue' },
  containerResource: { targetAverageUtilization: 'averageUtilization', targetAverageValue: 'averageValue' },
};
const TARGET_TYPES = {
  averageUtilization: 'Utilization',
  averageValue: 'AverageValue',
  value: 'Value',
} as const;

const selectorOf = (source: string) => (source === 'external' ? 'metricSelector' : 'selector');
const amountsOf = (source: string) => Object.entries(AMOUNTS[source] ?? {});
const given = (fields: Fields): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));

export function metricToV1(metric: Metric): Fields {
  const source = sourceOf(metric.type);
  const {
    metric: measured,
    target,
    describedObject,
    ...rest
  } = fieldsOf(metric as unknown as Fields, source);
  const { name, selector } = (measured ?? {}) as Fields;
  const amounts = amountsOf(source).map(([flat, key]) => [flat, (target as Fields | undefined)?.[key]]);
  return {
    type: metric.type,
    [source]: given({
      ...rest,
      target: describedObject,
      metricName: name,
      [selectorOf(source)]: selector,
      ...Object.fromEntries(amounts),
    }),
  };
}

export function metricFromV1(flat: unknown): Metric {
  const fields = (flat ?? {}) as Fields;
  const type = String(fields.type ?? '');
  const source = sourceOf(type);
  const { metricName, target: describedObject, ...rest } = fieldsOf(fields, source);
  const amounts = amountsOf(source).map(([from, key]) => [key, rest[from]] as const);
  const [kind] = amounts.find(([, amount]) => amount !== undefined) ?? [];
  const taken = [selectorOf(source), ...amountsOf(source).map(([from]) => from)];
  const selector = rest[selectorOf(source)];
  return {
    type,
    [source]: given({
      ...Object.fromEntries(Object.entries(rest).filter(([key]) => !taken.includes(key))),
      describedObject,
      metric: metricName === undefined ? undefined : given({ name: metricName, selector }),
      target: {
        type: TARGET_TYPES[kind as keyof typeof TARGET_TYPES],
        ...given(Object.fromEntries(amounts)),
      },
    }),
  } as unknown as Metric;
}

const fieldsOf = (metric: Fields, source: string): Fields => (metric[source] ?? {}) as Fields;
