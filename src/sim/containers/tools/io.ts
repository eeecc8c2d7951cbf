/** What the tools share: options, messages in their userland's words, lines of input. */
import { errorText, PosixError } from '../errors';
import type { Tool } from '../kernel/kernel';
import type { Descriptor, OpenFile } from '../kernel/open-file';
import type { Process } from '../kernel/process';

/** A wrong call or an error that ends the tool; its text goes to standard error behind the tool's name. */
export class ToolError extends Error {
  constructor(
    message: string,
    readonly status = 1,
  ) {
    super(message);
  }
}

/** The name a tool was called by. */
export const nameOf = (process: Process): string => (process.argv[0] ?? '').split('/').at(-1) ?? '';

export const isBusybox = (process: Process): boolean => process.box.config.userland !== 'debian';

/** Turns a tool's ToolErrors and failed system calls into its message and exit status. */
export const tool =
  (body: Tool, name?: string): Tool =>
  async (process, args) => {
    try {
      return await body(process, args);
    } catch (error) {
      if (!(error instanceof ToolError) && !(error instanceof PosixError && error.code !== 'EPIPE'))
        throw error;
      await process.print(2, `${name ?? nameOf(process)}: ${error.message}\n`);
      return error instanceof ToolError ? error.status : 1;
    }
  };

export interface Options {
  readonly flags: ReadonlySet<string>;
  readonly values: ReadonlyMap<string, string>;
  readonly operands: readonly string[];
}

/**
 * getopt: letters of `spec` followed by ":" take a value; long options are given as `long=letter`. Options and operands
 * may be mixed unless `spec` begins with "+".
 */
export function parseOptions(
  process: Process,
  args: readonly string[],
  spec: string,
  long: Readonly<Record<string, string>> = {},
): Options {
  const flags = new Set<string>();
  const values = new Map<string, string>();
  const operands: string[] = [];
  const takesValue = (letter: string) => spec.charAt(spec.indexOf(letter) + 1) === ':';
  for (let at = 0; at < args.length; at++) {
    const word = args[at] ?? '';
    if (word === '--') {
      operands.push(...args.slice(at + 1));
      break;
    }
    if (word.startsWith('--')) {
      const [name = '', inline] = splitOnce(word.slice(2), '=');
      const letter = long[name];
      if (letter === undefined) throw unknownOption(process, name, true);
      if (takesValue(letter)) values.set(letter, inline ?? args[++at] ?? '');
      flags.add(letter);
    } else if (/^-./.test(word)) {
      for (let k = 1; k < word.length; k++) {
        const letter = word.charAt(k);
        if (letter === ':' || !spec.includes(letter)) throw unknownOption(process, letter, false);
        flags.add(letter);
        if (!takesValue(letter)) continue;
        const value = k + 1 < word.length ? word.slice(k + 1) : args[++at];
        if (value === undefined)
          throw new ToolError(
            isBusybox(process)
              ? `option requires an argument: ${letter}`
              : `option requires an argument -- '${letter}'`,
          );
        values.set(letter, value);
        break;
      }
    } else if (spec.startsWith('+')) {
      operands.push(...args.slice(at));
      break;
    } else operands.push(word);
  }
  return { flags, values, operands };
}

function unknownOption(process: Process, name: string, long: boolean): ToolError {
  if (isBusybox(process)) return new ToolError(`unrecognized option: ${name}`);
  const text = long ? `unrecognized option '--${name}'` : `invalid option -- '${name}'`;
  return new ToolError(`${text}\nTry '${nameOf(process)} --help' for more information.`);
}

export function splitOnce(text: string, separator: string): [string, string | undefined] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + separator.length)];
}

/** An option's number; `1k`, `2M` when suffixes are allowed. */
export function numberOf(text: string, what = 'number'): number {
  const match = /^([+-]?\d+)([kKmMgGbc]?)B?$/.exec(text);
  if (!match) throw new ToolError(`invalid ${what} '${text}'`);
  const scale =
    { k: 1024, K: 1024, m: 1 << 20, M: 1 << 20, g: 1 << 30, G: 1 << 30, b: 512, c: 1, '': 1 }[
      match[2] ?? ''
    ] ?? 1;
  return Number(match[1]) * scale;
}

