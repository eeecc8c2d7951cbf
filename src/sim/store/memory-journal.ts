/** A journal that keeps everything in memory, as text as a file would: for tests and for clusters that need no disk. */
import type { Journal, JournalContents } from '../contracts';

export class MemoryJournal implements Journal {
  #checkpoint: string | undefined;
  #records: string[] = [];

  append(section: string, record: unknown): void {
    this.#records.push(JSON.stringify({ section, record }));
  }

  checkpoint(state: Readonly<Record<string, unknown>>): void {
    this.#checkpoint = JSON.stringify(state);
    this.#records = [];
  }

  close(): void {}

  /** How many records came after the last checkpoint. */
  get length(): number {
    return this.#records.length;
  }

  /** What a reopened cluster would read. */
  contents(): JournalContents {
    return {
      ...(this.#checkpoint === undefined ? {} : { checkpoint: JSON.parse(this.#checkpoint) }),
      records: this.#records.map((text) => JSON.parse(text)),
    };
  }
}
