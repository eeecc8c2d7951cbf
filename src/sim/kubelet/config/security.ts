/** From security contexts to what the container's processes are: user, groups, capabilities. */
// upstream: pkg/securitycontext/util.go DetermineEffectiveSecurityContext, pkg/kubelet/kuberuntime/security_context.go;
// containerd internal/cri/server/container_create_linux.go (capabilities)
import type { ContainerSpec, Pod } from '@/kube';
import type { ContainerConfig, Privileges } from '../../contracts';

/** All capabilities by number. https://man7.org/linux/man-pages/man7/capabilities.7.html */
const CAPABILITIES = (
  'CHOWN DAC_OVERRIDE DAC_READ_SEARCH FOWNER FSETID KILL SETGID SETUID SETPCAP LINUX_IMMUTABLE NET_BIND_SERVICE ' +
  'NET_BROADCAST NET_ADMIN NET_RAW IPC_LOCK IPC_OWNER SYS_MODULE SYS_RAWIO SYS_CHROOT SYS_PTRACE SYS_PACCT SYS_ADMIN ' +
  'SYS_BOOT SYS_NICE SYS_RESOURCE SYS_TIME SYS_TTY_CONFIG MKNOD LEASE AUDIT_WRITE AUDIT_CONTROL SETFCAP MAC_OVERRIDE ' +
  'MAC_ADMIN SYSLOG WAKE_ALARM BLOCK_SUSPEND AUDIT_READ PERFMON BPF CHECKPOINT_RESTORE'
).split(' ');

/** What containerd gives every container. */
const DEFAULT_CAPABILITIES = (
  'CHOWN DAC_OVERRIDE FSETID FOWNER MKNOD NET_RAW SETGID SETUID SETFCAP SETPCAP NET_BIND_SERVICE SYS_CHROOT KILL ' +
  'AUDIT_WRITE'
).split(' ');

type ContainerContext = NonNullable<ContainerSpec['securityContext']>;

export function securityOf(
  { spec }: Pod,
  { securityContext: own = {} }: ContainerSpec,
): Required<Pick<ContainerConfig, 'user' | 'groups' | 'privileges'>> {
  const pod = spec?.securityContext ?? {};
  const { runAsUser, runAsGroup, seccompProfile } = { ...pod, ...own };
  const added = [...(pod.fsGroup === undefined ? [] : [pod.fsGroup]), ...(pod.supplementalGroups ?? [])];
  const privileged = own.privileged === true;
  const privileges: Privileges = {
    capabilities: privileged ? maskOf(CAPABILITIES) : capabilitiesOf(own),
    noNewPrivileges: own.allowPrivilegeEscalation === false,
    seccomp: !privileged && (seccompProfile?.type ?? 'Unconfined') !== 'Unconfined',
  };
  return {
    user: {
      ...(runAsUser === undefined ? {} : { uid: runAsUser }),
      ...(runAsGroup === undefined ? {} : { gid: runAsGroup }),
    },
    groups: { added, imageGroups: pod.supplementalGroupsPolicy !== 'Strict' },
    privileges,
  };
}

/** The user that all containers of a pod run as, if it says one. upstream: pkg/volume/util FsUserFrom */
export function commonUser({ spec }: Pod): number | undefined {
  const users = [...(spec?.initContainers ?? []), ...(spec?.containers ?? [])].map(
    ({ securityContext }) => ({ ...spec?.securityContext, ...securityContext }).runAsUser,
  );
  return users.every((user) => user === users[0]) ? users[0] : undefined;
}

function capabilitiesOf({ capabilities: { add = [], drop = [] } = {} }: ContainerContext): bigint {
  const has = (list: readonly string[], name: string) => list.some((one) => one.toUpperCase() === name);
  const all = has(add, 'ALL') ? CAPABILITIES : DEFAULT_CAPABILITIES;
  const kept = has(drop, 'ALL') ? [] : all;
  return maskOf(CAPABILITIES.filter((name) => (kept.includes(name) || has(add, name)) && !has(drop, name)));
}

const maskOf = (names: readonly string[]): bigint =>
  names.reduce((mask, name) => mask | (1n << BigInt(CAPABILITIES.indexOf(name))), 0n);
