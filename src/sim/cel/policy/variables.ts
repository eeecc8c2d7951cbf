/** A policy's variables, computed when an expression first asks for one, and not again for the same request. */
// upstream: staging/src/k8s.io/apiserver/pkg/admission/plugin/cel/composition.go variableAccessor
import { CelEvaluationError, type Program } from '../compile';
import type { CostBudget } from '../meter';

export const VARIABLES_TYPE = 'kubernetes.variables';

export class Variables {
  constructor(
    programs: ReadonlyMap<string, Program>,
    given: Readonly<Record<string, unknown>>,
    budget: CostBudget,
  ) {
    const known = { ...given, variables: this };
    for (const [name, program] of programs) {
      Object.defineProperty(this, name, { get: remembered(() => compute(name, program, known, budget)) });
    }
  }
}

function compute(
  name: string,
  program: Program,
  known: Readonly<Record<string, unknown>>,
  budget: CostBudget,
): unknown {
  try {
    return program.evaluate(known, budget);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new CelEvaluationError(`composited variable ${JSON.stringify(name)} fails to evaluate: ${why}`);
  }
}

/** The value or error of the first call, each time. */
function remembered<T>(first: () => T): () => T {
  let outcome: (() => T) | undefined;
  return () => {
    if (!outcome) {
      try {
        const value = first();
        outcome = () => value;
      } catch (error) {
        outcome = () => {
          throw error;
        };
      }
    }
    return outcome();
  };
}
