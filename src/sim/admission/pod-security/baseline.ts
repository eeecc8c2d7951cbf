/** The checks of the baseline level, in upstream's order: that of its files' names. */
// upstream: staging/src/k8s.io/pod-security-admission/policy/check_*.go
import {
  type Check,
  type Container,
  containers,
  containersOf,
  isUserNamespaced,
  namesOf,
  plural,
  quoted,
  setters,
  sorted,
} from './check';

const APP_ARMOR_ANNOTATION = 'container.apparmor.security.beta.kubernetes.io/';
const APP_ARMOR_TYPES = ['RuntimeDefault', 'Localhost'];

const appArmorProfile: Check = ({ metadata, spec }) => {
  const isBad = (type: string | undefined) => type !== undefined && !APP_ARMOR_TYPES.includes(type);
  const ofPod = spec.securityContext?.appArmorProfile?.type;
  const typeOf = (container: Container) => container.securityContext?.appArmorProfile?.type;
  const names = namesOf(spec, (container) => isBad(typeOf(container)));
  const annotations = Object.entries(metadata.annotations ?? {})
    .filter(
      ([key, value]) =>
        key.startsWith(APP_ARMOR_ANNOTATION) &&
        value !== '' &&
        value !== 'runtime/default' &&
        !value.startsWith('localhost/'),
    )
    .map(([key, value]) => `${key}=${JSON.stringify(value)}`)
    .sort();
  const who = [setters(isBad(ofPod), names)].filter((text) => text !== '');
  if (annotations.length > 0) who.push(plural('annotation', 'annotations', annotations));
  if (who.length === 0) return undefined;
  const types = [ofPod, ...containersOf(spec).map(typeOf)].filter((type) => isBad(type));
  const values = [...sorted(types as string[]), ...annotations];
  return {
    reason: plural('forbidden AppArmor profile', 'forbidden AppArmor profiles', values),
    detail: `${who.join(' and ')} must not set AppArmor profile type to ${quoted(values)}`,
  };
};

const hostNamespaces: Check = ({ spec }) => {
  const shared = (['hostNetwork', 'hostPID', 'hostIPC'] as const).filter((name) => spec[name]);
  if (shared.length === 0) return undefined;
  return { reason: 'host namespaces', detail: shared.map((name) => `${name}=true`).join(', ') };
};

const hostPorts: Check = ({ spec }) => {
  const portsOf = ({ ports = [] }: Container) => ports.flatMap(({ hostPort }) => hostPort || []);
  const names = namesOf(spec, (container) => portsOf(container).length > 0);
  if (names.length === 0) return undefined;
  const ports = sorted(containersOf(spec).flatMap(portsOf).map(String));
  const [use, what] = [plural('uses', 'use', names), plural('hostPort', 'hostPorts', ports)];
  return { reason: 'hostPort', detail: `${containers(names)} ${use} ${what} ${ports.join(', ')}` };
};

/** Since v1.34 of the standards. */
const hostProbesAndHostLifecycle: Check = ({ spec }, minor) => {
  if (minor < 34) return undefined;
  const hostsOf = ({ livenessProbe, readinessProbe, startupProbe, lifecycle }: Container) =>
    [livenessProbe, readinessProbe, startupProbe, lifecycle?.postStart, lifecycle?.preStop].flatMap(
      (handler) => [handler?.httpGet?.host || [], handler?.tcpSocket?.host || []].flat(),
    );
  const names = sorted(namesOf(spec, (container) => hostsOf(container).length > 0));
  if (names.length === 0) return undefined;
  const hosts = sorted(containersOf(spec).flatMap(hostsOf));
  const what = plural('probe or lifecycle host', 'probe or lifecycle hosts', hosts);
  return {
    reason: 'probe or lifecycle host',
    detail: `${containers(names)} ${plural('uses', 'use', names)} ${what} ${quoted(hosts)}`,
  };
};

const privileged: Check = ({ spec }) => {
  const names = namesOf(spec, ({ securityContext }) => securityContext?.privileged === true);
  if (names.length === 0) return undefined;
  return {
    reason: 'privileged',
    detail: `${containers(names)} must not set securityContext.privileged=true`,
  };
};

