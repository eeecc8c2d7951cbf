/** What the file tools share: going through operands, targets that may be directories, removing trees. */
import { PosixError } from '../errors';
import { baseName, join, normalize } from '../fs/paths';
import type { Process } from '../kernel/process';
import { complain, ToolError } from './io';

/** Where `name` ends up when it goes to `target`: inside, if that is a directory. */
export function destination(process: Process, name: string, target: string): string {
  const path = process.resolve(target);
  const at = process.box.vfs.tryLocate(path, process.user);
  return at?.inode.type === 'directory' ? join(path, baseName(normalize(name, process.cwd))) : path;
}

/** Does something to each operand; a failure is told and the rest goes on. */
export async function each(
  process: Process,
  operands: readonly string[],
  act: (path: string, name: string) => void | Promise<void>,
  failure: (name: string, error: unknown) => string,
): Promise<number> {
  let status = 0;
  for (const name of operands) {
    if (process.tick()) await process.giveWay();
    try {
      await act(process.resolve(name), name);
    } catch (error) {
      if (!(error instanceof PosixError)) throw error;
      await complain(process, failure(name, error));
      status = 1;
    }
  }
  return status;
}

export function needOperands(operands: readonly string[], count = 1): void {
  if (operands.length < count)
    throw new ToolError(
      operands.length === 0 ? 'missing operand' : `missing destination file operand after '${operands[0]}'`,
    );
}

export async function removeTree(process: Process, path: string): Promise<void> {
  const { vfs } = process.box;
  const { inode } = vfs.locateLink(path, process.user);
  if (inode.type !== 'directory') return vfs.unlink(path, process.user);
  for (const name of [...inode.entries.keys()]) {
    await process.charge(1);
    await removeTree(process, join(path, name));
  }
  vfs.rmdir(path, process.user);
}

export function exists(process: Process, path: string): boolean {
  try {
    process.box.vfs.locateLink(path, process.user);
    return true;
  } catch {
    return false;
  }
}
