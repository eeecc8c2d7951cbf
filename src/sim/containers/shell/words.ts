/** Reads words: quoting, parameters, substitutions, arithmetic, assignments. */
import type { Assignment, Parameter, ParameterOp, Word, WordPart } from './ast';
import { skipCommand } from './command-end';
import { PartList } from './part-list';
import { readAnsiQuoted, readBackquoted, readSingleQuoted } from './quoting';
import { Incomplete, Source, SyntaxProblem } from './source';

const WORD_END = new Set([' ', '\t', '\r', '\n', ';', '&', '|', '(', ')', '<', '>', '']);
const OPERATIONS: readonly ParameterOp[] = [
  ':-',
  ':=',
  ':?',
  ':+',
  '##',
  '%%',
  '//',
  '/#',
  '/%',
  '^^',
  ',,',
  '-',
  '=',
  '?',
  '+',
  '#',
  '%',
  '/',
  '^',
  ',',
  ':',
];

type Stop = (char: string) => boolean;

export class WordReader {
  constructor(private readonly source: Source) {}

  /** The word here, if there is one. */
  word(): Word | undefined {
    const parts = this.#parts((char) => WORD_END.has(char));
    return parts.length === 0 ? undefined : parts;
  }

  assignment(): Assignment | undefined {
    const { source } = this;
    const match = /^([A-Za-z_]\w*)(\[[^\]\n]*\])?(\+?)=/.exec(source.rest(MAX_NAME));
    if (!match) return undefined;
    const [all, name = '', subscript, plus] = match;
    if (subscript !== undefined && source.dialect !== 'bash') return undefined;
    source.skip(all.length);
    const index = subscript === undefined ? {} : { index: this.#sub(subscript.slice(1, -1)) };
    const base = { name, append: plus === '+', ...index };
    if (source.char !== '(' || source.dialect !== 'bash') return { ...base, value: this.word() ?? [] };
    source.skip(1);
    return { ...base, value: [], elements: this.#elements() };
  }

  #elements(): Word[] {
    const elements: Word[] = [];
    for (;;) {
      this.source.skipBlank();
      if (this.source.atEnd) throw new Incomplete('unexpected end of file (expecting ")")');
      if (this.source.accept('\n')) continue;
      if (this.source.accept(')')) return elements;
      const word = this.word();
      if (!word) throw new SyntaxProblem(`unexpected "${this.source.char}"`, this.source.char);
      elements.push(word);
    }
  }

  /** `expression ))`; undefined when it doesn't end so, and it was two subshells after all. */
  arithmetic(): Word | undefined {
    return this.#arithmeticUntil('))');
  }

  /** `init; test; step ))` */
  arithmeticTriple(): [Word, Word, Word] {
    const init = this.#arithmeticUntil(';');
    const test = this.#arithmeticUntil(';');
    const step = this.#arithmeticUntil('))');
    if (!init || !test || !step) throw new SyntaxProblem('bad for loop variable');
    return [init, test, step];
  }

  #arithmeticUntil(end: '))' | ';'): Word | undefined {
    const { source } = this;
    let depth = 0;
    const parts = new PartList('quoted');
    for (;;) {
      if (source.atEnd) throw new Incomplete(`unexpected end of file (expecting "${end}")`);
      if (depth === 0 && source.accept(end)) break;
      const { char } = source;
      if (char === ')' && depth === 0) return undefined;
      if (char === '(') depth++;
      if (char === ')') depth--;
      if (char === '$' || char === '`') {
        parts.push(...this.#expansion(true));
        continue;
      }
      if (char !== '"') parts.plain(char);
      source.skip(1);
    }
    return parts.end();
  }

  hereDelimiter(): { delimiter: string | undefined; quoted: boolean } {
    const word = this.word();
    if (!word) return { delimiter: undefined, quoted: false };
    const quoted = word.some((part) => part.kind === 'quoted' || part.kind === 'double');
    return { delimiter: plainText(word), quoted };
  }

  /** An unquoted here-document: expansions, but quotes are ordinary characters. */
  hereBody(text: string): Word {
    const reader = this.#reader(text);
    return reader.#doubleParts(() => false, false);
  }

  // ------------------------------------------------------------------------------------------------------- parts

