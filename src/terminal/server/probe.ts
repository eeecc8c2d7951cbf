/**
 * Can sandboxes be made here? Asked by making one, with every option that a session's has; the answer to a failure is
 * the exact thing to do. Used by `doctor` and by every lab host at its start.
 */
import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { ISOLATION, identityPrefix, systemMounts } from './command';
import { environment } from './environment';
import { isExecutable } from './executable';
import { type HostUid, hostUidOf } from './identity';
import { systemRoots } from './system';

export type SandboxProbe =
  | { readonly available: true }
  | { readonly available: false; readonly message: string };

/** Programs by the Debian package that has them. Without the required ones there is no sandbox. */
export const REQUIRED_PROGRAMS: Readonly<Record<string, string>> = {
  bwrap: 'bubblewrap',
  socat: 'socat',
  bash: 'bash',
  setpriv: 'util-linux',
  prlimit: 'util-linux',
  stty: 'coreutils',
};
/** What a student expects to find; without them the terminal still opens. */
export const EXPECTED_PROGRAMS: Readonly<Record<string, string>> = {
  vim: 'vim',
  nano: 'nano',
  tmux: 'tmux',
  jq: 'jq',
  curl: 'curl',
  openssl: 'openssl',
  diff: 'diffutils',
  less: 'less',
  ps: 'procps',
};
/** Tab completion of kubectl needs this file of Debian's package bash-completion. */
export const BASH_COMPLETION = '/usr/share/bash-completion/bash_completion';

const PROBE_TIMEOUT_MS = 10_000;
/** Seen from inside, so PATH is the guest's. */
const SYSTEM_PATH = ['/usr/local/bin', '/usr/bin', '/bin', '/usr/sbin', '/sbin'];

/** Debian packages that are missing, of the programs given. */
export function missingPackages(programs: Readonly<Record<string, string>>): readonly string[] {
  const missing = Object.entries(programs)
    .filter(([program]) => !SYSTEM_PATH.some((folder) => isExecutable(path.join(folder, program))))
    .map(([, debianPackage]) => debianPackage);
  return [...new Set(missing)];
}

export const installCommand = (packages: readonly string[]): string =>
  `${process.getuid?.() === 0 ? '' : 'sudo '}apt-get install -y ${packages.join(' ')}`;

/** Never rejects. */
export async function probeSandbox(uid: HostUid = hostUidOf('probe')): Promise<SandboxProbe> {
  if (process.platform !== 'linux') {
    return unavailable('Terminals need Linux: run Sealegs in a Linux machine, a virtual one or WSL 2.');
  }
  const missing = missingPackages(REQUIRED_PROGRAMS);
  if (missing.length > 0) {
    return unavailable(
      `The terminal's sandbox needs programs that are missing. Run: ${installCommand(missing)}`,
    );
  }
  const complaint = await tryOne(uid);
  return complaint === undefined ? { available: true } : unavailable(remedy(complaint, readHost()));
}

const unavailable = (message: string): SandboxProbe => ({ available: false, message });

function tryOne(uid: HostUid): Promise<string | undefined> {
  const [command = '', ...args] = [
    ...identityPrefix(uid),
    'bwrap',
    ...ISOLATION,
    ...systemMounts(systemRoots()),
    ...['--tmpfs', '/tmp', '--proc', '/proc', '--dev', '/dev', '--remount-ro', '/dev', '--remount-ro', '/'],
    ...['--', '/usr/bin/true'],
  ];
  return new Promise((resolve) => {
    execFile(
      command,
      args,
      { env: environment(), cwd: '/', timeout: PROBE_TIMEOUT_MS },
      (error, _stdout, stderr) => {
        resolve(error ? stderr.trim() || error.message : undefined);
      },
    );
  });
}

/** What the remedy depends on, so that every case can be tested anywhere. */
export interface HostFacts {
  readonly appArmorRestricts: boolean;
  readonly usernsCloneOff: boolean;
  readonly noUserNamespaces: boolean;
  readonly container: 'kubernetes' | 'docker' | undefined;
}

function readHost(): HostFacts {
  return {
    appArmorRestricts: setting('kernel/apparmor_restrict_unprivileged_userns') === '1',
    usernsCloneOff: setting('kernel/unprivileged_userns_clone') === '0',
    noUserNamespaces: setting('user/max_user_namespaces') === '0',
    container: container(),
  };
}

function container(): HostFacts['container'] {
  if (process.env.KUBERNETES_SERVICE_HOST) return 'kubernetes';
  return existsSync('/.dockerenv') || existsSync('/run/.containerenv') ? 'docker' : undefined;
}

const APPARMOR_PROFILE = `sudo tee /etc/apparmor.d/bwrap >/dev/null <<'EOF'
abi <abi/4.0>,
include <tunables/global>
profile bwrap /usr/bin/bwrap flags=(unconfined) {
  userns,
}
EOF
sudo apparmor_parser -r /etc/apparmor.d/bwrap`;

/** From what bubblewrap said and what this machine is like to the sentence with the fix. */
export function remedy(complaint: string, host: HostFacts): string {
  const said = `(bubblewrap said: ${complaint.split('\n')[0]})`;
  if (/unknown option/i.test(complaint)) {
    return `bubblewrap is too old here: 0.8 or later is needed, as in Debian 12 and Ubuntu 24.04. ${said}`;
  }
  if (host.container === 'kubernetes') {
    return `This pod may not make user namespaces. In its spec set hostUsers: false, and for the container securityContext: {procMount: Unmasked, seccompProfile: {type: Unconfined}, appArmorProfile: {type: Unconfined}}. ${said}`;
  }
  if (host.container === 'docker') {
    return `This container may not make user namespaces. Start it with: docker run --security-opt seccomp=unconfined --security-opt apparmor=unconfined --security-opt systempaths=unconfined … ${said}`;
  }
  if (host.noUserNamespaces) {
    return `User namespaces are switched off. Run: sudo sysctl -w user.max_user_namespaces=15000 ${said}`;
  }
  if (host.usernsCloneOff) {
    return `Unprivileged user namespaces are switched off. Run: sudo sysctl -w kernel.unprivileged_userns_clone=1 ${said}`;
  }
  if (host.appArmorRestricts) {
    return `AppArmor keeps bubblewrap from making user namespaces (Ubuntu 23.10 and later). Allow it:\n${APPARMOR_PROFILE}\n${said}`;
  }
  return `The sandbox cannot be made here. ${said}`;
}

function setting(name: string): string | undefined {
  try {
    return readFileSync(`/proc/sys/${name}`, 'utf8').trim();
  } catch {
    return undefined;
  }
}
