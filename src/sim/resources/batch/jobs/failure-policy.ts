/** Which failures of pods count. upstream: pkg/apis/batch/validation validatePodFailurePolicy, validatePodReplacementPolicy */
import {
  duplicate,
  type FieldError,
  type FieldPath,
  invalid,
  isQualifiedName,
  notSupported,
  required,
  tooMany,
} from '@/apimachinery';
import type { JobSpec } from '@/kube/kinds';
import { each } from '../../shared/validate';

type Rule = NonNullable<JobSpec['podFailurePolicy']>['rules'][number];
type ExitCodes = NonNullable<Rule['onExitCodes']>;
type Conditions = NonNullable<Rule['onPodConditions']>;

const MAX_RULES = 20;
const MAX_EXIT_CODES = 255;
const MAX_PATTERNS = 20;
const ACTIONS = ['Count', 'FailIndex', 'FailJob', 'Ignore'];
const OPERATORS = ['In', 'NotIn'];
const STATUSES = ['False', 'True', 'Unknown'];
const REPLACEMENTS = ['Failed', 'TerminatingOrFailed'];

export function validateFailurePolicy(spec: JobSpec, path: FieldPath): FieldError[] {
  const { rules } = spec.podFailurePolicy ?? {};
  if (!rules) return [];
  const at = path.child('rules');
  return [
    ...(rules.length > MAX_RULES ? [tooMany(at, rules.length, MAX_RULES)] : []),
    ...rules.flatMap((rule, i) => validateRule(rule, spec, at.index(i))),
  ];
}

function validateRule(rule: Rule, spec: JobSpec, path: FieldPath): FieldError[] {
  const { action, onExitCodes, onPodConditions = [] } = rule;
  const at = path.child('action');
  const errors = oneOfThese(action, ACTIONS, at);
  if (action === 'FailIndex' && spec.backoffLimitPerIndex === undefined) {
    errors.push(invalid(at, action, 'requires the backoffLimitPerIndex to be set'));
  }
  if (onExitCodes) errors.push(...validateExitCodes(onExitCodes, spec, path.child('onExitCodes')));
  errors.push(...validateConditions(onPodConditions, path.child('onPodConditions')));
  const both = onExitCodes && onPodConditions.length > 0;
  const neither = !onExitCodes && onPodConditions.length === 0;
  if (both) errors.push(wrong(path, 'specifying both OnExitCodes and OnPodConditions is not supported'));
  if (neither) errors.push(wrong(path, 'specifying one of OnExitCodes and OnPodConditions is required'));
  return errors;
}

function validateExitCodes(codes: ExitCodes, { template }: JobSpec, path: FieldPath): FieldError[] {
  const { operator, containerName, values } = codes;
  const at = path.child('values');
  const errors = oneOfThese(operator, OPERATORS, path.child('operator'));
  const names = [...(template.spec?.containers ?? []), ...(template.spec?.initContainers ?? [])];
  if (containerName !== undefined && !names.some(({ name }) => name === containerName)) {
    const why = 'must be one of the container or initContainer names in the pod template';
    errors.push(invalid(path.child('containerName'), containerName, why));
  }
  if (values.length === 0) errors.push(invalid(at, values, 'at least one value is required'));
  else if (values.length > MAX_EXIT_CODES) errors.push(tooMany(at, values.length, MAX_EXIT_CODES));
  values.forEach((value, i) => {
    if (operator === 'In' && value === 0) {
      errors.push(invalid(at.index(i), value, 'must not be 0 for the In operator'));
    }
    if (values.indexOf(value) < i) errors.push(duplicate(at.index(i), value));
  });
  const ordered = values.every((value, i) => i === 0 || (values[i - 1] ?? 0) <= value);
  return ordered ? errors : [...errors, invalid(at, values, 'must be ordered')];
}

const validateConditions = (patterns: Conditions, path: FieldPath): FieldError[] => [
  ...(patterns.length > MAX_PATTERNS ? [tooMany(path, patterns.length, MAX_PATTERNS)] : []),
  ...patterns.flatMap(({ type, status }, i) => [
    ...each(isQualifiedName(type), path.index(i).child('type'), type),
    ...oneOfThese(status, STATUSES, path.index(i).child('status')),
  ]),
];

/** With a failure policy, a pod that is still ending has not failed yet, so that it cannot be replaced yet. */
export function validateReplacementPolicy(spec: JobSpec, path: FieldPath): FieldError[] {
  const { podReplacementPolicy: policy, podFailurePolicy } = spec;
  const supported = podFailurePolicy ? ['Failed'] : REPLACEMENTS;
  return policy === undefined || supported.includes(policy) ? [] : [notSupported(path, policy, supported)];
}

function oneOfThese(value: string | undefined, supported: readonly string[], path: FieldPath): FieldError[] {
  const list = supported.map((s) => JSON.stringify(s)).join(' ');
  if (!value) return [required(path, `valid values: [${list}]`)];
  return supported.includes(value) ? [] : [notSupported(path, value, supported)];
}

/** Upstream leaves the value of a whole rule out of the text. */
const wrong = (path: FieldPath, why: string): FieldError => ({
  type: 'FieldValueInvalid',
  field: path.text,
  message: `Invalid value: ${why}`,
});
