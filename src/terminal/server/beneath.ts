/**
 * Opens files below a folder whose owner is hostile: a session's home. No component of the path may be a link, and none
 * can become one in between: each is opened relative to the folder before it, which stays open (Linux' /proc/self/fd).
 */
import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';

const { O_RDONLY, O_DIRECTORY, O_NOFOLLOW, O_NONBLOCK } = constants;

/**
 * @param root a folder that its owner can't replace by something else
 * @param relative "notes/a.txt"; neither absolute nor with ".."
 * @param flags for the file itself; links are refused and nothing blocks (named pipes) whatever they say
 * @throws as open does: ENOENT; ENOTDIR or ELOOP for a link; EINVAL for a path that leads out
 */
export async function openBeneath(
  root: string,
  relative: string,
  flags = O_RDONLY,
  mode?: number,
): Promise<FileHandle> {
  const parts = relative.split('/');
  const name = parts.pop() ?? '';
  if ([...parts, name].some((part) => part === '' || part === '.' || part === '..' || part.includes('\0')))
    throw Object.assign(new Error(`not a path below the folder: ${relative}`), { code: 'EINVAL' });
  let folder = await open(root, O_RDONLY | O_DIRECTORY);
  try {
    for (const part of parts) {
      const next = await open(`/proc/self/fd/${folder.fd}/${part}`, O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
      await folder.close();
      folder = next;
    }
    return await open(`/proc/self/fd/${folder.fd}/${name}`, flags | O_NOFOLLOW | O_NONBLOCK, mode);
  } finally {
    await folder.close();
  }
}
