/**
 * Expressions in CEL as the API server knows them: compiled against declared variables, with Kubernetes' functions, and
 * evaluated under a limit of cost.
 * https://kubernetes.io/docs/reference/using-api/cel/
 */
import type { ASTNode, Environment } from '@marcbachmann/cel-js';
import { baseEnvironment, RENAMED, UNKNOWN_HERE } from './library';
import { compilationFailed, display, evaluationFailed } from './messages';
import { type CostBudget, markCompared, meter, withinLimit } from './meter';

/** An expression that is none, in the words of the API server. */
export class CelCompileError extends Error {
  override readonly name = 'CelCompileError';
}

/** An expression that has no value for what it was given. */
export class CelEvaluationError extends Error {
  override readonly name = 'CelEvaluationError';
}

export interface Program {
  readonly expression: string;
  /** The library's name of the value's type: "bool", "dyn", "list<string>" ... */
  readonly type: string;
  /** Throws a CelEvaluationError. */
  evaluate(variables: Readonly<Record<string, unknown>>, budget: CostBudget): unknown;
}

/** Instances of a class that expressions see: its fields, and of what type each is. */
export interface ObjectType {
  readonly name: string;
  readonly ctor: new (...parameters: never[]) => object;
  readonly fields: Readonly<Record<string, string>>;
}

export interface Declarations {
  readonly types?: readonly ObjectType[];
  /** Name -> type. */
  readonly variables: Readonly<Record<string, string>>;
}

/** What expressions may name: Kubernetes' functions and the declared variables. */
export class CelEnvironment {
  readonly #environment: Environment;
  readonly #functions: ReadonlySet<string>;

  constructor({ types = [], variables }: Declarations) {
    const environment = baseEnvironment().clone();
    for (const { name, ctor, fields } of types) {
      environment.registerType(name, { ctor, fields: { ...fields } } as never);
    }
    for (const [name, type] of Object.entries(variables)) environment.registerVariable(name, type);
    meter(environment);
    this.#environment = environment;
    this.#functions = new Set(environment.getDefinitions().functions.map(({ name }) => name));
  }

  /** Throws a CelCompileError. */
  compile(expression: string): Program {
    const isKnown = (name: string) => this.#functions.has(name) && !UNKNOWN_HERE.has(name);
    const fail = (error: unknown) => new CelCompileError(compilationFailed(expression, error, isKnown));
    try {
      const parsed = this.#environment.parse(expression);
      prepare(parsed.ast, expression);
      const { valid, type, error } = parsed.check();
      if (!valid || !type) throw fail(error);
      return { expression, type, evaluate: (variables, budget) => run(parsed, variables, budget) };
    } catch (error) {
      throw error instanceof CelCompileError ? error : fail(error);
    }
  }
}

function run(
  parsed: (variables: Record<string, unknown>) => unknown,
  variables: Readonly<Record<string, unknown>>,
  budget: CostBudget,
): unknown {
  try {
    return withinLimit(budget, () => parsed({ ...variables }));
  } catch (error) {
    throw new CelEvaluationError(evaluationFailed(error));
  }
}

const COMPARISONS: readonly string[] = ['==', '!=', 'in'];

/** Puts our own functions in the place of the library's, and refuses those that Kubernetes has not; marks what costs by its size. */
function prepare(node: ASTNode, expression: string): void {
  if (node.op === 'call' || node.op === 'rcall') {
    const args = node.args as unknown as [string, ...unknown[]];
    const name = args[0];
    if (UNKNOWN_HERE.has(name)) {
      const at = expression.indexOf('(', node.op === 'call' ? node.start : (args[1] as ASTNode).end);
      const text = `undeclared reference to '${name}' (in container '')`;
      throw new CelCompileError(`compilation failed: ${display(expression, text, at)}`);
    }
    args[0] = RENAMED.get(name) ?? name;
  }
  for (const child of childrenOf(node)) {
    if (COMPARISONS.includes(node.op)) markCompared(child, node.op);
    prepare(child, expression);
  }
}

function childrenOf({ args }: ASTNode): ASTNode[] {
  const nodes = (value: unknown): ASTNode[] => {
    if (Array.isArray(value)) return value.flatMap(nodes);
    return typeof value === 'object' && value !== null && 'op' in value ? [value as ASTNode] : [];
  };
  return nodes(args);
}
