/**
 * Every file tree of a cluster as the host knows it, which is what snapshots, the journal and programs beside the
 * kubelet see. While a shell engine holds a tree it alone changes it and this is a replica that follows; otherwise
 * changes are made here.
 */
import type { Journal, StateSection } from '../../contracts';
import { fromJson, type JsonInode, stateToJson, toJson } from '../fs/pack';
import { type BaseTable, FileTree, type TreeDelta, type TreeState } from '../fs/tree';
import { TreeTable } from '../fs/tree-table';
import type { Quota } from '../fs/vfs';
import type { ContainerLimits } from '../limits';

export const SECTION = 'containers';
const NO_BASE: BaseTable = new Map();

/** `whole`: all of the tree, whatever was written of it before. */
type JournalRecord =
  | { readonly tree: string; readonly d: readonly JsonInode[]; readonly whole?: true }
  | { readonly tree: string; readonly removed: true };

export interface TreeStoreOptions {
  /** Without one nothing outlives the process. */
  readonly journal?: Journal | undefined;
  readonly limits: ContainerLimits;
  beforeRestore(): void;
  /** A change could not be journalled, for want of room as a rule. It is there, and written with what follows it. */
  failed?(error: unknown): void;
}

/** All trees by reference; as JSON all their inodes. */
export class FilesSnapshot {
  constructor(readonly trees: ReadonlyMap<string, TreeState>) {}

  toJSON(): Record<string, readonly JsonInode[]> {
    return Object.fromEntries([...this.trees].map(([id, state]) => [id, stateToJson(state)]));
  }
}

export class TreeStore implements StateSection {
  readonly name = SECTION;
  readonly #trees: TreeTable;
  /** Trees of a restored state that no container or volume has asked for yet: they lack their image. */
  readonly #orphans = new Set<string>();

  /** Trees of which the journal lacks something. */
  readonly #behind = new Set<string>();

  constructor(private readonly options: TreeStoreOptions) {
    this.#trees = new TreeTable(options.limits);
  }

  /** The room that all trees share. */
  get quota(): Quota {
    return this.#trees;
  }

  /** The tree of that id over that image; what is known of it from before is kept. */
  open(id: string, base: BaseTable = NO_BASE): FileTree {
    const known = this.#trees.get(id);
    if (known && !this.#orphans.has(id)) return known;
    const tree = new FileTree(id, base, known?.freeze());
    this.#orphans.delete(id);
    return this.#trees.set(tree);
  }

  get(id: string): FileTree | undefined {
    return this.#trees.get(id);
  }

  /** Calls back at each change of how much a tree holds; returns how to end that. */
  watch(id: string, changed: () => void): () => void {
    return this.#trees.watch(id, changed);
  }

  remove(id: string): void {
    if (this.#trees.delete(id)) this.#append({ tree: id, removed: true });
  }

  /** Journals what was changed here. */
  commit(tree: FileTree): void {
    if (tree.changed) this.#record(tree, tree.takeDelta());
  }

  /** Follows a change that the engine made. */
  follow(id: string, delta: TreeDelta): void {
    const tree = this.#trees.get(id);
    if (!tree) return;
    tree.apply(delta);
    this.#record(tree, delta);
  }

  // ------------------------------------------------------------------------------------------------------- state

  snapshot(): FilesSnapshot {
    return new FilesSnapshot(new Map([...this.#trees].map((tree) => [tree.id, tree.freeze()])));
  }

  /** Takes a snapshot of this process or one that was written as JSON. Processes end; containers are made anew. */
  restore(value: unknown): void {
    this.options.beforeRestore();
    this.#trees.clear();
    this.#orphans.clear();
    if (value instanceof FilesSnapshot) {
      for (const [id, state] of value.trees) this.#adopt(new FileTree(id, NO_BASE, state));
    } else {
      for (const [id, inodes] of Object.entries((value ?? {}) as Record<string, readonly JsonInode[]>))
        this.#replayed(id).apply(fromJson(inodes));
    }
  }

  replay(record: unknown): void {
    const change = record as JournalRecord;
    if ('removed' in change || change.whole) this.#trees.delete(change.tree);
    if ('d' in change) this.#replayed(change.tree).apply(fromJson(change.d));
  }

  #replayed(id: string): FileTree {
    return this.#trees.get(id) ?? this.#adopt(new FileTree(id, NO_BASE));
  }

  #adopt(tree: FileTree): FileTree {
    this.#orphans.add(tree.id);
    return this.#trees.set(tree);
  }

  #record(tree: FileTree, delta: TreeDelta): void {
    const { id } = tree;
    this.#append(
      this.#behind.has(id)
        ? { tree: id, d: stateToJson(tree.freeze()), whole: true }
        : { tree: id, d: toJson(delta) },
    );
  }

  /** Processes write on their own: nobody is there to be refused when the journal takes nothing more. */
  #append(record: JournalRecord): void {
    try {
      this.options.journal?.append(SECTION, record);
      this.#behind.delete(record.tree);
    } catch (error) {
      if (this.#behind.has(record.tree)) return;
      this.#behind.add(record.tree);
      this.options.failed?.(error);
    }
  }
}
