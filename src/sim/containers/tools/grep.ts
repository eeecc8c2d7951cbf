/** `grep`, on a linear-time regular-expression engine. */
import { RE2JS } from 're2js';
import { errorText } from '../errors';
import { join } from '../fs/paths';
import type { OpenFile } from '../kernel/open-file';
import type { Process } from '../kernel/process';
import { complain, inputs, lines, numberOf, parseOptions, ToolError, tool } from './io';

interface Search {
  readonly pattern: RE2JS;
  readonly flags: ReadonlySet<string>;
  readonly before: number;
  readonly after: number;
  readonly max: number;
}

const LONG = {
  'ignore-case': 'i',
  'invert-match': 'v',
  count: 'c',
  'line-number': 'n',
  quiet: 'q',
  silent: 'q',
  'extended-regexp': 'E',
  'fixed-strings': 'F',
  'only-matching': 'o',
  'files-with-matches': 'l',
  recursive: 'r',
  'word-regexp': 'w',
  regexp: 'e',
  color: 'y',
  'line-regexp': 'x',
  'no-messages': 's',
  'no-filename': 'h',
  'with-filename': 'H',
  'max-count': 'm',
  'after-context': 'A',
  'before-context': 'B',
  context: 'C',
  'line-buffered': 'u',
  'perl-regexp': 'P',
};

export const grepWith = (kind: 'basic' | 'extended' | 'fixed') =>
  tool(async (process, args) => {
    const { flags, values, operands } = parseOptions(
      process,
      args,
      'ivcnqEFGolLrRwxe:shHm:A:B:C:yauPf:z',
      LONG,
    );
    const given = values.get('e');
    const [first, ...rest] = operands;
    const pattern = given ?? first;
    if (pattern === undefined) throw new ToolError('usage: grep [-EFivlnqrc] PATTERN [FILE]...', 2);
    const files = given === undefined ? rest : operands;
    const syntax = flags.has('F') ? 'fixed' : flags.has('E') || flags.has('P') ? 'extended' : kind;
    const context = Number(values.get('C') ?? 0);
    const search: Search = {
      pattern: compile(pattern, syntax, flags),
      flags,
      before: Number(values.get('B') ?? context),
      after: Number(values.get('A') ?? context),
      max: values.has('m') ? numberOf(values.get('m') ?? '') : Number.POSITIVE_INFINITY,
    };
    const recursive = flags.has('r') || flags.has('R');
    const paths = recursive ? await allFiles(process, files.length > 0 ? files : ['.'], flags) : files;
    return run(process, search, {
      paths,
      named: (paths.length > 1 || recursive || flags.has('H')) && !flags.has('h'),
    });
  });

/** A POSIX pattern as RE2 reads it. */
export function compile(
  pattern: string,
  syntax: 'basic' | 'extended' | 'fixed',
  flags: ReadonlySet<string> = new Set(),
): RE2JS {
  const alternatives = pattern
    .split('\n')
    .map((line) => (syntax === 'fixed' ? RE2JS.quote(line) : syntax === 'basic' ? fromBasic(line) : line));
  let source = alternatives.length > 1 ? `(?:${alternatives.join('|')})` : (alternatives[0] ?? '');
  source = source.replace(/\\[<>]/g, '\\b');
  if (flags.has('w')) source = `\\b(?:${source})\\b`;
  if (flags.has('x')) source = `^(?:${source})$`;
  try {
    return RE2JS.compile(source, flags.has('i') || flags.has('y') ? RE2JS.CASE_INSENSITIVE : 0);
  } catch {
    throw new ToolError(`bad regex '${pattern}'`, 2);
  }
}

/** Basic syntax: \( \) \{ \} \| \+ \? are operators, the bare characters are not. */
export function fromBasic(pattern: string): string {
  let out = '';
  for (let i = 0; i < pattern.length; i++) {
    const c = pattern.charAt(i);
    if (c === '[') {
      const end = bracketEnd(pattern, i);
      out += pattern.slice(i, end);
      i = end - 1;
    } else if (c === '\\') {
      const next = pattern.charAt(++i);
      out += '(){}|+?'.includes(next) ? next : `\\${next}`;
    } else if ('(){}|+?'.includes(c)) out += `\\${c}`;
    else if (c === '*' && (out === '' || out === '^' || out.endsWith('('))) out += '\\*';
    else out += c;
  }
  return out;
}

