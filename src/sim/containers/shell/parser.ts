/**
 * Parses shell source one complete command at a time, as a shell reads it: what stands before an error still runs, and
 * a script that is fed line by line (a terminal, `sh < script`) can say that it needs more.
 * https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html
 */
import type {
  AndOr,
  CaseItem,
  Command,
  Compound,
  List,
  Pipeline,
  Redirection,
  SimpleCommand,
  Word,
} from './ast';
import { ConditionParser } from './conditions';
import { type Dialect, Incomplete, Source, SyntaxProblem } from './source';
import { WordReader } from './words';

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
const CLOSING = new Set(['then', 'else', 'elif', 'fi', 'do', 'done', 'esac', '}']);
const OPERATORS = ['&&', '||', ';;&', ';;', ';&', '|&', '&>>', '&>', ';', '&', '|', '(', ')', '\n'];
const REDIRECTIONS = ['<<<', '<<-', '<<', '>>', '>|', '<>', '<&', '>&', '<', '>'] as const;

export class Parser {
  readonly #source: Source;
  readonly #words: WordReader;

  constructor(text: string, dialect: Dialect) {
    this.#source = new Source(text, dialect);
    this.#words = new WordReader(this.#source);
  }

  /** The next complete command (a list up to the end of its line), or undefined at the end. */
  next(): List | undefined {
    for (;;) {
      this.#skipBlank();
      if (this.#source.atEnd) return undefined;
      if (this.#source.accept('\n')) {
        this.#source.readHereDocuments();
        continue;
      }
      const list = this.#line();
      if (list.length > 0) return list;
    }
  }

  /** Where the rest begins that `next` has not read yet. */
  get offset(): number {
    return this.#source.position;
  }

  #line(): List {
    const list: AndOr[] = [];
    for (;;) {
      this.#skipBlank();
      if (this.#source.atEnd) break;
      if (this.#source.accept('\n')) {
        this.#source.readHereDocuments();
        break;
      }
      list.push(this.#andOr());
      if (!this.#separator()) break;
    }
    return list;
  }

  /** After a command of a line: whether another may follow on it. */
  #separator(): boolean {
    this.#skipBlank();
    const operator = this.#peekOperator();
    if (operator === ';') {
      this.#source.skip(1);
      return true;
    }
    if (operator === '\n' || operator === undefined) {
      if (!this.#source.atEnd && operator === undefined) return true;
      if (this.#source.accept('\n')) this.#source.readHereDocuments();
      return false;
    }
    if (operator === '(' || operator === ')' || operator.startsWith(';')) throw this.#unexpected();
    return true;
  }

  /** A list inside a compound command, up to one of the closing words. */
  #listUntil(...closing: readonly string[]): List {
    return this.#source.nested(() => {
      const list: AndOr[] = [];
      for (;;) {
        this.#skipNewlines();
        if (this.#source.atEnd)
          throw new Incomplete(`unexpected end of file (expecting "${closing.at(-1)}")`);
        if (this.#atAny(closing)) break;
        list.push(this.#andOr());
        this.#skipBlank();
        if (this.#peekOperator() === ';') this.#source.skip(1);
      }
      if (list.length === 0) throw this.#unexpected();
      return list;
    });
  }

  #atAny(closing: readonly string[]): boolean {
    const operator = this.#peekOperator();
    if (operator !== undefined) return closing.includes(operator);
    const word = this.#peekReserved();
    return word !== undefined && closing.includes(word);
  }

  #andOr(): AndOr {
    const first = this.#pipeline();
    const rest: { op: '&&' | '||'; pipeline: Pipeline }[] = [];
    for (;;) {
      this.#skipBlank();
      const op = this.#peekOperator();
      if (op !== '&&' && op !== '||') break;
      this.#source.skip(2);
      this.#continueLine();
      rest.push({ op, pipeline: this.#pipeline() });
    }
    const background = this.#peekOperator() === '&';
    if (background) this.#source.skip(1);
    return { first, rest, background };
  }

  #pipeline(): Pipeline {
    const start = this.#source.position;
    let negated = false;
    let timed = false;
    for (;;) {
      this.#skipBlank();
      const word = this.#peekPlainWord();
      if (word === '!') negated = !negated;
      else if (word === 'time') timed = true;
      else break;
      this.#source.skip(word.length);
    }
    const commands = [this.#command()];
    for (;;) {
      this.#skipBlank();
      const op = this.#peekOperator();
      if (op !== '|' && op !== '|&') break;
      this.#source.skip(op.length);
      this.#continueLine();
      if (op === '|&') commands.push(withStderr(commands.pop()));
      commands.push(this.#command());
    }
    return { negated, timed, commands, source: this.#source.slice(start).trim() };
  }

  /** After |, && and ||: the command goes on, on a later line if need be. */
  #continueLine(): void {
    this.#skipNewlines();
    if (this.#source.atEnd) throw new Incomplete('unexpected end of file');
  }

  #command(): Command {
    this.#skipBlank();
    const operator = this.#peekOperator();
    if (operator === '(') return this.#withRedirections(this.#parenthesized());
    if (operator !== undefined) throw this.#unexpected();
    const word = this.#peekReserved();
    if (word !== undefined && CLOSING.has(word)) throw this.#unexpected();
    const compound = word === undefined ? undefined : this.#compound(word);
    if (compound) return this.#withRedirections(compound);
    return this.#functionDefinition() ?? this.#simple();
  }

  #withRedirections(compound: Compound): Command {
    const redirections: Redirection[] = [];
    for (;;) {
      this.#skipBlank();
      const redirection = this.#redirection();
      if (!redirection) break;
      redirections.push(redirection);
    }
    return { kind: 'compound', compound, redirections };
  }

  #parenthesized(): Compound {
    if (this.#source.startsWith('((')) {
      const start = this.#source.position;
      this.#source.skip(2);
      const expression = this.#words.arithmetic();
      if (expression) return { kind: 'arithmetic', expression };
      this.#source.position = start;
    }
    this.#source.skip(1);
    const body = this.#listUntil(')');
    this.#source.skip(1);
    return { kind: 'subshell', body };
  }

  #compound(word: string): Compound | undefined {
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
        this.#source.skip(2);
        return { kind: 'condition', expression: new ConditionParser(this.#source, this.#words).parse() };
      default:
        return undefined;
    }
  }

  /** `open list close`; the closing word is left when the next construct begins with it. */
  #block(open: string, close: string, consume = true): List {
    this.#expect(open);
    const body = this.#listUntil(close);
    if (consume) this.#expect(close);
    return body;
  }

  #if(): Compound {
    const clauses: { test: List; body: List }[] = [];
    let otherwise: List | undefined;
    let word = 'if';
    for (;;) {
      this.#expect(word);
      if (word === 'fi') break;
      if (word === 'else') {
        otherwise = this.#listUntil('fi');
        word = 'fi';
        continue;
      }
      const test = this.#listUntil('then');
      this.#expect('then');
      clauses.push({ test, body: this.#listUntil('elif', 'else', 'fi') });
      word = this.#peekReserved() ?? 'fi';
    }
    return { kind: 'if', clauses, ...(otherwise && { otherwise }) };
  }

  #for(): Compound {
    this.#expect('for');
    this.#skipBlank();
    if (this.#source.accept('((')) return this.#arithmeticFor();
    const name = this.#peekPlainWord();
    if (name === undefined || !/^[A-Za-z_]\w*$/.test(name)) {
      if (name === undefined) throw this.#unexpected();
      throw new SyntaxProblem('bad for loop variable');
    }
    this.#source.skip(name.length);
    this.#skipNewlines();
    let words: Word[] | undefined;
    if (this.#peekReserved() === 'in') {
      this.#source.skip(2);
      words = this.#wordsOfLine();
    } else if (this.#peekOperator() === ';') this.#source.skip(1);
    return { kind: 'for', name, ...(words && { words }), body: this.#doBlock() };
  }

  #arithmeticFor(): Compound {
    const parts = this.#words.arithmeticTriple();
    this.#skipBlank();
    this.#source.accept(';');
    return { kind: 'cfor', parts, body: this.#doBlock() };
  }

  #doBlock(): List {
    this.#skipNewlines();
    if (this.#source.atEnd) throw new Incomplete('unexpected end of file (expecting "do")');
    return this.#peekReserved() === '{' ? this.#block('{', '}') : this.#block('do', 'done');
  }

  /** Words up to the end of the command; `;` or newlines after them are taken too. */
  #wordsOfLine(): Word[] {
    const words: Word[] = [];
    for (;;) {
      this.#skipBlank();
      const word = this.#words.word();
      if (!word) break;
      words.push(word);
    }
    const operator = this.#peekOperator();
    if (operator !== undefined && operator !== ';' && operator !== '\n') throw this.#unexpected();
    if (operator === ';') this.#source.skip(1);
    return words;
  }

  #case(): Compound {
    this.#expect('case');
    this.#skipBlank();
    const word = this.#words.word();
    if (!word) throw this.#unexpected();
    this.#skipNewlines();
    this.#expect('in');
    const items: CaseItem[] = [];
    for (;;) {
      this.#skipNewlines();
      if (this.#source.atEnd) throw new Incomplete('unexpected end of file (expecting "esac")');
      if (this.#peekReserved() === 'esac') break;
      items.push(this.#caseItem());
    }
    this.#expect('esac');
    return { kind: 'case', word, items };
  }

  #caseItem(): CaseItem {
    if (this.#peekOperator() === '(') this.#source.skip(1);
    const patterns: Word[] = [];
    do {
      this.#skipBlank();
      const pattern = this.#words.word();
      if (!pattern) throw this.#unexpected();
      patterns.push(pattern);
      this.#skipBlank();
    } while (this.#source.accept('|'));
    if (!this.#source.accept(')')) throw this.#unexpected();
    const body = this.#caseBody();
    const fallThrough = this.#source.accept(';&');
    if (!fallThrough && !this.#source.accept(';;&')) this.#source.accept(';;');
    return { patterns, body, fallThrough };
  }

  #caseBody(): List {
    this.#skipNewlines();
    if (this.#atAny([';;', ';&', ';;&', 'esac'])) return [];
    return this.#listUntil(';;', ';&', ';;&', 'esac');
  }

  #functionDefinition(): Command | undefined {
    const bash = /^function[ \t]+([^\s(){};&|<>]+)[ \t]*(\([ \t]*\))?/.exec(this.#source.rest(200));
    const posix = bash ? null : /^([A-Za-z_][\w.-]*)[ \t]*\([ \t]*\)/.exec(this.#source.rest(200));
    const match = bash ?? posix;
    if (!match) return undefined;
    this.#source.skip(match[0].length);
    this.#skipNewlines();
    if (this.#source.atEnd) throw new Incomplete('unexpected end of file');
    return { kind: 'function', name: match[1] ?? '', body: this.#command() };
  }

  #simple(): SimpleCommand {
    const line = this.#source.line;
    const assignments: SimpleCommand['assignments'][number][] = [];
    const words: Word[] = [];
    const redirections: Redirection[] = [];
    for (;;) {
      this.#skipBlank();
      const redirection = this.#redirection();
      if (redirection) {
        redirections.push(redirection);
        continue;
      }
      const assignment = words.length === 0 || isDeclaration(words) ? this.#words.assignment() : undefined;
      if (assignment && words.length === 0) {
        assignments.push(assignment);
        continue;
      }
      if (assignment) {
        words.push(...declared(assignment));
        continue;
      }
      const word = this.#words.word();
      if (!word) break;
      words.push(word);
    }
    if (assignments.length + words.length + redirections.length === 0) throw this.#unexpected();
    if (this.#peekOperator() === '(') throw this.#unexpected();
    return { kind: 'simple', assignments, words, redirections, line };
  }

  #redirection(): Redirection | undefined {
    if (this.#source.startsWith('&>')) {
      const op = this.#source.accept('&>>') ? '&>>' : '&>';
      this.#source.accept('&>');
      return { op, target: this.#target() };
    }
    const prefix = /^\d*(?=[<>])/.exec(this.#source.rest(12))?.[0];
    if (prefix === undefined) return undefined;
    const after = this.#source.rest(16).slice(prefix.length);
    if (/^[<>]\(/.test(after)) throw new SyntaxProblem('unexpected "("');
    const op = REDIRECTIONS.find((candidate) => after.startsWith(candidate));
    if (!op) return undefined;
    this.#source.skip(prefix.length + op.length);
    const fd = prefix === '' ? {} : { fd: Number(prefix) };
    if (op !== '<<' && op !== '<<-') return { ...fd, op, target: this.#target() };
    this.#skipBlank();
    const { delimiter, quoted } = this.#words.hereDelimiter();
    if (delimiter === undefined) throw this.#unexpected();
    const body: { target: Word } = { target: [] };
    this.#source.addHereDocument({
      delimiter,
      stripTabs: op === '<<-',
      take: (text) => {
        body.target = quoted ? [{ kind: 'quoted', text }] : this.#words.hereBody(text);
      },
    });
    return Object.defineProperty({ ...fd, op: '<<' as const, target: [] }, 'target', {
      get: () => body.target,
      enumerable: true,
    });
  }

  #target(): Word {
    this.#skipBlank();
    const word = this.#words.word();
    if (!word) throw this.#unexpected();
    return word;
  }

  // ------------------------------------------------------------------------------------------------------- tokens

  #expect(word: string): void {
    this.#skipNewlines();
    if (this.#source.atEnd) throw new Incomplete(`unexpected end of file (expecting "${word}")`);
    if (this.#peekPlainWord() !== word) throw this.#unexpected(word);
    this.#source.skip(word.length);
  }

  #peekOperator(): string | undefined {
    if (this.#source.startsWith('&>')) return undefined;
    return OPERATORS.find((operator) => this.#source.startsWith(operator));
  }

  /** The word ahead if it is made of plain characters only, so that it can be a reserved word or a name. */
  #peekPlainWord(): string | undefined {
    return /^(?:[^\s;&|()<>"'\\$`#]+|\{(?=\s))(?=[\s;&|()<>]|$)/.exec(this.#source.rest(MAX_PLAIN_WORD))?.[0];
  }

  #peekReserved(): string | undefined {
    const word = this.#peekPlainWord();
    if (word === undefined) return undefined;
    if (word === '[[') return this.#source.dialect === 'bash' ? word : undefined;
    return RESERVED.has(word) ? word : undefined;
  }

  #skipBlank(): void {
    this.#source.skipBlank();
  }

  #skipNewlines(): void {
    for (;;) {
      this.#skipBlank();
      if (!this.#source.accept('\n')) return;
      this.#source.readHereDocuments();
    }
  }

  #unexpected(expecting?: string): SyntaxProblem {
    this.#skipBlank();
    const hint = expecting === undefined ? '' : ` (expecting "${expecting}")`;
    if (this.#source.atEnd) return new Incomplete(`unexpected end of file${hint}`);
    const operator = this.#peekOperator();
    if (operator === '\n')
      return new SyntaxProblem(`unexpected newline${hint}`, 'newline', this.#source.line);
    const found =
      operator ?? /^[^\s;&|()<>]+/.exec(this.#source.rest(MAX_PLAIN_WORD))?.[0] ?? this.#source.rest(1);
    const kind = operator === undefined && !RESERVED.has(found) ? 'unexpected word' : `unexpected "${found}"`;
    return new SyntaxProblem(`${kind}${hint}`, found, this.#source.line);
  }
}

const MAX_PLAIN_WORD = 64;
const DECLARATIONS = new Set(['export', 'readonly', 'local', 'declare', 'typeset', 'alias']);

/** Arguments of `export` and its kin are assignments too: no field splitting in their values. */
function isDeclaration(words: readonly Word[]): boolean {
  const first = words[0]?.[0];
  return first?.kind === 'text' && words[0]?.length === 1 && DECLARATIONS.has(first.text);
}

function declared(assignment: SimpleCommand['assignments'][number]): Word[] {
  const name = `${assignment.name}${assignment.append ? '+' : ''}=`;
  return [
    [
      { kind: 'quoted', text: name },
      { kind: 'double', parts: assignment.value },
    ],
  ];
}

function withStderr(command: Command | undefined): Command {
  const merge: Redirection = { fd: 2, op: '>&', target: [{ kind: 'text', text: '1' }] };
  if (command?.kind === 'simple') return { ...command, redirections: [...command.redirections, merge] };
  if (command?.kind === 'compound') return { ...command, redirections: [...command.redirections, merge] };
  throw new SyntaxProblem('unexpected "|&"');
}

export type { Dialect };
export { Incomplete, SyntaxProblem };
