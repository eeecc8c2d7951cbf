/** Reads a line from a terminal in raw mode: editing keys, history, completion; redraws only what it must. */
import { PosixError } from '../errors';
import type { Process } from '../kernel/process';
import type { Tty } from '../kernel/tty';

export type LineResult =
  | { readonly kind: 'line'; readonly text: string }
  | { readonly kind: 'interrupt' }
  | { readonly kind: 'end' };

export interface Completion {
  /** Where the word begins that is completed. */
  readonly start: number;
  readonly candidates: readonly string[];
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: keys are control characters
const KEY = /^(?:\u001b\[(?:[0-9;]*)[A-Za-z~]|\u001bO[A-Za-z]|\u001b[bfd\u007f]|[\s\S])/u;
const BELL = '\u0007';
const MAX_LINE = 16_384;

export class LineEditor {
  #text = '';
  #cursor = 0;
  #pending = '';
  #prompt = '';
  #kill = '';
  #historyAt = 0;
  #draft = '';
  readonly #decoder = new TextDecoder();

  constructor(
    private readonly process: Process,
    private readonly tty: Tty,
    private readonly history: readonly string[],
    private readonly complete: (text: string, cursor: number) => Completion,
  ) {}

  /** Shows the prompt and reads to the end of the line. */
  async read(prompt: string): Promise<LineResult> {
    this.#prompt = prompt;
    this.#text = '';
    this.#cursor = 0;
    this.#historyAt = this.history.length;
    this.tty.raw = true;
    try {
      await this.process.print(1, prompt);
      for (;;) {
        const key = await this.#key();
        const result = key === undefined ? ({ kind: 'end' } as const) : await this.#press(key);
        if (result) return result;
      }
    } finally {
      this.tty.raw = false;
    }
  }

  async #key(): Promise<string | undefined> {
    for (;;) {
      const isPrefix = this.#pending === '\u001b' || this.#pending === '\u001b[';
      const key = isPrefix ? undefined : KEY.exec(this.#pending)?.[0];
      if (key !== undefined) {
        this.#pending = this.#pending.slice(key.length);
        return key;
      }
      const chunk = await this.#read();
      if (!chunk) return undefined;
      this.#pending += this.#decoder.decode(chunk, { stream: true });
    }
  }

  async #read(): Promise<Uint8Array | undefined> {
    for (;;) {
      try {
        return await this.tty.read(this.process, MAX_LINE);
      } catch (error) {
        if (!(error instanceof PosixError && error.code === 'EINTR')) throw error;
      }
    }
  }

  async #press(key: string): Promise<LineResult | undefined> {
    switch (key) {
      case '\r':
      case '\n':
        await this.#moveTo(this.#text.length);
        await this.process.print(1, '\n');
        return { kind: 'line', text: this.#text };
      case '\u0003':
        await this.process.print(1, '^C\n');
        return { kind: 'interrupt' };
      case '\u0004':
        if (this.#text === '') return { kind: 'end' };
        return this.#replace(this.#cursor, this.#cursor + 1, '');
      case '\u007f':
      case '\b':
        return this.#replace(this.#before(), this.#cursor, '');
      case '\u001b[3~':
        return this.#replace(this.#cursor, this.#cursor + 1, '');
      case '\u0015':
        return this.#cut(0, this.#cursor);
      case '\u000b':
        return this.#cut(this.#cursor, this.#text.length);
      case '\u0017':
      case '\u001b\u007f':
        return this.#cut(this.#wordLeft(), this.#cursor);
      case '\u001bd':
        return this.#cut(this.#cursor, this.#wordRight());
      case '\u0019':
        return this.#replace(this.#cursor, this.#cursor, this.#kill);
      case '\u000c':
        await this.process.print(1, '\u001b[H\u001b[2J');
        return this.#redraw(0);
      case '\t':
        return this.#tab();
      case '\u001b[A':
      case '\u001bOA':
      case '\u0010':
        return this.#recall(-1);
      case '\u001b[B':
      case '\u001bOB':
      case '\u000e':
        return this.#recall(1);
      default:
        return this.#moveOrInsert(key);
    }
  }

  async #moveOrInsert(key: string): Promise<undefined> {
    const target = this.#target(key);
    if (target !== undefined) return this.#moveTo(target);
    if (key < ' ' || key.startsWith('\u001b') || this.#text.length >= MAX_LINE) return undefined;
    return this.#replace(this.#cursor, this.#cursor, key);
  }

  /** Where a key moves the cursor to, if it is one that does. */
  #target(key: string): number | undefined {
    switch (key) {
      case '\u001b[D':
      case '\u001bOD':
      case '\u0002':
        return this.#before();
      case '\u001b[C':
      case '\u001bOC':
      case '\u0006':
        return Math.min(this.#text.length, this.#cursor + 1);
      case '\u001b[H':
      case '\u001b[1~':
      case '\u001bOH':
      case '\u0001':
        return 0;
      case '\u001b[F':
      case '\u001b[4~':
      case '\u001bOF':
      case '\u0005':
        return this.#text.length;
      case '\u001bb':
      case '\u001b[1;5D':
        return this.#wordLeft();
      case '\u001bf':
      case '\u001b[1;5C':
        return this.#wordRight();
      default:
        return undefined;
    }
  }

  #before(): number {
    const isPair = /[\udc00-\udfff]/.test(this.#text.charAt(this.#cursor - 1));
    return Math.max(0, this.#cursor - (isPair ? 2 : 1));
  }

  #wordLeft(): number {
    return /\S*\s*$/.exec(this.#text.slice(0, this.#cursor))?.index ?? 0;
  }

  #wordRight(): number {
    return this.#cursor + (/^\s*\S*/.exec(this.#text.slice(this.#cursor))?.[0].length ?? 0);
  }

  async #cut(from: number, to: number): Promise<undefined> {
    this.#kill = this.#text.slice(from, to);
    return this.#replace(from, to, '');
  }

  async #replace(from: number, to: number, insert: string): Promise<undefined> {
    const old = this.#cursor;
    const atEnd = from === this.#text.length && old === from;
    this.#text = this.#text.slice(0, from) + insert + this.#text.slice(to);
    this.#cursor = from + insert.length;
    if (atEnd) await this.process.print(1, insert);
    else await this.#redraw(old);
  }

