/** What the workloads of apps/v1 share. upstream: pkg/apis/apps/validation */
import {
  type FieldError,
  type FieldPath,
  invalid,
  isValidPercent,
  type LabelMatcher,
  type LabelSelector,
  labelSelectorFrom,
  required,
  validateLabelSelector,
  validateNonNegative,
} from '@/apimachinery';
import type { PodTemplateSpec } from '@/kube/kinds';
import { validateSelectedTemplate } from '../pod-spec';
import { each } from '../shared/validate';

interface Selecting {
  readonly selector?: LabelSelector;
  readonly template?: PodTemplateSpec;
}

const NO_TEMPLATE: PodTemplateSpec = {};

/** How upstream calls a workload where it says what is wrong with its selector or its template. */
interface Wording {
  readonly selector: string;
  readonly template: string;
}

/** Replica sets too: upstream copied the text. */
const DEPLOYMENT: Wording = { selector: 'deployment', template: 'ReplicaSet' };

/** A selector that selects something, and a template that it selects. No selector at all selects nothing. */
export function validateSelection(
  { selector, template = NO_TEMPLATE }: Selecting,
  path: FieldPath,
  wording = DEPLOYMENT,
): FieldError[] {
  const at = path.child('selector');
  const errors = selector ? validateLabelSelector(selector, at) : [required(at)];
  const size = Object.keys(selector?.matchLabels ?? {}).length + (selector?.matchExpressions ?? []).length;
  if (selector && size === 0) {
    errors.push(invalid(at, selector, `empty selector is invalid for ${wording.selector}`));
  }
  const matcher = matcherOf(selector);
  if (!matcher) return [...errors, invalid(at, selector, 'invalid label selector')];
  return [
    ...errors,
    ...validateSelectedTemplate(template, matcher, path.child('template'), wording.template),
  ];
}

function matcherOf(selector: LabelSelector | undefined): LabelMatcher | undefined {
  try {
    return labelSelectorFrom(selector);
  } catch {
    return undefined;
  }
}

/** An amount or a share of the replicas. upstream: ValidatePositiveIntOrPercent */
export const validateIntOrPercent = (value: number | string | undefined, path: FieldPath): FieldError[] =>
  typeof value === 'string' ? each(isValidPercent(value), path, value) : validateNonNegative(value, path);

/** 25 of "25%" and of 25; 0 of what is neither. */
export const amountOf = (value: number | string | undefined): number =>
  typeof value === 'string' ? Number.parseInt(value, 10) || 0 : (value ?? 0);

/** Counters of a status: not negative, and none above the replicas that there are. */
export function validateCounters(
  status: Readonly<Record<string, unknown>>,
  names: readonly string[],
  path: FieldPath,
): FieldError[] {
  const count = (name: string) => (typeof status[name] === 'number' ? status[name] : 0);
  const replicas = count('replicas');
  return [
    ...['replicas', ...names].flatMap((name) => validateNonNegative(count(name), path.child(name))),
    ...names
      .filter((name) => count(name) > replicas)
      .map((name) => invalid(path.child(name), count(name), 'cannot be greater than status.replicas')),
    ...(count('availableReplicas') > count('readyReplicas')
      ? [
          invalid(
            path.child('availableReplicas'),
            count('availableReplicas'),
            'cannot be greater than readyReplicas',
          ),
        ]
      : []),
  ];
}

/** upstream: IsNotMoreThan100Percent */
export const validateAtMostAll = (value: number | string | undefined, path: FieldPath): FieldError[] =>
  typeof value === 'string' && amountOf(value) > 100
    ? [invalid(path, value, 'must not be greater than 100%')]
    : [];

/** A hash collision that happened cannot be unmade. */
export const validateCollisions = (
  count: number | undefined,
  before: number | undefined,
  path: FieldPath,
): FieldError[] =>
  (count ?? 0) < (before ?? 0) ? [invalid(path, count ?? null, 'cannot be decremented')] : [];
