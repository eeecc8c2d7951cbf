/** What a job is to do, alone and in a CronJob's template. upstream: pkg/apis/batch/validation validateJobSpec */
import {
  type FieldError,
  type FieldPath,
  invalid,
  isDNS1123Subdomain,
  notSupported,
  required,
  tooLong,
  validateNonNegative,
} from '@/apimachinery';
import type { JobSpec } from '@/kube/kinds';
import { validatePodTemplate } from '../../pod-spec';
import { each } from '../../shared/validate';
import { validateFailurePolicy, validateReplacementPolicy } from './failure-policy';
import { validateSuccessPolicy } from './success-policy';

const COUNTERS = [
  'parallelism',
  'completions',
  'activeDeadlineSeconds',
  'backoffLimit',
  'ttlSecondsAfterFinished',
  'backoffLimitPerIndex',
  'maxFailedIndexes',
] as const;
const MODES = ['NonIndexed', 'Indexed'];
const REQUIRES_INDEXED = 'requires indexed completion mode';
const RESTART_POLICIES = ['OnFailure', 'Never'];
const MAX_INDEXED = 100_000;
const MAX_MANAGED_BY = 63;

export function validateJobSpec(spec: JobSpec, path: FieldPath): FieldError[] {
  const { maxFailedIndexes, backoffLimitPerIndex, managedBy, completionMode = 'NonIndexed' } = spec;
  const at = (name: keyof JobSpec) => path.child(name);
  return [
    ...COUNTERS.flatMap((name) => validateNonNegative(spec[name], at(name))),
    ...(maxFailedIndexes !== undefined && backoffLimitPerIndex === undefined
      ? [required(at('backoffLimitPerIndex'), 'when maxFailedIndexes is specified')]
      : []),
    ...(managedBy === undefined ? [] : validateManagedBy(managedBy, at('managedBy'))),
    ...(MODES.includes(completionMode) ? [] : [notSupported(at('completionMode'), completionMode, MODES)]),
    ...(completionMode === 'Indexed' ? validateIndexed(spec, path) : []),
    ...(completionMode === 'NonIndexed' ? refuseIndexes(spec, path) : []),
    ...validateFailurePolicy(spec, at('podFailurePolicy')),
    ...validateSuccessPolicy(spec, at('successPolicy')),
    ...validateReplacementPolicy(spec, at('podReplacementPolicy')),
    ...validatePodTemplate(spec.template, at('template')),
    ...validateRestartPolicy(spec, path.child('template', 'spec', 'restartPolicy')),
  ];
}

function validateIndexed(spec: JobSpec, path: FieldPath): FieldError[] {
  const { completions, parallelism, maxFailedIndexes } = spec;
  const errors: FieldError[] = [];
  if (completions === undefined) {
    errors.push(required(path.child('completions'), 'when completion mode is Indexed'));
  }
  if (parallelism !== undefined && parallelism > MAX_INDEXED) {
    const why = `must be less than or equal to ${MAX_INDEXED} when completion mode is Indexed`;
    errors.push(invalid(path.child('parallelism'), parallelism, why));
  }
  if (maxFailedIndexes === undefined) return errors;
  const at = path.child('maxFailedIndexes');
  if (completions !== undefined && maxFailedIndexes > completions) {
    errors.push(invalid(at, maxFailedIndexes, 'must be less than or equal to completions'));
  }
  if (maxFailedIndexes > MAX_INDEXED) {
    errors.push(invalid(at, maxFailedIndexes, `must be less than or equal to ${MAX_INDEXED}`));
  }
  return errors;
}

const refuseIndexes = (spec: JobSpec, path: FieldPath): FieldError[] =>
  (['backoffLimitPerIndex', 'maxFailedIndexes'] as const).flatMap((name) =>
    spec[name] === undefined ? [] : [invalid(path.child(name), spec[name], REQUIRES_INDEXED)],
  );

/** "acme.io/controller" */
function validateManagedBy(managedBy: string, path: FieldPath): FieldError[] {
  if (managedBy === '') return [required(path)];
  const slash = managedBy.indexOf('/');
  const errors =
    slash <= 0 || slash === managedBy.length - 1
      ? [invalid(path, managedBy, 'must be a domain-prefixed path (such as "acme.io/foo")')]
      : each(isDNS1123Subdomain(managedBy.slice(0, slash)), path, managedBy);
  if (managedBy.length > MAX_MANAGED_BY) errors.push(tooLong(path, MAX_MANAGED_BY));
  return errors;
}

/** Pods that would run forever never complete a job; the default of other workloads is no default here. */
function validateRestartPolicy({ template, podFailurePolicy }: JobSpec, path: FieldPath): FieldError[] {
  const policy = template.spec?.restartPolicy ?? '';
  if (policy === '' || policy === 'Always') return [required(path, 'valid values: "OnFailure", "Never"')];
  if (!RESTART_POLICIES.includes(policy)) return [notSupported(path, policy, RESTART_POLICIES)];
  return podFailurePolicy && policy !== 'Never'
    ? [invalid(path, policy, 'only "Never" is supported when podFailurePolicy is specified')]
    : [];
}
