/**
 * Parses shell source one complete command at a time, as a shell reads it: what stands before an error still runs, and
 * a script that is fed line by line (a terminal, `sh < script`) can say that it needs more.
 * https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html
 */
import type { AndOr, Command, Compound, List, Pipeline, Redirection } from './ast';
import { CompoundReader } from './compound-reader';
import { Readers } from './readers';
import { readSimpleCommand } from './simple-command-reader';
import { type Dialect, Incomplete, Source, SyntaxProblem } from './source';
import type { Tokens } from './tokens';

const CLOSING = new Set(['then', 'else', 'elif', 'fi', 'do', 'done', 'esac', '}']);

export class Parser {
  readonly #readers: Readers;
  readonly #compounds: CompoundReader;

  constructor(text: string, dialect: Dialect) {
    this.#readers = new Readers(new Source(text, dialect));
    this.#compounds = new CompoundReader(this.#readers, (...closing) => this.#listUntil(...closing));
  }

  get #source(): Source {
    return this.#readers.source;
  }

  get #tokens(): Tokens {
    return this.#readers.tokens;
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
      const command = this.#andOr();
      list.push(command);
      if (!this.#separator(command)) break;
    }
    return list;
  }

  /** After a command of a line: whether another may follow on it. */
  #separator({ background }: AndOr): boolean {
    this.#source.skipBlank();
    const operator = this.#tokens.peekOperator();
    if (background && operator === '(') return true;
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
    if (operator === '(') return this.#withRedirections(this.#compounds.parenthesized());
    if (operator !== undefined) throw this.#tokens.unexpected();
    const word = this.#tokens.peekReserved();
    if (word !== undefined && CLOSING.has(word)) throw this.#tokens.unexpected();
    const compound = word === undefined ? undefined : this.#compounds.named(word);
    if (compound) return this.#withRedirections(compound);
    return this.#functionDefinition() ?? readSimpleCommand(this.#readers);
  }

  #withRedirections(compound: Compound): Command {
    const redirections: Redirection[] = [];
    for (;;) {
      this.#source.skipBlank();
      const redirection = this.#readers.redirections.next();
      if (!redirection) break;
      redirections.push(redirection);
    }
    return { kind: 'compound', compound, redirections };
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
}

function withStderr(command: Command | undefined): Command {
  const merge: Redirection = { fd: 2, op: '>&', target: [{ kind: 'text', text: '1' }] };
  if (command?.kind === 'simple') return { ...command, redirections: [...command.redirections, merge] };
  if (command?.kind === 'compound') return { ...command, redirections: [...command.redirections, merge] };
  throw new SyntaxProblem('unexpected "|&"');
}

export type { Dialect };
export { Incomplete, SyntaxProblem };
