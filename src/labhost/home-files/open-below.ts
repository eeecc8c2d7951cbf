/**
 * Opens what a hostile user owns, without being led away: every name on the way is opened by itself, below the
 * descriptor of the folder before it (/proc/self/fd), and never through a link. Who swaps a folder for a link in
 * between changes a name that is not looked at again.
 */
import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { HostError } from '../errors';

const FOLDER = constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW;

/** The name's own place, below an open folder. Only its last part is looked up anew. */
export const below = (folder: FileHandle, name: string): string => `/proc/self/fd/${folder.fd}/${name}`;

/** Opens a folder below `root` for as long as `use` takes. */
export async function inFolder<T>(
  root: string,
  names: readonly string[],
  use: (folder: FileHandle) => Promise<T>,
): Promise<T> {
  let folder = await open(root, FOLDER);
  try {
    for (const name of names) {
      const next = await open(below(folder, name), FOLDER);
      await folder.close();
      folder = next;
    }
    return await use(folder);
  } finally {
    await folder.close();
  }
}

/** What the file system said, as a sentence for the student. */
export function tellFileError(error: unknown, filePath: string): unknown {
  const shown = filePath === '' ? 'your home folder' : filePath;
  switch ((error as NodeJS.ErrnoException).code) {
    case 'ENOENT':
      return new HostError(404, 'not_found', `There is no ${shown}.`);
    case 'ENOTDIR':
    case 'ELOOP':
      return new HostError(
        400,
        'invalid',
        `${shown} leads through a link or a file. Use the terminal for it.`,
      );
    case 'EEXIST':
      return new HostError(409, 'conflict', `There is a ${shown} already.`);
    case 'ENOTEMPTY':
      return new HostError(409, 'conflict', `${shown} is not empty.`);
    case 'EISDIR':
      return new HostError(400, 'invalid', `${shown} is a folder.`);
    case 'ENXIO':
    case 'ENODEV':
      return new HostError(400, 'invalid', `${shown} is not a regular file.`);
    case 'EDQUOT':
    case 'ENOSPC':
      return new HostError(413, 'too_large', 'The disk is full.');
    case 'EACCES':
    case 'EPERM':
      return new HostError(
        400,
        'invalid',
        `${shown} does not let itself be opened. Look at its permissions.`,
      );
    default:
      return error;
  }
}
