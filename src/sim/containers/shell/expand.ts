/**
 * Word expansion: tilde, parameters, command substitution, arithmetic, then field splitting and globbing, in that
 * order and only where the word isn't quoted.
 * https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html#tag_19_06
 */
import type { Process } from '../kernel/process';
import { ArithmeticError, evaluate } from './arithmetic';
import type { Parameter, Word, WordPart } from './ast';
import { expandBraces } from './braces';
import { FieldSink } from './field-sink';
import { glob } from './glob';
import { parameterValue, unbound } from './parameters';
import { isPattern, replacePattern, stripPattern, unescapePattern } from './pattern';
import { ShellError, type ShellState } from './state';

/** What expansion needs of the shell that runs it. */
export interface ExpansionHost {
  readonly state: ShellState;
  readonly process: Process;
  /** Output of a command substitution without its last newlines. */
  substitute(part: WordPart & { kind: 'command' }): Promise<string>;
}

/** Most expanded fields of one command: more is "Argument list too long". */
const MAX_FIELDS = 100_000;

export class Expander {
  constructor(private readonly host: ExpansionHost) {}

  /** A word's fields: split and globbed. */
  async fields(words: readonly Word[]): Promise<string[]> {
    const out: string[] = [];
    for (const word of words) {
      const plain = word.length === 1 ? word[0] : undefined;
      if (plain?.kind === 'text' && !/[*?[~{\\]/.test(plain.text)) out.push(plain.text);
      else for (const variant of this.#braces(word)) out.push(...(await this.#fieldsOf(variant)));
      if (out.length > MAX_FIELDS) throw new ShellError('Argument list too long', 126);
    }
    return out;
  }

  /** A word as one string: assignments, redirections, here-documents. */
  async text(word: Word): Promise<string> {
    const only = word.length === 1 ? word[0] : undefined;
    if (only?.kind === 'quoted') return only.text;
    return unescapePattern(await this.pattern(word));
  }

  /** A word as a pattern, its quoted parts escaped. */
  async pattern(word: Word): Promise<string> {
    const sink = new FieldSink(undefined);
    await this.#parts(this.#tilde(word), sink, false);
    return sink.fields.map((field) => field.pattern).join(' ');
  }

  async arithmetic(expression: Word): Promise<number> {
    const text = await this.text(expression);
    try {
      return evaluate(text, this.scope());
    } catch (error) {
      if (error instanceof ArithmeticError) throw new ShellError(this.#arithmeticText(error, text), 1);
      throw error;
    }
  }

  #arithmeticText(error: ArithmeticError, text: string): string {
    return this.host.state.flavor === 'bash' ? `${text.trim()}: ${error.message}` : error.message;
  }

  /** Variables as arithmetic sees them. */
  scope(): { get(name: string): string; set(name: string, value: string): void } {
    const { state } = this.host;
    return {
      get: (name) => {
        const element = /^(\w+)\[(.*)\]$/.exec(name);
        const value = element
          ? state.variables.get(element[1] ?? '')?.array?.[evaluate(element[2] ?? '', this.scope())]
          : state.get(name);
        if (value === undefined && state.options.nounset) throw unbound(state, name);
        return value ?? '';
      },
      set: (name, value) => {
        const element = /^(\w+)\[(.*)\]$/.exec(name);
        if (!element) return state.set(name, value);
        const array = state.variables.get(element[1] ?? '')?.array ?? [];
        array[evaluate(element[2] ?? '', this.scope())] = value;
        state.setArray(element[1] ?? '', array);
      },
    };
  }

  #braces(word: Word): readonly Word[] {
    return this.host.state.dialect === 'bash' ? expandBraces(word) : [word];
  }

  async #fieldsOf(word: Word): Promise<string[]> {
    const sink = new FieldSink(this.host.state.get('IFS') ?? ' \t\n');
    await this.#parts(this.#tilde(word), sink, false);
    const out: string[] = [];
    for (const field of sink.fields) {
      if (field.pattern === '' && !field.quoted) continue;
      if (this.host.state.options.noglob || !isPattern(field.pattern))
        out.push(unescapePattern(field.pattern));
      else out.push(...(await glob(this.host.process, field.pattern)));
    }
    return out;
  }

  #tilde(word: Word): Word {
    const first = word[0];
    if (first?.kind !== 'text' || !first.text.startsWith('~')) return word;
    const match = /^~([\w-]*)(?=\/|$)/.exec(first.text);
    if (match?.[1] !== '') return word;
    const home = this.host.state.get('HOME') ?? '/root';
    return [{ kind: 'quoted', text: home }, { kind: 'text', text: first.text.slice(1) }, ...word.slice(1)];
  }

