/**
 * Label selectors: the text form (`app=web,tier in (a,b),!canary`) and the LabelSelector object, both as one matcher
 * with one canonical text. Unreadable text is a BadRequest with upstream's words.
 * upstream: k8s.io/apimachinery/pkg/labels selector.go, pkg/apis/meta/v1 helpers.go LabelSelectorAsSelector
 */

import { type FieldError, type FieldPath, field, forbiddenField, invalid, required } from './field';
import { isQualifiedName, isValidLabelValue } from './names';
import { own } from './own';
import { type Token, tokenize } from './selectors-lexer';
import { badRequest } from './status';

export type Labels = Readonly<Record<string, string>>;
export type SelectorOperator = '=' | '==' | '!=' | 'in' | 'notin' | 'exists' | '!' | 'gt' | 'lt';

export interface Requirement {
  readonly key: string;
  readonly operator: SelectorOperator;
  readonly values: readonly string[];
}

export interface LabelMatcher {
  matches(labels: Labels | undefined): boolean;
  /** Canonical text, requirements by key: "app=web,tier in (a,b)". */
  readonly text: string;
  readonly requirements: readonly Requirement[];
  /** Matches everything. */
  readonly empty: boolean;
}

/** metav1.LabelSelector as it stands in a spec. */
export interface LabelSelector {
  readonly matchLabels?: Labels;
  readonly matchExpressions?: readonly {
    readonly key: string;
    readonly operator: string;
    readonly values?: readonly string[];
  }[];
}

const byKey = (a: Requirement, b: Requirement) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0);

function matcher(unsorted: readonly Requirement[]): LabelMatcher {
  const requirements = [...unsorted].sort(byKey);
  return {
    matches: (labels = {}) => requirements.every((r) => satisfies(r, labels)),
    text: requirements.map(requirementText).join(','),
    requirements,
    empty: requirements.length === 0,
  };
}

/** Matches everything (`{}`, an empty text). */
export const EVERYTHING: LabelMatcher = matcher([]);
/** Matches nothing (a selector that is null). */
export const NOTHING: LabelMatcher = { matches: () => false, text: '', requirements: [], empty: false };

function satisfies({ key, operator, values }: Requirement, labels: Labels): boolean {
  const value = own(labels, key);
  switch (operator) {
    case 'exists':
      return value !== undefined;
    case '!':
      return value === undefined;
    case '!=':
    case 'notin':
      return value === undefined || !values.includes(value);
    case 'gt':
    case 'lt':
      return value !== undefined && compareIntegers(value, values[0] ?? '', operator);
    default:
      return value !== undefined && values.includes(value);
  }
}

const INTEGER = /^[-+]?\d+$/;
function compareIntegers(value: string, bound: string, operator: 'gt' | 'lt'): boolean {
  if (!INTEGER.test(value) || !INTEGER.test(bound)) return false;
  return operator === 'gt' ? BigInt(value) > BigInt(bound) : BigInt(value) < BigInt(bound);
}

const SIGNS: Partial<Record<SelectorOperator, string>> = { gt: '>', lt: '<' };

function requirementText({ key, operator, values }: Requirement): string {
  if (operator === 'exists') return key;
  if (operator === '!') return `!${key}`;
  const list = values.length === 1 ? values[0] : [...values].sort().join(',');
  if (operator === 'in' || operator === 'notin') return `${key} ${operator} (${list})`;
  return `${key}${SIGNS[operator] ?? operator}${list}`;
}

// ------------------------------------------------------------------------------------------------ from an object

const OBJECT_OPERATORS: Readonly<Record<string, SelectorOperator>> = {
  In: 'in',
  NotIn: 'notin',
  Exists: 'exists',
  DoesNotExist: '!',
};

/** The matcher of a LabelSelector: absent matches nothing, empty everything. Throws an Error when it is invalid. */
export function labelSelectorFrom(selector: LabelSelector | null | undefined): LabelMatcher {
  if (!selector) return NOTHING;
  const requirements: Requirement[] = Object.entries(selector.matchLabels ?? {}).map(([key, value]) => ({
    key,
    operator: '=',
    values: [value],
  }));
  for (const { key, operator, values = [] } of selector.matchExpressions ?? []) {
    const known = own(OBJECT_OPERATORS, operator);
    if (!known) throw new Error(`${JSON.stringify(operator)} is not a valid label selector operator`);
    requirements.push({ key, operator: known, values });
  }
  for (const requirement of requirements) checkRequirement(requirement);
  return matcher(requirements);
}

