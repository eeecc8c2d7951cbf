/** Journal and state: where accepted changes go, and how a cluster comes back from them. */

/**
 * Where accepted changes go before anybody hears of them. Synchronous on purpose: when `append` returns, a kill -9 of
 * the process loses nothing (docs/adr: journal). `kind` names the section that replays the record.
 */
export interface Journal {
  /** Bytes that it holds. */
  readonly size: number;
  append(section: string, record: unknown): void;
  /** Replaces everything written so far by one value per section (compaction). */
  checkpoint(state: Readonly<Record<string, unknown>>): void;
  close(): void;
}

/** What a journal held when the cluster was opened again. */
export interface JournalContents {
  readonly checkpoint?: Readonly<Record<string, unknown>>;
  readonly records: readonly { readonly section: string; readonly record: unknown }[];
}

/** A part of a cluster's state: objects, file systems, clock offset, rng ... All sections together are the cluster. */
export interface StateSection {
  readonly name: string;
  snapshot(): unknown;
  restore(value: unknown): void;
  /** Applies one journal record of this section. */
  replay(record: unknown): void;
}
