/** upstream: pkg/apis/apps/validation ValidateStatefulSetSpec, ValidateStatefulSetUpdate, ValidateStatefulSetStatus */
import {
  type FieldError,
  type FieldPath,
  field,
  forbiddenField,
  invalid,
  required,
  semanticEqual,
  validateNonNegative,
} from '@/apimachinery';
import type { PodTemplateSpec, StatefulSet } from '@/kube/kinds';
import { validateClaimSpec } from '../../core/persistentvolumeclaims/validate';
import { without } from '../../shared/fill';
import {
  amountOf,
  validateAtMostAll,
  validateCollisions,
  validateIntOrPercent,
  validateSelection,
} from '../validate';

type Spec = NonNullable<StatefulSet['spec']>;

const path = field('spec');
const WORDING = { selector: 'statefulset', template: 'StatefulSet' };
const MANAGEMENT = ['OrderedReady', 'Parallel'];
const RETENTION = ['Retain', 'Delete'];

export function validateStatefulSet({ spec }: StatefulSet): FieldError[] {
  if (!spec) return [required(path)];
  const { podManagementPolicy: management = '', volumeClaimTemplates = [] } = spec;
  const at = path.child('podManagementPolicy');
  const claims = path.child('volumeClaimTemplates');
  return [
    ...oneOfTwo(management, MANAGEMENT, at),
    ...validateStrategy(spec, path.child('updateStrategy')),
    ...validateRetention(spec, path.child('persistentVolumeClaimRetentionPolicy')),
    ...validateNonNegative(spec.replicas, path.child('replicas')),
    ...validateNonNegative(spec.minReadySeconds, path.child('minReadySeconds')),
    ...validateNonNegative(spec.ordinals?.start, path.child('ordinals', 'start')),
    ...validateSelection({ ...spec, template: withClaims(spec) }, path, WORDING),
    ...volumeClaimTemplates.flatMap((claim, i) =>
      validateClaimSpec(claim.spec ?? {}, claims.index(i).child('spec')),
    ),
  ];
}

function oneOfTwo(value: string, [first, second]: readonly string[], at: FieldPath): FieldError[] {
  if (value === '') return [required(at)];
  return value === first || value === second ? [] : [invalid(at, value, `must be '${first}' or '${second}'`)];
}

function validateStrategy({ updateStrategy = {} }: Spec, at: FieldPath): FieldError[] {
  const { type = '', rollingUpdate } = updateStrategy;
  const rolling = at.child('rollingUpdate');
  if (type === '') return [required(at)];
  if (type === 'OnDelete') {
    const why = "only allowed for updateStrategy 'RollingUpdate'";
    return rollingUpdate ? [invalid(rolling, rollingUpdate, why)] : [];
  }
  if (type !== 'RollingUpdate') {
    return [invalid(at, updateStrategy, "must be 'RollingUpdate' or 'OnDelete'")];
  }
  const { partition, maxUnavailable } = rollingUpdate ?? {};
  const unavailable = rolling.child('maxUnavailable');
  return [
    ...validateNonNegative(partition, rolling.child('partition')),
    ...validateIntOrPercent(maxUnavailable, unavailable),
    ...(maxUnavailable !== undefined && amountOf(maxUnavailable) === 0
      ? [invalid(unavailable, maxUnavailable, 'cannot be 0')]
      : []),
    ...validateAtMostAll(maxUnavailable, unavailable),
  ];
}

const validateRetention = ({ persistentVolumeClaimRetentionPolicy: policy }: Spec, at: FieldPath) =>
  policy
    ? (['whenDeleted', 'whenScaled'] as const).flatMap((name) =>
        oneOfTwo(policy[name] ?? '', RETENTION, at.child(name)),
      )
    : [];

/** The template with the volumes that the claims will be in its pods. */
function withClaims({ template, volumeClaimTemplates = [] }: Spec): PodTemplateSpec {
  if (!template.spec || volumeClaimTemplates.length === 0) return template;
  const names = volumeClaimTemplates.map(({ metadata }) => metadata?.name ?? '');
  const own = (template.spec.volumes ?? []).filter(({ name }) => !names.includes(name));
  const claims = names.map((name) => ({ name, persistentVolumeClaim: { claimName: name } }));
  return { ...template, spec: { ...template.spec, volumes: [...own, ...claims] } };
}

const MUTABLE = [
  'replicas',
  'ordinals',
  'template',
  'updateStrategy',
  'revisionHistoryLimit',
  'persistentVolumeClaimRetentionPolicy',
  'minReadySeconds',
] as const;
const FORBIDDEN =
  "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden";

export const validateStatefulSetUpdate = ({ spec }: StatefulSet, old: StatefulSet): FieldError[] =>
  spec && old.spec && !semanticEqual(without(spec, ...MUTABLE), without(old.spec, ...MUTABLE))
    ? [forbiddenField(path, FORBIDDEN)]
    : [];

const COUNTERS = ['readyReplicas', 'currentReplicas', 'updatedReplicas', 'availableReplicas'] as const;

export function validateStatefulSetStatus({ status }: StatefulSet, old: StatefulSet): FieldError[] {
  if (!status) return [];
  const at = field('status');
  const { replicas, readyReplicas = 0, availableReplicas = 0, collisionCount } = status;
  const errors = (['replicas', ...COUNTERS, 'observedGeneration', 'collisionCount'] as const).flatMap(
    (name) => validateNonNegative(status[name], at.child(name)),
  );
  for (const name of COUNTERS) {
    if ((status[name] ?? 0) > replicas) {
      errors.push(invalid(at.child(name), status[name], 'cannot be greater than status.replicas'));
    }
  }
  if (availableReplicas > readyReplicas) {
    const why = 'cannot be greater than status.readyReplicas';
    errors.push(invalid(at.child('availableReplicas'), availableReplicas, why));
  }
  const collisions = at.child('collisionCount');
  return [...errors, ...validateCollisions(collisionCount, old.status?.collisionCount, collisions)];
}
