/** What the file system said, as a sentence for the student. */
import { HostError } from '../errors';

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
