/**
 * A cluster's whole state as one value: the sections of its parts, the journal they write to, and its compaction. Parts
 * register their section before the state is loaded; records of a section nobody registered are an error, since they
 * would be lost.
 */
import { failure } from '@/apimachinery';
import type { Journal, JournalContents, StateSection } from '../contracts';

/** All sections by name. Shares the immutable objects with the living cluster, so that taking one is cheap. */
export type ClusterSnapshot = Readonly<Record<string, unknown>>;

/** A checkpoint writes the whole state: the journal must have grown to so many times the last one. */
const GROWTH = 3;
/** Until it has so many records or bytes it stays as it is; the larger the state, the more records. */
const MIN_RECORDS = 2_000;
const RECORDS_PER_OBJECT = 4;
const MAX_FREE_BYTES = 16 << 20;

export class ClusterState {
  readonly #sections = new Map<string, StateSection>();
  readonly #journal: Journal;
  readonly #weight: () => number;
  readonly #failed: (error: unknown) => void;
  #records = 0;
  /** How long the journal was after the last checkpoint. */
  #base = 0;
  #compacting = false;
  #closed = false;

  /**
   * `weight` tells the size of the state in objects, by which the number of records is measured. `failed` hears of a
   * compaction that was not possible, for example for want of room: the journal is whole and longer than it need be.
   */
  constructor(journal: Journal, weight: () => number = () => 0, failed: (error: unknown) => void = () => {}) {
    this.#journal = journal;
    this.#weight = weight;
    this.#failed = failed;
  }

  register(section: StateSection): void {
    this.#sections.set(section.name, section);
  }

  /** Brings every section to where the journal ended. Returns whether there was anything. */
  load(contents: JournalContents): boolean {
    if (contents.checkpoint) this.#restoreSections(contents.checkpoint);
    for (const { section, record } of contents.records) this.#section(section).replay(record);
    this.#records = contents.records.length;
    return contents.checkpoint !== undefined || contents.records.length > 0;
  }

  /** Writes a record of a section; the section applies it only afterwards. */
  append(section: string, record: unknown): void {
    if (this.#closed) throw failure(503, 'ServiceUnavailable', 'this cluster is closed');
    this.#journal.append(section, record);
    this.#records++;
    if (this.#compacting || !this.#isLong()) return;
    this.#compacting = true;
    // Not here: the record's change is not applied yet and would be missing from the checkpoint.
    queueMicrotask(() => this.#compact());
  }

  snapshot(): ClusterSnapshot {
    return Object.fromEntries([...this.#sections.values()].map((s) => [s.name, s.snapshot()]));
  }

  /** Takes the whole cluster back to a snapshot, in the journal as well. */
  restore(snapshot: ClusterSnapshot): void {
    this.#restoreSections(snapshot);
    this.#checkpoint();
  }

  /** No record is accepted afterwards: whoever still acts is refused, and that is no defect. */
  close(): void {
    this.#closed = true;
    this.#journal.close();
  }

  #restoreSections(snapshot: ClusterSnapshot): void {
    for (const [name, value] of Object.entries(snapshot)) this.#section(name).restore(value);
  }

  #section(name: string): StateSection {
    const section = this.#sections.get(name);
    if (!section) throw new Error(`journal: no part of this cluster knows the section "${name}"`);
    return section;
  }

  #isLong(): boolean {
    const { size } = this.#journal;
    if (size < GROWTH * this.#base) return false;
    return (
      size > MAX_FREE_BYTES || this.#records > Math.max(MIN_RECORDS, RECORDS_PER_OBJECT * this.#weight())
    );
  }

  #compact(): void {
    this.#compacting = false;
    if (this.#closed) return;
    try {
      this.#checkpoint();
    } catch (error) {
      // Tried again when the journal is so much longer.
      this.#base = this.#journal.size;
      this.#failed(error);
    }
  }

  #checkpoint(): void {
    this.#journal.checkpoint(this.snapshot());
    this.#records = 0;
    this.#base = this.#journal.size;
  }
}