  #parts(stop: Stop): WordPart[] {
    const { source } = this;
    const parts = new PartList('text');
    while (!source.atEnd && !stop(source.char)) {
      const { char } = source;
      if (char === '\\') {
        if (source.accept('\\\n')) continue;
        source.skip(1);
        if (source.atEnd) parts.push({ kind: 'quoted', text: '\\' });
        else parts.push({ kind: 'quoted', text: source.char });
        source.skip(1);
      } else if (char === "'") {
        parts.push({ kind: 'quoted', text: readSingleQuoted(source) });
      } else if (char === '"') {
        source.skip(1);
        parts.push({ kind: 'double', parts: this.#doubleParts((c) => c === '"', true) });
      } else if (char === '$' || char === '`') {
        parts.push(...this.#expansion(false));
      } else {
        parts.plain(char);
        source.skip(1);
      }
    }
    return parts.end();
  }

  #doubleParts(stop: Stop, closes: boolean): WordPart[] {
    const { source } = this;
    const parts = new PartList('quoted');
    for (;;) {
      if (source.atEnd) {
        if (!closes) break;
        throw new Incomplete('unterminated quoted string', '"', source.line);
      }
      const { char } = source;
      if (stop(char)) {
        source.skip(1);
        break;
      }
      if (char === '\\') {
        source.skip(1);
        const next = source.char;
        if (next === '\n') source.skip(1);
        else if (next === '$' || next === '`' || next === '\\' || (next === '"' && closes)) {
          parts.plain(next);
          source.skip(1);
        } else parts.plain('\\');
      } else if (char === '$' || char === '`') {
        parts.push(...this.#expansion(true));
      } else {
        parts.plain(char);
        source.skip(1);
      }
    }
    return parts.end();
  }

  /** At `$` or a backquote. */
  #expansion(quoted: boolean): WordPart[] {
    const { source } = this;
    if (source.char === '`') return [{ kind: 'command', source: readBackquoted(source) }];
    const next = source.text.charAt(source.position + 1);
    if (next === '(') return [this.#parenthesized()];
    if (next === '{') return [this.#braced()];
    if (next === "'" && !quoted) {
      source.skip(1);
      return [{ kind: 'quoted', text: readAnsiQuoted(source) }];
    }
    if (next === '"' && !quoted) {
      source.skip(1);
      return [];
    }
    const name = /^\$([A-Za-z_]\w*|[0-9@*#?$!-])/.exec(source.rest(MAX_NAME))?.[1];
    source.skip(1 + (name?.length ?? 0));
    if (name === undefined) return [{ kind: quoted ? 'quoted' : 'text', text: '$' }];
    return [{ kind: 'parameter', name }];
  }

  #parenthesized(): WordPart {
    const { source } = this;
    if (source.startsWith('$((')) {
      const start = source.position;
      source.skip(3);
      const expression = this.#arithmeticUntil('))');
      if (expression) return { kind: 'arithmetic', expression };
      source.position = start;
    }
    source.skip(2);
    const start = source.position;
    source.nested(() => skipCommand(source));
    return { kind: 'command', source: source.text.slice(start, source.position - 1) };
  }

  #braced(): Parameter {
    return this.source.nested(() => {
      const { source } = this;
      const start = source.position;
      source.skip(2);
      const length =
        /^#(?=[A-Za-z_0-9@*?$!#-][^}]*\}|[@*]\})/.test(source.rest(MAX_NAME)) && !source.startsWith('#}');
      if (length) source.skip(1);
      const indirect = !length && /^![A-Za-z_]/.test(source.rest(2));
      if (indirect) source.skip(1);
      const name = /^([A-Za-z_]\w*|\d+|[@*#?$!-])/.exec(source.rest(MAX_NAME))?.[0];
      if (name === undefined) throw source.atEnd ? unclosed() : new SyntaxProblem('bad substitution');
      source.skip(name.length);
      const subscript = source.char === '[' ? { index: this.#subscript() } : {};
      const base = {
        kind: 'parameter' as const,
        name,
        ...subscript,
        ...(length && { length }),
        ...(indirect && { indirect }),
      };
      if (source.accept('}')) return base;
      const op = OPERATIONS.find((candidate) => source.startsWith(candidate));
      if (source.atEnd) throw unclosed();
      if (op === undefined)
        throw new SyntaxProblem('bad substitution', source.text.slice(start, source.position + 1));
      source.skip(op.length);
      return { ...base, operation: this.#operation(op) };
    });
  }

  #operation(op: ParameterOp): NonNullable<Parameter['operation']> {
    const { source } = this;
    const splits = op.startsWith('/') || op === ':';
    const separator = op === ':' ? ':' : '/';
    const word = this.#operand((char) => char === '}' || (splits && char === separator));
    let second: Word | undefined;
    if (splits && source.accept(separator)) second = this.#operand((char) => char === '}');
    if (!source.accept('}')) throw unclosed();
    return { op, word, ...(second && { second }) };
  }

  /** The word of an operation: blanks and operators are ordinary in it. */
  #operand(stop: Stop): WordPart[] {
    const parts = this.#parts(stop);
    if (this.source.atEnd) throw unclosed();
    return parts;
  }

  #subscript(): Word {
    this.source.skip(1);
    const word = this.#operand((char) => char === ']');
    this.source.skip(1);
    return word;
  }

  #sub(text: string): Word {
    return this.#reader(text).#parts(() => false);
  }

  #reader(text: string): WordReader {
    return new WordReader(new Source(text, this.source.dialect));
  }
}

const MAX_NAME = 256;
const unclosed = () => new Incomplete('unterminated quoted string', '}');

/** The text of a word without expansions in it. */
export function plainText(word: Word): string {
  return word
    .map((part) => ('text' in part ? part.text : part.kind === 'double' ? plainText(part.parts) : ''))
    .join('');
}
