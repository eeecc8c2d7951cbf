/** https://kubernetes.io/docs/concepts/scheduling-eviction/pod-priority-preemption/#priorityclass */
import { type FieldError, field, forbiddenField, validateImmutable } from '@/apimachinery';
import type { PriorityClass } from '@/kube/kinds';
import type { ResourceDefinition } from '../../definition';
import { fill } from '../../shared/fill';
import { AGE, ageOf, column, NAME, nameOf } from '../../shared/table';
import { oneOf } from '../../shared/validate';
import { SYSTEM_PRIORITY_CLASSES } from './system';

const SYSTEM_PREFIX = 'system-';
const HIGHEST_OF_USERS = 1_000_000_000;
const POLICIES = ['PreemptLowerPriority', 'Never'];

// upstream: pkg/apis/scheduling/validation ValidatePriorityClass
function validate(priorityClass: PriorityClass): FieldError[] {
  const { metadata, value = 0, preemptionPolicy } = priorityClass;
  const errors: FieldError[] = [];
  if (metadata.name?.startsWith(SYSTEM_PREFIX)) {
    const why = notOfSystem(priorityClass);
    if (why !== undefined) {
      const reserved = `priority class names with '${SYSTEM_PREFIX}' prefix are reserved for system use only. error: ${why}`;
      errors.push(forbiddenField(field('metadata', 'name'), reserved));
    }
  } else if (value > HIGHEST_OF_USERS) {
    const most = `maximum allowed value of a user defined priority is ${HIGHEST_OF_USERS}`;
    errors.push(forbiddenField(field('value'), most));
  }
  return [...errors, ...oneOf(preemptionPolicy, POLICIES, field('preemptionPolicy'), 'fine')];
}

/** upstream: pkg/apis/scheduling/v1/helpers.go IsKnownSystemPriorityClass */
function notOfSystem({ metadata: { name }, value, globalDefault }: PriorityClass): string | undefined {
  const known = SYSTEM_PRIORITY_CLASSES.find(({ metadata }) => metadata.name === name);
  if (!known) return `${name} is not a known system priority class`;
  if (known.value !== value) return `value of ${name} PriorityClass must be ${known.value}`;
  return globalDefault ? `globalDefault of ${name} PriorityClass must be false` : undefined;
}

export const priorityClasses: ResourceDefinition<PriorityClass> = {
  group: 'scheduling.k8s.io',
  version: 'v1',
  kind: 'PriorityClass',
  plural: 'priorityclasses',
  singular: 'priorityclass',
  shortNames: ['pc'],
  categories: [],
  namespaced: false,
  selectableFields: {},
  strategy: {
    nameRule: 'dns-subdomain',
    tracksGeneration: true,
    // Go's zero, which is always written.
    defaults: (priorityClass) => fill(priorityClass, { value: 0, preemptionPolicy: 'PreemptLowerPriority' }),
    validate,
    validateUpdate: (priorityClass, old) => [
      ...(priorityClass.value === old.value
        ? []
        : [forbiddenField(field('value'), 'may not be changed in an update.')]),
      ...validateImmutable(priorityClass.preemptionPolicy, old.preemptionPolicy, field('preemptionPolicy')),
    ],
  },
  subresources: [],
  table: {
    columns: [
      NAME,
      column(
        'Value',
        'value represents the integer value of this priority class. This is the actual priority that pods receive when they have the name of this class in their pod spec.',
        'integer',
      ),
      column(
        'Global-Default',
        'globalDefault specifies whether this PriorityClass should be considered as the default priority for pods that do not have any priority class. Only one PriorityClass can be marked as `globalDefault`. However, if more than one PriorityClasses exists with their `globalDefault` field set to true, the smallest value of such global default PriorityClasses will be used as the default priority.',
        'boolean',
      ),
      AGE,
      column(
        'PreemptionPolicy',
        'preemptionPolicy is the Policy for preempting pods with lower priority. One of Never, PreemptLowerPriority. Defaults to PreemptLowerPriority if unset.',
      ),
    ],
    row: (priorityClass, nowMs) => [
      nameOf(priorityClass),
      priorityClass.value ?? 0,
      priorityClass.globalDefault ?? false,
      ageOf(priorityClass, nowMs),
      priorityClass.preemptionPolicy ?? '',
    ],
  },
};