/** From this version on, pods with a user namespace may unmask /proc at the baseline level. */
export const RELAXED_PROC_MOUNT = 35;

/** Also the restricted check, which is never relaxed. */
export const maskedProc: Check = ({ spec }) => {
  const isBad = ({ securityContext }: Container) => (securityContext?.procMount ?? 'Default') !== 'Default';
  const names = namesOf(spec, isBad);
  if (names.length === 0) return undefined;
  const types = sorted(
    containersOf(spec)
      .filter(isBad)
      .map((container) => container.securityContext?.procMount ?? ''),
  );
  return {
    reason: 'procMount',
    detail: `${containers(names)} must not set securityContext.procMount to ${quoted(types)}`,
  };
};

const procMount: Check = (pod, minor) => (isUserNamespaced(pod, minor) ? undefined : maskedProc(pod, minor));

const SELINUX_TYPES = ['', 'container_t', 'container_init_t', 'container_kvm_t'];

const seLinuxOptions: Check = ({ spec }, minor) => {
  const allowed = minor >= 31 ? [...SELINUX_TYPES, 'container_engine_t'] : SELINUX_TYPES;
  type Options = NonNullable<NonNullable<Container['securityContext']>['seLinuxOptions']>;
  const isBadType = ({ type = '' }: Options) => !allowed.includes(type);
  const isBad = (options: Options | undefined) =>
    options !== undefined && (isBadType(options) || Boolean(options.user) || Boolean(options.role));
  const ofPod = spec.securityContext?.seLinuxOptions;
  const names = namesOf(spec, ({ securityContext }) => isBad(securityContext?.seLinuxOptions));
  const who = setters(isBad(ofPod), names);
  if (who === '') return undefined;
  const all = [ofPod, ...containersOf(spec).map(({ securityContext }) => securityContext?.seLinuxOptions)]
    .flatMap((options) => options ?? [])
    .filter(isBad);
  const types = sorted(all.filter(isBadType).map(({ type = '' }) => type));
  const bad = [
    ...(types.length > 0 ? [`${plural('type', 'types', types)} ${quoted(types)}`] : []),
    ...(all.some(({ user }) => user) ? ['user may not be set'] : []),
    ...(all.some(({ role }) => role) ? ['role may not be set'] : []),
  ];
  return {
    reason: 'seLinuxOptions',
    detail: `${who} set forbidden securityContext.seLinuxOptions: ${bad.join('; ')}`,
  };
};

/** Safe sysctls, each with the version of the standards that first allows it. */
const SYSCTLS: ReadonlyMap<string, number> = new Map([
  ['kernel.shm_rmid_forced', 0],
  ['net.ipv4.ip_local_port_range', 0],
  ['net.ipv4.tcp_syncookies', 0],
  ['net.ipv4.ping_group_range', 0],
  ['net.ipv4.ip_unprivileged_port_start', 0],
  ['net.ipv4.ip_local_reserved_ports', 27],
  ['net.ipv4.tcp_keepalive_time', 29],
  ['net.ipv4.tcp_fin_timeout', 29],
  ['net.ipv4.tcp_keepalive_intvl', 29],
  ['net.ipv4.tcp_keepalive_probes', 29],
  ['net.ipv4.tcp_rmem', 32],
  ['net.ipv4.tcp_wmem', 32],
]);

const sysctls: Check = ({ spec }, minor) => {
  const forbidden = (spec.securityContext?.sysctls ?? [])
    .map(({ name }) => name)
    .filter((name) => (SYSCTLS.get(name) ?? Number.POSITIVE_INFINITY) > Math.min(minor, Number.MAX_VALUE));
  if (forbidden.length === 0) return undefined;
  return { reason: 'forbidden sysctls', detail: forbidden.join(', ') };
};

const windowsHostProcess: Check = ({ spec }) => {
  const names = namesOf(spec, ({ securityContext }) => securityContext?.windowsOptions?.hostProcess === true);
  const who = setters(spec.securityContext?.windowsOptions?.hostProcess === true, names);
  if (who === '') return undefined;
  return {
    reason: 'hostProcess',
    detail: `${who} must not set securityContext.windowsOptions.hostProcess=true`,
  };
};

