/** `read`: takes exactly one line from its input, so that what follows is left for the next command. */
import { PosixError } from '../errors';
import type { Shell } from './shell';
import { ShellError } from './state';

interface ReadOptions {
  raw: boolean;
  silent: boolean;
  prompt: string;
  delimiter: string;
  timeoutMs: number | undefined;
  count: number | undefined;
  array: string | undefined;
  names: string[];
}

export async function read(shell: Shell, args: readonly string[]): Promise<number> {
  const options = parse(args);
  const { process, state } = shell;
  const { tty } = process.fds.get(0)?.file ?? {};
  if (options.prompt !== '' && tty) await process.print(2, options.prompt);
  if (tty && options.silent) tty.echo = false;
  let line: string | undefined;
  let ended = false;
  try {
    ({ line, ended } = await readLine(shell, options));
  } catch (error) {
    if (error instanceof PosixError && error.code === 'EINTR') return shell.interruptedStatus;
    throw error;
  } finally {
    if (tty) tty.echo = true;
  }
  if (line === undefined) return 142; // timed out: 128 + SIGALRM
  if (options.array !== undefined) state.setArray(options.array, await splitAll(shell, line));
  else assign(shell, line, options);
  return ended ? 1 : 0;
}

function parse(args: readonly string[]): ReadOptions {
  const options: ReadOptions = {
    raw: false,
    silent: false,
    prompt: '',
    delimiter: '\n',
    timeoutMs: undefined,
    count: undefined,
    array: undefined,
    names: [],
  };
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] ?? '';
    if (!/^-./.test(arg)) {
      options.names.push(arg);
      continue;
    }
    for (let k = 1; k < arg.length; k++) {
      const letter = arg.charAt(k);
      if (letter === 'r') options.raw = true;
      else if (letter === 's') options.silent = true;
      else if ('ptndau'.includes(letter)) {
        const value = k + 1 < arg.length ? arg.slice(k + 1) : (args[++i] ?? '');
        if (letter === 'p') options.prompt = value;
        if (letter === 't') options.timeoutMs = Number(value) * 1000;
        if (letter === 'n') options.count = Number(value);
        if (letter === 'd') options.delimiter = value.charAt(0) || '\0';
        if (letter === 'a') options.array = value;
        break;
      } else throw new ShellError(`read: illegal option -${letter}`, 2);
    }
  }
  return options;
}

/** One byte at a time, as every shell does: input beyond the line isn't this command's. */
async function readLine(
  { process }: Shell,
  { delimiter, raw, count, timeoutMs }: ReadOptions,
): Promise<{ line: string | undefined; ended: boolean }> {
  const bytes: number[] = [];
  const end = delimiter.charCodeAt(0);
  const deadline = timeoutMs === undefined ? undefined : process.box.now() + timeoutMs;
  for (;;) {
    const chunk = await readByte(process, deadline);
    if (chunk === 'late') return { line: undefined, ended: false };
    const byte = chunk?.[0];
    if (byte === undefined) return { line: decode(bytes), ended: true };
    if (byte === end) {
      if (raw || bytes.at(-1) !== 0x5c) return { line: decode(bytes), ended: false };
      bytes.pop(); // an escaped newline joins lines
      continue;
    }
    bytes.push(byte);
    if (count !== undefined && bytes.length >= count) return { line: decode(bytes), ended: false };
    if (bytes.length > MAX_LINE) throw new ShellError('read: line too long', 2);
  }
}

async function readByte(
  process: Shell['process'],
  deadline: number | undefined,
): Promise<Uint8Array | undefined | 'late'> {
  if (deadline === undefined) return process.read(0, 1);
  try {
    return await process.within(Math.max(0, deadline - process.box.now()), () => process.read(0, 1));
  } catch (error) {
    if (error instanceof PosixError && error.code === 'ETIMEDOUT') return 'late';
    throw error;
  }
}

const MAX_LINE = 1 << 20;
const decode = (bytes: readonly number[]): string => new TextDecoder().decode(Uint8Array.from(bytes));

function assign(shell: Shell, line: string, { names, raw }: ReadOptions): void {
  const { state } = shell;
  const text = raw ? line : line.replace(/\\(.)/gs, '$1');
  if (names.length === 0) {
    state.set('REPLY', text);
    return;
  }
  const ifs = state.get('IFS') ?? ' \t\n';
  let rest = text;
  names.forEach((name, i) => {
    const { field, after } =
      i === names.length - 1 ? { field: trim(rest, ifs), after: '' } : takeField(rest, ifs);
    state.set(name, field);
    rest = after;
  });
}

function takeField(text: string, ifs: string): { field: string; after: string } {
  const isSpace = (c: string) => c !== '' && ' \t\n'.includes(c) && ifs.includes(c);
  let at = 0;
  while (isSpace(text.charAt(at))) at++;
  const start = at;
  while (at < text.length && !ifs.includes(text.charAt(at))) at++;
  const field = text.slice(start, at);
  while (isSpace(text.charAt(at))) at++;
  if (at < text.length && ifs.includes(text.charAt(at)) && !isSpace(text.charAt(at))) at++;
  return { field, after: text.slice(at) };
}

function trim(text: string, ifs: string): string {
  const spaces = [...ifs].filter((c) => ' \t\n'.includes(c)).join('');
  if (spaces === '') return text;
  let start = 0;
  let end = text.length;
  while (start < end && spaces.includes(text.charAt(start))) start++;
  while (end > start && spaces.includes(text.charAt(end - 1))) end--;
  return text.slice(start, end);
}

async function splitAll(shell: Shell, line: string): Promise<string[]> {
  const ifs = shell.state.get('IFS') ?? ' \t\n';
  const fields: string[] = [];
  for (let rest = line; trim(rest, ifs) !== ''; ) {
    const { field, after } = takeField(rest, ifs);
    fields.push(field);
    rest = after;
  }
  return fields;
}
