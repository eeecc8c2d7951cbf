/** Annotations of pods that mean something. upstream: pkg/apis/core/validation ValidatePodSpecificAnnotations */
import { type FieldError, type FieldPath, forbiddenField, invalid } from '@/apimachinery';
import type { PodSpec } from '@/kube/kinds';
import { descendingPath } from './paths';
import { visitContainers } from './visit';

type Annotations = Readonly<Record<string, string>>;

const MIRROR = 'kubernetes.io/config.mirror';
const DELETION_COST = 'controller.kubernetes.io/pod-deletion-cost';
const SECCOMP_POD = 'seccomp.security.alpha.kubernetes.io/pod';
const SECCOMP_CONTAINER = 'container.seccomp.security.alpha.kubernetes.io/';
const APP_ARMOR = 'container.apparmor.security.beta.kubernetes.io/';

const LOCALHOST = 'localhost/';
const SECCOMP_PROFILES = ['runtime/default', 'docker/default', 'unconfined'];
const APP_ARMOR_PROFILES = ['', 'runtime/default', 'unconfined'];
/** What the annotation of a profile's type says. */
const APP_ARMOR_TYPES: Readonly<Record<string, string>> = {
  Unconfined: 'unconfined',
  RuntimeDefault: 'runtime/default',
};
const TYPES_MATCH = 'apparmor type in annotation and field must match';
const PROFILES_MATCH = 'apparmor profile in annotation and field must match';

export function validatePodAnnotations(
  annotations: Annotations = {},
  spec: PodSpec,
  path: FieldPath,
): FieldError[] {
  const { [MIRROR]: mirror, [DELETION_COST]: cost } = annotations;
  const names = visitContainers(spec, path).map(({ container }) => container.name);
  return [
    ...(mirror !== undefined && !spec.nodeName
      ? [invalid(path.key(MIRROR), mirror, 'must set spec.nodeName if mirror pod annotation is set')]
      : []),
    ...(cost === undefined || isDeletionCost(cost)
      ? []
      : [invalid(path.key(DELETION_COST), cost, 'must be a 32bit integer')]),
    ...Object.entries(annotations).flatMap(([key, profile]) => [
      ...validateSeccomp(key, profile, path),
      ...validateAppArmor(key, profile, names, path),
    ]),
  ];
}

/** upstream: pkg/apis/core/helper GetDeletionCostFromPodAnnotations */
const isDeletionCost = (text: string): boolean =>
  /^(?:0|-?[1-9]\d*)$/.test(text) && (Number(text) | 0) === Number(text);

/** upstream: ValidateSeccompPodAnnotations */
function validateSeccomp(key: string, profile: string, path: FieldPath): FieldError[] {
  if (key !== SECCOMP_POD && !key.startsWith(SECCOMP_CONTAINER)) return [];
  if (SECCOMP_PROFILES.includes(profile)) return [];
  const at = path.child(key);
  if (profile.startsWith(LOCALHOST)) return descendingPath(profile.slice(LOCALHOST.length), at);
  return [invalid(at, profile, 'must be a valid seccomp profile')];
}

/** upstream: ValidateAppArmorPodAnnotations */
function validateAppArmor(
  key: string,
  profile: string,
  ...[names, path]: [names: readonly string[], path: FieldPath]
): FieldError[] {
  if (!key.startsWith(APP_ARMOR)) return [];
  const name = key.slice(APP_ARMOR.length);
  const errors = names.includes(name) ? [] : [invalid(path.key(key), name, 'container not found')];
  if (!APP_ARMOR_PROFILES.includes(profile) && !profile.startsWith(LOCALHOST))
    errors.push(invalid(path.key(key), profile, `invalid AppArmor profile name: ${JSON.stringify(profile)}`));
  return errors;
}

/** upstream: ValidatePodSpecificAnnotationUpdates */
export function validatePodAnnotationUpdate(
  annotations: Annotations = {},
  before: Annotations = {},
  path: FieldPath,
): FieldError[] {
  const what = (key: string) => {
    if (key.startsWith(APP_ARMOR)) return 'AppArmor annotations';
    return key === MIRROR ? 'mirror pod annotation' : undefined;
  };
  return Object.keys({ ...before, ...annotations }).flatMap((key) => {
    const guarded = what(key);
    if (!guarded || annotations[key] === before[key]) return [];
    const verb = before[key] === undefined ? 'add' : 'remove or update';
    return [forbiddenField(path.key(key), `may not ${verb} ${guarded}`)];
  });
}

/** Annotation and field may both be there, but must say the same. upstream: validateAppArmorAnnotationsAndFieldsMatchOnCreate */
export function validateAppArmorMatch(
  annotations: Annotations = {},
  spec: PodSpec,
  path: FieldPath,
): FieldError[] {
  if (spec.os?.name === 'windows') return [];
  return visitContainers(spec, path).flatMap(({ container, at }) => {
    const profile = container.securityContext?.appArmorProfile ?? spec.securityContext?.appArmorProfile;
    const annotation = annotations[`${APP_ARMOR}${container.name}`];
    if (!profile || annotation === undefined) return [];
    const field = at.child('securityContext', 'appArmorProfile');
    if (profile.type !== 'Localhost') {
      const expected = APP_ARMOR_TYPES[profile.type];
      return expected === undefined || expected === annotation
        ? []
        : [forbiddenField(field.child('type'), TYPES_MATCH)];
    }
    if (!annotation.startsWith(LOCALHOST)) return [forbiddenField(field.child('type'), TYPES_MATCH)];
    return annotation.slice(LOCALHOST.length) === profile.localhostProfile
      ? []
      : [forbiddenField(field.child('localhostProfile'), PROFILES_MATCH)];
  });
}
