/**
 * A cluster's whole state as one value: the sections of its parts, the journal they write to, and its compaction. Parts
 * register their section before the state is loaded; records of a section nobody registered are an error, since they
 * would be lost.
 */
import { failure } from '@/apimachinery';
import type { Journal, JournalContents, StateSection } from '../contracts';

/** All sections by name. Shares the immutable objects with the living cluster, so that taking one is cheap. */
export type ClusterSnapshot = Readonly<Record<string, unknown>>;

/** Records that are always fine to keep; beyond that the journal may grow to a multiple of the state. */
const MIN_RECORDS = 2_000;
const RECORDS_PER_OBJECT = 4;

export class ClusterState {
  readonly #sections = new Map<string, StateSection>();
  readonly #journal: Journal;
  readonly #weight: () => number;
  #records = 0;
  #compacting = false;
  #closed = false;

  /** `weight` tells the size of the state in objects, by which the journal's growth is measured. */
  constructor(journal: Journal, weight: () => number = () => 0) {
    this.#journal = journal;
    this.#weight = weight;
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
    if (this.#compacting || this.#records <= this.#limit()) return;
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

  #limit(): number {
    return Math.max(MIN_RECORDS, RECORDS_PER_OBJECT * this.#weight());
  }

  #compact(): void {
    this.#compacting = false;
    if (!this.#closed) this.#checkpoint();
  }

  #checkpoint(): void {
    this.#journal.checkpoint(this.snapshot());
    this.#records = 0;
  }
}
