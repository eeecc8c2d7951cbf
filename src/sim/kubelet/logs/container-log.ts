/**
 * What one container instance has printed, bounded in bytes; the oldest lines go first. What comes at once is kept as
 * one text and divided into lines for who reads it, so that a container that floods its log costs others little. A
 * last line without an end is kept apart until more comes or the container ends.
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

/** Lines of one stream that came at once. */
interface Block extends Omit<LogLine, 'text'> {
  /** Of its first line. */
  readonly sequence: number;
  readonly count: number;
  /** The lines with what stands between them; the end of the last is told by `complete`. */
  readonly text: string;
}

const MAX_BYTES = 1_048_576;
/** What a line costs beside its text, so that a flood of empty lines is bounded as well. */
const LINE_COST = 64;
/** However much others print, this much of each log is kept. */
const MIN_BYTES = 16_384;
/** Very long lines are split, as CRI's partial lines are. */
const MAX_LINE = 16_384;
const NEWLINE = '\n'.charCodeAt(0);

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
  #blocks: Block[] = [];
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
    const firstEnd = text.indexOf('\n');
    const lastEnd = text.lastIndexOf('\n');
    if (firstEnd >= 0)
      this.#append({
        text: rest.text + text.slice(0, firstEnd),
        timeMs: rest.timeMs,
        stream,
        complete: true,
      });
    if (lastEnd > firstEnd)
      this.#append({ text: text.slice(firstEnd + 1, lastEnd), timeMs, stream, complete: true });
    if (firstEnd < 0) rest.text += text;
    else Object.assign(rest, { text: text.slice(lastEnd + 1), timeMs });
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

  /** All lines that are kept, oldest first. */
  get lines(): readonly LogLine[] {
    return this.linesFrom(0);
  }

  /** The lines that are kept from this sequence on. Sequences have no gaps. */
  linesFrom(sequence: number): readonly LogLine[] {
    const blocks = this.#blocks.filter((block) => block.sequence + block.count > sequence);
    const lines = blocks.flatMap(linesOf);
    return lines.slice(Math.max(sequence - (lines[0]?.sequence ?? sequence), 0));
  }

  /** The sequence of the line that comes next. */
  get nextSequence(): number {
    return this.#sequence;
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

  #append(lines: Omit<Block, 'sequence' | 'count'>): void {
    const block = { ...lines, sequence: this.#sequence, count: countLines(lines.text) };
    this.#sequence += block.count;
    this.#blocks.push(block);
    this.#account(cost(block));
    const isOver = this.#bytes > this.maxBytes || (this.budget.isExceeded && this.#bytes > MIN_BYTES);
    // Half goes at once, as a rotated file does, so that each write doesn't move everything.
    if (isOver) this.#drop(Math.min(this.#bytes, this.maxBytes) / 2);
  }

  /** Drops the oldest lines until about so many bytes are left. */
  #drop(keepBytes: number): void {
    let count = 0;
    for (const block of this.#blocks) {
      if (this.#bytes <= keepBytes) break;
      this.#account(-cost(block));
      count++;
      const rest = newest(block, keepBytes - this.#bytes);
      if (!rest) continue;
      this.#blocks[--count] = rest;
      this.#account(cost(rest));
      break;
    }
    this.#blocks = this.#blocks.slice(count);
  }

  #account(bytes: number): void {
    this.#bytes += bytes;
    this.budget.add(bytes);
  }

  #notify(): void {
    for (const changed of [...this.#followers]) changed();
  }
}

const cost = ({ text, count }: Block): number => text.length + count * LINE_COST;

function countLines(text: string): number {
  let count = 1;
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) === NEWLINE) count++;
  return count;
}

const linesOf = ({ text, count, ...block }: Block): LogLine[] =>
  text.split('\n').map((line, i, all) => ({
    ...block,
    sequence: block.sequence + i,
    text: line,
    complete: block.complete || i < all.length - 1,
  }));

/** About so many bytes of the block's newest lines; undefined if it has no such. */
function newest(block: Block, keepBytes: number): Block | undefined {
  if (keepBytes <= 0) return undefined;
  const { text, sequence, count } = block;
  const end = text.indexOf('\n', Math.floor(text.length * (1 - keepBytes / cost(block))));
  if (end < 0) return undefined;
  const rest = text.slice(end + 1);
  const left = countLines(rest);
  return { ...block, text: rest, sequence: sequence + count - left, count: left };
}
