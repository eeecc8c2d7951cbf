/**
 * A file tree that can be written: its own inodes over an image's, which many trees share and none changes. A changed
 * inode is copied from the image under the same number, so an open file stays the same file.
 *
 * `freeze()` hands out the state by reference and is O(1): afterwards the next change copies the table's index, not the
 * files. `takeDelta()` says what changed since it was last asked; a replica that applies the deltas in order is equal.
 */
import { PosixError } from '../errors';
import { type ByteRange, withRange } from './byte-ranges';
import { FileData, lengthWithoutZeros } from './file-data';
import type { DirInode, FileInode, Ino, Inode, TreeReader } from './inode';

/** Inodes of an image by number: never written to. */
export type BaseTable = ReadonlyMap<Ino, Inode>;

export const ROOT_INO: Ino = 1;

/** One inode's change. `at`/`bytes` replace a range, after which the file is `size` long. */
export interface InodeDelta {
  readonly ino: Ino;
  readonly meta?: Inode;
  readonly data?: { readonly at: number; readonly bytes: Uint8Array; readonly size: number };
  readonly entries?: readonly (readonly [name: string, ino: Ino | null])[];
  /** `entries` are all there are, not changes. */
  readonly whole?: true;
  readonly gone?: true;
}
export type TreeDelta = readonly InodeDelta[];

export interface TreeState {
  readonly own: ReadonlyMap<Ino, Inode>;
  readonly nextIno: Ino;
}

interface Dirty {
  /** Not yet in this table at the last delta: the whole inode must be told. */
  readonly isNew: boolean;
  /** How long the file was at the last delta (or in the image): what is behind reads as zeros until it is told. */
  readonly told: number;
  written: readonly ByteRange[];
  entries?: Map<string, Ino | null>;
}

const FIRST_OWN_INO = 2;

export class FileTree implements TreeReader {
  readonly root = ROOT_INO;
  readonly writable = true;
  /** Called when the first change since the last delta happens. */
  onChange: (() => void) | undefined;
  /** Bytes that it may hold. */
  sizeLimit = Number.POSITIVE_INFINITY;
  /** Called with each change of `usage`. */
  onUsage: ((bytes: number, inodes: number) => void) | undefined;
  #own: Map<Ino, Inode>;
  #frozen = false;
  #nextIno: Ino;
  #bytes = 0;
  readonly #dirty = new Map<Ino, Dirty>();
  readonly #open = new Map<Ino, number>();

