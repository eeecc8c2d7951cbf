/**
 * What one container instance has printed: whole lines with their time, bounded in bytes; the oldest go first. A last
 * line without an end is kept apart until more comes or the container ends.
 */
export interface LogLine {
  readonly timeMs: number;
  /** Counts lines within the instance, for unique nanoseconds. */
  readonly sequence: number;
  readonly text: string;
  readonly stream: LogStream;
  /** Whether the text stops at a line's end; an unfinished last line is shown without one. */
  readonly complete: boolean;
}

const MAX_BYTES = 1_048_576;
/** What a line costs beside its text, so that a flood of empty lines is bounded as well. */
const LINE_COST = 64;
/** However much others print, this much of each log is kept. */
const MIN_BYTES = 16_384;
/** Very long lines are split, as CRI's partial lines are. */
const MAX_LINE = 16_384;

/** The bytes that all logs of a cluster may take together; who prints most gives up most. */
export class LogBudget {
  #used = 0;

  constructor(readonly bytes = 64 * MAX_BYTES) {}

  add(bytes: number): void {
    this.#used += bytes;
  }

  get isExceeded(): boolean {
    return this.#used > this.bytes;
  }
}

export type LogStream = 'stdout' | 'stderr';

export class ContainerLog {
  #lines: LogLine[] = [];
  #bytes = 0;
  #sequence = 0;
  #closed = false;
  readonly #rest: Record<LogStream, { text: string; timeMs: number }> = {
    stdout: { text: '', timeMs: 0 },
    stderr: { text: '', timeMs: 0 },
  };
  #decoders: Partial<Record<LogStream, TextDecoder>> | undefined = {};
  readonly #followers = new Set<() => void>();

  constructor(
    private readonly now: () => number,
    private readonly budget = new LogBudget(),
    private readonly maxBytes = MAX_BYTES,
  ) {}

  write(stream: LogStream, chunk: Uint8Array | string): void {
    const text = typeof chunk === 'string' ? chunk : this.#decoder(stream).decode(chunk, { stream: true });
    if (text === '') return;
    const rest = this.#rest[stream];
    const timeMs = this.now();
    if (rest.text === '') rest.timeMs = timeMs;
    const parts = (rest.text + text).split('\n');
    rest.text = parts.pop() ?? '';
    for (const [i, part] of parts.entries())
      this.#append({ text: part, timeMs: i === 0 ? rest.timeMs : timeMs, stream, complete: true });
    if (parts.length > 0) rest.timeMs = timeMs;
    if (rest.text.length > MAX_LINE) this.#flush(stream);
    this.#notify();
  }

  /** The container has ended: nothing comes any more. */
  close(): void {
    if (this.#closed) return;
    for (const stream of ['stdout', 'stderr'] as const) this.#flush(stream);
    this.#closed = true;
    this.#decoders = undefined;
    this.#notify();
    this.#followers.clear();
  }

  /** Nobody will read it any more. */
  forget(): void {
    this.#drop(0);
  }

  get closed(): boolean {
    return this.#closed;
  }

  get lines(): readonly LogLine[] {
    return this.#lines;
  }

  /** Called after each change until unsubscribed. */
  follow(changed: () => void): () => void {
    this.#followers.add(changed);
    return () => this.#followers.delete(changed);
  }

  #decoder(stream: LogStream): TextDecoder {
    this.#decoders ??= {};
    this.#decoders[stream] ??= new TextDecoder();
    return this.#decoders[stream];
  }

  #flush(stream: LogStream): void {
    const rest = this.#rest[stream];
    if (rest.text === '') return;
    this.#append({ text: rest.text, timeMs: rest.timeMs, stream, complete: false });
    rest.text = '';
  }

  #append(line: Omit<LogLine, 'sequence'>): void {
    this.#lines.push({ ...line, sequence: this.#sequence++ });
    this.#account(cost(line.text));
    const isOver = this.#bytes > this.maxBytes || (this.budget.isExceeded && this.#bytes > MIN_BYTES);
    // Half goes at once, as a rotated file does, so that each write doesn't move everything.
    if (isOver) this.#drop(this.#bytes / 2);
  }

  /** Drops the oldest lines until at most so many bytes are left. */
  #drop(keepBytes: number): void {
    let count = 0;
    for (const { text } of this.#lines) {
      if (this.#bytes <= keepBytes) break;
      this.#account(-cost(text));
      count++;
    }
    this.#lines = this.#lines.slice(count);
  }

  #account(bytes: number): void {
    this.#bytes += bytes;
    this.budget.add(bytes);
  }

  #notify(): void {
    for (const changed of [...this.#followers]) changed();
  }
}

const cost = (text: string): number => text.length + LINE_COST;
