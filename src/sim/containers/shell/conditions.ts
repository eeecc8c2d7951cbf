/** Parses bash's `[[ ... ]]`. */
import type { Condition, Word } from './ast';
import { Incomplete, type Source, SyntaxProblem } from './source';
import type { WordReader } from './words';

const BINARY = /^(==|=~|!=|=|<|>|-(?:eq|ne|lt|le|gt|ge|nt|ot|ef))(?=\s)/;

export class ConditionParser {
  constructor(
    private readonly source: Source,
    private readonly words: WordReader,
  ) {}

  /** After `[[`, through `]]`. */
  parse(): Condition {
    const condition = this.#or();
    this.#blank();
    if (!this.source.accept(']]')) throw new SyntaxProblem('syntax error in conditional expression');
    return condition;
  }

  #or(): Condition {
    let left = this.#and();
    while (this.#accept('||')) left = { kind: 'or', left, right: this.#and() };
    return left;
  }

  #and(): Condition {
    let left = this.#not();
    while (this.#accept('&&')) left = { kind: 'and', left, right: this.#not() };
    return left;
  }

  #not(): Condition {
    return this.source.nested(() => {
      this.#blank();
      if (/^!\s/.test(this.source.rest(2))) {
        this.source.skip(1);
        return { kind: 'not', operand: this.#not() };
      }
      if (this.source.accept('(')) {
        const inner = this.#or();
        if (!this.#accept(')')) throw new SyntaxProblem('syntax error in conditional expression');
        return inner;
      }
      return this.#primary();
    });
  }

  #primary(): Condition {
    const unary = /^-[a-zA-Z](?=\s)/.exec(this.source.rest(3))?.[0];
    if (unary) {
      this.source.skip(2);
      return { kind: 'unary', op: unary, operand: this.#word() };
    }
    const left = this.#word();
    this.#blank();
    const op = BINARY.exec(this.source.rest(4))?.[1];
    if (op === undefined) return { kind: 'unary', op: '-n', operand: left };
    this.source.skip(op.length);
    return { kind: 'binary', op, left, right: op === '=~' ? this.#pattern() : this.#word() };
  }

  #word(): Word {
    this.#blank();
    const word = this.words.word();
    if (!word) throw new SyntaxProblem('syntax error in conditional expression');
    return word;
  }

  /** A regular expression may hold parentheses and bars that end words elsewhere. */
  #pattern(): Word {
    this.#blank();
    const parts: Word[number][] = [];
    while (!this.source.atEnd && !/\s/.test(this.source.char)) {
      const word = '()|<>&;'.includes(this.source.char) ? undefined : this.words.word();
      if (word) parts.push(...word);
      else {
        parts.push({ kind: 'text', text: this.source.char });
        this.source.skip(1);
      }
    }
    return parts;
  }

  #accept(text: string): boolean {
    this.#blank();
    return this.source.accept(text);
  }

  #blank(): void {
    do this.source.skipBlank();
    while (this.source.accept('\n'));
    if (this.source.atEnd) throw new Incomplete('unexpected end of file (expecting "]]")');
  }
}
