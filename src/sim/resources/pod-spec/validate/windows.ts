/** The operating system a pod is for, and Windows' own options. upstream: pkg/apis/core/validation validateOS, validateLinux, validateWindows, validateWindowsSecurityContextOptions, validateWindowsHostProcessPod */
import {
  type FieldError,
  type FieldPath,
  forbiddenField,
  invalid,
  notSupported,
  required,
} from '@/apimachinery';
import type { PodSpec } from '@/kube/kinds';
import { dnsSubdomain } from '../../shared/validate';
import type { PodSecurityContext, SecurityContext } from './types';
import { visitContainers } from './visit';

type WindowsOptions = NonNullable<SecurityContext['windowsOptions']>;

const SYSTEMS = ['linux', 'windows'];
const NOT_ON_WINDOWS = 'cannot be set for a windows pod';
const NOT_ON_LINUX = 'windows options cannot be set for a linux pod';
const ALL_OR_NONE =
  'If pod contains any hostProcess containers then all containers must be HostProcess containers';
const NEEDS_HOST_NETWORK = 'hostNetwork must be true if pod contains any hostProcess containers';

const OF_LINUX_PODS = [
  'appArmorProfile',
  'seLinuxOptions',
  'seccompProfile',
  'fsGroup',
  'fsGroupChangePolicy',
  'sysctls',
  'runAsUser',
  'runAsGroup',
  'supplementalGroups',
  'supplementalGroupsPolicy',
  'seLinuxChangePolicy',
] as const satisfies readonly (keyof PodSecurityContext)[];
const OF_LINUX_CONTAINERS = [
  'appArmorProfile',
  'seLinuxOptions',
  'seccompProfile',
  'capabilities',
  'readOnlyRootFilesystem',
  'privileged',
  'allowPrivilegeEscalation',
  'procMount',
  'runAsUser',
  'runAsGroup',
] as const satisfies readonly (keyof SecurityContext)[];

