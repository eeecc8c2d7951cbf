/** What the metrics of an autoscaler ask for; the largest size wins. */
// upstream: pkg/controller/podautoscaler/horizontal.go computeReplicasForMetrics, computeReplicasForMetric
import { milliQuantity, parseQuantity, quantityMilliValue } from '@/apimachinery';
import type { EventText } from '@/kube';
import { byAverage, byUtilization, type Proposal, type Tolerance } from './calculate';
import { type Samples, samplesOf } from './samples';
import { type Told, unableToCompute, validMetric } from './texts';
import { type Measured, MetricError, type MetricSpec, type MetricStatus, type Spec } from './types';

const DEFAULT_TOLERANCE = 0.1;
const NO_CUSTOM_METRICS =
  'unable to fetch metrics from custom metrics API: no custom metrics API (custom.metrics.k8s.io) registered';

export interface Proposals {
  /** Absent: no size can be told, and `failure` says why. */
  readonly replicas?: number;
  /** The metric that asks for most. */
  readonly metric: string;
  readonly statuses: readonly MetricStatus[];
  readonly scalingActive: Told;
  readonly events: readonly EventText[];
  readonly failure?: string;
}

/** One metric that can't be measured. */
class MetricFailure extends Error {
  constructor(
    /** "FailedGetResourceMetric" */
    readonly reason: string,
    /** As its event and condition have it. */
    readonly why: string,
    /** As the summary has it. */
    message: string,
  ) {
    super(message);
  }
}

interface Found extends Proposal {
  readonly name: string;
  readonly status: MetricStatus;
}

export function propose(
  spec: Spec,
  sizes: { readonly current: number; readonly namespace: string },
  measured: Measured,
): Proposals {
  const results = (spec.metrics ?? []).map((metric) => attempt(metric, spec, sizes, measured));
  const failures = results.filter((result): result is MetricFailure => result instanceof MetricFailure);
  const found = results.filter((result): result is Found => !(result instanceof MetricFailure));
  const best = found.reduce<Found | undefined>(
    (most, one) => (most && most.replicas >= one.replicas ? most : one),
    undefined,
  );
  const [first] = failures;
  const common = {
    metric: best?.name ?? '',
    statuses: results.map((result) =>
      result instanceof MetricFailure ? ({ type: '' } satisfies MetricStatus) : result.status,
    ),
    events: failures.map(({ reason, why }) => ({ reason, message: why })),
    ...(first
      ? {
          failure: `invalid metrics (${failures.length} invalid out of ${results.length}), first error is: ${first.message}`,
        }
      : {}),
  };
  // Who can't see everything doesn't make the target smaller.
  if (first && (!best || best.replicas < sizes.current)) {
    return { ...common, scalingActive: unableToCompute(first.reason, first.why) };
  }
  return { ...common, replicas: best?.replicas ?? sizes.current, scalingActive: validMetric(common.metric) };
}

function attempt(
  metric: MetricSpec,
  spec: Spec,
  ...[sizes, measured]: [{ readonly current: number; readonly namespace: string }, Measured]
): Found | MetricFailure {
  switch (metric.type) {
    case 'Resource':
      return ofResource(metric.resource, undefined, { spec, current: sizes.current, measured });
    case 'ContainerResource': {
      const { container } = metric.containerResource ?? {};
      return ofResource(metric.containerResource, container, { spec, current: sizes.current, measured });
    }
    case 'Pods': {
      const why = `unable to get metric ${metric.pods?.metric.name}: ${NO_CUSTOM_METRICS}`;
      return new MetricFailure('FailedGetPodsMetric', why, `failed to get pods metric value: ${why}`);
    }
    case 'Object':
      return ofObject(metric, sizes.namespace);
    case 'External':
      return ofExternal(metric, sizes.namespace);
    default: {
      const why = `unknown metric source type ${JSON.stringify(metric.type)}`;
      return new MetricFailure('InvalidMetricSourceType', why, why);
    }
  }
}

type ResourceSource = NonNullable<MetricSpec['resource']>;

interface Case {
  readonly spec: Spec;
  readonly current: number;
  readonly measured: Measured;
}

