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
import { RedirectionReader } from './redirection-reader';
import { type Dialect, Incomplete, Source, SyntaxProblem } from './source';
import { Tokens } from './tokens';
import { WordReader } from './words';

const CLOSING = new Set(['then', 'else', 'elif', 'fi', 'do', 'done', 'esac', '}']);

export class Parser {
  readonly #source: Source;
  readonly #words: WordReader;
  readonly #tokens: Tokens;
  readonly #redirections: RedirectionReader;

  constructor(text: string, dialect: Dialect) {
    this.#source = new Source(text, dialect);
    this.#words = new WordReader(this.#source);
    this.#tokens = new Tokens(this.#source);
    this.#redirections = new RedirectionReader(this.#source, this.#words, this.#tokens);
  }

  /** The next complete command (a list up to the end of its line), or undefined at the end. */
  next(): List | undefined {
    for (;;) {
      this.#source.skipBlank();
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
      this.#source.skipBlank();
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
    this.#source.skipBlank();
    const operator = this.#tokens.peekOperator();
    if (operator === ';') {
      this.#source.skip(1);
      return true;
    }
    if (operator === '\n' || operator === undefined) {
      if (!this.#source.atEnd && operator === undefined) return true;
      if (this.#source.accept('\n')) this.#source.readHereDocuments();
      return false;
    }
    if (operator === '(' || operator === ')' || operator.startsWith(';')) throw this.#tokens.unexpected();
    return true;
  }

  /** A list inside a compound command, up to one of the closing words. */
  #listUntil(...closing: readonly string[]): List {
    return this.#source.nested(() => {
      const list: AndOr[] = [];
      for (;;) {
        this.#tokens.skipNewlines();
        if (this.#source.atEnd)
          throw new Incomplete(`unexpected end of file (expecting "${closing.at(-1)}")`);
        if (this.#tokens.atAny(closing)) break;
        list.push(this.#andOr());
        this.#source.skipBlank();
        if (this.#tokens.peekOperator() === ';') this.#source.skip(1);
      }
      if (list.length === 0) throw this.#tokens.unexpected();
      return list;
    });
  }

  #andOr(): AndOr {
    const first = this.#pipeline();
    const rest: { op: '&&' | '||'; pipeline: Pipeline }[] = [];
    for (;;) {
      this.#source.skipBlank();
      const op = this.#tokens.peekOperator();
      if (op !== '&&' && op !== '||') break;
      this.#source.skip(2);
      this.#tokens.continueLine();
      rest.push({ op, pipeline: this.#pipeline() });
    }
    const background = this.#tokens.peekOperator() === '&';
    if (background) this.#source.skip(1);
    return { first, rest, background };
  }

  #pipeline(): Pipeline {
    const start = this.#source.position;
    let negated = false;
    let timed = false;
    for (;;) {
      this.#source.skipBlank();
      const word = this.#tokens.peekPlainWord();
      if (word === '!') negated = !negated;
      else if (word === 'time') timed = true;
      else break;
      this.#source.skip(word.length);
    }
    const commands = [this.#command()];
    for (;;) {
      this.#source.skipBlank();
      const op = this.#tokens.peekOperator();
      if (op !== '|' && op !== '|&') break;
      this.#source.skip(op.length);
      this.#tokens.continueLine();
      if (op === '|&') commands.push(withStderr(commands.pop()));
      commands.push(this.#command());
    }
    return { negated, timed, commands, source: this.#source.slice(start).trim() };
  }

  #command(): Command {
    this.#source.skipBlank();
    const operator = this.#tokens.peekOperator();
    if (operator === '(') return this.#withRedirections(this.#parenthesized());
    if (operator !== undefined) throw this.#tokens.unexpected();
    const word = this.#tokens.peekReserved();
    if (word !== undefined && CLOSING.has(word)) throw this.#tokens.unexpected();
    const compound = word === undefined ? undefined : this.#compound(word);
    if (compound) return this.#withRedirections(compound);
    return this.#functionDefinition() ?? this.#simple();
  }

  #withRedirections(compound: Compound): Command {
    const redirections: Redirection[] = [];
    for (;;) {
      this.#source.skipBlank();
      const redirection = this.#redirections.next();
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
    this.#tokens.expect(open);
    const body = this.#listUntil(close);
    if (consume) this.#tokens.expect(close);
    return body;
  }

  #if(): Compound {
    const clauses: { test: List; body: List }[] = [];
    let otherwise: List | undefined;
    let word = 'if';
    for (;;) {
      this.#tokens.expect(word);
      if (word === 'fi') break;
      if (word === 'else') {
        otherwise = this.#listUntil('fi');
        word = 'fi';
        continue;
      }
      const test = this.#listUntil('then');
      this.#tokens.expect('then');
      clauses.push({ test, body: this.#listUntil('elif', 'else', 'fi') });
      word = this.#tokens.peekReserved() ?? 'fi';
    }
    return { kind: 'if', clauses, ...(otherwise && { otherwise }) };
  }

  #for(): Compound {
    this.#tokens.expect('for');
    this.#source.skipBlank();
    if (this.#source.accept('((')) return this.#arithmeticFor();
    const name = this.#tokens.peekPlainWord();
    if (name === undefined || !/^[A-Za-z_]\w*$/.test(name)) {
      if (name === undefined) throw this.#tokens.unexpected();
      throw new SyntaxProblem('bad for loop variable');
    }
    this.#source.skip(name.length);
    this.#tokens.skipNewlines();
    let words: Word[] | undefined;
    if (this.#tokens.peekReserved() === 'in') {
      this.#source.skip(2);
      words = this.#wordsOfLine();
    } else if (this.#tokens.peekOperator() === ';') this.#source.skip(1);
    return { kind: 'for', name, ...(words && { words }), body: this.#doBlock() };
  }

  #arithmeticFor(): Compound {
    const parts = this.#words.arithmeticTriple();
    this.#source.skipBlank();
    this.#source.accept(';');
    return { kind: 'cfor', parts, body: this.#doBlock() };
  }

  #doBlock(): List {
    this.#tokens.skipNewlines();
    if (this.#source.atEnd) throw new Incomplete('unexpected end of file (expecting "do")');
    return this.#tokens.peekReserved() === '{' ? this.#block('{', '}') : this.#block('do', 'done');
  }

  /** Words up to the end of the command; `;` or newlines after them are taken too. */
  #wordsOfLine(): Word[] {
    const words: Word[] = [];
    for (;;) {
      this.#source.skipBlank();
      const word = this.#words.word();
      if (!word) break;
      words.push(word);
    }
    const operator = this.#tokens.peekOperator();
    if (operator !== undefined && operator !== ';' && operator !== '\n') throw this.#tokens.unexpected();
    if (operator === ';') this.#source.skip(1);
    return words;
  }

  #case(): Compound {
    this.#tokens.expect('case');
    this.#source.skipBlank();
    const word = this.#words.word();
    if (!word) throw this.#tokens.unexpected();
    this.#tokens.skipNewlines();
    this.#tokens.expect('in');
    const items: CaseItem[] = [];
    for (;;) {
      this.#tokens.skipNewlines();
      if (this.#source.atEnd) throw new Incomplete('unexpected end of file (expecting "esac")');
      if (this.#tokens.peekReserved() === 'esac') break;
      items.push(this.#caseItem());
    }
    this.#tokens.expect('esac');
    return { kind: 'case', word, items };
  }

  #caseItem(): CaseItem {
    if (this.#tokens.peekOperator() === '(') this.#source.skip(1);
    const patterns: Word[] = [];
    do {
      this.#source.skipBlank();
      const pattern = this.#words.word();
      if (!pattern) throw this.#tokens.unexpected();
      patterns.push(pattern);
      this.#source.skipBlank();
    } while (this.#source.accept('|'));
    if (!this.#source.accept(')')) throw this.#tokens.unexpected();
    const body = this.#caseBody();
    const fallThrough = this.#source.accept(';&');
    if (!fallThrough && !this.#source.accept(';;&')) this.#source.accept(';;');
    return { patterns, body, fallThrough };
  }

  #caseBody(): List {
    this.#tokens.skipNewlines();
    if (this.#tokens.atAny([';;', ';&', ';;&', 'esac'])) return [];
    return this.#listUntil(';;', ';&', ';;&', 'esac');
  }

  #functionDefinition(): Command | undefined {
    const bash = /^function[ \t]+([^\s(){};&|<>]+)[ \t]*(\([ \t]*\))?/.exec(this.#source.rest(200));
    const posix = bash ? null : /^([A-Za-z_][\w.-]*)[ \t]*\([ \t]*\)/.exec(this.#source.rest(200));
    const match = bash ?? posix;
    if (!match) return undefined;
    this.#source.skip(match[0].length);
    this.#tokens.skipNewlines();
    if (this.#source.atEnd) throw new Incomplete('unexpected end of file');
    return { kind: 'function', name: match[1] ?? '', body: this.#command() };
  }

  #simple(): SimpleCommand {
    const line = this.#source.line;
    const assignments: SimpleCommand['assignments'][number][] = [];
    const words: Word[] = [];
    const redirections: Redirection[] = [];
    for (;;) {
      this.#source.skipBlank();
      const redirection = this.#redirections.next();
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
    if (assignments.length + words.length + redirections.length === 0) throw this.#tokens.unexpected();
    if (this.#tokens.peekOperator() === '(') throw this.#tokens.unexpected();
    return { kind: 'simple', assignments, words, redirections, line };
  }
}

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
