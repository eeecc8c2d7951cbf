/** upstream: pkg/apis/batch/validation ValidateJob, ValidateJobSpec, ValidateJobSpecUpdate */
import {
  type FieldError,
  field,
  invalid,
  isDNS1123Label,
  labelSelectorFrom,
  required,
  validateImmutable,
  validateLabelSelector,
} from '@/apimachinery';
import type { Job, JobSpec, PodTemplateSpec } from '@/kube/kinds';
import { without } from '../../shared/fill';
import { generatedLabels } from './labels';
import { validateJobSpec } from './validate-spec';

const path = field('spec');

export function validateJob(job: Job): FieldError[] {
  const { spec } = job;
  if (!spec) return [required(path)];
  return [
    ...validateGeneratedSelector(job, spec),
    ...validateJobSpec(spec, path),
    ...validateSelector(spec),
    ...validateHostnames(job, spec),
  ];
}

function validateSelector({ selector, template }: JobSpec): FieldError[] {
  const at = path.child('selector');
  if (!selector) return [required(at)];
  const errors = validateLabelSelector(selector, at);
  if (errors.length > 0 || labelSelectorFrom(selector).matches(template.metadata?.labels)) return errors;
  const why = '`selector` does not match template `labels`';
  return [invalid(path.child('template', 'metadata', 'labels'), template.metadata?.labels ?? {}, why)];
}

/** A user's own labels may get into the way of the generated ones. */
function validateGeneratedSelector(job: Job, { manualSelector, selector, template }: JobSpec): FieldError[] {
  if (manualSelector || !selector) return [];
  const expected = generatedLabels(job);
  const labels = template.metadata?.labels ?? {};
  const at = path.child('template', 'metadata', 'labels');
  const errors = Object.entries(expected).flatMap(([key, value]) => {
    if (labels[key] === undefined) return [required(at.key(key), `must be '${value}'`)];
    return labels[key] === value ? [] : [invalid(at.key(key), labels, `must be '${value}'`)];
  });
  if (validateLabelSelector(selector, path).length > 0 || labelSelectorFrom(selector).matches(expected)) {
    return errors;
  }
  return [...errors, invalid(path.child('selector'), selector, '`selector` not auto-generated')];
}

/** Pods of an indexed job are called by their index. */
function validateHostnames({ metadata: { name = '' } }: Job, spec: JobSpec): FieldError[] {
  const { completionMode, completions = 0 } = spec;
  if (completionMode !== 'Indexed' || completions <= 0) return [];
  const longest = `${name}-${completions - 1}`;
  if (isDNS1123Label(longest).length === 0) return [];
  const why = `will not able to create pod with invalid DNS label: ${longest}`;
  return [invalid(field('metadata', 'name'), name, why)];
}

const FROZEN = [
  'completionMode',
  'podFailurePolicy',
  'backoffLimitPerIndex',
  'managedBy',
  'successPolicy',
] as const;

export function validateJobUpdate(job: Job, old: Job): FieldError[] {
  const { spec } = job;
  const { spec: before } = old;
  if (!spec || !before) return [];
  return [
    ...validateCompletions(spec, before),
    ...validateImmutable(spec.selector, before.selector, path.child('selector')),
    ...validateImmutable(spec.template, comparableTemplate(spec, old), path.child('template')),
    ...FROZEN.flatMap((name) => validateImmutable(spec[name], before[name], path.child(name))),
  ];
}

function validateCompletions(spec: JobSpec, before: JobSpec): FieldError[] {
  const at = path.child('completions');
  const { completions, parallelism, completionMode } = spec;
  if (completionMode !== 'Indexed') return validateImmutable(completions, before.completions, at);
  if (completions === undefined || completions === before.completions || completions === parallelism)
    return [];
  return [invalid(at, completions, 'can only be modified in tandem with spec.parallelism')];
}

/** The old template, but for what may still change: where the pods of a job that never started will go. */
function comparableTemplate({ template }: JobSpec, old: Job): PodTemplateSpec | undefined {
  const before = old.spec?.template;
  if (!before || !template.spec || !old.spec?.suspend || old.status?.startTime) return before;
  const { affinity } = template.spec;
  const { nodeAffinity: _, ...fixed } = before.spec?.affinity ?? {};
  const nodeAffinity = affinity?.nodeAffinity ? { nodeAffinity: affinity.nodeAffinity } : {};
  return {
    metadata: {
      ...without(before.metadata ?? {}, 'labels', 'annotations'),
      labels: template.metadata?.labels ?? {},
      annotations: template.metadata?.annotations ?? {},
    },
    spec: {
      ...template.spec,
      ...without(before.spec ?? template.spec, 'nodeSelector', 'tolerations', 'schedulingGates', 'affinity'),
      affinity: { ...fixed, ...nodeAffinity },
    },
  };
}
