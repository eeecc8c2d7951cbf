/** A CEL expression over live objects, as admission policies use it. */
import { parse } from '@marcbachmann/cel-js';
import type { CelCondition } from '../check-schema';
import type { ClusterReader } from '../cluster-reader';
import { type Outcome, PASSED, placeOf } from '../outcome';
import { kindMissing } from './object';

type Compiled = ReturnType<typeof parse>;
const compiled = new Map<string, Compiled>();

/** Parses once. @throws when the expression is not CEL; labs are refused for that when they load. */
export function compileCel(expression: string): Compiled {
  const known = compiled.get(expression);
  if (known) return known;
  const made = parse(expression);
  compiled.set(expression, made);
  return made;
}

export async function checkCel(condition: CelCondition, reader: ClusterReader): Promise<Outcome> {
  const type = await reader.kind(condition.apiVersion, condition.kind);
  if (!type) return kindMissing(condition.apiVersion, condition.kind);
  const namespace = type.namespaced ? (condition.namespace ?? 'default') : undefined;
  const { name, expected } = condition;
  const where = placeOf({ kind: type.kind, name, namespace });
  const next = `kubectl get ${type.plural}${namespace && namespace !== 'default' ? ` -n ${namespace}` : ''}${name ? ` ${name} -o yaml` : ''}`;
  const subject = name ? await reader.get(type, name, namespace) : undefined;
  if (name && !subject)
    return { passed: false, expected, found: `no ${type.kind} named ${name}`, where, next };
  const variables = name
    ? { object: subject }
    : { objects: [...(await reader.list(type, namespace, condition.selector))] };
  const result = evaluate(condition.expression, variables);
  if (result.value === true) return PASSED;
  return {
    passed: false,
    expected,
    found: foundText(condition, variables) ?? result.problem ?? 'something else',
    where,
    next,
  };
}

function foundText(condition: CelCondition, variables: Record<string, unknown>): string | undefined {
  if (!condition.found) return undefined;
  const { value, problem } = evaluate(condition.found, variables);
  return problem ?? String(value);
}

/** A field that isn't there is no error of the author's: the student has yet to set it. */
function evaluate(
  expression: string,
  variables: Record<string, unknown>,
): { value?: unknown; problem?: string } {
  try {
    return { value: compileCel(expression)(variables) };
  } catch (error) {
    const [first = 'it cannot be said'] = (error instanceof Error ? error.message : String(error)).split(
      '\n',
    );
    const missing = /^No such key: (.*)$/.exec(first)?.[1];
    return { problem: missing ? `the field ${missing} is not set` : first };
  }
}