const MAX_CREDENTIALS_KIB = 64;
const MAX_DOMAIN = 256;
const MAX_USER = 104;
const NETBIOS_NAME = /^[^\\/:*?"<>|.][^\\/:*?"<>|]{0,14}$/;
const DNS_LABEL = '[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?';
const DNS_NAME = new RegExp(`^${DNS_LABEL}(?:\\.${DNS_LABEL})*$`);
const ONLY_DOTS_AND_SPACES = /^[. ]+$/;
const NOT_IN_USER_NAMES = /["/\\:;|=,+*?<>@[\]]/;

export function validateOperatingSystem(spec: PodSpec, path: FieldPath): FieldError[] {
  if (!spec.os) return [];
  const { name } = spec.os;
  if (!name) return [required(path.child('os', 'name'), 'cannot be empty')];
  if (!SYSTEMS.includes(name)) return [notSupported(path.child('os'), name, SYSTEMS)];
  return name === 'linux' ? validateLinux(spec, path) : validateWindows(spec, path);
}

function validateLinux(spec: PodSpec, path: FieldPath): FieldError[] {
  const contexts = [{ container: spec, at: path }, ...visitContainers(spec, path)];
  return contexts.flatMap(({ container, at }) =>
    container.securityContext?.windowsOptions
      ? [forbiddenField(at.child('securityContext', 'windowsOptions'), NOT_ON_LINUX)]
      : [],
  );
}

function validateWindows(spec: PodSpec, path: FieldPath): FieldError[] {
  const refuse = (at: FieldPath) => forbiddenField(at, NOT_ON_WINDOWS);
  const errors = OF_LINUX_PODS.filter((key) => isSet(spec.securityContext?.[key])).map((key) =>
    refuse(path.child('securityContext', key)),
  );
  if (spec.hostUsers !== undefined) errors.push(refuse(path.child('hostUsers')));
  if (spec.hostPID) errors.push(refuse(path.child('hostPID')));
  if (spec.hostIPC) errors.push(refuse(path.child('hostIPC')));
  if (spec.shareProcessNamespace !== undefined) errors.push(refuse(path.child('shareProcessNamespace')));
  for (const { container, at } of visitContainers(spec, path)) {
    const set = OF_LINUX_CONTAINERS.filter((key) => container.securityContext?.[key] !== undefined);
    errors.push(...set.map((key) => refuse(at.child('securityContext', key))));
  }
  return errors;
}

const isSet = (value: unknown): boolean =>
  value !== undefined && !(Array.isArray(value) && value.length === 0);

export function validateWindowsOptions(options: WindowsOptions | undefined, path: FieldPath): FieldError[] {
  const {
    gmsaCredentialSpecName: name,
    gmsaCredentialSpec: credentials,
    runAsUserName: user,
  } = options ?? {};
  const at = path.child('gmsaCredentialSpec');
  return [
    ...(name === undefined ? [] : dnsSubdomain(name, path.child('gmsaCredentialSpecName'))),
    ...(credentials === '' ? [invalid(at, credentials, 'gmsaCredentialSpec cannot be an empty string')] : []),
    ...(credentials !== undefined && bytesOf(credentials) > MAX_CREDENTIALS_KIB * 1024
      ? [invalid(at, credentials, `gmsaCredentialSpec size must be under ${MAX_CREDENTIALS_KIB} KiB`)]
      : []),
    ...(user === undefined
      ? []
      : userNameFaults(user).map((why) => invalid(path.child('runAsUserName'), user, `runAsUserName${why}`))),
  ];
}

const bytesOf = (text: string): number => new TextEncoder().encode(text).length;

/** `DOMAIN\user` or `user` */
function userNameFaults(name: string): readonly string[] {
  if (name === '') return [' cannot be an empty string'];
  if (/\p{Cc}/u.test(name)) return [' cannot contain control characters'];
  const parts = name.split('\\');
  if (parts.length > 2) return [' cannot contain more than one backslash'];
  const [user = '', domain] = parts.reverse();
  const faults: string[] = [];
  if (domain !== undefined && bytesOf(domain) >= MAX_DOMAIN)
    faults.push(`'s Domain length must be under ${MAX_DOMAIN} characters`);
  if (domain !== undefined && !NETBIOS_NAME.test(domain) && !DNS_NAME.test(domain))
    faults.push("'s Domain doesn't match the NetBios nor the DNS format");
  if (user === '') faults.push("'s User cannot be empty");
  else if (bytesOf(user) > MAX_USER)
    faults.push(`'s User length must not be longer than ${MAX_USER} characters`);
  if (ONLY_DOTS_AND_SPACES.test(user)) faults.push("'s User cannot contain only periods or spaces");
  if (NOT_IN_USER_NAMES.test(user))
    faults.push(`'s User cannot contain the following characters: "/\\:;|=,+*?<>@[]`);
  return faults;
}

/** Containers that run on a Windows node itself: all of a pod's or none, and on its network. */
export function validateHostProcess(spec: PodSpec, path: FieldPath): FieldError[] {
  const ofPod = spec.securityContext?.windowsOptions?.hostProcess;
  const containers = visitContainers(spec, path).map(({ container, at }) => ({
    own: container.securityContext?.windowsOptions?.hostProcess,
    at: at.child('securityContext', 'windowsOptions', 'hostProcess'),
  }));
  const identical = `pod hostProcess value must be identical if both are specified, was ${ofPod}`;
  const errors = containers
    .filter(({ own }) => ofPod !== undefined && own !== undefined && own !== ofPod)
    .map(({ own, at }) => invalid(at, own, identical));
  const isHost = containers.map(({ own }) => own ?? ofPod ?? false);
  if (!isHost.includes(true)) return errors;
  if (isHost.includes(false)) errors.push(invalid(path, '', ALL_OR_NONE));
  if (!spec.hostNetwork) errors.push(invalid(path.child('hostNetwork'), false, NEEDS_HOST_NETWORK));
  return errors;
}