const CAPABILITIES = [
  'AUDIT_WRITE',
  'CHOWN',
  'DAC_OVERRIDE',
  'FOWNER',
  'FSETID',
  'KILL',
  'MKNOD',
  'NET_BIND_SERVICE',
  'SETFCAP',
  'SETGID',
  'SETPCAP',
  'SETUID',
  'SYS_CHROOT',
];

const capabilities: Check = ({ spec }) => {
  const extraOf = ({ securityContext }: Container) =>
    (securityContext?.capabilities?.add ?? []).filter((name) => !CAPABILITIES.includes(name));
  const names = namesOf(spec, (container) => extraOf(container).length > 0);
  if (names.length === 0) return undefined;
  const extra = sorted(containersOf(spec).flatMap(extraOf));
  return {
    reason: 'non-default capabilities',
    detail: `${containers(names)} must not include ${quoted(extra)} in securityContext.capabilities.add`,
  };
};

const hostPathVolumes: Check = ({ spec }) => {
  const names = (spec.volumes ?? []).filter(({ hostPath }) => hostPath).map(({ name }) => name);
  if (names.length === 0) return undefined;
  return { reason: 'hostPath volumes', detail: `${plural('volume', 'volumes', names)} ${quoted(names)}` };
};

const SECCOMP_TYPES = ['RuntimeDefault', 'Localhost'];

/** A profile that is none of the allowed ones, said in so many words. Also the first half of the restricted check. */
export const seccompProfile: Check = ({ spec }, minor) => {
  if (minor < 19) return undefined;
  const isBad = (type: string | undefined) => type !== undefined && !SECCOMP_TYPES.includes(type);
  const typeOf = ({ securityContext }: Container) => securityContext?.seccompProfile?.type;
  const ofPod = spec.securityContext?.seccompProfile?.type;
  const who = setters(
    isBad(ofPod),
    namesOf(spec, (container) => isBad(typeOf(container))),
  );
  if (who === '') return undefined;
  const types = [ofPod, ...containersOf(spec).map(typeOf)].flatMap((type) =>
    type && isBad(type) ? [type] : [],
  );
  return {
    reason: 'seccompProfile',
    detail: `${who} must not set securityContext.seccompProfile.type to ${quoted(sorted(types))}`,
  };
};

const SECCOMP_POD = 'seccomp.security.alpha.kubernetes.io/pod';
const SECCOMP_CONTAINER = 'container.seccomp.security.alpha.kubernetes.io/';

/** Before v1.19 of the standards it was annotations. */
const seccompAnnotations: Check = ({ metadata: { annotations = {} }, spec }, minor) => {
  if (minor >= 19) return undefined;
  const keys = [SECCOMP_POD, ...containersOf(spec).map(({ name }) => `${SECCOMP_CONTAINER}${name}`)];
  const isFine = (value: string) => /^(?:(?:runtime|docker)\/default$|localhost\/)/.test(value);
  const forbidden = sorted(
    keys.flatMap((key) => {
      const value = annotations[key];
      return value === undefined || isFine(value) ? [] : [`${key}=${JSON.stringify(value)}`];
    }),
  );
  if (forbidden.length === 0) return undefined;
  const what = plural('annotation', 'annotations', forbidden);
  return { reason: 'seccompProfile', detail: `forbidden ${what} ${forbidden.join(', ')}` };
};

/** Sorted as upstream sorts their ids. */
export const BASELINE: readonly Check[] = [
  appArmorProfile,
  capabilities,
  hostNamespaces,
  hostPathVolumes,
  hostPorts,
  hostProbesAndHostLifecycle,
  privileged,
  procMount,
  seLinuxOptions,
  seccompProfile,
  seccompAnnotations,
  sysctls,
  windowsHostProcess,
];

/** What the restricted level has a stricter check for, with the version of the standards that brought that one. */
export const OVERRIDDEN: ReadonlyMap<Check, number> = new Map([
  [capabilities, 22],
  [hostPathVolumes, 0],
  [procMount, RELAXED_PROC_MOUNT],
  [seccompProfile, 19],
]);
