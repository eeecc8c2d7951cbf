/** A journal that keeps everything in memory, as text as a file would: for tests and for clusters that need no disk. */
import type { Journal, JournalContents } from '../contracts';

export class MemoryJournal implements Journal {
  #checkpoint: string | undefined;
  #records: string[] = [];
  #size = 0;

  append(section: string, record: unknown): void {
    const text = JSON.stringify({ section, record });
    this.#size += text.length;
    this.#records.push(text);
  }

  checkpoint(state: Readonly<Record<string, unknown>>): void {
    this.#checkpoint = JSON.stringify(state);
    this.#size = this.#checkpoint.length;
    this.#records = [];
  }

  close(): void {}

  get size(): number {
    return this.#size;
  }

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
