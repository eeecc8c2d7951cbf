/** Finds programs by name, as execvp does. */
import { absolute, join } from './paths';
import type { Credentials } from './permissions';
import type { Vfs } from './vfs';

export const DEFAULT_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** The path of the file that would run; undefined if there is none. A name with a slash is a path already. */
export function findProgram(
  vfs: Vfs,
  name: string,
  from: { readonly path: string | undefined; readonly cwd: string; readonly user: Credentials },
): string | undefined {
  if (name === '') return undefined;
  if (name.includes('/')) {
    const path = absolute(name, from.cwd);
    return vfs.exists(path, from.user) ? path : undefined;
  }
  for (const directory of (from.path ?? DEFAULT_PATH).split(':')) {
    const path = join(absolute(directory === '' ? '.' : directory, from.cwd), name);
    const at = vfs.tryLocate(path, from.user);
    if (at && at.inode.type !== 'directory' && vfs.may(path, from.user, 'x')) return path;
  }
  return undefined;
}
