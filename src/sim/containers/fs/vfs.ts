/**
 * What one container sees: trees mounted over one another, walked by path as a kernel walks it (symbolic links, "..",
 * permissions, read-only mounts). Stateless but for its mounts; every operation is synchronous.
 */
import { type PosixCode, PosixError } from '../errors';
import { FileData } from './file-data';
import type { FileInode, Inode } from './inode';
import { byBytes, join, normalize } from './paths';
import {
  allowed,
  CAP_CHOWN,
  CAP_FOWNER,
  type Credentials,
  capable,
  demand,
  EXECUTE,
  isIn,
  ownerIn,
  READ,
  ROOT,
  SETGID,
  WRITE,
} from './permissions';
import { FileTree, newDirectory, newFile } from './tree';
import { type FurtherMounts, type Located, type Mount, type Slot, Walker } from './walker';

/** Room that a container's cluster has left; asked before anything grows. */
export interface Quota {
  /** Throws ENOSPC. */
  grow(tree: FileTree, bytes: number, inodes: number): void;
}

export interface OpenOptions {
  readonly write?: boolean;
  readonly append?: boolean;
  readonly create?: boolean;
  readonly exclusive?: boolean;
  readonly truncate?: boolean;
  readonly mode?: number;
}

export class Vfs {
  readonly mounts: readonly Mount[];
  readonly #walker: Walker;

  constructor(
    mounts: readonly Mount[],
    private readonly now: () => number,
    private readonly quota?: Quota,
    /** Further places where something is mounted, found when they are walked through. */
    further?: FurtherMounts,
  ) {
    this.mounts = mounts;
    this.#walker = new Walker(mounts, further);
  }

  // --------------------------------------------------------------------------------------------------------- reading

