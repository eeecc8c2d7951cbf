/**
 * An author's YAML against its schema: the value, or the first thing that is wrong with the line on which it stands.
 * Lessons, courses and labs are all read through here. A field that the schema doesn't know is told before one that is
 * missing: most often the one is the other, misspelt.
 */
import { type Document, isMap, isNode, isScalar, LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';

export type CheckedYaml<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly line: number; readonly problem: string };

export function checkYaml<T>(schema: z.ZodType<T>, text: string): CheckedYaml<T> {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const [syntax] = document.errors;
  if (syntax) {
    const why = syntax.message.replace(/ at line [\s\S]*/, '');
    return { ok: false, line: syntax.linePos?.[0].line ?? 1, problem: `not valid YAML: ${why}` };
  }
  const parsed = schema.safeParse(document.toJS() ?? {});
  if (parsed.success) return { ok: true, value: parsed.data };
  const { issues } = parsed.error;
  const unknown = issues.find((issue) => issue.code === 'unrecognized_keys');
  if (unknown) {
    const key = unknown.keys[0] ?? '';
    const line = lines.linePos(offsetOfKey(document, unknown.path, key)).line;
    const missing = issues.filter(({ path }) => isMissingFrom(document, unknown.path, path));
    const meant = missing.length === 1 ? `; "${String(missing[0]?.path.at(-1))}" is missing here` : '';
    return { ok: false, line, problem: `${placeOf([...unknown.path, key])}: there is no such field${meant}` };
  }
  const [issue] = issues;
  const at = issue?.path ?? [];
  const line = lines.linePos(offsetOf(document, at)).line;
  const place = at.length > 0 ? `${placeOf(at)}: ` : '';
  return { ok: false, line, problem: `${place}${issue?.message ?? 'does not fit the schema'}` };
}

const isMissingFrom = (
  document: Document,
  map: readonly PropertyKey[],
  at: readonly PropertyKey[],
): boolean =>
  at.length === map.length + 1 && map.every((step, index) => at[index] === step) && !document.hasIn(at);

/** tasks[0].checks[1].title */
const placeOf = (at: readonly PropertyKey[]): string =>
  at.reduce<string>((text, step) => {
    if (typeof step === 'number') return `${text}[${step}]`;
    return text === '' ? String(step) : `${text}.${String(step)}`;
  }, '');

/** Where the deepest node on the way to a place begins. */
export function offsetOf(document: Document, at: readonly PropertyKey[]): number {
  for (let depth = at.length; depth > 0; depth--) {
    const node = document.getIn(at.slice(0, depth), true);
    if (isNode(node) && node.range) return node.range[0];
  }
  return 0;
}

function offsetOfKey(document: Document, at: readonly PropertyKey[], key: string): number {
  const map = at.length === 0 ? document.contents : document.getIn(at, true);
  const pair = isMap(map)
    ? map.items.find((item) => isScalar(item.key) && item.key.value === key)
    : undefined;
  return isScalar(pair?.key) && pair.key.range ? pair.key.range[0] : offsetOf(document, at);
}
