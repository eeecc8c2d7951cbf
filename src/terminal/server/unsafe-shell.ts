/**
 * The shell without a sandbox: the same broker, run on this machine as it is. Whoever has a terminal then has this
 * machine. Only for a developer's own, and only because somebody asked for it by SEALEGS_UNSAFE_SHELL=1.
 */
import { chown, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { identityPrefix, LAUNCHER, rlimits, type SandboxSpec } from './command';
import { initScript, SHELL_ENVIRONMENT, tabScript } from './guest-files';

const scripts = (run: string) => ({
  init: path.join(run, 'tabs', 'init'),
  tab: path.join(run, 'tabs', 'tab'),
});

/** Writes the broker's scripts with this session's own places and ports. */
export async function prepareUnsafeShell({ folders, uid, unsafe }: SandboxSpec): Promise<void> {
  const { init, tab } = scripts(folders.run);
  await writeFile(init, initScript(folders.run, tab, { first: unsafe?.firstPort ?? 0 }), { mode: 0o700 });
  await writeFile(tab, tabScript('bash -i'), { mode: 0o700 });
  if (uid !== undefined) await Promise.all([init, tab].map((file) => chown(file, uid, uid)));
}

export function unsafeCommand({
  uid,
  folders,
  system,
  limits,
  clusterCount,
}: SandboxSpec): readonly string[] {
  const environment = {
    ...SHELL_ENVIRONMENT,
    PATH: `${system.bin}:${SHELL_ENVIRONMENT.PATH}`,
    HOME: folders.home,
    KUBECONFIG: folders.kubeconfig,
  };
  return [
    ...LAUNCHER,
    ...identityPrefix(uid),
    ...['env', '-i', ...Object.entries(environment).map(([name, value]) => `${name}=${value}`)],
    ...rlimits(limits),
    ...['/bin/sh', scripts(folders.run).init, String(clusterCount), String(limits.tabs)],
  ];
}
