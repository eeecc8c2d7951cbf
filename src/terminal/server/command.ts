/**
 * The command line of a sandbox, as data. What each option is for was measured (docs/adr/0004): the order matters, and
 * without the two last lines `/` and /dev would be memory file systems that a student fills at the host's expense.
 */
import path from 'node:path';
import {
  GUEST_BIN,
  GUEST_ENVIRONMENT,
  GUEST_RUN,
  HOME,
  PRISTINE_KUBECONFIG,
  STUDENT_ID,
} from './guest-files';
import type { HostUid } from './identity';

export interface SandboxFolders {
  /** The session's home, kept. */
  readonly home: string;
  /** /tmp and /dev/shm: on disk as well, so that no student owns a piece of the host's memory. */
  readonly tmp: string;
  readonly shm: string;
  /** Sockets: api/N.sock of the clusters (not writable inside) and tabs/, where the broker listens. */
  readonly run: string;
  readonly kubeconfig: string;
}

export interface SystemFolders {
  readonly etc: string;
  /** Programs put before the system's own: kubectl. */
  readonly bin: string;
  /** /bin, /lib ...: links into /usr on today's systems, folders on others. */
  readonly roots: readonly { readonly path: string; readonly link?: string }[];
}

export interface SandboxSpec {
  readonly uid: HostUid;
  readonly hostname: string;
  readonly system: SystemFolders;
  readonly folders: SandboxFolders;
  readonly limits: SandboxLimits;
  readonly clusterCount: number;
  /** No sandbox at all: the operator asked for that (SEALEGS_UNSAFE_SHELL). Where its clusters' ports begin. */
  readonly unsafe?: { readonly firstPort: number };
  /** The data folder, where the uid cannot come to it: its parts are bound where it can, for this sandbox's start only. */
  readonly unreachable?: string;
}

export interface SandboxLimits {
  readonly processes: number;
  readonly fileBytes: number;
  readonly dataBytes: number;
  readonly openFiles: number;
  readonly tabs: number;
}

export const DEFAULT_LIMITS: SandboxLimits = {
  processes: 256,
  fileBytes: 128 * 2 ** 20,
  dataBytes: 2 ** 30,
  openFiles: 1024,
  tabs: 16,
};

/**
 * Run first: closes every descriptor that this process inherited from whoever started it (they would be open inside),
 * and makes students' processes the first that the kernel ends when memory runs out.
 */
const LAUNCH_SCRIPT = `for fd in /proc/self/fd/*; do fd=\${fd##*/}; ((fd > 2)) && exec {fd}>&-; done
echo 1000 2>/dev/null >/proc/self/oom_score_adj
exec "$@"`;
export const LAUNCHER: readonly string[] = ['bash', '--noprofile', '--norc', '-c', LAUNCH_SCRIPT, 'bash'];

/** An always present folder to bind to, in a mount namespace that ends with the sandbox. */
const DETOUR = '/mnt';
/** The folder itself stays closed to the uid; what is bound are the parts of it that are open. */
const DETOUR_SCRIPT = `set -e
mount -t tmpfs -o mode=755 none ${DETOUR}
for part in sessions run sandbox; do mkdir ${DETOUR}/$part; mount --bind "$1/$part" ${DETOUR}/$part; done
shift
exec "$@"`;

/** The whole argv. Never holds a secret: /proc/1/cmdline shows it inside. */
export function sandboxCommand(spec: SandboxSpec): readonly string[] {
  const { unreachable } = spec;
  const seen = (file: string): string =>
    unreachable !== undefined && file.startsWith(`${unreachable}/`)
      ? path.join(DETOUR, path.relative(unreachable, file))
      : file;
  const detour =
    unreachable === undefined
      ? []
      : ['unshare', '--mount', '--propagation', 'private', 'sh', '-c', DETOUR_SCRIPT, 'sh', unreachable];
  const init = ['/bin/sh', '/etc/sealegs/init', String(spec.clusterCount), String(spec.limits.tabs)];
  return [
    ...LAUNCHER,
    ...detour,
    // The shells before added PWD and SHLVL; bubblewrap's own environment is readable inside.
    ...['env', '-i'],
    ...identityPrefix(spec.uid),
    ...bwrap(spec, seen),
    '--',
    ...rlimits(spec.limits),
    ...init,
  ];
}

export function identityPrefix(uid: HostUid): readonly string[] {
  if (uid === undefined) return [];
  return ['setpriv', '--reuid', String(uid), '--regid', String(uid), '--clear-groups', '--'];
}

/** As options of every sandbox, the probe's included: what isolates. */
export const ISOLATION: readonly string[] = [
  '--unshare-all',
  '--unshare-user',
  '--disable-userns',
  '--die-with-parent',
  '--uid',
  String(STUDENT_ID),
  '--gid',
  String(STUDENT_ID),
  '--clearenv',
];

function bwrap(
  { hostname, system, folders }: SandboxSpec,
  seen: (file: string) => string,
): readonly string[] {
  return [
    'bwrap',
    ...ISOLATION,
    ...['--hostname', hostname],
    ...Object.entries(GUEST_ENVIRONMENT).flatMap(([name, value]) => ['--setenv', name, value]),
    ...systemMounts(system.roots),
    ...['--ro-bind', seen(system.etc), '/etc'],
    ...['--ro-bind', seen(system.bin), GUEST_BIN],
    ...['--ro-bind', seen(folders.run), GUEST_RUN],
    ...['--bind', seen(path.join(folders.run, 'tabs')), `${GUEST_RUN}/tabs`],
    ...['--ro-bind', seen(folders.kubeconfig), PRISTINE_KUBECONFIG],
    ...['--bind', seen(folders.home), HOME],
    ...['--bind', seen(folders.tmp), '/tmp'],
    ...['--proc', '/proc', '--dev', '/dev', '--bind', seen(folders.shm), '/dev/shm'],
    ...['--remount-ro', '/dev', '--remount-ro', '/'],
  ];
}

/** Read-only /usr and the links into it. */
export function systemMounts(roots: SystemFolders['roots']): readonly string[] {
  return roots.flatMap(({ path: root, link }) =>
    link === undefined ? ['--ro-bind', root, root] : ['--symlink', link, root],
  );
}

/** Inside the sandbox's own user namespace, so that the processes counted are its own. */
export function rlimits(limits: SandboxLimits): readonly string[] {
  return [
    'prlimit',
    `--nproc=${limits.processes}`,
    `--fsize=${limits.fileBytes}`,
    `--data=${limits.dataBytes}`,
    `--nofile=${limits.openFiles}`,
    '--core=0',
  ];
}