function bracketEnd(pattern: string, start: number): number {
  let at = start + 1;
  if (pattern[at] === '^') at++;
  if (pattern[at] === ']') at++;
  while (at < pattern.length && pattern[at] !== ']')
    at = pattern.startsWith('[:', at) ? Math.max(at + 2, pattern.indexOf(':]', at) + 2) : at + 1;
  return Math.min(pattern.length, at + 1);
}

async function allFiles(
  process: Process,
  roots: readonly string[],
  flags: ReadonlySet<string>,
): Promise<string[]> {
  const found: string[] = [];
  const visit = async (path: string): Promise<void> => {
    await process.charge(1);
    const { inode } = process.box.vfs.locate(process.resolve(path), process.user);
    if (inode.type === 'file') found.push(path);
    if (inode.type !== 'directory') return;
    for (const name of [...inode.entries.keys()].sort()) {
      const child = process.box.vfs.locateLink(process.resolve(join(path, name)), process.user).inode;
      if (child.type !== 'symlink' || flags.has('R')) await visit(join(path, name));
    }
  };
  for (const root of roots) {
    try {
      await visit(root);
    } catch (error) {
      await complain(process, `${root}: ${errorText(error)}`);
    }
  }
  return found;
}

async function run(
  process: Process,
  search: Search,
  { paths, named }: { paths: readonly string[]; named: boolean },
): Promise<number> {
  const { flags } = search;
  const failed = { status: 0 };
  let any = false;
  if (flags.has('s')) process.openFd(2, process.box.open(process, '/dev/null', { write: true }).file);
  for await (const { name, file } of inputs(process, paths, failed)) {
    const shown = name === '-' ? '(standard input)' : name;
    const count = await searchFile(process, file, { search, prefix: named ? shown : undefined });
    if (count > 0) any = true;
    if (count > 0 && flags.has('q')) return 0;
    if (flags.has('c') && !flags.has('q') && !flags.has('l'))
      await process.print(1, `${named ? `${shown}:` : ''}${count}\n`);
    if ((flags.has('l') && count > 0) || (flags.has('L') && count === 0))
      await process.print(1, `${shown}\n`);
  }
  return failed.status !== 0 && !any ? 2 : any ? 0 : 1;
}

/** A match costs more than a turn of the shell. */
const STEPS_PER_LINE = 8;

async function searchFile(
  process: Process,
  file: OpenFile,
  { search, prefix }: { search: Search; prefix: string | undefined },
): Promise<number> {
  const { pattern, flags, before, after, max } = search;
  const silent = flags.has('q') || flags.has('c') || flags.has('l') || flags.has('L');
  const held: { text: string; number: number }[] = [];
  let number = 0;
  let count = 0;
  let trailing = 0;
  let lastPrinted = 0;
  const print = async (text: string, at: number, mark: ':' | '-') => {
    const separator = lastPrinted > 0 && at > lastPrinted + 1 && (before > 0 || after > 0) ? '--\n' : '';
    lastPrinted = at;
    await process.print(
      1,
      `${separator}${prefix === undefined ? '' : `${prefix}${mark}`}${flags.has('n') ? `${at}${mark}` : ''}${text}\n`,
    );
  };
  for await (const { text } of lines(process, file)) {
    number++;
    if (process.tick(STEPS_PER_LINE + (text.length >> 2))) await process.giveWay();
    const matcher = pattern.matcher(text);
    const found = matcher.find();
    if (found === flags.has('v')) {
      if (trailing > 0 && !silent) {
        trailing--;
        await print(text, number, '-');
      } else if (before > 0) {
        held.push({ text, number });
        if (held.length > before) held.shift();
      }
      continue;
    }
    count++;
    if (flags.has('q') || flags.has('l')) return count;
    if (!silent) {
      for (const line of held.splice(0)) await print(line.text, line.number, '-');
      if (flags.has('o') && !flags.has('v')) {
        for (let more = true; more; more = matcher.find())
          if (matcher.group() !== '') await print(matcher.group() ?? '', number, ':');
      } else await print(text, number, ':');
      trailing = after;
    }
    if (count >= max) break;
  }
  return count;
}
