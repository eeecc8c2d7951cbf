/** Reads compound commands: groups, conditions, loops, `case`. */
import type { CaseItem, Compound, List, Word } from './ast';
import { ConditionParser } from './conditions';
import type { Readers } from './readers';
import { Incomplete, SyntaxProblem } from './source';

export class CompoundReader {
  constructor(
    private readonly readers: Readers,
    /** Reads the commands up to one of the closing words. */
    private readonly listUntil: (...closing: readonly string[]) => List,
  ) {}

  /** At `(`. */
  parenthesized(): Compound {
    if (this.readers.source.startsWith('((')) {
      const start = this.readers.source.position;
      this.readers.source.skip(2);
      const expression = this.readers.words.arithmetic();
      if (expression) return { kind: 'arithmetic', expression };
      this.readers.source.position = start;
    }
    this.readers.source.skip(1);
    const body = this.listUntil(')');
    this.readers.source.skip(1);
    return { kind: 'subshell', body };
  }

  /** The compound command that this reserved word begins. */
  named(word: string): Compound | undefined {
    switch (word) {
      case '{':
        return { kind: 'group', body: this.#block('{', '}') };
      case 'if':
        return this.#if();
      case 'while':
      case 'until': {
        const test = this.#block(word, 'do', false);
        return { kind: 'loop', until: word === 'until', test, body: this.#block('do', 'done') };
      }
      case 'for':
        return this.#for();
      case 'case':
        return this.#case();
      case '[[':
        this.readers.source.skip(2);
        return {
          kind: 'condition',
          expression: new ConditionParser(this.readers.source, this.readers.words).parse(),
        };
      default:
        return undefined;
    }
  }

  /** `open list close`; the closing word is left when the next construct begins with it. */
  #block(open: string, close: string, consume = true): List {
    this.readers.tokens.expect(open);
    const body = this.listUntil(close);
    if (consume) this.readers.tokens.expect(close);
    return body;
  }

  #if(): Compound {
    const clauses: { test: List; body: List }[] = [];
    let otherwise: List | undefined;
    let word = 'if';
    for (;;) {
      this.readers.tokens.expect(word);
      if (word === 'fi') break;
      if (word === 'else') {
        otherwise = this.listUntil('fi');
        word = 'fi';
        continue;
      }
      const test = this.listUntil('then');
      this.readers.tokens.expect('then');
      clauses.push({ test, body: this.listUntil('elif', 'else', 'fi') });
      word = this.readers.tokens.peekReserved() ?? 'fi';
    }
    return { kind: 'if', clauses, ...(otherwise && { otherwise }) };
  }

  #for(): Compound {
    this.readers.tokens.expect('for');
    this.readers.source.skipBlank();
    if (this.readers.source.accept('((')) return this.#arithmeticFor();
    const name = this.readers.tokens.peekPlainWord();
    if (name === undefined || !/^[A-Za-z_]\w*$/.test(name)) {
      if (name === undefined) throw this.readers.tokens.unexpected();
      throw new SyntaxProblem('bad for loop variable');
    }
    this.readers.source.skip(name.length);
    this.readers.tokens.skipNewlines();
    let words: Word[] | undefined;
    if (this.readers.tokens.peekReserved() === 'in') {
      this.readers.source.skip(2);
      words = this.#wordsOfLine();
    } else if (this.readers.tokens.peekOperator() === ';') this.readers.source.skip(1);
    return { kind: 'for', name, ...(words && { words }), body: this.#doBlock() };
  }

  #arithmeticFor(): Compound {
    const parts = this.readers.words.arithmeticTriple();
    this.readers.source.skipBlank();
    this.readers.source.accept(';');
    return { kind: 'cfor', parts, body: this.#doBlock() };
  }

  #doBlock(): List {
    this.readers.tokens.skipNewlines();
    if (this.readers.source.atEnd) throw new Incomplete('unexpected end of file (expecting "do")');
    return this.readers.tokens.peekReserved() === '{' ? this.#block('{', '}') : this.#block('do', 'done');
  }

  /** Words up to the end of the command; `;` or newlines after them are taken too. */
  #wordsOfLine(): Word[] {
    const words: Word[] = [];
    for (;;) {
      this.readers.source.skipBlank();
      const word = this.readers.words.word();
      if (!word) break;
      words.push(word);
    }
    const operator = this.readers.tokens.peekOperator();
    if (operator !== undefined && operator !== ';' && operator !== '\n')
      throw this.readers.tokens.unexpected();
    if (operator === ';') this.readers.source.skip(1);
    return words;
  }

  #case(): Compound {
    this.readers.tokens.expect('case');
    this.readers.source.skipBlank();
    const word = this.readers.words.word();
    if (!word) throw this.readers.tokens.unexpected();
    this.readers.tokens.skipNewlines();
    this.readers.tokens.expect('in');
    const items: CaseItem[] = [];
    for (;;) {
      this.readers.tokens.skipNewlines();
      if (this.readers.source.atEnd) throw new Incomplete('unexpected end of file (expecting "esac")');
      if (this.readers.tokens.peekReserved() === 'esac') break;
      items.push(this.#caseItem());
    }
    this.readers.tokens.expect('esac');
    return { kind: 'case', word, items };
  }

  #caseItem(): CaseItem {
    if (this.readers.tokens.peekOperator() === '(') this.readers.source.skip(1);
    const patterns: Word[] = [];
    do {
      this.readers.source.skipBlank();
      const pattern = this.readers.words.word();
      if (!pattern) throw this.readers.tokens.unexpected();
      patterns.push(pattern);
      this.readers.source.skipBlank();
    } while (this.readers.source.accept('|'));
    if (!this.readers.source.accept(')')) throw this.readers.tokens.unexpected();
    const body = this.#caseBody();
    const fallThrough = this.readers.source.accept(';&');
    if (!fallThrough && !this.readers.source.accept(';;&')) this.readers.source.accept(';;');
    return { patterns, body, fallThrough };
  }

  #caseBody(): List {
    this.readers.tokens.skipNewlines();
    if (this.readers.tokens.atAny([';;', ';&', ';;&', 'esac'])) return [];
    return this.listUntil(';;', ';&', ';;&', 'esac');
  }
}