/** "can't open" as this userland says it. */
export function cannotOpen(process: Process, path: string, error: unknown): string {
  return isBusybox(process) ? `can't open '${path}': ${errorText(error)}` : `${path}: ${errorText(error)}`;
}

export async function complain(process: Process, message: string): Promise<void> {
  await process.print(2, `${nameOf(process)}: ${message}\n`);
}

export interface Input {
  readonly name: string;
  readonly file: OpenFile;
}

/** Opens each operand in turn ("-" or none is standard input); says what can't be opened and goes on. */
export async function* inputs(
  process: Process,
  operands: readonly string[],
  failed: { status: number },
): AsyncGenerator<Input> {
  for (const name of operands.length > 0 ? operands : ['-']) {
    let descriptor: Descriptor;
    try {
      descriptor = name === '-' ? stdin(process) : process.box.open(process, name);
      if (descriptor.file.kind === 'file' && isDirectory(process, name)) throw new PosixError('EISDIR');
    } catch (error) {
      const isDir = error instanceof PosixError && error.code === 'EISDIR';
      await complain(
        process,
        isDir
          ? isBusybox(process)
            ? 'read error: Is a directory'
            : `${name}: Is a directory`
          : cannotOpen(process, name, error),
      );
      failed.status = 1;
      continue;
    }
    try {
      yield { name, file: descriptor.file };
    } finally {
      descriptor.close();
    }
  }
}

function isDirectory(process: Process, name: string): boolean {
  return process.box.vfs.tryLocate(process.resolve(name), process.user)?.inode.type === 'directory';
}

export function stdin(process: Process): Descriptor {
  const descriptor = process.fds.get(0);
  if (!descriptor) throw new PosixError('EBADF');
  return descriptor.share();
}

const CHUNK = 1 << 16;
const MAX_LINE = 1 << 20;
const MAX_INPUT = 32 << 20;

/** Lines as they arrive, without their newline; `terminated` is false for a last line that lacks one. */
export async function* lines(
  process: Process,
  file: OpenFile,
  end = '\n',
): AsyncGenerator<{ text: string; terminated: boolean }> {
  const decoder = new TextDecoder();
  let rest = '';
  for (;;) {
    const chunk = await file.read(process, CHUNK);
    rest += chunk ? decoder.decode(chunk, { stream: true }) : decoder.decode();
    const parts = rest.split(end);
    rest = parts.pop() ?? '';
    for (const text of parts) {
      if (process.tick()) await process.giveWay();
      yield { text, terminated: true };
    }
    if (!chunk) {
      if (rest !== '') yield { text: rest, terminated: false };
      return;
    }
    if (rest.length > MAX_LINE) throw new ToolError('line too long');
  }
}

/** Everything up to the end. */
export async function readAll(process: Process, file: OpenFile, limit = MAX_INPUT): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for (let chunk = await file.read(process, CHUNK); chunk; chunk = await file.read(process, CHUNK)) {
    await process.charge(1 + (chunk.length >> 10));
    size += chunk.length;
    process.hold(size);
    if (file.kind === 'device') continue; // Nothing is at its end: what is held is a number, until somebody ends it.
    if (size > limit) throw new PosixError('ENOMEM');
    chunks.push(chunk);
  }
  return concat(chunks, size);
}

export function concat(
  chunks: readonly Uint8Array[],
  size = chunks.reduce((sum, chunk) => sum + chunk.length, 0),
): Uint8Array {
  const all = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    all.set(chunk, at);
    at += chunk.length;
  }
  return all;
}

/** Gathers output so that many short lines make few writes; `flush` at the end, or when the input pauses. */
export class Output {
  #text = '';

  constructor(
    private readonly process: Process,
    private readonly fd = 1,
  ) {}

  async line(text: string): Promise<void> {
    this.#text += `${text}\n`;
    if (this.#text.length > CHUNK) await this.flush();
  }

  async flush(): Promise<void> {
    const text = this.#text;
    this.#text = '';
    if (text !== '') await this.process.print(this.fd, text);
  }
}
