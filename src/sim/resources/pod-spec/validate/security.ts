/** Security contexts. upstream: pkg/apis/core/validation ValidateSecurityContext, validatePodSpecSecurityContext */
import {
  duplicate,
  type FieldError,
  type FieldPath,
  invalid,
  notSupported,
  rangeError,
  required,
  tooLong,
} from '@/apimachinery';
import type { PodSpec } from '@/kube/kinds';
import { oneOf } from '../../shared/validate';
import { descendingPath } from './paths';
import type { PodSecurityContext, SecurityContext } from './types';
import { validateWindowsOptions } from './windows';

const MAX_ID = 2 ** 31 - 1;
const PROFILE_TYPES = ['Localhost', 'RuntimeDefault', 'Unconfined'];
const SYSCTL = '([a-z0-9]([-_a-z0-9]*[a-z0-9])?[\\./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?';
const SYSCTL_PATTERN = /^[a-z0-9]([-_a-z0-9]*[a-z0-9])?([./][a-z0-9]([-_a-z0-9]*[a-z0-9])?)*$/;
const SYSCTL_MAX = 253;
const APP_ARMOR_NAME_MAX = 4095;

/** User and group ids. */
const id = (value: number | undefined, path: FieldPath): FieldError[] =>
  value === undefined || (value >= 0 && value <= MAX_ID) ? [] : [invalid(path, value, rangeError(0, MAX_ID))];

export function validateSecurityContext(context: SecurityContext | undefined, path: FieldPath): FieldError[] {
  if (!context) return [];
  const { runAsUser, runAsGroup, procMount, allowPrivilegeEscalation, privileged, capabilities } = context;
  const errors = [...id(runAsUser, path.child('runAsUser')), ...id(runAsGroup, path.child('runAsGroup'))];
  if (procMount !== undefined)
    errors.push(...oneOf(procMount, ['Default', 'Unmasked'], path.child('procMount')));
  errors.push(...validateProfiles(context, path));
  errors.push(...validateWindowsOptions(context.windowsOptions, path.child('windowsOptions')));
  if (allowPrivilegeEscalation !== false) return errors;
  if (privileged) {
    const why = 'cannot set `allowPrivilegeEscalation` to false and `privileged` to true';
    errors.push(invalid(path, context, why));
  }
  if (capabilities?.add?.includes('CAP_SYS_ADMIN')) {
    const why = 'cannot set `allowPrivilegeEscalation` to false and `capabilities.Add` CAP_SYS_ADMIN';
    errors.push(invalid(path, context, why));
  }
  return errors;
}

function validateProfiles(context: SecurityContext | PodSecurityContext, path: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  for (const [name, word] of [
    ['seccompProfile', 'seccomp type'],
    ['appArmorProfile', 'AppArmor type'],
  ] as const) {
    const profile = context[name];
    if (!profile) continue;
    const at = path.child(name);
    const { type, localhostProfile } = profile;
    if (!type) errors.push(required(at.child('type'), `type is required when ${name} is set`));
    else if (!PROFILE_TYPES.includes(type)) errors.push(notSupported(at.child('type'), type, PROFILE_TYPES));
    const local = at.child('localhostProfile');
    if (type === 'Localhost') {
      if (localhostProfile === undefined)
        errors.push(required(local, `must be set when ${word} is Localhost`));
      else if (name === 'seccompProfile') errors.push(...descendingPath(localhostProfile, local));
      else errors.push(...validateAppArmorName(localhostProfile, local));
    } else if (localhostProfile !== undefined) {
      errors.push(invalid(local, localhostProfile, `can only be set when ${word} is Localhost`));
    }
  }
  return errors;
}

/** upstream: ValidateAppArmorProfileField */
function validateAppArmorName(name: string, path: FieldPath): FieldError[] {
  const errors = name.length > APP_ARMOR_NAME_MAX ? [tooLong(path, APP_ARMOR_NAME_MAX)] : [];
  if (name !== name.trim()) return [invalid(path, name, 'must not be padded with whitespace'), ...errors];
  return name === '' ? [required(path, 'must be set when AppArmor type is Localhost')] : errors;
}

export function validatePodSecurityContext(spec: PodSpec, path: FieldPath): FieldError[] {
  const { securityContext: context, shareProcessNamespace, hostPID } = spec;
  if (!context) return [];
  const errors = [
    ...id(context.fsGroup, path.child('fsGroup')),
    ...id(context.runAsUser, path.child('runAsUser')),
    ...id(context.runAsGroup, path.child('runAsGroup')),
    ...(context.supplementalGroups ?? []).flatMap((gid, i) =>
      id(gid, path.child('supplementalGroups').index(i)),
    ),
  ];
  if (shareProcessNamespace && hostPID) {
    const why = 'ShareProcessNamespace and HostPID cannot both be enabled';
    errors.push(invalid(path.child('shareProcessNamespace'), true, why));
  }
  const seen = new Set<string>();
  for (const [i, { name }] of (context.sysctls ?? []).entries()) {
    errors.push(...validateSysctl(name, seen, path.child('sysctls').index(i).child('name')));
    seen.add(name);
  }
  if (context.fsGroupChangePolicy !== undefined) {
    const policies = ['Always', 'OnRootMismatch'];
    errors.push(...oneOf(context.fsGroupChangePolicy, policies, path.child('fsGroupChangePolicy')));
  }
  const optional = (value: string | undefined, supported: readonly string[], name: string) =>
    value === undefined ? [] : oneOf(value, supported, path.child(name));
  const { supplementalGroupsPolicy, seLinuxChangePolicy } = context;
  return [
    ...errors,
    ...validateProfiles(context, path),
    ...validateWindowsOptions(context.windowsOptions, path.child('windowsOptions')),
    ...optional(supplementalGroupsPolicy, ['Merge', 'Strict'], 'supplementalGroupsPolicy'),
    ...optional(seLinuxChangePolicy, ['MountOption', 'Recursive'], 'seLinuxChangePolicy'),
  ];
}

function validateSysctl(name: string, seen: ReadonlySet<string>, path: FieldPath): FieldError[] {
  if (!name) return [required(path)];
  if (name.length > SYSCTL_MAX || !SYSCTL_PATTERN.test(name)) {
    return [invalid(path, name, `must have at most ${SYSCTL_MAX} characters and match regex ^${SYSCTL}$`)];
  }
  return seen.has(name) ? [duplicate(path, name)] : [];
}