  constructor(
    readonly id: string,
    readonly base: BaseTable,
    state?: TreeState,
  ) {
    this.#own = new Map(state?.own);
    this.#nextIno = state?.nextIno ?? FIRST_OWN_INO;
    for (const inode of this.#own.values()) this.#bytes += sizeOf(inode);
    // The state of a tree that was replayed without its image: the image has a root.
    if (this.#own.get(ROOT_INO) === NO_ROOT) this.#own.delete(ROOT_INO);
    if (!this.get(ROOT_INO)) this.#own.set(ROOT_INO, NO_ROOT);
  }

  /** Bytes and inodes that this tree holds of its own, beyond its image. */
  get usage(): { readonly bytes: number; readonly inodes: number } {
    return { bytes: this.#bytes, inodes: this.#own.size };
  }

  get(ino: Ino): Inode | undefined {
    return this.#own.get(ino) ?? this.base.get(ino);
  }

  /** Puts a new inode under a name. */
  create(parent: Ino, name: string, inode: Inode): Ino {
    const ino = this.#nextIno++;
    const dirty = this.#change(ino, inode);
    dirty.written = [{ from: 0, to: sizeOf(inode) }];
    this.link(parent, name, ino);
    return ino;
  }

  /** Gives an existing inode one more name, replacing what had that name. */
  link(parent: Ino, name: string, ino: Ino): void {
    const directory = this.#directory(parent);
    const replaced = directory.entries.get(name);
    this.#setEntry(parent, name, ino);
    this.#addLinks(ino, 1);
    if (replaced !== undefined) this.#addLinks(replaced, -1);
  }

  unlink(parent: Ino, name: string): void {
    const ino = this.#directory(parent).entries.get(name);
    if (ino === undefined) throw new PosixError('ENOENT');
    this.#setEntry(parent, name, null);
    this.#addLinks(ino, -1);
  }

  write(ino: Ino, at: number, chunk: Uint8Array, now: number): void {
    const file = this.#file(ino);
    const dirty = this.#change(ino, { ...file, data: file.data.write(at, chunk), mtime: now });
    dirty.written = withRange(dirty.written, { from: at, to: at + chunk.length });
  }

  truncate(ino: Ino, size: number, now: number): void {
    const file = this.#file(ino);
    const dirty = this.#change(ino, { ...file, data: file.data.resize(size), mtime: now });
    dirty.written = withRange(dirty.written, {
      from: Math.min(size, file.data.size),
      to: Number.POSITIVE_INFINITY,
    });
  }

  setMeta(ino: Ino, change: Partial<Pick<Inode, 'mode' | 'uid' | 'gid' | 'mtime'>>): void {
    const inode = this.get(ino);
    if (!inode) throw new PosixError('ENOENT');
    this.#change(ino, keepEntries(this.#entryMaps, inode, { ...inode, ...change }));
  }

  /** An open file keeps its inode after its last name is gone; each hold needs one release. */
  hold(ino: Ino): void {
    this.#open.set(ino, (this.#open.get(ino) ?? 0) + 1);
  }

  /** Inodes that are held, once for each hold. */
  get held(): readonly Ino[] {
    return [...this.#open].flatMap(([ino, count]) => Array.from({ length: count }, () => ino));
  }

  release(ino: Ino): void {
    const left = (this.#open.get(ino) ?? 1) - 1;
    if (left > 0) {
      this.#open.set(ino, left);
      return;
    }
    this.#open.delete(ino);
    if (this.get(ino)?.nlink === 0) this.#drop(ino);
  }

  // ------------------------------------------------------------------------------------------- state and replication

  freeze(): TreeState {
    this.#frozen = true;
    this.#entryMaps = new WeakMap();
    return { own: this.#own, nextIno: this.#nextIno };
  }

  get changed(): boolean {
    return this.#dirty.size > 0;
  }

  takeDelta(): TreeDelta {
    const delta = [...this.#dirty].flatMap(([ino, dirty]) => this.#deltasOf(ino, dirty));
    this.#dirty.clear();
    return delta;
  }

  /** Brings a replica up to date. Marks nothing as changed. */
  apply(delta: TreeDelta): void {
    for (const change of delta) {
      this.#applyOne(change);
      if (change.ino >= this.#nextIno && change.ino < MAX_OWN_INO) this.#nextIno = change.ino + 1;
    }
  }

  #applyOne({ ino, meta, data, entries, whole, gone }: InodeDelta): void {
    if (gone) {
      if (!this.#open.has(ino)) this.#remove(ino);
      return;
    }
    const old = this.get(ino);
    let inode = meta ?? old;
    if (!inode) return;
    if (inode.type === 'file') {
      const before = old?.type === 'file' ? old.data : FileData.empty;
      inode = { ...inode, data: data ? before.write(data.at, data.bytes).resize(data.size) : before };
    } else if (inode.type === 'directory') {
      const before = old?.type === 'directory' && !whole ? old.entries : NO_ENTRIES;
      inode = { ...inode, entries: entries ? patched(before, entries) : before };
    }
    this.#put(ino, inode);
  }

  /** One for each range of a file that was written. */
  #deltasOf(ino: Ino, dirty: Dirty): InodeDelta[] {
    const inode = this.#own.get(ino);
    if (!inode) return [{ ino, gone: true }];
    const meta = withoutContent(inode);
    if (inode.type === 'file' && dirty.written.length > 0)
      return dirty.written.map((range) => ({ ino, meta, data: rangeOf(inode, range, dirty.told) }));
    return [
      {
        ino,
        meta,
        ...(dirty.entries && !dirty.isNew && { entries: [...dirty.entries] }),
        ...(dirty.isNew &&
          inode.type === 'directory' && { entries: [...inode.entries], whole: true as const }),
      },
    ];
  }

  #dirtyOf(ino: Ino): Dirty {
    let dirty = this.#dirty.get(ino);
    if (!dirty) {
      const isNew = !this.#own.has(ino);
      const size = sizeOf(this.get(ino));
      // The first change of an image's file makes it this tree's own, with all that is in it.
      dirty = { isNew, told: size, written: isNew && size > 0 ? [{ from: 0, to: size }] : [] };
      this.#dirty.set(ino, dirty);
      if (this.#dirty.size === 1) this.onChange?.();
    }
    return dirty;
  }

  #change(ino: Ino, inode: Inode): Dirty {
    const dirty = this.#dirtyOf(ino);
    this.#put(ino, inode);
    return dirty;
  }

  #put(ino: Ino, inode: Inode): void {
    if (this.#frozen) {
      this.#own = new Map(this.#own);
      this.#frozen = false;
    }
    const old = this.#own.get(ino);
    this.#own.set(ino, inode);
    this.#use(sizeOf(inode) - (old ? sizeOf(old) : 0), old ? 0 : 1);
  }

  #use(bytes: number, inodes: number): void {
    if (bytes === 0 && inodes === 0) return;
    this.#bytes += bytes;
    this.onUsage?.(bytes, inodes);
  }

  #remove(ino: Ino): void {
    const old = this.#own.get(ino);
    if (!old) return;
    if (this.#frozen) {
      this.#own = new Map(this.#own);
      this.#frozen = false;
    }
    this.#own.delete(ino);
    this.#use(-sizeOf(old), -1);
  }

  #drop(ino: Ino): void {
    const dirty = this.#dirtyOf(ino);
    this.#remove(ino);
    // Born and gone between two deltas: nobody else ever saw it.
    if (dirty.isNew) this.#dirty.delete(ino);
  }

  #setEntry(parent: Ino, name: string, ino: Ino | null): void {
    const directory = this.#directory(parent);
    const dirty = this.#dirtyOf(parent);
    const entries = this.#ownEntries(parent, directory);
    if (ino === null) entries.delete(name);
    else entries.set(name, ino);
    dirty.entries ??= new Map();
    dirty.entries.set(name, ino);
  }

  /** The entries of a directory, copied first unless they are already this tree's own and unshared. */
  #ownEntries(parent: Ino, directory: DirInode): Map<string, Ino> {
    const own = this.#entryMaps.get(directory);
    if (own) return own;
    const entries = new Map(directory.entries);
    const copy: DirInode = { ...directory, entries };
    this.#put(parent, copy);
    this.#entryMaps.set(copy, entries);
    return entries;
  }

