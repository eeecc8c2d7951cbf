/** "%s has %d".format([name, count]): the clauses of cel-go. */
// upstream: github.com/google/cel-go ext/formatting.go
import type { ASTNode, Environment } from '@marcbachmann/cel-js';
import { spendText } from '../meter';
import { isTimestamp } from '../values';
import { failed } from './function';

/** What the library hands to macros: it checks and evaluates the steps of an expression. */
interface Checker {
  check(step: ASTNode, context: unknown): unknown;
  getType(name: string): unknown;
}
interface Evaluator {
  run(step: ASTNode, context: unknown): unknown;
}
interface Call {
  readonly receiver: ASTNode;
  readonly args: readonly [ASTNode];
}

/** A macro, not a function: lists elsewhere hold values of one type, this one of any. */
export function registerFormat(environment: Environment): void {
  const itemsOf = (list: ASTNode) => (list.op === 'list' ? (list.args as readonly ASTNode[]) : undefined);
  environment.registerFunction('string.format(ast): string', ({ receiver, args: [list] }: Call) => ({
    async: false,
    typeCheck(checker: Checker, _: unknown, context: unknown) {
      for (const step of [receiver, ...(itemsOf(list) ?? [list])]) checker.check(step, context);
      return checker.getType('string');
    },
    evaluate(evaluator: Evaluator, _: unknown, context: unknown) {
      const text = evaluator.run(receiver, context);
      const values =
        itemsOf(list)?.map((step) => evaluator.run(step, context)) ?? evaluator.run(list, context);
      if (typeof text !== 'string' || !Array.isArray(values)) throw failed('no such overload');
      return format(text, values);
    },
  }));
}

const CLAUSE = /%(?:%|(?:\.(\d+))?([a-zA-Z]))/g;
const MAX_PRECISION = 100;

/** The text with each clause replaced by its argument. */
function format(text: string, args: readonly unknown[]): string {
  let next = 0;
  let length = text.length;
  const out = text.replace(
    CLAUSE,
    (clause: string, precision: string | undefined, verb: string | undefined) => {
      if (verb === undefined) return '%';
      if (next >= args.length) throw failed(`index ${next} out of range`);
      const made = formatOne(verb, args[next++], precision === undefined ? undefined : Number(precision));
      length += made.length - clause.length;
      spendText(length);
      return made;
    },
  );
  return out;
}

function formatOne(verb: string, value: unknown, precision: number | undefined): string {
  if (precision !== undefined && precision > MAX_PRECISION) {
    throw failed(`error during formatting: precision ${precision} is too high`);
  }
  switch (verb) {
    case 's':
      return plain(value);
    case 'd':
      return typeof value === 'bigint' ? String(value) : refuse('integer', 'decimal', value);
    case 'f':
      return isNumeric(value) ? fixed(Number(value), precision ?? 6) : refuse('double', 'fixed-point', value);
    case 'e':
      return isNumeric(value)
        ? exponent(Number(value), precision ?? 6)
        : refuse('double', 'scientific', value);
    case 'b':
      if (typeof value === 'boolean') return value ? '1' : '0';
      return typeof value === 'bigint' ? value.toString(2) : refuse('integer or bool', 'binary', value);
    case 'o':
      return typeof value === 'bigint' ? value.toString(8) : refuse('integer', 'octal', value);
    case 'x':
    case 'X': {
      const hex = hexadecimal(value);
      return verb === 'X' ? hex.toUpperCase() : hex;
    }
    default:
      throw failed(`could not parse formatting clause: unrecognized formatting clause "${verb}"`);
  }
}

const isNumeric = (value: unknown): boolean => typeof value === 'bigint' || typeof value === 'number';

function refuse(wanted: string, clause: string, value: unknown): never {
  throw failed(
    `error during formatting: ${clause} clause can only be used on ${wanted}s, was given ${typeof value}`,
  );
}

const fixed = (value: number, precision: number): string =>
  Number.isFinite(value) ? value.toFixed(precision) : special(value);

/** Go writes at least two digits of the exponent. */
const exponent = (value: number, precision: number): string =>
  Number.isFinite(value) ? value.toExponential(precision).replace(/e([+-])(\d)$/, 'e$10$2') : special(value);

const special = (value: number): string =>
  Number.isNaN(value) ? 'NaN' : value > 0 ? 'Infinity' : '-Infinity';

function hexadecimal(value: unknown): string {
  if (typeof value === 'bigint') return value.toString(16);
  const bytes = typeof value === 'string' ? new TextEncoder().encode(value) : value;
  if (!(bytes instanceof Uint8Array)) return refuse('integers, byte buffers, and string', 'hex', value);
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** %s of any value; inside lists and maps as well. */
function plain(value: unknown): string {
  if (typeof value === 'number' && !Number.isFinite(value)) return special(value);
  if (isTimestamp(value)) return value.toISOString().replace(/\.000Z$/, 'Z');
  if (value instanceof Uint8Array) return new TextDecoder().decode(value);
  if (Array.isArray(value)) return `[${value.map(plain).join(', ')}]`;
  if (value === null || typeof value !== 'object') return String(value);
  if (value instanceof Map || Object.getPrototypeOf(value) === Object.prototype) {
    const entries = value instanceof Map ? [...value] : Object.entries(value);
    const fields = entries.map(([key, field]) => `${plain(key)}: ${plain(field)}`);
    return `{${fields.sort().join(', ')}}`;
  }
  return String(value);
}
