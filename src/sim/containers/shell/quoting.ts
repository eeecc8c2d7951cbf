/** Quoted text without expansions in it. */
import { Incomplete, type Source } from './source';

/** What a letter after a backslash means in C. */
export const C_ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  a: '\u0007',
  b: '\b',
  e: '\u001b',
  f: '\f',
  v: '\v',
  '\\': '\\',
  '"': '"',
  "'": "'",
};

/** At `'`. */
export function readSingleQuoted(source: Source): string {
  const end = source.text.indexOf("'", source.position + 1);
  if (end < 0) throw new Incomplete('unterminated quoted string', "'", source.line);
  const text = source.text.slice(source.position + 1, end);
  source.position = end + 1;
  return text;
}

/** At a backquote: the command's source. */
export function readBackquoted(source: Source): string {
  source.skip(1);
  let text = '';
  for (;;) {
    if (source.atEnd) throw new Incomplete('unterminated quoted string', '`', source.line);
    const { char } = source;
    source.skip(1);
    if (char === '`') return text;
    if (char === '\\' && '`\\$'.includes(source.char) && source.char !== '') {
      text += source.char;
      source.skip(1);
    } else text += char;
  }
}

/** `$'...'`, at its quote. */
export function readAnsiQuoted(source: Source): string {
  source.skip(1);
  let text = '';
  for (;;) {
    if (source.atEnd) throw new Incomplete('unterminated quoted string', "'", source.line);
    const { char } = source;
    source.skip(1);
    if (char === "'") return text;
    if (char !== '\\') {
      text += char;
      continue;
    }
    const code = /^(?:x([0-9a-fA-F]{1,2})|u([0-9a-fA-F]{1,4})|([0-7]{1,3}))/.exec(source.rest(5));
    if (code) {
      text += String.fromCodePoint(Number.parseInt(code[1] ?? code[2] ?? code[3] ?? '0', code[3] ? 8 : 16));
      source.skip(code[0].length);
    } else {
      text += C_ESCAPES[source.char] ?? source.char;
      source.skip(1);
    }
  }
}