function ofResource(
  source: ResourceSource | undefined,
  container: string | undefined,
  given: Case,
): Found | MetricFailure {
  const { name: resource = '', target } = source ?? {};
  const reason = container === undefined ? 'FailedGetResourceMetric' : 'FailedGetContainerResourceMetric';
  const what = container === undefined ? 'resource' : 'container';
  const averageValue = target?.averageValue;
  const goal = target?.averageUtilization ?? 0;
  try {
    const ask = { ...given, resource, container };
    const proposal =
      averageValue === undefined
        ? byUtilization(question(ask), goal)
        : byAverage(question(ask), quantityMilliValue(parseQuantity(averageValue)));
    return found(resource, container, proposal);
  } catch (error) {
    if (!(error instanceof MetricError)) throw error;
    const kind = averageValue === undefined ? 'utilization' : 'usage';
    const why = `failed to get ${resource} ${kind}: ${error.message}`;
    return new MetricFailure(reason, why, `failed to get ${resource} ${what} metric value: ${why}`);
  }
}

const question = ({
  spec,
  current,
  measured: { pods, metrics, nowMs },
  resource,
  container,
}: Case & { readonly resource: string; readonly container: string | undefined }) => ({
  current,
  resource,
  container,
  pods,
  samples: fetched(() => samplesOf(metrics, resource, container), resource),
  tolerance: toleranceOf(spec),
  nowMs,
});

function fetched(samples: () => Samples, resource: string): Samples {
  try {
    return samples();
  } catch (error) {
    if (!(error instanceof MetricError)) throw error;
    throw new MetricError(`unable to get metrics for resource ${resource}: ${error.message}`);
  }
}

function toleranceOf({ behavior }: Spec): Tolerance {
  const read = (text: string | undefined) =>
    text === undefined ? DEFAULT_TOLERANCE : quantityMilliValue(parseQuantity(text)) / 1000;
  return { up: read(behavior?.scaleUp?.tolerance), down: read(behavior?.scaleDown?.tolerance) };
}

function found(resource: string, container: string | undefined, proposal: Proposal): Found {
  const { utilization, average } = proposal;
  const current = {
    averageValue: milliQuantity(average),
    ...(utilization === undefined ? {} : { averageUtilization: utilization }),
  };
  const status: MetricStatus =
    container === undefined
      ? { type: 'Resource', resource: { name: resource, current } }
      : { type: 'ContainerResource', containerResource: { name: resource, container, current } };
  const name =
    utilization === undefined
      ? `${resource} resource`
      : `${resource} resource utilization (percentage of request)`;
  return { ...proposal, name, status };
}

function ofObject({ object }: MetricSpec, namespace: string): MetricFailure {
  const { kind, name } = object?.describedObject ?? {};
  const metric = object?.metric.name;
  const why = `unable to get metric ${metric}: ${NO_CUSTOM_METRICS} on ${kind} ${namespace}/${name}`;
  const outer =
    object?.target.type === 'AverageValue' ? `failed to get ${metric} object metric: ${why}` : why;
  return new MetricFailure('FailedGetObjectMetric', why, `failed to get object metric value: ${outer}`);
}

function ofExternal({ external }: MetricSpec, namespace: string): MetricFailure {
  const metric = external?.metric.name ?? '';
  const fetching = `unable to fetch metrics from external metrics API: the server could not find the requested resource (get ${metric}.external.metrics.k8s.io)`;
  const why = `unable to get external metric ${namespace}/${metric}/${goSelector(external?.metric.selector)}: ${fetching}`;
  const outer =
    external?.target.averageValue === undefined
      ? `failed to get external metric ${metric}: ${why}`
      : `failed to get ${metric} external metric: ${why}`;
  return new MetricFailure('FailedGetExternalMetric', why, outer);
}

/** A LabelSelector as Go's %+v prints it. */
function goSelector(selector: NonNullable<MetricSpec['external']>['metric']['selector'] | undefined): string {
  if (!selector) return 'nil';
  const labels = Object.entries(selector.matchLabels ?? {})
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => `${key}: ${value},`)
    .join('');
  const expressions = (selector.matchExpressions ?? [])
    .map(
      ({ key, operator, values = [] }) =>
        `LabelSelectorRequirement{Key:${key},Operator:${operator},Values:[${values.join(' ')}],},`,
    )
    .join('');
  return `&LabelSelector{MatchLabels:map[string]string{${labels}},MatchExpressions:[]LabelSelectorRequirement{${expressions}},}`;
}
