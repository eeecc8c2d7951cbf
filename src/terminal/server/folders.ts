/**
 * The folders of one session's sandbox. Home and the log of its terminals are kept; /tmp, /dev/shm and the sockets are
 * made anew for every sandbox.
 */
import { chmod, chown, mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import type { SandboxFolders } from './command';
import type { HostUid } from './identity';

/**
 * @param session the session's folder on disk
 * @param run its folder for sockets; short, because a unix socket's path is at most 107 bytes long
 */
export function sandboxFolders(session: string, run: string): SandboxFolders {
  return {
    home: path.join(session, 'home'),
    tmp: path.join(session, 'tmp'),
    shm: path.join(session, 'shm'),
    run,
    kubeconfig: path.join(session, 'kubeconfig'),
  };
}

/** The folders that the inside can write to: what a student's disk use is counted over. */
export const writableFolders = (folders: SandboxFolders): readonly string[] => [
  folders.home,
  folders.tmp,
  folders.shm,
  tabsFolder(folders),
];

export const tabsFolder = (folders: SandboxFolders): string => path.join(folders.run, 'tabs');
export const proxySocket = (run: string): string => path.join(run, 'api', 'proxy.sock');
export const apiSocket = (run: string, index: number): string => path.join(run, 'api', `${index}.sock`);

/** @param uid who owns what the inside may write to */
export async function prepareFolders(folders: SandboxFolders, uid: HostUid): Promise<void> {
  const volatile = [folders.tmp, folders.shm, tabsFolder(folders)];
  await Promise.all(volatile.map((folder) => rm(folder, { recursive: true, force: true })));
  await mkdir(path.join(folders.run, 'api'), { recursive: true });
  await Promise.all([folders.run, path.join(folders.run, 'api')].map((folder) => chmod(folder, 0o711)));
  for (const folder of [folders.home, ...volatile]) {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    if (uid !== undefined) await chown(folder, uid, uid);
  }
}