  /** Entry maps that this tree made itself since it was last frozen, by their directory. */
  #entryMaps = new WeakMap<DirInode, Map<string, Ino>>();

  #addLinks(ino: Ino, by: number): void {
    const inode = this.get(ino);
    if (!inode) return;
    const nlink = inode.nlink + by;
    const held = (this.#open.get(ino) ?? 0) > 0;
    if (nlink > 0 || held) this.#change(ino, keepEntries(this.#entryMaps, inode, { ...inode, nlink }));
    else this.#drop(ino);
  }

  #directory(ino: Ino): DirInode {
    const inode = this.get(ino);
    if (!inode) throw new PosixError('ENOENT');
    if (inode.type !== 'directory') throw new PosixError('ENOTDIR');
    return inode;
  }

  #file(ino: Ino): FileInode {
    const inode = this.get(ino);
    if (!inode) throw new PosixError('ENOENT');
    if (inode.type !== 'file') throw new PosixError('EINVAL');
    return inode;
  }
}

/** Numbers above belong to images (fs/image.ts), below to trees. */
export const MAX_OWN_INO = 2 ** 40;

export const newDirectory = (now: number, mode = 0o755): DirInode => ({
  type: 'directory',
  mode,
  uid: 0,
  gid: 0,
  mtime: now,
  nlink: 0,
  entries: new Map(),
});

export const newFile = (now: number, mode = 0o644, data = FileData.empty): FileInode => ({
  type: 'file',
  mode,
  uid: 0,
  gid: 0,
  mtime: now,
  nlink: 0,
  data,
});

/** The root of a tree without an image, as long as nothing is in it. */
export const NO_ROOT: DirInode = newDirectory(0);

const sizeOf = (inode: Inode | undefined): number => (inode?.type === 'file' ? inode.data.size : 0);

const NO_ENTRIES: ReadonlyMap<string, Ino> = new Map();

function patched(
  before: ReadonlyMap<string, Ino>,
  changes: NonNullable<InodeDelta['entries']>,
): ReadonlyMap<string, Ino> {
  const names = new Map(before);
  for (const [name, ino] of changes) {
    if (ino === null) names.delete(name);
    else names.set(name, ino);
  }
  return names;
}

function withoutContent(inode: Inode): Inode {
  if (inode.type === 'file') return { ...inode, data: FileData.empty };
  return inode.type === 'directory' ? { ...inode, entries: NO_ENTRIES } : inode;
}

/** Without the zeros at its end, where they are what an untold end reads as anyway. */
function rangeOf(
  { data }: FileInode,
  { from, to }: ByteRange,
  told: number,
): NonNullable<InodeDelta['data']> {
  const at = Math.min(from, data.size);
  const bytes = data.bytes(at, to);
  const kept = Math.max(lengthWithoutZeros(bytes), Math.min(bytes.length, told - at));
  return { at, bytes: bytes.slice(0, kept), size: data.size };
}

function keepEntries(maps: WeakMap<DirInode, Map<string, Ino>>, old: Inode, copy: Inode): Inode {
  const entries = old.type === 'directory' ? maps.get(old) : undefined;
  if (entries && copy.type === 'directory') maps.set(copy, entries);
  return copy;
}
