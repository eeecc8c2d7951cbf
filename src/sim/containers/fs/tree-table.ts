/**
 * The file trees of a cluster by id, and what they hold together. The sum is kept as trees change: it is asked at every
 * write, and a large cluster has tens of thousands of trees.
 */
import { PosixError } from '../errors';
import type { ContainerLimits } from '../limits';
import type { FileTree } from './tree';
import type { Quota } from './vfs';

export class TreeTable implements Quota {
  readonly #trees = new Map<string, FileTree>();
  readonly #watchers = new Map<string, Set<() => void>>();
  #bytes = 0;
  #inodes = 0;

  constructor(private readonly limits: Pick<ContainerLimits, 'fileBytes' | 'files'>) {}

  /** Bytes and inodes of all trees, beyond their images. */
  get usage(): { readonly bytes: number; readonly inodes: number } {
    return { bytes: this.#bytes, inodes: this.#inodes };
  }

  get(id: string): FileTree | undefined {
    return this.#trees.get(id);
  }

  /** Takes a tree in, in the place of one that had its id. */
  set(tree: FileTree): FileTree {
    this.delete(tree.id);
    this.#trees.set(tree.id, tree);
    this.#count(tree.usage.bytes, tree.usage.inodes);
    tree.onUsage = (bytes, inodes) => {
      this.#count(bytes, inodes);
      for (const changed of this.#watchers.get(tree.id) ?? []) changed();
    };
    return tree;
  }

  delete(id: string): boolean {
    const tree = this.#trees.get(id);
    if (!tree) return false;
    tree.onUsage = undefined;
    this.#count(-tree.usage.bytes, -tree.usage.inodes);
    return this.#trees.delete(id);
  }

  /** Calls back at each change of a tree's usage, whichever tree has that id; returns how to end that. */
  watch(id: string, changed: () => void): () => void {
    const watchers = this.#watchers.get(id) ?? new Set();
    this.#watchers.set(id, watchers.add(changed));
    return () => {
      watchers.delete(changed);
      if (watchers.size === 0) this.#watchers.delete(id);
    };
  }

  clear(): void {
    for (const id of [...this.#trees.keys()]) this.delete(id);
  }

  [Symbol.iterator](): IterableIterator<FileTree> {
    return this.#trees.values();
  }

  grow(tree: FileTree, bytes: number, inodes: number): void {
    if (bytes > 0 && tree.usage.bytes + bytes > tree.sizeLimit) throw new PosixError('ENOSPC');
    if (bytes > 0 && this.#bytes + bytes > this.limits.fileBytes) throw new PosixError('ENOSPC');
    if (inodes > 0 && this.#inodes + inodes > this.limits.files) throw new PosixError('ENOSPC');
  }

  #count(bytes: number, inodes: number): void {
    this.#bytes += bytes;
    this.#inodes += inodes;
  }
}
