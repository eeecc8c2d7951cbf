/** A container's files as the host reads and changes them. */
import type { ContainerFs, FileContent } from '../../contracts';
import type { FsChange } from '../engine/protocol';
import { applyChange } from '../fs/change';
import { FileTree } from '../fs/tree';
import type { Vfs } from '../fs/vfs';

export interface FileAccess {
  readonly vfs: Vfs;
  /** Carries out a change where the files are: here, or in the engine that holds them. */
  change(change: FsChange): Promise<void>;
}

const text = new TextEncoder();
export const bytesOf = (content: FileContent): Uint8Array =>
  typeof content === 'string' ? text.encode(content) : content.slice();

/** The files that `access` has at each call: a volume's tree may be another one after a restore. */
export function containerFs(access: FileAccess): ContainerFs {
  const { change } = access;
  return {
    readFile: async (path) => access.vfs.readFile(path).slice(),
    writeFile: (path, content, { mode, append = false } = {}) =>
      change({ op: 'write', path, bytes: bytesOf(content), append, ...(mode !== undefined && { mode }) }),
    readdir: async (path) => access.vfs.readdir(path),
    stat: async (path) => {
      const { inode } = access.vfs.locate(path);
      const size = inode.type === 'file' ? inode.data.size : 0;
      return { type: inode.type === 'device' ? 'file' : inode.type, size, mode: inode.mode };
    },
    mkdir: (path) => change({ op: 'mkdir', path }),
    rm: (path) => change({ op: 'rm', path }),
  };
}

/** Changes trees that are here and journals them. */
export function changeHere(
  vfs: Vfs,
  change: FsChange,
  how: { now: () => number; commit: (tree: FileTree) => void },
): void {
  try {
    applyChange(vfs, change, how.now);
  } finally {
    for (const { tree } of vfs.mounts) if (tree instanceof FileTree) how.commit(tree);
  }
}
