/**
 * A terminal tab's output, numbered by bytes since the tab began. The newest part is kept: in memory for a browser
 * that reconnects, and on disk (appended shortly after it came) for the day the lab host dies. What falls out at the
 * old end falls out up to a place where no escape sequence and no UTF-8 character is cut.
 */
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { EscapeTracker } from './escapes';

export const KEPT_BYTES = 256 * 1024;
const FLUSH_MS = 200;
const FIRST_CAPACITY = 4096;
/** First line of the file: number of the first byte after it, and the prelude for there in base64. */
const HEADER = /^(\d{1,15}) ([\w+/=]{0,512})\n/;

export interface Replay {
  /** Number of the first byte of `bytes`. */
  readonly from: number;
  readonly bytes: Uint8Array;
}

export interface OutputLogOptions {
  readonly file?: string;
  readonly keep?: number;
  /** Scrollback couldn't be written; output goes on. */
  readonly onError?: (error: unknown) => void;
}

export class OutputLog {
  readonly #options: OutputLogOptions;
  readonly #keep: number;
  #buffer = Buffer.alloc(0);
  #length = 0;
  #start = 0;
  /** Has seen every byte before #start. */
  readonly #tracker = new EscapeTracker();
  /** Bytes from this number on are not on disk. */
  #flushed = 0;
  /** Bytes that the file holds, header apart; undefined: it must be written anew. */
  #onDisk: number | undefined;
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> = Promise.resolve();

  constructor(options: OutputLogOptions = {}) {
    this.#options = options;
    this.#keep = options.keep ?? KEPT_BYTES;
  }

  /** Brings back what an earlier process wrote. */
  static async open(options: OutputLogOptions & { readonly file: string }): Promise<OutputLog> {
    const log = new OutputLog(options);
    const content = await readFile(options.file).catch(() => undefined);
    const header = content && HEADER.exec(content.toString('latin1', 0, 600));
    if (!content || !header) return log;
    log.#start = Number(header[1]);
    log.#tracker.feed(Buffer.from(header[2] ?? '', 'base64'));
    log.#append(content.subarray(header[0].length));
    log.#flushed = log.end;
    return log;
  }

  /** Number of the next byte. */
  get end(): number {
    return this.#start + this.#length;
  }

  get start(): number {
    return this.#start;
  }

  /** @returns the number of the first of these bytes */
  append(bytes: Uint8Array): number {
    const sequence = this.end;
    this.#append(bytes);
    this.#scheduleFlush();
    return sequence;
  }

  /**
   * What a browser that has everything before `since` misses. When older output is gone, a prelude sets the modes and
   * `from` is larger than `since`.
   */
  replay(since: number): Replay {
    if (since >= this.#start && since <= this.end) {
      return { from: since, bytes: this.#buffer.subarray(since - this.#start, this.#length) };
    }
    const prelude = Buffer.from(this.#tracker.prelude);
    return {
      from: Math.max(this.#start - prelude.length, 0),
      bytes: Buffer.concat([prelude, this.#buffer.subarray(0, this.#length)]),
    };
  }

  /** A browser may have seen more than reached the disk before a crash: go on counting where it is. */
  skipTo(sequence: number): void {
    if (sequence <= this.end) return;
    this.#start += sequence - this.end;
    this.#onDisk = undefined;
    this.#flushed = this.end;
  }

  /** Everything to disk. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const { file } = this.#options;
    if (file === undefined) return;
    this.#writing = this.#writing
      .then(() => this.#write(file))
      .catch((error: unknown) => this.#options.onError?.(error));
    await this.#writing;
  }

  #append(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#buffer.set(bytes, this.#length);
    this.#length += bytes.length;
    if (this.#length > 2 * this.#keep) this.#drop(this.#length - this.#keep);
  }

  #reserve(more: number): void {
    const needed = this.#length + more;
    if (needed <= this.#buffer.length) return;
    const grown = Buffer.alloc(
      Math.max(FIRST_CAPACITY, needed, Math.min(2 * this.#buffer.length, 2 * this.#keep)),
    );
    grown.set(this.#buffer.subarray(0, this.#length));
    this.#buffer = grown;
  }

  #drop(least: number): void {
    let count = 0;
    while (count < this.#length && (count < least || !this.#tracker.whole)) {
      this.#tracker.next(this.#buffer[count] ?? 0);
      count += 1;
    }
    this.#buffer.copyWithin(0, count, this.#length);
    this.#start += count;
    this.#length -= count;
    this.#onDisk = undefined;
  }

  #scheduleFlush(): void {
    if (this.#options.file === undefined) return;
    this.#timer ??= setTimeout(() => void this.flush(), FLUSH_MS).unref();
  }

  async #write(file: string): Promise<void> {
    const end = this.end;
    if (this.#onDisk !== undefined) {
      const fresh = Buffer.from(this.#buffer.subarray(this.#flushed - this.#start, this.#length));
      this.#onDisk += fresh.length;
      this.#flushed = end;
      if (fresh.length > 0) await writeFile(file, fresh, { flag: 'a', mode: 0o600 });
      return;
    }
    const header = `${this.#start} ${Buffer.from(this.#tracker.prelude).toString('base64')}\n`;
    const content = Buffer.concat([Buffer.from(header), this.#buffer.subarray(0, this.#length)]);
    this.#onDisk = this.#length;
    this.#flushed = end;
    await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
    await writeFile(`${file}.new`, content, { mode: 0o600 });
    await rename(`${file}.new`, file);
  }
}
