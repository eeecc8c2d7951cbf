/**
 * Where in a manifest the cursor stands: which field's value, or among which fields, below which others. Read from the
 * lines' indentation and not from the parsed document, because what is being typed is seldom valid. Flow style
 * ({a: b}) and block texts have no answer.
 */
import { ITEM } from './schemas';

export interface Cursor {
  /** Fields and list entries (ITEM) above, outermost first. */
  readonly path: readonly string[];
  /** The field whose value is being typed; absent: a field's name (or a plain entry of a list) is. */
  readonly key?: string;
  /** Where the word being typed begins. */
  readonly from: number;
  /** The column where the fields of this place begin. */
  readonly column: number;
  /** Fields that are there already, at this place. */
  readonly siblings: ReadonlySet<string>;
  readonly apiVersion?: string;
  readonly kind?: string;
}

interface Line {
  readonly start: number;
  readonly text: string;
  /** Columns of the dashes before its field. */
  readonly dashes: readonly number[];
  /** Where its field or text begins. */
  readonly column: number;
  readonly key?: string;
  /** What follows the colon, without a comment. */
  readonly value?: string;
}

const FIELD = /^(?:"([^"]*)"|'([^']*)'|([^\s#:'"{[&*!|>%@`-][^#:]*?|-[^\s#:][^#:]*?))\s*:(?:\s+(.*))?$/;
const SEPARATOR = /^(---|\.\.\.)(\s|$)/;
/** Nothing, or something that only names what comes below: an anchor, a tag. */
const OPENS = /^(?:[&!]\S+\s*)*$/;

/** @returns undefined where nothing can be said */
export function cursorAt(text: string, offset: number): Cursor | undefined {
  const lines = linesOf(text);
  const at = lines.findLastIndex(({ start }) => start <= offset);
  const line = lines[at];
  if (!line || SEPARATOR.test(line.text)) return undefined;
  const typed = line.text.slice(0, offset - line.start);
  const own = /^(\s*(?:-\s+)*)([\w./$-]*)$/.exec(typed);
  const value = /^(\s*(?:-\s+)*)([^\s:#'"]+):\s+["']?([^\s"']*)$/.exec(typed);
  const found = value ?? own;
  if (!found || /\t/.test(typed)) return undefined;
  const [, before = '', name = '', word = ''] = found;
  // "-" alone is neither a field nor yet an entry.
  if (!value && name === '-') return undefined;
  const document = documentAround(lines, at);
  const place = climb(document, at - document.first, {
    column: before.length,
    dashes: dashesOf(before),
  });
  if (!place) return undefined;
  const from = offset - (value ? word.length : name.length);
  return {
    ...place,
    ...(value && { key: name }),
    from,
    column: before.length,
    ...headerOf(document.lines),
  };
}

/** The field whose name the offset is in, with its path. */
export function fieldAt(text: string, offset: number): (Cursor & { readonly to: number }) | undefined {
  const line = linesOf(text).findLast(({ start }) => start <= offset);
  if (line?.key === undefined) return undefined;
  const from = line.start + line.column;
  const to = from + line.key.length;
  if (offset < from || offset > to) return undefined;
  const cursor = cursorAt(text, from);
  return cursor && { ...cursor, path: [...cursor.path, line.key], to };
}

function linesOf(text: string): readonly Line[] {
  let start = 0;
  return text.split('\n').map((line) => {
    const parsed = parseLine(line, start);
    start += line.length + 1;
    return parsed;
  });
}

function parseLine(text: string, start: number): Line {
  const [before = ''] = /^\s*(?:-\s+|-$)*/.exec(text) ?? [];
  const rest = text.slice(before.length).trimEnd();
  const [, double, single, plain, value = ''] = FIELD.exec(rest) ?? [];
  const key = double ?? single ?? plain;
  const line = { start, text, dashes: dashesOf(before), column: before.length };
  return key === undefined ? line : { ...line, key, value: value.replace(/(^|\s+)#.*$/, '').trim() };
}

const dashesOf = (before: string): number[] =>
  [...before].flatMap((character, index) => (character === '-' ? [index] : []));

interface Around {
  readonly lines: readonly Line[];
  /** Number of its first line in the file. */
  readonly first: number;
}

function documentAround(lines: readonly Line[], at: number): Around {
  const first = lines.findLastIndex((line, index) => index < at && SEPARATOR.test(line.text)) + 1;
  const end = lines.findIndex((line, index) => index > at && SEPARATOR.test(line.text));
  return { lines: lines.slice(first, end < 0 ? undefined : end), first };
}

/** Goes up from a line, block by block, to the document's top. */
function climb(
  { lines }: Around,
  at: number,
  begin: { readonly column: number; readonly dashes: readonly number[] },
): { readonly path: readonly string[]; readonly siblings: ReadonlySet<string> } | undefined {
  const path: string[] = [];
  const siblings = new Set(siblingsBelow(lines, at, begin.column));
  let { column } = begin;
  /** In a list at `column`: its field may stand at the same column. */
  let inList = false;
  const enter = (dashes: readonly number[]) => {
    for (const _ of dashes) path.unshift(ITEM);
    const [outermost] = dashes;
    if (outermost === undefined) return;
    column = outermost;
    inList = true;
  };
  enter(begin.dashes);
  for (let index = at - 1; index >= 0; index--) {
    const line = lines[index];
    if (!line || line.text.trim() === '' || /^\s*#/.test(line.text)) continue;
    const outermost = line.dashes[0] ?? line.column;
    if (inList ? outermost > column : line.column > column && outermost >= column) continue;
    if (inList && line.dashes[0] === column) continue;
    if (!inList && line.column === column && line.key !== undefined) {
      if (path.length === 0) siblings.add(line.key);
      if (line.dashes.length > 0) enter(line.dashes);
      continue;
    }
    if (!inList && line.dashes[0] === column) continue;
    const isParent = line.key !== undefined && (inList ? line.column <= column : line.column < column);
    if (!isParent || !OPENS.test(line.value ?? '')) return undefined;
    path.unshift(line.key ?? '');
    column = line.column;
    inList = false;
    enter(line.dashes);
  }
  return { path, siblings };
}

function siblingsBelow(lines: readonly Line[], at: number, column: number): readonly string[] {
  const found: string[] = [];
  for (const line of lines.slice(at + 1)) {
    if (line.text.trim() === '' || /^\s*#/.test(line.text)) continue;
    if ((line.dashes[0] ?? line.column) < column) break;
    if (line.dashes.length === 0 && line.column === column && line.key !== undefined) found.push(line.key);
  }
  return found;
}

function headerOf(lines: readonly Line[]): { apiVersion?: string; kind?: string } {
  const of = (name: string) => {
    const line = lines.find(({ key, column, dashes }) => key === name && column === 0 && dashes.length === 0);
    return line?.value?.replace(/^["']|["']$/g, '');
  };
  const [apiVersion, kind] = [of('apiVersion'), of('kind')];
  return { ...(apiVersion && { apiVersion }), ...(kind && { kind }) };
}