/** The matcher of a plain map (Service.spec.selector, nodeSelector). Absent and empty match everything, unlike above. */
export const labelSelectorFromMap = (labels: Labels | null | undefined): LabelMatcher =>
  matcher(Object.entries(labels ?? {}).map(([key, value]) => ({ key, operator: '=', values: [value] })));

/** What is wrong with a LabelSelector in a spec. upstream: metav1/validation ValidateLabelSelector */
export function validateLabelSelector(selector: LabelSelector, path: FieldPath): FieldError[] {
  return [
    ...validateLabels(selector.matchLabels, path.child('matchLabels')),
    ...(selector.matchExpressions ?? []).flatMap((expression, i) => {
      const at = path.child('matchExpressions').index(i);
      const values = expression.values ?? [];
      const errors: FieldError[] = [];
      if (expression.operator === 'In' || expression.operator === 'NotIn') {
        if (values.length === 0) {
          errors.push(required(at.child('values'), "must be specified when `operator` is 'In' or 'NotIn'"));
        }
      } else if (expression.operator === 'Exists' || expression.operator === 'DoesNotExist') {
        if (values.length > 0) {
          errors.push(
            forbiddenField(
              at.child('values'),
              "may not be specified when `operator` is 'Exists' or 'DoesNotExist'",
            ),
          );
        }
      } else {
        errors.push(invalid(at.child('operator'), expression.operator, 'not a valid selector operator'));
      }
      errors.push(...isQualifiedName(expression.key).map((e) => invalid(at.child('key'), expression.key, e)));
      values.forEach((value, j) => {
        errors.push(...isValidLabelValue(value).map((e) => invalid(at.child('values').index(j), value, e)));
      });
      return errors;
    }),
  ];
}

/** What is wrong with a map of labels. */
export const validateLabels = (labels: Labels | undefined, path: FieldPath): FieldError[] =>
  Object.entries(labels ?? {}).flatMap(([key, value]) => [
    ...isQualifiedName(key).map((e) => invalid(path, key, e)),
    ...isValidLabelValue(value).map((e) => invalid(path, value, e)),
  ]);

/** Throws the aggregate of upstream's NewRequirement. */
function checkRequirement({ key, operator, values }: Requirement): void {
  const errors: FieldError[] = [];
  const keyErrors = isQualifiedName(key);
  if (keyErrors.length > 0) errors.push(invalid(field('key'), key, keyErrors.join('; ')));
  const at = field('values');
  if (operator === 'in' || operator === 'notin') {
    if (values.length === 0)
      errors.push(invalid(at, values, "for 'in', 'notin' operators, values set can't be empty"));
  } else if (operator === 'exists' || operator === '!') {
    if (values.length > 0)
      errors.push(invalid(at, values, 'values set must be empty for exists and does not exist'));
  } else if (operator === 'gt' || operator === 'lt') {
    values.forEach((value, i) => {
      if (!INTEGER.test(value)) {
        errors.push(invalid(at.index(i), value, "for 'Gt', 'Lt' operators, the value must be an integer"));
      }
    });
  }
  values.forEach((value, i) => {
    const valueErrors = isValidLabelValue(value);
    if (valueErrors.length > 0) errors.push(invalid(at.index(i).key(key), value, valueErrors.join('; ')));
  });
  if (errors.length === 0) return;
  const texts = errors.map((e) => `${e.field}: ${e.message}`);
  throw new Error(texts.length === 1 ? texts[0] : `[${texts.join(', ')}]`);
}

// ------------------------------------------------------------------------------------------------ from text

const BINARY: Partial<Record<Token['kind'], SelectorOperator>> = {
  '=': '=',
  '==': '==',
  '!=': '!=',
  in: 'in',
  notin: 'notin',
  '>': 'gt',
  '<': 'lt',
};
const BINARY_NAMES = 'in, notin, =, ==, !=, gt, lt';

