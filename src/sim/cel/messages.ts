/** The library's errors in the words of cel-go, which is what Kubernetes prints. */
// upstream: github.com/google/cel-go common/error.go ToDisplayString, checker/errors.go, common/types
import { type ASTNode, EvaluationError, ParseError, TypeError as TypeCheckError } from '@marcbachmann/cel-js';

/** What ANTLR, cel-go's parser, waits for where an expression has to begin. */
const EXPRESSION_START =
  "{'[', '{', '(', '.', '-', '!', 'true', 'false', 'null', NUM_FLOAT, NUM_INT, NUM_UINT, STRING, BYTES, IDENTIFIER}";
const SYMBOLS: Readonly<Record<string, string>> = {
  RPAREN: ')',
  RBRACKET: ']',
  RBRACE: '}',
  COLON: ':',
  COMMA: ',',
};

/** `compilation failed: ERROR: <input>:1:1: undeclared reference to 'foo' (in container '')` and the line, marked. */
export function compilationFailed(expression: string, error: unknown, isKnown: (name: string) => boolean) {
  const { text, at } = explain(expression, error, isKnown);
  return `compilation failed: ${display(expression, text, at)}`;
}

/** ERROR: with line and column, the line itself, and a mark below the column. */
export function display(expression: string, text: string, at: number): string {
  const before = expression.slice(0, at).split('\n');
  const line = expression.split('\n')[before.length - 1] ?? '';
  const column = before.at(-1)?.length ?? 0;
  const snippet = line.replaceAll('\t', ' ');
  return `ERROR: <input>:${before.length}:${column + 1}: ${text}\n | ${snippet}\n | ${'.'.repeat(column)}^`;
}

interface Explained {
  readonly text: string;
  /** Offset into the expression. */
  readonly at: number;
}

function explain(expression: string, error: unknown, isKnown: (name: string) => boolean): Explained {
  if (error instanceof ParseError) return syntaxError(error);
  if (!(error instanceof TypeCheckError)) return { text: String(error), at: 0 };
  const node = error.node as ASTNode | undefined;
  const start = error.range?.start ?? 0;
  const { code, summary } = error;
  switch (code) {
    case 'unknown_variable':
      return { text: undeclared(summary.replace(/^Unknown variable: /, '')), at: start };
    case 'no_such_key':
      return {
        text: `undefined field '${summary.replace(/^No such key: /, '')}'`,
        at: positionOf(node, expression),
      };
    case 'no_matching_overload': {
      const called = /^found no matching overload for '(?:(.*)\.)?(\w+)\((.*)\)'$/.exec(summary);
      const [, receiver, name = '', args = ''] = called ?? [];
      const applied = receiver ? `${celType(receiver)}.(${celTypes(args)})` : `(${celTypes(args)})`;
      const text = isKnown(name)
        ? `found no matching overload for '${name}' applied to '${applied}'`
        : undeclared(name);
      return { text, at: positionOf(node, expression) };
    }
    case 'no_such_overload':
      return { text: operatorOverload(summary, node), at: positionOf(node, expression) };
    case 'heterogeneous_list_element':
    case 'heterogeneous_map_key':
    case 'heterogeneous_map_value':
      return { text: summary.replace(/^.*?expected/, 'expected'), at: start };
    default:
      return { text: summary, at: start };
  }
}

const undeclared = (name: string) => `undeclared reference to '${name}' (in container '')`;

function syntaxError({ code, summary, range }: ParseError): Explained {
  const at = range?.start ?? 0;
  if (code === 'unexpected_token' && summary.endsWith('EOF')) {
    return { text: `Syntax error: mismatched input '<EOF>' expecting ${EXPRESSION_START}`, at };
  }
  const missing = /^Expected (\w+), got EOF$/.exec(summary)?.[1];
  const symbol = missing && SYMBOLS[missing];
  return { text: `Syntax error: ${symbol ? `missing '${symbol}' at '<EOF>'` : summary}`, at };
}

/** `no such overload: string + int` as cel-go tells it. */
function operatorOverload(summary: string, node: ASTNode | undefined): string {
  const types = summary.replace(/^no such overload: /, '');
  const op = node?.op ?? '';
  if (op === '!_' || op === '-_') {
    return `found no matching overload for '${op}' applied to '(${celType(types.slice(1))})'`;
  }
  const [left = '', right = ''] = types.split(` ${op} `);
  const name = op === 'in' ? '@in' : `_${op}_`;
  return `found no matching overload for '${name}' applied to '(${celType(left)}, ${celType(right)})'`;
}

/** Where cel-go puts a call or an operator: at its parenthesis, its dot, or itself. */
function positionOf(node: ASTNode | undefined, expression: string): number {
  if (!node) return 0;
  const after = (from: number, text: string) => {
    const found = expression.indexOf(text, from);
    return found < 0 ? node.start : found;
  };
  const { args } = node as { args: readonly [ASTNode, ASTNode] };
  switch (node.op) {
    case 'call':
      return after(node.start, '(');
    case 'rcall':
      return after((node.args[1] as ASTNode).end, '(');
    case '.':
    case '.?':
      return after(args[0].end, '.');
    case '!_':
    case '-_':
    case 'id':
      return node.start;
    default:
      return Array.isArray(args) && typeof args[0]?.end === 'number'
        ? after(args[0].end, node.op)
        : node.start;
  }
}

const celTypes = (list: string) => splitTypes(list).map(celType).join(', ');

function splitTypes(list: string): string[] {
  const out: string[] = [];
  let depth = 0;
  for (const part of list === '' ? [] : list.split(', ')) {
    if (depth > 0) out[out.length - 1] += `, ${part}`;
    else out.push(part);
    depth += part.split('<').length - part.split('>').length;
  }
  return out;
}

/** The library's names of types as cel-go writes them. */
export function celType(name: string): string {
  const [, outer, inner = ''] = /^(list|map|optional|dyn)<(.*)>$/.exec(name) ?? [];
  if (outer === 'dyn') return celType(inner);
  if (outer) return `${outer === 'optional' ? 'optional_type' : outer}(${celTypes(inner)})`;
  const plain: Readonly<Record<string, string>> = {
    list: 'list(dyn)',
    map: 'map(dyn, dyn)',
    null: 'null_type',
    'google.protobuf.Timestamp': 'timestamp',
    'google.protobuf.Duration': 'duration',
  };
  return plain[name] ?? name;
}

/** Why an expression has no value. */
export function evaluationFailed(error: unknown): string {
  if (!(error instanceof EvaluationError)) return error instanceof Error ? error.message : String(error);
  const { code, summary } = error;
  switch (code) {
    case 'no_such_key':
      return summary.replace(/^No such key/, 'no such key');
    case 'index_out_of_bounds':
      return `index out of bounds: ${/index (-?\d+)/.exec(summary)?.[1]}`;
    case 'no_such_overload':
    case 'no_matching_overload':
    case 'invalid_condition_type':
    case 'invalid_logical_operand':
    case 'invalid_comprehension_range':
      return 'no such overload';
    default:
      return summary;
  }
}
