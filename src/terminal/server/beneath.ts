/**
 * Opens files below a folder whose owner is hostile: a session's home. No component of the path may be a link, and none
 * can become one in between: each is opened relative to the folder before it, which stays open (Linux' /proc/self/fd).
 */
import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';

const { O_RDONLY, O_DIRECTORY, O_NOFOLLOW, O_NONBLOCK } = constants;

const FOLDER = O_RDONLY | O_DIRECTORY | O_NOFOLLOW;

/** A name below an open folder, for any call that takes a path. Only the name itself is looked up anew. */
export const beneath = (folder: FileHandle, name: string): string => `/proc/self/fd/${folder.fd}/${name}`;

/**
 * Holds a folder below `root` open for as long as `use` takes.
 * @param root a folder that its owner can't replace by something else
 * @throws as open does: ENOENT; ENOTDIR for a link; EINVAL for a name that leads out
 */
export async function inFolderBeneath<T>(
  root: string,
  names: readonly string[],
  use: (folder: FileHandle) => Promise<T>,
): Promise<T> {
  names.forEach(checkName);
  let folder = await open(root, FOLDER);
  try {
    for (const name of names) {
      const next = await open(beneath(folder, name), FOLDER);
      await folder.close();
      folder = next;
    }
    return await use(folder);
  } finally {
    await folder.close();
  }
}

/**
 * Opens a file for reading; nothing blocks (named pipes).
 * @param relative "notes/a.txt"; neither absolute nor with ".."
 * @throws as inFolderBeneath; ELOOP for a link
 */
export async function openBeneath(root: string, relative: string): Promise<FileHandle> {
  const names = relative.split('/');
  const name = names.pop() ?? '';
  checkName(name);
  return await inFolderBeneath(root, names, (folder) =>
    open(beneath(folder, name), O_RDONLY | O_NOFOLLOW | O_NONBLOCK),
  );
}

function checkName(name: string): void {
  if (name !== '' && name !== '.' && name !== '..' && !/[/\0]/.test(name)) return;
  throw Object.assign(new Error(`not a name below the folder: ${name}`), { code: 'EINVAL' });
}