/** Reads a selector's text; a BadRequest StatusError says what is wrong with it. */
export function parseLabelSelector(text: string): LabelMatcher {
  if (text.trim() === '') return EVERYTHING;
  try {
    return matcher(new Parser(tokenize(text)).parse());
  } catch (error) {
    throw badRequest(error instanceof Error ? error.message : String(error));
  }
}

/** Recursive descent over the tokens, with upstream's "found X, expected Y". */
class Parser {
  #position = 0;
  constructor(readonly tokens: readonly Token[]) {}

  parse(): Requirement[] {
    const requirements: Requirement[] = [];
    for (;;) {
      const next = this.#peek();
      if (next.kind === 'end') return requirements;
      if (next.kind !== 'identifier' && next.kind !== '!') {
        throw new Error(`found '${next.text}', expected: !, identifier, or 'end of string'`);
      }
      requirements.push(this.#wrapped());
      const after = this.#take();
      if (after.kind === 'end') return requirements;
      if (after.kind !== ',') throw new Error(`found '${after.text}', expected: ',' or 'end of string'`);
      const following = this.#peek();
      if (following.kind !== 'identifier' && following.kind !== '!') {
        throw new Error(`found '${following.text}', expected: identifier after ','`);
      }
    }
  }

  #wrapped(): Requirement {
    try {
      const requirement = this.#requirement();
      checkRequirement(requirement);
      return requirement;
    } catch (error) {
      throw new Error(`unable to parse requirement: ${error instanceof Error ? error.message : error}`);
    }
  }

  #requirement(): Requirement {
    let token = this.#take();
    const negated = token.kind === '!';
    if (negated) token = this.#take();
    if (token.kind !== 'identifier') throw new Error(`found '${token.text}', expected: identifier`);
    const key = token.text;
    const keyErrors = isQualifiedName(key);
    // Upstream prints the nil path of a selector without a place in an object as "<nil>".
    if (keyErrors.length > 0)
      throw new Error(`<nil>: Invalid value: ${JSON.stringify(key)}: ${keyErrors.join('; ')}`);
    const next = this.#peek().kind;
    if (negated) return { key, operator: '!', values: [] };
    if (next === 'end' || next === ',') return { key, operator: 'exists', values: [] };
    const operator = this.#operator();
    const values = operator === 'in' || operator === 'notin' ? this.#set() : [this.#exact()];
    return { key, operator, values: [...new Set(values)].sort() };
  }

  #operator(): SelectorOperator {
    const token = this.tokens[this.#position++] ?? END;
    const operator = BINARY[token.kind];
    if (!operator) throw new Error(`found '${token.text}', expected: ${BINARY_NAMES}`);
    return operator;
  }

  #set(): string[] {
    const open = this.#take();
    if (open.kind !== '(') throw new Error(`found '${open.text}' expected: '('`);
    const first = this.#peek();
    if (first.kind === ')') {
      this.#take();
      return [''];
    }
    if (first.kind !== 'identifier' && first.kind !== ',') {
      throw new Error(`found '${first.text}', expected: ',', ')' or identifier`);
    }
    return this.#identifiers();
  }

  /** "a,b)": empty places between commas are empty values. */
  #identifiers(): string[] {
    const values: string[] = [];
    let current: string | undefined;
    for (;;) {
      const token = this.#take();
      if (token.kind === 'identifier') {
        if (current !== undefined) throw new Error(`found '${token.text}', expected: ',' or ')'`);
        current = token.text;
      } else if (token.kind === ',' || token.kind === ')') {
        values.push(current ?? '');
        current = undefined;
        if (token.kind === ')') return values;
      } else {
        const expected = current === undefined ? "',', or identifier" : "',' or ')'";
        throw new Error(`found '${token.text}', expected: ${expected}`);
      }
    }
  }

  #exact(): string {
    const next = this.#peek();
    if (next.kind === 'end' || next.kind === ',') return '';
    const token = this.#take();
    if (token.kind !== 'identifier') throw new Error(`found '${token.text}', expected: identifier`);
    return token.text;
  }

  /** "in" and "notin" are keywords only where an operator may stand. */
  #peek(): Token {
    const token = this.tokens[this.#position] ?? END;
    return token.kind === 'in' || token.kind === 'notin' ? { kind: 'identifier', text: token.text } : token;
  }

  #take(): Token {
    const token = this.#peek();
    this.#position++;
    return token;
  }
}

const END: Token = { kind: 'end', text: '' };
