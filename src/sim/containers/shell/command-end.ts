/** Finds where a command substitution ends without parsing it: its text is parsed when it runs. */
import { Incomplete, type Source } from './source';

/** Moves behind the `)` that ends a command substitution, past quotes, nesting, comments and `case` patterns. */
export function skipCommand(source: Source): void {
  let depth = 1;
  let cases = 0;
  while (depth > 0) {
    if (source.atEnd) throw new Incomplete('unexpected end of file (expecting ")")');
    const { char } = source;
    const word = /^\b(?:case|esac)\b/.exec(source.rest(5))?.[0];
    if (word && /[\s;(|&]|^$/.test(source.text.charAt(source.position - 1)))
      cases += word === 'case' ? 1 : -1;
    if (char === '\\') source.skip(1);
    else if (char === "'" || char === '"' || char === '`') skipQuoted(source, char);
    else if (char === '(') depth++;
    else if (
      char === ')' &&
      !(cases > 0 && depth === 1 && !/\besac\s*$/.test(source.text.slice(0, source.position)))
    )
      depth--;
    else if (char === '#' && /\s/.test(source.text.charAt(source.position - 1))) {
      const end = source.text.indexOf('\n', source.position);
      source.position = end < 0 ? source.text.length - 1 : end - 1;
    }
    source.skip(1);
  }
}

/** Moves onto the closing quote. */
function skipQuoted(source: Source, quote: string): void {
  for (;;) {
    source.skip(1);
    if (source.atEnd) throw new Incomplete('unterminated quoted string', quote, source.line);
    if (source.char === quote) return;
    if (quote === "'") continue;
    if (source.char === '\\') source.skip(1);
    else if (quote === '"' && source.startsWith('$(')) {
      source.skip(2);
      source.nested(() => skipCommand(source));
      source.skip(-1);
    }
  }
}
