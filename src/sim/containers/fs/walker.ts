/**
 * Walks a path over mounted trees as a kernel does: component by component, through symbolic links and "..", asking at
 * each directory whether the walker may pass.
 */
import { PosixError } from '../errors';
import type { DirInode, Ino, Inode, TreeReader } from './inode';
import { join, parentOf, splitPath } from './paths';
import { type Credentials, demand, EXECUTE } from './permissions';

export interface Mount {
  /** Normalized, absolute; "/" is the container's own tree. */
  readonly path: string;
  readonly tree: TreeReader;
  readonly root: Ino;
  readonly readOnly: boolean;
  /** How `mount` and `df` name it. */
  readonly source: string;
  /** Of its file system; default: ext4. */
  readonly type?: string;
}

/** What is mounted under /proc, asked when it is walked to, or `through`. */
export type FurtherMounts = (path: string, through: boolean) => Mount | undefined;

/** A place that exists. */
export interface Located {
  readonly mount: Mount;
  readonly ino: Ino;
  readonly inode: Inode;
  /** Canonical path: no links, no dots. */
  readonly path: string;
}

/** A name in a directory that exists, whether or not the name does. */
export interface Slot {
  readonly parent: Located;
  readonly name: string;
  readonly found?: Located;
}

const MAX_LINKS = 40;
const MAX_NAME = 255;

export class Walker {
  readonly #byPath: ReadonlyMap<string, Mount>;

  constructor(
    mounts: readonly Mount[],
    private readonly further: FurtherMounts = () => undefined,
  ) {
    this.#byPath = new Map(mounts.map((mount) => [mount.path, mount]));
  }

  walk(path: string, who: Credentials, followLast: boolean): Slot {
    if (path === '') throw new PosixError('ENOENT', path);
    const state = { links: 0 };
    return this.#walkFrom(this.#rootAt(), splitPath(path), { who, followLast, state, path });
  }

  #walkFrom(
    start: Located,
    parts: readonly string[],
    how: { who: Credentials; followLast: boolean; state: { links: number }; path: string },
  ): Slot {
    let at = start;
    const todo = [...parts];
    let slot: Slot = { parent: at, name: '.', found: at };
    while (todo.length > 0) {
      const name = todo.shift() ?? '';
      if (at.inode.type !== 'directory') throw new PosixError('ENOTDIR', how.path);
      demand(at.inode, how.who, EXECUTE, how.path);
      if (name.length > MAX_NAME) throw new PosixError('EINVAL', how.path);
      if (name === '.') continue;
      if (name === '..') {
        at = this.#canonical(parentOf(at.path));
        slot = { parent: at, name: '.', found: at };
        continue;
      }
      const found = this.#child(at, at.inode, name, todo.length > 0 || how.followLast);
      if (!found) {
        if (todo.some((part) => part !== '.')) throw new PosixError('ENOENT', how.path);
        return { parent: at, name };
      }
      if (found.inode.type === 'symlink' && (todo.length > 0 || how.followLast)) {
        if (++how.state.links > MAX_LINKS) throw new PosixError('ELOOP', how.path);
        todo.unshift(...splitPath(found.inode.target));
        if (found.inode.target.startsWith('/')) at = this.#rootAt();
        slot = { parent: at, name: '.', found: at };
        continue;
      }
      slot = { parent: at, name, found };
      at = found;
    }
    return slot;
  }

  #child(at: Located, directory: DirInode, name: string, through = true): Located | undefined {
    const path = join(at.path, name);
    const mounted =
      this.#byPath.get(path) ?? (path.startsWith('/proc/') ? this.further(path, through) : undefined);
    if (mounted) return this.#mountRoot(mounted);
    const ino = directory.entries.get(name);
    const inode = ino === undefined ? undefined : at.mount.tree.get(ino);
    return ino === undefined || !inode ? undefined : { mount: at.mount, ino, inode, path };
  }

  /** A canonical path again, from the root; used for "..", whose parent is known to exist. */
  #canonical(path: string): Located {
    let at = this.#rootAt();
    for (const name of splitPath(path)) {
      const next = at.inode.type === 'directory' ? this.#child(at, at.inode, name) : undefined;
      if (!next) throw new PosixError('ENOENT', path);
      at = next;
    }
    return at;
  }

  #rootAt(): Located {
    const mount = this.#byPath.get('/');
    if (!mount) throw new PosixError('ENOENT', '/');
    return this.#mountRoot(mount);
  }

  #mountRoot(mount: Mount): Located {
    const inode = mount.tree.get(mount.root);
    if (!inode) throw new PosixError('ENOENT', mount.path);
    return { mount, ino: mount.root, inode, path: mount.path };
  }

  isMountPoint(at: Located): boolean {
    return this.#byPath.has(at.path);
  }
}