  /** Follows links, the last one too. */
  locate(path: string, who: Credentials = ROOT): Located {
    return present(this.#walker.walk(path, who, true), path);
  }

  /** Does not follow the last link. */
  locateLink(path: string, who: Credentials = ROOT): Located {
    return present(this.#walker.walk(path, who, false), path);
  }

  exists(path: string, who: Credentials = ROOT): boolean {
    return this.tryLocate(path, who) !== undefined;
  }

  tryLocate(path: string, who: Credentials = ROOT): Located | undefined {
    try {
      return this.#walker.walk(path, who, true).found;
    } catch {
      return undefined;
    }
  }

  readdir(path: string, who: Credentials = ROOT): string[] {
    const at = this.locate(path, who);
    if (at.inode.type !== 'directory') throw new PosixError('ENOTDIR', path);
    demand(at.inode, who, READ, path);
    return [...at.inode.entries.keys()].sort(byBytes);
  }

  readFile(path: string, who: Credentials = ROOT): Uint8Array {
    const at = this.locate(path, who);
    demand(at.inode, who, READ, path);
    if (at.inode.type === 'directory') throw new PosixError('EISDIR', path);
    return at.inode.type === 'file' ? at.inode.data.bytes() : new Uint8Array(0);
  }

  may(path: string, who: Credentials, want: 'r' | 'w' | 'x'): boolean {
    const at = this.tryLocate(path, who);
    if (!at) return false;
    if (want === 'w' && isReadOnly(at.mount)) return false;
    return allowed(at.inode, who, want === 'r' ? READ : want === 'w' ? WRITE : EXECUTE);
  }

  /** Why nothing can be made in a folder, as the system call would say; undefined when it can. */
  refusal(folder: string, who: Credentials): PosixCode | undefined {
    try {
      const at = this.locate(folder, who);
      if (at.inode.type !== 'directory') return 'ENOTDIR';
      if (isReadOnly(at.mount)) return 'EROFS';
      return allowed(at.inode, who, WRITE) && allowed(at.inode, who, EXECUTE) ? undefined : 'EACCES';
    } catch (error) {
      if (error instanceof PosixError) return error.code;
      throw error;
    }
  }

  // --------------------------------------------------------------------------------------------------------- changing

  /** Opens (and creates, truncates) a file or device for reading or writing. */
  open(path: string, options: OpenOptions, who: Credentials = ROOT): Located {
    const slot = this.#walker.walk(path, who, true);
    if (slot.found && options.create && options.exclusive) throw new PosixError('EEXIST', path);
    if (!slot.found) {
      if (!options.create) throw new PosixError('ENOENT', path);
      if (path.endsWith('/')) throw new PosixError('EISDIR', path);
      return this.#create(slot, newFile(this.now(), options.mode ?? 0o644), who, path);
    }
    const at = slot.found;
    if (options.write) {
      if (at.inode.type === 'directory') throw new PosixError('EISDIR', path);
      if (at.inode.type === 'file') writableTree(at.mount, path);
    }
    demand(at.inode, who, options.write ? WRITE : READ, path);
    if (options.truncate && at.inode.type === 'file') {
      writableTree(at.mount, path).truncate(at.ino, 0, this.now());
      return this.#reload(at);
    }
    return at;
  }

  /** Writes to an open file, by inode; the quota is asked for what it grows. */
  writeAt(at: Located, offset: number, chunk: Uint8Array): number {
    const tree = writableTree(at.mount, at.path);
    const size = fileOf(tree.get(at.ino)).data.size;
    const start = offset < 0 ? size : offset;
    this.quota?.grow(tree, Math.max(0, start + chunk.length - size), 0);
    tree.write(at.ino, start, chunk, this.now());
    return start + chunk.length;
  }

  readAt(at: Located, offset: number, length: number): Uint8Array {
    const inode = at.mount.tree.get(at.ino);
    return inode?.type === 'file' ? inode.data.bytes(offset, offset + length) : new Uint8Array(0);
  }

  truncate(path: string, size: number, who: Credentials = ROOT): void {
    const at = this.open(path, { write: true }, who);
    const tree = writableTree(at.mount, path);
    this.quota?.grow(tree, Math.max(0, size - fileOf(at.inode).data.size), 0);
    tree.truncate(at.ino, size, this.now());
  }

  /** Replaces a file's content as a whole, creating it if need be. */
  writeFile(
    path: string,
    bytes: Uint8Array,
    { mode, append = false, who = ROOT }: { mode?: number; append?: boolean; who?: Credentials } = {},
  ): void {
    const at = this.open(
      path,
      { write: true, create: true, truncate: !append, ...(mode !== undefined && { mode }) },
      who,
    );
    if (at.inode.type !== 'file') return;
    if (bytes.length > 0) this.writeAt(at, -1, bytes);
    if (mode !== undefined) writableTree(at.mount, path).setMeta(at.ino, { mode });
  }

  mkdir(path: string, mode = 0o755, who: Credentials = ROOT): void {
    const slot = this.#walker.walk(path, who, false);
    if (slot.found) throw new PosixError('EEXIST', path);
    const inherited = slot.parent.inode.mode & SETGID;
    this.#create(slot, newDirectory(this.now(), mode | inherited), who, path);
  }

  mkdirs(path: string, mode = 0o755, who: Credentials = ROOT): void {
    const parts = normalize(path).split('/').filter(Boolean);
    for (let depth = 1; depth <= parts.length; depth++) {
      const part = `/${parts.slice(0, depth).join('/')}`;
      const at = this.tryLocate(part, who);
      if (!at) this.mkdir(part, mode, who);
      else if (at.inode.type !== 'directory')
        throw new PosixError(depth < parts.length ? 'ENOTDIR' : 'EEXIST', path);
    }
  }

  symlink(target: string, path: string, who: Credentials = ROOT): void {
    const slot = this.#walker.walk(path, who, false);
    if (slot.found) throw new PosixError('EEXIST', path);
    const meta = { mode: 0o777, mtime: this.now(), nlink: 0, uid: 0, gid: 0 };
    this.#create(slot, { type: 'symlink', target, ...meta }, who, path);
  }

  link(existing: string, path: string, who: Credentials = ROOT): void {
    const source = this.locateLink(existing, who);
    if (source.inode.type === 'directory') throw new PosixError('EPERM', path);
    const slot = this.#walker.walk(path, who, false);
    if (slot.found) throw new PosixError('EEXIST', path);
    if (source.mount.tree !== slot.parent.mount.tree) throw new PosixError('EXDEV', path);
    this.#writableParent(slot, who, path).link(slot.parent.ino, slot.name, source.ino);
  }

  unlink(path: string, who: Credentials = ROOT): void {
    const slot = this.#walker.walk(path, who, false);
    const at = present(slot, path);
    if (at.inode.type === 'directory') throw new PosixError('EISDIR', path);
    this.#writableParent(slot, who, path).unlink(slot.parent.ino, slot.name);
  }

  rmdir(path: string, who: Credentials = ROOT): void {
    const slot = this.#walker.walk(path, who, false);
    const at = present(slot, path);
    if (at.inode.type !== 'directory') throw new PosixError('ENOTDIR', path);
    if (this.#walker.isMountPoint(at)) throw new PosixError('EBUSY', path);
    if (at.inode.entries.size > 0) throw new PosixError('ENOTEMPTY', path);
    this.#writableParent(slot, who, path).unlink(slot.parent.ino, slot.name);
  }

  rename(from: string, to: string, who: Credentials = ROOT): void {
    const source = this.#walker.walk(from, who, false);
    const moved = present(source, from);
    const target = this.#walker.walk(to, who, false);
    if (this.#walker.isMountPoint(moved)) throw new PosixError('EBUSY', from);
    if (moved.mount !== target.parent.mount) throw new PosixError('EXDEV', to);
    if (target.found?.ino === moved.ino) return;
    if (`${target.parent.path}/`.startsWith(`${moved.path}/`)) throw new PosixError('EINVAL', to);
    if (target.found) checkReplace(moved.inode, target.found.inode, to);
    const tree = this.#writableParent(source, who, from);
    this.#writableParent(target, who, to);
    tree.link(target.parent.ino, target.name, moved.ino);
    tree.unlink(source.parent.ino, source.name);
  }

  chmod(path: string, mode: number, who: Credentials = ROOT): void {
    const at = this.locate(path, who);
    if (who.uid !== at.inode.uid && !capable(who, CAP_FOWNER)) throw new PosixError('EPERM', path);
    writableTree(at.mount, path).setMeta(at.ino, { mode });
  }

  chown(
    path: string,
    owner: { readonly uid?: number; readonly gid?: number },
    who: Credentials = ROOT,
  ): void {
    const at = this.locateLink(path, who);
    // An owner may give a file to a group that he is in.
    const ownGroup =
      who.uid === at.inode.uid &&
      (owner.uid ?? who.uid) === who.uid &&
      (owner.gid === undefined || isIn(who, owner.gid));
    if (!ownGroup && !capable(who, CAP_CHOWN)) throw new PosixError('EPERM', path);
    writableTree(at.mount, path).setMeta(at.ino, owner);
  }

  utimes(path: string, mtime: number, who: Credentials = ROOT): void {
    const at = this.locate(path, who);
    if (who.uid !== at.inode.uid) demand(at.inode, who, WRITE, path);
    writableTree(at.mount, path).setMeta(at.ino, { mtime });
  }

  /** Removes a file or a whole directory. */
  removeAll(path: string, who: Credentials = ROOT): void {
    const at = this.locateLink(path, who);
    if (at.inode.type !== 'directory') {
      this.unlink(path, who);
      return;
    }
    for (const name of at.inode.entries.keys()) this.removeAll(join(at.path, name), who);
    this.rmdir(path, who);
  }

  #create(slot: Slot, inode: Inode, who: Credentials, path: string): Located {
    const tree = this.#writableParent(slot, who, path);
    this.quota?.grow(tree, 0, 1);
    const ino = tree.create(slot.parent.ino, slot.name, { ...inode, ...ownerIn(slot.parent.inode, who) });
    return this.#reload({ mount: slot.parent.mount, ino, inode, path: join(slot.parent.path, slot.name) });
  }

  #writableParent(slot: Slot, who: Credentials, path: string): FileTree {
    const tree = writableTree(slot.parent.mount, path);
    demand(slot.parent.inode, who, WRITE, path);
    return tree;
  }

  #reload(at: Located): Located {
    return { ...at, inode: at.mount.tree.get(at.ino) ?? at.inode };
  }
}

function present(slot: Slot, path: string): Located {
  if (!slot.found) throw new PosixError('ENOENT', path);
  return slot.found;
}

function isReadOnly(mount: Mount): boolean {
  return mount.readOnly || !mount.tree.writable;
}

function writableTree(mount: Mount, path: string): FileTree {
  if (isReadOnly(mount) || !(mount.tree instanceof FileTree)) throw new PosixError('EROFS', path);
  return mount.tree;
}

function fileOf(inode: Inode | undefined): FileInode {
  if (inode?.type === 'file') return inode;
  return newFile(0, 0o644, FileData.empty);
}

function checkReplace(moved: Inode, replaced: Inode, path: string): void {
  if (replaced.type === 'directory') {
    if (moved.type !== 'directory') throw new PosixError('EISDIR', path);
    if (replaced.entries.size > 0) throw new PosixError('ENOTEMPTY', path);
  } else if (moved.type === 'directory') throw new PosixError('ENOTDIR', path);
}
