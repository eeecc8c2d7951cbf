/** One policy against one request with one set of parameters: match conditions, then validations. */
// upstream: staging/src/k8s.io/apiserver/pkg/admission/plugin/policy/validating/validator.go Validate
import { byteLength } from '@/apimachinery';
import type { ValidatingAdmissionPolicy } from '@/kube/kinds';
import {
  CelEvaluationError,
  type CompiledPolicy,
  type CompiledValidation,
  type CostBudget,
  type Program,
  Variables,
} from '../../cel';

/** A decision against the request. */
export interface Decision {
  readonly message: string;
  readonly reason: string;
}

/** What expressions are given. */
export interface Input {
  readonly variables: Readonly<Record<string, unknown>>;
  /** What all expressions of the request may cost together. */
  readonly budget: CostBudget;
}

const INVALID = 'Invalid';
const MAX_MESSAGE = 5 * 1024;
const OUT_OF_BUDGET =
  'validation failed due to running out of cost budget, no further validation rules will be run';

/** The validations that the request fails; none when the match conditions are not met. */
export function evaluate(
  policy: ValidatingAdmissionPolicy,
  compiled: CompiledPolicy,
  { variables, budget }: Input,
): readonly Decision[] {
  const conditions = compiled.matchConditions.map((program) => outcomeOf(program, variables, budget));
  if (conditions.some(({ value }) => value === false)) return [];
  const errors = conditions.flatMap(({ error }) => error ?? []);
  const problem = budget.left < 0 ? OUT_OF_BUDGET : aggregate(errors);
  if (problem !== undefined) return asList(failureOf(policy, problem));
  const given = { ...variables, variables: new Variables(compiled.variables, variables, budget) };
  const outcomes = compiled.validations.map((validation) => ({
    validation,
    ...outcomeOf(validation.program, given, budget),
  }));
  if (budget.left < 0) return asList(failureOf(policy, OUT_OF_BUDGET));
  return outcomes.flatMap(({ validation, value, error }) => {
    if (error !== undefined) return asList(failureOf(policy, error));
    if (value === true) return [];
    const { reason = INVALID } = validation.validation;
    return [{ message: messageOf(validation, given, budget), reason }];
  });
}

/** What follows from something that went wrong: a refusal, unless the policy says to ignore it. */
export const failureOf = ({ spec }: ValidatingAdmissionPolicy, message: string): Decision | undefined =>
  spec?.failurePolicy === 'Ignore' ? undefined : { message, reason: INVALID };

const asList = (decision: Decision | undefined): readonly Decision[] => (decision ? [decision] : []);

/** upstream: util/errors Aggregate */
function aggregate(errors: readonly string[]): string | undefined {
  const unique = [...new Set(errors)];
  return unique.length > 1 ? `[${unique.join(', ')}]` : unique[0];
}

interface Outcome {
  readonly value?: unknown;
  readonly error?: string;
}

function outcomeOf(
  program: Program,
  variables: Readonly<Record<string, unknown>>,
  budget: CostBudget,
): Outcome {
  if (budget.left < 0) return {};
  try {
    return { value: program.evaluate(variables, budget) };
  } catch (error) {
    if (!(error instanceof CelEvaluationError)) throw error;
    return { error: `expression '${program.expression}' resulted in error: ${error.message}` };
  }
}

/** The message's expression, else the message, else the expression that failed. */
function messageOf(
  { validation, message: program }: CompiledValidation,
  variables: Readonly<Record<string, unknown>>,
  budget: CostBudget,
): string {
  const { value } = program ? outcomeOf(program, variables, budget) : {};
  const computed = typeof value === 'string' ? value.trim() : '';
  const isFit = byteLength(computed) <= MAX_MESSAGE && !computed.includes('\n');
  return (
    (isFit ? computed : '') ||
    validation.message?.trim() ||
    `failed expression: ${validation.expression.trim()}`
  );
}