  async #moveTo(target: number): Promise<undefined> {
    const old = this.#cursor;
    if (target === old) return;
    this.#cursor = target;
    const width = this.tty.windowSize.width || 80;
    const column = (at: number) => (this.#promptWidth + at) % width;
    const row = (at: number) => Math.floor((this.#promptWidth + at) / width);
    const rows = row(target) - row(old);
    const columns = column(target) - column(old);
    await this.process.print(1, up(-rows) + right(columns));
  }

  async #recall(step: number): Promise<undefined> {
    const at = this.#historyAt + step;
    if (at < 0 || at > this.history.length) {
      await this.process.print(1, BELL);
      return;
    }
    if (this.#historyAt === this.history.length) this.#draft = this.#text;
    this.#historyAt = at;
    const old = this.#cursor;
    this.#text = this.history[at] ?? this.#draft;
    this.#cursor = this.#text.length;
    await this.#redraw(old);
  }

  async #tab(): Promise<undefined> {
    const { start, candidates } = this.complete(this.#text, this.#cursor);
    const [only] = candidates;
    if (only === undefined) return void (await this.process.print(1, BELL));
    const typed = this.#text.slice(start, this.#cursor);
    const common =
      candidates.length === 1 ? `${only}${only.endsWith('/') ? '' : ' '}` : commonPrefix(candidates);
    if (common.length > typed.length) return this.#replace(start, this.#cursor, common);
    if (candidates.length === 1) return;
    const names = candidates.map(
      (path) => path.replace(/\/$/, '').split('/').at(-1) + (path.endsWith('/') ? '/' : ''),
    );
    await this.process.print(1, `\n${columns(names, this.tty.windowSize.width)}`);
    await this.#redraw(0, true);
  }

  /** Prints prompt and line again from where the cursor was. */
  async #redraw(oldCursor: number, fresh = false): Promise<undefined> {
    const width = this.tty.windowSize.width || 80;
    const rowsUp = fresh ? 0 : Math.floor((this.#promptWidth + oldCursor) / width);
    const end = Math.floor((this.#promptWidth + this.#text.length) / width);
    const here = Math.floor((this.#promptWidth + this.#cursor) / width);
    const back = `\r${up(end - here)}${right((this.#promptWidth + this.#cursor) % width)}`;
    await this.process.print(1, `\r${up(rowsUp)}${this.#prompt}${this.#text}\u001b[J${back}`);
  }

  get #promptWidth(): number {
    return (this.#prompt.split('\n').at(-1) ?? '').replace(ESCAPES, '').length;
  }
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: terminal escape sequences are what it looks for
const ESCAPES = /\u001b\[[0-9;?]*[A-Za-z]/g;
const up = (rows: number): string => (rows > 0 ? `\u001b[${rows}A` : rows < 0 ? `\u001b[${-rows}B` : '');
const right = (columns: number): string =>
  columns > 0 ? `\u001b[${columns}C` : columns < 0 ? `\u001b[${-columns}D` : '';

function commonPrefix(words: readonly string[]): string {
  let prefix = words[0] ?? '';
  for (const word of words) while (!word.startsWith(prefix)) prefix = prefix.slice(0, -1);
  return prefix;
}

/** Names in columns, as a shell lists completions. */
export function columns(names: readonly string[], width = 80): string {
  const wide = Math.max(...names.map((name) => name.length)) + 2;
  const perRow = Math.max(1, Math.floor(width / wide));
  const rows = Math.ceil(names.length / perRow);
  let out = '';
  for (let row = 0; row < rows; row++) {
    const line = [];
    for (let column = 0; column < perRow; column++)
      line.push((names[column * rows + row] ?? '').padEnd(wide));
    out += `${line.join('').trimEnd()}\n`;
  }
  return out;
}
