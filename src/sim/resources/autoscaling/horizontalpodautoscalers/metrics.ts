/** What an autoscaler measures. upstream: pkg/apis/autoscaling/validation validateMetricSpec */
import {
  type FieldError,
  type FieldPath,
  forbiddenField,
  invalid,
  isPathSegmentName,
  notSupported,
  parseQuantity,
  required,
} from '@/apimachinery';
import type { HorizontalPodAutoscaler } from '@/kube/kinds';
import { validateContainerResource } from '../../pod-spec';
import { dnsLabel, each } from '../../shared/validate';

export type Metric = NonNullable<NonNullable<HorizontalPodAutoscaler['spec']>['metrics']>[number];
export type Target = NonNullable<Metric['resource']>['target'];

const TYPES = ['ContainerResource', 'External', 'Object', 'Pods', 'Resource'];
/** In upstream's order: the first source is judged, each further one is one too many. */
const SOURCES = ['object', 'external', 'pods', 'resource', 'containerResource'] as const;
type Source = (typeof SOURCES)[number];

const RAW_OR_UTILIZATION = 'a target raw value or a target utilization';
const VALUE_OR_PER_POD = 'a target value for metric and a per-pod target';

export const sourceOf = (type: string): string => `${type.charAt(0).toLowerCase()}${type.slice(1)}`;

export function validateMetric(metric: Metric, path: FieldPath): FieldError[] {
  const { type } = metric;
  const at = path.child('type');
  const given = SOURCES.filter((source) => metric[source] !== undefined);
  const errors = type ? [] : [required(at, 'must specify a metric source type')];
  if (!TYPES.includes(type)) errors.push(notSupported(at, type, TYPES));
  const [first] = given;
  if (first) errors.push(...validateSource(metric, first, path.child(first)));
  const expected = sourceOf(type);
  if (TYPES.includes(type) && !given.some((source) => source === expected)) {
    errors.push(required(path.child(expected), 'must populate information for the given metric source'));
  }
  if (given.length === 1) return errors;
  const surplus = given.filter((source) => source !== expected);
  return [
    ...errors,
    ...surplus.map((source) =>
      forbiddenField(path.child(source), 'must populate the given metric source only'),
    ),
  ];
}

function validateSource(metric: Metric, source: Source, at: FieldPath): FieldError[] {
  switch (source) {
    case 'object':
      return [
        ...validateReference(metric.object?.describedObject, at.child('describedObject')),
        ...validateIdentifier(metric.object?.metric, at.child('metric')),
        ...validateTarget(metric.object?.target, at.child('target'), {
          missing: 'must set either a target value or averageValue',
        }),
      ];
    case 'external':
      return [
        ...validateIdentifier(metric.external?.metric, at.child('metric')),
        ...validateTarget(metric.external?.target, at.child('target'), {
          missing: 'must set either a target value for metric or a per-pod target',
          both: `may not set both ${VALUE_OR_PER_POD}`,
        }),
      ];
    case 'pods':
      return [
        ...validateIdentifier(metric.pods?.metric, at.child('metric')),
        ...validateAmounts(metric.pods?.target, at.child('target')),
        ...(metric.pods?.target?.averageValue === undefined
          ? [required(at.child('target', 'averageValue'), 'must specify a positive target averageValue')]
          : []),
      ];
    case 'resource':
      return [
        ...validateResourceName(metric.resource?.name, at.child('name')),
        ...validateUtilization(metric.resource?.target, at.child('target')),
      ];
    case 'containerResource': {
      const { name, container, target } = metric.containerResource ?? {};
      return [
        ...validateResourceName(name, at.child('name')),
        ...(name ? validateContainerResource(name, at.child('name')) : []),
        ...(container
          ? dnsLabel(container, at.child('container'))
          : [required(at.child('container'), 'must specify a container')]),
        ...validateUtilization(target, at.child('target')),
      ];
    }
  }
}

/** upstream: ValidateCrossVersionObjectReference */
export const validateReference = (
  reference: { readonly kind?: string; readonly name?: string } | undefined,
  at: FieldPath,
): FieldError[] =>
  (['kind', 'name'] as const).flatMap((key) => {
    const value = reference?.[key];
    return value ? each(isPathSegmentName(value), at.child(key), value) : [required(at.child(key))];
  });

const validateResourceName = (name: string | undefined, at: FieldPath): FieldError[] =>
  name ? [] : [required(at, 'must specify a resource name')];

function validateIdentifier(metric: { readonly name?: string } | undefined, at: FieldPath): FieldError[] {
  const { name } = metric ?? {};
  if (!name) return [required(at.child('name'), 'must specify a metric name')];
  return each(isPathSegmentName(name), at.child('name'), name);
}

/** A value, or an average over the pods. */
function validateTarget(
  target: Target | undefined,
  at: FieldPath,
  { missing, both }: { readonly missing: string; readonly both?: string },
): FieldError[] {
  const { value, averageValue } = target ?? {};
  return [
    ...validateAmounts(target, at),
    ...(value === undefined && averageValue === undefined
      ? [required(at.child('averageValue'), missing)]
      : []),
    ...(both && value !== undefined && averageValue !== undefined
      ? [forbiddenField(at.child('value'), both)]
      : []),
  ];
}

/** A share of what was requested, or an amount. */
function validateUtilization(target: Target | undefined, at: FieldPath): FieldError[] {
  const { averageUtilization, averageValue } = target ?? {};
  return [
    ...validateAmounts(target, at),
    ...(averageUtilization === undefined && averageValue === undefined
      ? [required(at.child('averageUtilization'), `must set either ${RAW_OR_UTILIZATION}`)]
      : []),
    ...(averageUtilization !== undefined && averageValue !== undefined
      ? [
          forbiddenField(
            at.child('averageValue'),
            `may not set both ${RAW_OR_UTILIZATION.replace(' or ', ' and ')}`,
          ),
        ]
      : []),
  ];
}

const TARGET_TYPES = ['Utilization', 'Value', 'AverageValue'];

function validateAmounts(target: Target | undefined, at: FieldPath): FieldError[] {
  const { type = '', averageUtilization } = target ?? {};
  const errors = type ? [] : [required(at.child('type'), 'must specify a metric target type')];
  if (!TARGET_TYPES.includes(type)) {
    errors.push(invalid(at.child('type'), type, 'must be either Utilization, Value, or AverageValue'));
  }
  for (const name of ['value', 'averageValue'] as const) {
    const amount = target?.[name];
    if (amount !== undefined && parseQuantity(amount).nanos <= 0n) {
      errors.push(invalid(at.child(name), amount, 'must be positive'));
    }
  }
  if (averageUtilization !== undefined && averageUtilization < 1) {
    errors.push(invalid(at.child('averageUtilization'), averageUtilization, 'must be greater than 0'));
  }
  return errors;
}