  async #parts(parts: Word, sink: FieldSink, quoted: boolean): Promise<void> {
    for (const part of parts) {
      switch (part.kind) {
        case 'text':
          sink.literal(part.text);
          break;
        case 'quoted':
          sink.quoted(part.text);
          break;
        case 'double':
          if (part.parts.length === 0) sink.quoted('');
          await this.#parts(part.parts, sink, true);
          break;
        case 'command':
          sink.value(await this.host.substitute(part), quoted);
          break;
        case 'arithmetic':
          sink.value(String(await this.arithmetic(part.expression)), quoted);
          break;
        case 'parameter':
          await this.#parameter(part, sink, quoted);
      }
    }
  }

  // ------------------------------------------------------------------------------------------------------- parameters

  async #parameter(part: Parameter, sink: FieldSink, quoted: boolean): Promise<void> {
    const list = await this.#list(part);
    if (list) {
      if (part.length) return sink.value(String(list.values.length), quoted);
      const values = part.operation ? await this.#operateOnList(list.values, part.operation) : list.values;
      sink.list(values, { quoted, star: list.star });
      return;
    }
    const value = await this.#value(part);
    if (part.length) {
      if (value === undefined && this.host.state.options.nounset) throw unbound(this.host.state, part.name);
      return sink.value(String([...(value ?? '')].length), quoted);
    }
    const { operation } = part;
    if (!operation) {
      if (value === undefined && this.host.state.options.nounset && !'@*'.includes(part.name))
        throw unbound(this.host.state, part.name);
      if (value !== undefined || quoted) sink.value(value ?? '', quoted);
      return;
    }
    await this.#operate(part, value, { sink, quoted });
  }

  /** `$@`, `$*`, `${a[@]}`: more than one value. */
  async #list(part: Parameter): Promise<{ values: readonly string[]; star: boolean } | undefined> {
    const { state } = this.host;
    if (part.name === '@' || part.name === '*') return { values: state.positional, star: part.name === '*' };
    const index = part.index ? await this.text(part.index) : undefined;
    if (index !== '@' && index !== '*') return undefined;
    const variable = state.variables.get(part.name);
    const values = variable?.array
      ? variable.array.filter((value) => value !== undefined)
      : variable
        ? [variable.value]
        : [];
    const keys = part.indirect ? Object.keys(variable?.array ?? []) : undefined;
    return { values: keys ?? values, star: index === '*' };
  }

  async #value(part: Parameter): Promise<string | undefined> {
    const value = part.index
      ? this.host.state.variables.get(part.name)?.array?.[await this.#index(part)]
      : parameterValue(this.host, part.name);
    return part.indirect && value !== undefined ? parameterValue(this.host, value) : value;
  }

  async #index(part: Parameter): Promise<number> {
    const index = await this.arithmetic(part.index ?? []);
    const length = this.host.state.variables.get(part.name)?.array?.length ?? 0;
    return index < 0 ? length + index : index;
  }

  async #operate(
    part: Parameter,
    value: string | undefined,
    { sink, quoted }: { sink: FieldSink; quoted: boolean },
  ): Promise<void> {
    const { op, word } = part.operation ?? { op: '-' as const, word: [] };
    const missing = value === undefined || (op.startsWith(':') && op.length === 2 && value === '');
    switch (op) {
      case '-':
      case ':-':
        if (missing) return this.#parts(word, sink, quoted);
        return sink.value(value ?? '', quoted);
      case '+':
      case ':+':
        if (!missing) await this.#parts(word, sink, quoted);
        return;
      case '=':
      case ':=':
        if (missing) this.host.state.set(part.name, await this.text(word));
        return sink.value((missing ? this.host.state.get(part.name) : value) ?? '', quoted);
      case '?':
      case ':?': {
        if (!missing) return sink.value(value ?? '', quoted);
        const message = word.length > 0 ? await this.text(word) : 'parameter not set';
        throw new ShellError(`${part.name}: ${message}`, this.host.state.flavor === 'bash' ? 127 : 2);
      }
      default: {
        if (value === undefined && this.host.state.options.nounset) throw unbound(this.host.state, part.name);
        return sink.value(await this.#transform(value ?? '', part.operation), quoted);
      }
    }
  }

  async #transform(value: string, operation: Parameter['operation']): Promise<string> {
    if (!operation) return value;
    const { op, word, second } = operation;
    switch (op) {
      case '#':
      case '##':
      case '%':
      case '%%': {
        await this.host.process.charge(value.length >> 4);
        return stripPattern(value, await this.pattern(word), op);
      }
      case '/':
      case '//':
      case '/#':
      case '/%': {
        const replacement = second ? await this.text(second) : '';
        await this.host.process.charge(value.length);
        return replacePattern(value, await this.pattern(word), { replacement, op });
      }
      case ':': {
        const offset = await this.arithmetic(word);
        const start = offset < 0 ? Math.max(0, value.length + offset) : offset;
        const length = second ? await this.arithmetic(second) : value.length;
        return length < 0 ? value.slice(start, length) : value.slice(start, start + length);
      }
      case '^':
        return value.charAt(0).toUpperCase() + value.slice(1);
      case '^^':
        return value.toUpperCase();
      case ',':
        return value.charAt(0).toLowerCase() + value.slice(1);
      case ',,':
        return value.toLowerCase();
      default:
        return value;
    }
  }

  async #operateOnList(
    values: readonly string[],
    operation: NonNullable<Parameter['operation']>,
  ): Promise<string[]> {
    if (operation.op === ':') {
      const start = await this.arithmetic(operation.word);
      const length = operation.second ? await this.arithmetic(operation.second) : values.length;
      return values.slice(Math.max(0, start - 1), Math.max(0, start - 1) + length);
    }
    if (operation.op === '-' || operation.op === ':-')
      return values.length > 0 ? [...values] : [await this.text(operation.word)];
    if (operation.op === '+' || operation.op === ':+')
      return values.length > 0 ? [await this.text(operation.word)] : [];
    return Promise.all(values.map((value) => this.#transform(value, operation)));
  }
}
