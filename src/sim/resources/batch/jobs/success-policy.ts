/** When an indexed job has succeeded before all of it did. upstream: pkg/apis/batch/validation validateSuccessPolicy */
import {
  type FieldError,
  type FieldPath,
  invalid,
  required,
  tooMany,
  validateNonNegative,
} from '@/apimachinery';
import type { JobSpec } from '@/kube/kinds';

type Rule = NonNullable<JobSpec['successPolicy']>['rules'][number];

const MAX_RULES = 20;

export function validateSuccessPolicy(spec: JobSpec, path: FieldPath): FieldError[] {
  const { successPolicy: policy, completionMode, completions = 0 } = spec;
  if (!policy) return [];
  if (completionMode !== 'Indexed') return [invalid(path, policy, 'requires indexed completion mode')];
  const at = path.child('rules');
  const { rules = [] } = policy;
  const errors = rules.flatMap((rule, i) => validateRule(rule, completions, at.index(i)));
  if (rules.length > MAX_RULES) errors.unshift(tooMany(at, rules.length, MAX_RULES));
  if (rules.length > 0) return errors;
  return [required(at, 'at least one rules must be specified when the successPolicy is specified')];
}

function validateRule(rule: Rule, completions: number, path: FieldPath): FieldError[] {
  const { succeededCount: count, succeededIndexes: indexes } = rule;
  if (count === undefined && indexes === undefined) {
    return [required(path, 'at least one of succeededCount or succeededIndexes must be specified')];
  }
  const errors: FieldError[] = [];
  let total = 0;
  try {
    total = countIndexes(indexes ?? '', completions);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    errors.push(invalid(path.child('succeededIndexes'), indexes, `error parsing succeededIndexes: ${why}`));
  }
  if (count === undefined) return errors;
  const at = path.child('succeededCount');
  errors.push(...validateNonNegative(count, at));
  const most = 'must be less than or equal to';
  if (count > completions) {
    errors.push(invalid(at, count, `${most} ${completions} (the number of specified completions)`));
  }
  if (indexes !== undefined && count > total) {
    const what = 'the number of indexes in the specified succeededIndexes field';
    errors.push(invalid(at, count, `${most} ${total} (${what})`));
  }
  return errors;
}

/** How many indexes "0,2-4" names. Throws when they are not in order or beyond the completions. */
function countIndexes(text: string, completions: number): number {
  let last: number | undefined;
  let total = 0;
  for (const interval of text === '' ? [] : text.split(',')) {
    const [first, end] = parseInterval(interval, completions);
    if (last !== undefined && last >= first) {
      throw new Error(`non-increasing order, previous: ${last}, current: ${first}`);
    }
    total += end - first + 1;
    last = end;
  }
  return total;
}

function parseInterval(text: string, completions: number): [number, number] {
  const limits = text.split('-');
  if (limits.length > 2) {
    throw new Error(
      `the fragment ${JSON.stringify(text)} violates the requirement that an index interval can have at most two parts separated by '-'`,
    );
  }
  const numbers = limits.map((limit) => {
    if (!/^[+-]?\d+$/.test(limit)) {
      throw new Error(`cannot convert string to integer for index: ${JSON.stringify(limit)}`);
    }
    if (Number(limit) >= completions) throw new Error(`too large index: ${JSON.stringify(limit)}`);
    return Number(limit);
  });
  const [first = 0, end = first] = numbers;
  if (limits.length > 1 && first >= end) {
    throw new Error(`non-increasing order, previous: ${first}, current: ${end}`);
  }
  return [first, end];
}
