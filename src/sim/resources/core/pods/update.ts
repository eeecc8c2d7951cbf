/**
 * What an update may change of a pod's spec: images, a shorter deadline, added tolerations, fewer scheduling gates.
 * upstream: pkg/apis/core/validation ValidatePodUpdate
 */
import {
  deepEqual,
  type FieldError,
  type FieldPath,
  field,
  forbiddenField,
  invalid,
  rangeError,
  required,
  semanticEqual,
  validateLabels,
} from '@/apimachinery';
import type { ContainerSpec, PodSpec } from '@/kube/kinds';
import { validateImageSpace, validateTolerations } from '../../pod-spec';
import { jsonDiff } from '../../shared/diff';

const MAX_INT32 = 2 ** 31 - 1;
const MAY_CHANGE = [
  '`spec.containers[*].image`',
  '`spec.initContainers[*].image`',
  '`spec.activeDeadlineSeconds`',
  '`spec.tolerations` (only additions to existing tolerations)',
  '`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)',
].join(',');

const path = field('spec');

export function validateSpecUpdate(spec: PodSpec, old: PodSpec): FieldError[] {
  const errors: FieldError[] = [];
  for (const list of ['containers', 'initContainers'] as const) {
    const { found, stop } = validateContainers(spec[list] ?? [], old[list] ?? [], path.child(list));
    errors.push(...found);
    if (stop) return errors;
  }
  const deadline = validateDeadline(spec, old);
  errors.push(...deadline.found);
  if (deadline.stop) return errors;
  errors.push(...validateAddedTolerations(spec, old), ...validateGates(spec, old));
  const munged = munge(spec, old);
  if (!semanticEqual(munged, old)) {
    const diff = jsonDiff(old, munged);
    errors.push(forbiddenField(path, `pod updates may not change fields other than ${MAY_CHANGE}\n${diff}`));
  }
  return errors;
}

interface Verdict {
  readonly found: FieldError[];
  /** Nothing after this would make sense. */
  readonly stop: boolean;
}

function validateContainers(
  now: readonly ContainerSpec[],
  old: readonly ContainerSpec[],
  at: FieldPath,
): Verdict {
  if (now.length !== old.length) {
    return { found: [forbiddenField(at, 'pod updates may not add or remove containers')], stop: true };
  }
  const found = now.flatMap((container, i) => [
    ...(container.image ? [] : [required(at.index(i).child('image'))]),
    ...validateImageSpace(container, at.index(i)),
  ]);
  return { found, stop: false };
}

/** A deadline may be set, and then only be brought forward. */
function validateDeadline(spec: PodSpec, old: PodSpec): Verdict {
  const at = path.child('activeDeadlineSeconds');
  const { activeDeadlineSeconds: now } = spec;
  const { activeDeadlineSeconds: before } = old;
  if (now === undefined) {
    const lost = before !== undefined;
    const why = 'must not update from a positive integer to nil value';
    return { found: lost ? [invalid(at, null, why)] : [], stop: false };
  }
  if (now < 0 || now > MAX_INT32) return { found: [invalid(at, now, rangeError(0, MAX_INT32))], stop: true };
  if (before === undefined || before >= now) return { found: [], stop: false };
  return { found: [invalid(at, now, 'must be less than or equal to previous value')], stop: true };
}

function validateAddedTolerations({ tolerations = [] }: PodSpec, old: PodSpec): FieldError[] {
  const bare = ({ tolerationSeconds: _, ...rest }: object & { tolerationSeconds?: number }) => rest;
  const kept = (old.tolerations ?? []).every((before) =>
    tolerations.some((now) => deepEqual(bare(now), bare(before))),
  );
  const at = path.child('tolerations');
  if (!kept)
    return [forbiddenField(at, 'existing toleration can not be modified except its tolerationSeconds')];
  return validateTolerations(tolerations, at);
}

function validateGates({ schedulingGates = [], nodeSelector = {} }: PodSpec, old: PodSpec): FieldError[] {
  const before = new Set(old.schedulingGates?.map((gate) => gate.name));
  const errors = schedulingGates.flatMap(({ name }, i) => {
    const why = `only deletion is allowed, but found new scheduling gate '${name}'`;
    return before.has(name)
      ? []
      : [forbiddenField(path.child('schedulingGates').index(i).child('name'), why)];
  });
  // A pod that still waits at its gates may be sent to fewer nodes.
  return before.size > 0 ? [...errors, ...validateLabels(nodeSelector, path.child('nodeSelector'))] : errors;
}

/** The new spec with everything that may change set back to what it was. */
function munge(spec: PodSpec, old: PodSpec): PodSpec {
  const out: Record<string, unknown> = { ...spec };
  const keep = (key: keyof PodSpec) => {
    if (old[key] === undefined) delete out[key];
    else out[key] = old[key];
  };
  for (const list of ['containers', 'initContainers'] as const) {
    if (spec[list]) out[list] = spec[list].map((container, i) => withImage(container, old[list]?.[i]?.image));
  }
  keep('activeDeadlineSeconds');
  keep('tolerations');
  if ((old.terminationGracePeriodSeconds ?? 0) < 0 && spec.terminationGracePeriodSeconds === 1) {
    keep('terminationGracePeriodSeconds');
  }
  if (old.schedulingGates?.length) {
    keep('schedulingGates');
    if (isAdded(spec.nodeSelector, old.nodeSelector)) keep('nodeSelector');
  }
  return out as unknown as PodSpec;
}

const isAdded = (now: PodSpec['nodeSelector'] = {}, before: PodSpec['nodeSelector'] = {}): boolean =>
  Object.entries(before).every(([key, value]) => now[key] === value);

function withImage(container: ContainerSpec, image: string | undefined): ContainerSpec {
  const { image: _, ...rest } = container;
  return image === undefined ? rest : { ...rest, image };
}
