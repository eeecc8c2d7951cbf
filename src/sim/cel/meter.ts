/**
 * What an evaluation may cost, so that no expression can hold up the server: a unit for each step, more for long texts
 * and lists. The library has no such limit of its own; it hands every step to its evaluator's `run`, which is where the
 * steps are counted. Evaluation is synchronous, so there is one meter that runs at a time.
 */
// upstream: staging/src/k8s.io/apiserver/pkg/apis/cel/config.go PerCallLimit, RuntimeCELCostBudget
import type { Environment } from '@marcbachmann/cel-js';

/** What one expression may cost. */
const PER_CALL_LIMIT = 1_000_000;
/** What all expressions of one request may cost together. */
const REQUEST_BUDGET = 10_000_000;
const CHARACTERS_PER_UNIT = 100;
const ITEMS_PER_UNIT = 10;

/** The units that are left for a request. */
export class CostBudget {
  left = REQUEST_BUDGET;
}

/** Thrown inside an expression that has used up its limit. */
class CostLimitError extends Error {
  override readonly name = 'CostLimitError';
  constructor() {
    super('operation cancelled: actual cost limit exceeded');
  }
}

let left = Number.POSITIVE_INFINITY;

/** Charges the expression that runs; for functions whose work is more than their result shows. */
export function spend(units: number): void {
  left -= units;
  if (left < 0) throw new CostLimitError();
}

/** Charges for a text that is about to be made, before it takes any room. */
export const spendText = (length: number): void => spend(length / CHARACTERS_PER_UNIT);

/** Runs an expression under its limit and charges the budget. */
export function withinLimit<T>(budget: CostBudget, evaluate: () => T): T {
  const outer = left;
  left = PER_CALL_LIMIT;
  try {
    const result = evaluate();
    // The operators || and && and the quantifiers swallow errors; this one is not theirs to swallow.
    if (left < 0) throw new CostLimitError();
    return result;
  } finally {
    budget.left -= PER_CALL_LIMIT - left;
    left = outer;
  }
}

/** A step of an expression. */
interface Step {
  readonly op: string;
  evaluate(ev: Evaluator, step: Step, context: unknown): unknown;
}

/** The library's evaluator, as it is `this` in functions' handlers. */
interface Evaluator {
  run(step: Step, context: unknown): unknown;
}

/** Steps whose values are compared, whole, and what each value inside costs then: about what it takes the library. */
const compared = new WeakMap<object, number>();
export function markCompared(step: object, by: string): void {
  compared.set(step, by === 'in' ? 1 : 4);
}

/** Callable from expressions by its name, which is why `compile` knows no such function. */
export const PROBE = '__evaluator';

/** Makes an environment count its steps. */
export function meter(environment: Environment): void {
  let evaluator: Evaluator | undefined;
  environment.registerFunction(
    `${PROBE}(): bool`,
    function probe(this: Evaluator) {
      evaluator = this;
      return true;
    },
    { async: false },
  );
  environment.evaluate(`${PROBE}()`);
  if (!evaluator) throw new Error('the CEL library hands out no evaluator');
  const ev = evaluator;
  ev.run = (step, context) => {
    const result = step.evaluate(ev, step, context);
    const weight = compared.get(step);
    spend(1 + (weight ? weight * sizeOf(result) : 0) + costOf(step, result));
    return result;
  };
}

/** Steps that grow a list item by item hand it on each time. */
const ACCUMULATING = ['accuPush', 'accuValue', '?:'];

function costOf({ op }: Step, value: unknown): number {
  if (typeof value === 'string') return value.length / CHARACTERS_PER_UNIT;
  return Array.isArray(value) && !ACCUMULATING.includes(op) ? value.length / ITEMS_PER_UNIT : 0;
}

const sizes = new WeakMap<object, number>();

/** How many values there are inside a value, long texts counting for several. */
function sizeOf(value: unknown): number {
  if (typeof value === 'string') return 1 + value.length / CHARACTERS_PER_UNIT;
  if (typeof value !== 'object' || value === null) return 1;
  const known = sizes.get(value);
  if (known !== undefined) return known;
  const size = Object.values(value).reduce((sum: number, part) => sum + sizeOf(part), 1);
  sizes.set(value, size);
  return size;
}
