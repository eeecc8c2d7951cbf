/** Looks ahead in shell source: operators, reserved words, and what to say when neither fits. */
import { Incomplete, type Source, SyntaxProblem } from './source';

const RESERVED = new Set([
  'if',
  'then',
  'else',
  'elif',
  'fi',
  'do',
  'done',
  'case',
  'esac',
  'while',
  'until',
  'for',
  '{',
  '}',
  '!',
  'in',
]);
const OPERATORS = ['&&', '||', ';;&', ';;', ';&', '|&', '&>>', '&>', ';', '&', '|', '(', ')', '\n'];
const MAX_PLAIN_WORD = 64;

export class Tokens {
  constructor(private readonly source: Source) {}

  /** Takes that reserved word, on a later line if need be. */
  expect(word: string): void {
    this.skipNewlines();
    if (this.source.atEnd) throw new Incomplete(`unexpected end of file (expecting "${word}")`);
    if (this.peekPlainWord() !== word) throw this.unexpected(word);
    this.source.skip(word.length);
  }

  peekOperator(): string | undefined {
    if (this.source.startsWith('&>')) return undefined;
    return OPERATORS.find((operator) => this.source.startsWith(operator));
  }

  /** The word ahead if it is made of plain characters only, so that it can be a reserved word or a name. */
  peekPlainWord(): string | undefined {
    return /^(?:[^\s;&|()<>"'\\$`#]+|\{(?=\s))(?=[\s;&|()<>]|$)/.exec(this.source.rest(MAX_PLAIN_WORD))?.[0];
  }

  peekReserved(): string | undefined {
    const word = this.peekPlainWord();
    if (word === undefined) return undefined;
    if (word === '[[') return this.source.dialect === 'bash' ? word : undefined;
    return RESERVED.has(word) ? word : undefined;
  }

  skipNewlines(): void {
    for (;;) {
      this.source.skipBlank();
      if (!this.source.accept('\n')) return;
      this.source.readHereDocuments();
    }
  }

  /** What stands here, as a problem. */
  unexpected(expecting?: string): SyntaxProblem {
    this.source.skipBlank();
    const hint = expecting === undefined ? '' : ` (expecting "${expecting}")`;
    if (this.source.atEnd) return new Incomplete(`unexpected end of file${hint}`);
    const operator = this.peekOperator();
    if (operator === '\n') return new SyntaxProblem(`unexpected newline${hint}`, 'newline', this.source.line);
    const found =
      operator ?? /^[^\s;&|()<>]+/.exec(this.source.rest(MAX_PLAIN_WORD))?.[0] ?? this.source.rest(1);
    const kind = operator === undefined && !RESERVED.has(found) ? 'unexpected word' : `unexpected "${found}"`;
    return new SyntaxProblem(`${kind}${hint}`, found, this.source.line);
  }

  /** After |, && and ||: the command goes on, on a later line if need be. */
  continueLine(): void {
    this.skipNewlines();
    if (this.source.atEnd) throw new Incomplete('unexpected end of file');
  }

  /** Whether one of these operators or reserved words is ahead. */
  atAny(closing: readonly string[]): boolean {
    const operator = this.peekOperator();
    if (operator !== undefined) return closing.includes(operator);
    const word = this.peekReserved();
    return word !== undefined && closing.includes(word);
  }
}
