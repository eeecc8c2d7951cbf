/**
 * Does an object look like a partial one? Maps: every named key must match, others don't matter. Lists: every item of
 * the partial list must match an item of its own, in any order. Scalars: equal. As kuttl's and Chainsaw's assertions,
 * but for the order of lists.
 */
export interface Mismatch {
  /** "spec.template.spec.containers[0].image" */
  readonly path: string;
  readonly expected: unknown;
  /** undefined: not there. */
  readonly found: unknown;
}

/** Every place where `found` differs from what `expected` names; empty when it matches. */
export function mismatches(expected: unknown, found: unknown, path = ''): readonly Mismatch[] {
  if (Array.isArray(expected)) return listMismatches(expected, found, path);
  if (isMap(expected)) {
    if (!isMap(found)) return [{ path, expected, found }];
    return Object.entries(expected).flatMap(([key, value]) => mismatches(value, found[key], join(path, key)));
  }
  return agree(expected, found) ? [] : [{ path, expected, found }];
}

function listMismatches(expected: readonly unknown[], found: unknown, path: string): readonly Mismatch[] {
  if (!Array.isArray(found)) return [{ path, expected, found }];
  const left = new Set(found.keys());
  return expected.flatMap((item, position) => {
    const index = [...left].find((candidate) => mismatches(item, found[candidate]).length === 0);
    if (index !== undefined) {
      left.delete(index);
      return [];
    }
    const like = mostLike(item, found, left, position);
    return like === undefined
      ? [{ path: `${path}[${position}]`, expected: item, found: undefined }]
      : mismatches(item, found[like], `${path}[${like}]`);
  });
}

/** The item that the student probably meant: of the same name, else at the same place. */
export function mostLike(
  item: unknown,
  found: readonly unknown[],
  left: ReadonlySet<number>,
  position: number,
): number | undefined {
  const name = isMap(item) ? item.name : undefined;
  const named = name === undefined ? undefined : [...left].find((index) => nameOf(found[index]) === name);
  return named ?? (left.has(position) && isMap(item) ? position : undefined);
}

const nameOf = (value: unknown): unknown => (isMap(value) ? value.name : undefined);

/** Whether two scalars are the same to Kubernetes. */
export const agree = (expected: unknown, found: unknown): boolean =>
  expected === found || numbersAgree(expected, found);

/** YAML reads `port: 80` as a number where Kubernetes keeps IntOrString; "80" and 80 are then the same port. */
const numbersAgree = (a: unknown, b: unknown): boolean =>
  (typeof a === 'number' && typeof b === 'string' && String(a) === b) ||
  (typeof a === 'string' && typeof b === 'number' && a === String(b));

export const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Keys with dots or slashes are quoted: metadata.labels["app.kubernetes.io/name"]. */
function join(path: string, key: string): string {
  if (!/^[A-Za-z_][A-Za-z0-9_-]*$/.test(key)) return `${path}[${JSON.stringify(key)}]`;
  return path === '' ? key : `${path}.${key}`;
}

/** A value as a sentence shows it. */
export function show(value: unknown): string {
  if (value === undefined) return 'not set';
  if (typeof value === 'string') return value === '' ? 'empty' : value;
  return JSON.stringify(value) ?? String(value);
}
