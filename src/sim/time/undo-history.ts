/**
 * The last changes that users made, each with the cluster as it was before. Snapshots share what did not change with
 * the living cluster, so a few of them cost next to nothing.
 */

/** One thing a user did: a write, and those that followed it closely (`kubectl apply` of a folder, a drain). */
export interface UserChange {
  /** "delete deployments/web in namespace default", of the first write. */
  readonly description: string;
  readonly writes: number;
  /** Cluster time of the first write, in milliseconds. */
  readonly at: number;
}

export interface UndoOptions<Snapshot> {
  readonly now: () => number;
  readonly take: () => Snapshot;
}

interface Entry<Snapshot> extends UserChange {
  readonly before: Snapshot;
  readonly lastAt: number;
}

/** Writes that follow one another no later than this are one change. */
const SAME_CHANGE_MS = 1_000;
const KEPT = 20;

export class UndoHistory<Snapshot> {
  readonly #options: UndoOptions<Snapshot>;
  #entries: Entry<Snapshot>[] = [];

  constructor(options: UndoOptions<Snapshot>) {
    this.#options = options;
  }

  /** What would be undone. */
  get last(): UserChange | undefined {
    const entry = this.#entries.at(-1);
    return entry && { description: entry.description, writes: entry.writes, at: entry.at };
  }

  /** To be called before a user's write is carried out. */
  record(description: string): void {
    const now = this.#options.now();
    const last = this.#entries.at(-1);
    if (last && now - last.lastAt <= SAME_CHANGE_MS) {
      this.#entries[this.#entries.length - 1] = { ...last, writes: last.writes + 1, lastAt: now };
      return;
    }
    const before = this.#options.take();
    this.#entries = [...this.#entries, { description, writes: 1, at: now, lastAt: now, before }].slice(-KEPT);
  }

  /** The cluster before the last change, which is forgotten with that. */
  pop(): Snapshot | undefined {
    return this.#entries.pop()?.before;
  }

  clear(): void {
    this.#entries = [];
  }
}
