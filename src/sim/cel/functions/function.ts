/** How functions are added, and how they fail. */
import { type Environment, EvaluationError } from '@marcbachmann/cel-js';

/** An error of an expression, as it is told. */
export const failed = (message: string): EvaluationError => new EvaluationError(message);

/** Adds functions by their signatures; all answer at once. */
export function addFunctions(
  environment: Environment,
  functions: Readonly<Record<string, (...args: never[]) => unknown>>,
): void {
  for (const [signature, handler] of Object.entries(functions)) {
    environment.registerFunction(signature, handler, { async: false });
  }
}
