/**
 * What one container instance has printed: whole lines with their time, bounded in bytes; the oldest go first. A last
 * line without an end is kept apart until more comes or the container ends.
 */
export interface LogLine {
  readonly timeMs: number;
  /** Counts lines within the instance, for unique nanoseconds. */
  readonly sequence: number;
  readonly text: string;
  /** Whether the text stops at a line's end; an unfinished last line is shown without one. */
  readonly complete: boolean;
}

const DEFAULT_MAX_BYTES = 1_048_576;
/** Very long lines are split, as CRI's partial lines are. */
const MAX_LINE = 16_384;

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
    private readonly maxBytes = DEFAULT_MAX_BYTES,
  ) {}

  write(stream: LogStream, chunk: Uint8Array | string): void {
    const text = typeof chunk === 'string' ? chunk : this.#decoder(stream).decode(chunk, { stream: true });
    if (text === '') return;
    const rest = this.#rest[stream];
    const timeMs = this.now();
    if (rest.text === '') rest.timeMs = timeMs;
    const parts = (rest.text + text).split('\n');
    rest.text = parts.pop() ?? '';
    for (const [i, part] of parts.entries()) this.#append(part, i === 0 ? rest.timeMs : timeMs, true);
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
    this.#append(rest.text, rest.timeMs, false);
    rest.text = '';
  }

  #append(text: string, timeMs: number, complete: boolean): void {
    this.#lines.push({ timeMs, sequence: this.#sequence++, text, complete });
    this.#bytes += text.length + 1;
    if (this.#bytes <= this.maxBytes) return;
    // Half goes at once, as a rotated file does, so that each write doesn't move everything.
    let drop = 0;
    while (this.#bytes > this.maxBytes / 2 && drop < this.#lines.length - 1) {
      this.#bytes -= (this.#lines[drop]?.text.length ?? 0) + 1;
      drop++;
    }
    this.#lines = this.#lines.slice(drop);
  }

  #notify(): void {
    for (const changed of [...this.#followers]) changed();
  }
}
