/**
 * What all sandboxes of a lab host share: a private /etc made once at the host's start (with `kubectl completion
 * bash` cached in it) and a folder with the chosen kubectl.
 */
import { execFile } from 'node:child_process';
import { existsSync, lstatSync, readlinkSync } from 'node:fs';
import { chmod, copyFile, cp, link, mkdir, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import type { SystemFolders } from './command';
import { environment } from './environment';
import { COMPLETION_FILE, etcFiles, PRISTINE_KUBECONFIG } from './guest-files';

const run = promisify(execFile);
const ROOTS = ['/usr', '/bin', '/sbin', '/lib', '/lib32', '/lib64', '/libx32'];
/** Of the machine's /etc only what programs need and what tells nothing of the machine. */
const COPIED = ['alternatives', 'ld.so.cache', 'nanorc', 'ssl/openssl.cnf', 'mime.types'];

export const HOSTNAME = 'workstation';

/** @param folder is emptied and made anew */
export async function prepareSystem(folder: string, kubectl: string | undefined): Promise<SystemFolders> {
  await rm(folder, { recursive: true, force: true });
  const etc = path.join(folder, 'etc');
  const bin = path.join(folder, 'bin');
  await mkdir(bin, { recursive: true });
  await writeEtc(etc);
  if (kubectl !== undefined) {
    await linkOrCopy(await realpath(kubectl), path.join(bin, 'kubectl'));
    const { stdout } = await run(kubectl, ['completion', 'bash'], { env: environment(), maxBuffer: 2 ** 24 });
    await writeFile(path.join(etc, COMPLETION_FILE), stdout);
  }
  return { etc, bin, roots: systemRoots() };
}

/** The sandbox's user may not be able to enter the folder that kubectl comes from. A link shares its page cache. */
async function linkOrCopy(source: string, target: string): Promise<void> {
  try {
    await link(source, target);
  } catch {
    await copyFile(source, target);
    await chmod(target, 0o755);
  }
}

async function writeEtc(etc: string): Promise<void> {
  for (const [name, { text, executable }] of Object.entries(etcFiles(HOSTNAME))) {
    const file = path.join(etc, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, text, { mode: executable ? 0o755 : 0o644 });
  }
  for (const name of COPIED) {
    const source = path.join('/etc', name);
    if (existsSync(source))
      await cp(source, path.join(etc, name), { recursive: true, verbatimSymlinks: true, filter: isPublic });
  }
  await symlink('/proc/mounts', path.join(etc, 'mtab'));
  // bubblewrap binds each session's own onto this place.
  const kubeconfig = path.join(etc, path.relative('/etc', PRISTINE_KUBECONFIG));
  await mkdir(path.dirname(kubeconfig), { recursive: true });
  await writeFile(kubeconfig, '');
}

const isPublic = (file: string): boolean => {
  const stats = lstatSync(file);
  return stats.isSymbolicLink() || (stats.mode & 0o004) !== 0;
};

export function systemRoots(): SystemFolders['roots'] {
  return ROOTS.flatMap((root) => {
    const stats = lstatSync(root, { throwIfNoEntry: false });
    if (!stats) return [];
    return [stats.isSymbolicLink() ? { path: root, link: readlinkSync(root) } : { path: root }];
  });
}
