/** JSON as CEL sees it: whole numbers are integers (bigint), all others doubles. */

/** A copy of the JSON value for an expression; undefined fields are left out. */
export function toCel(value: unknown): unknown {
  if (typeof value === 'number') return Number.isInteger(value) ? BigInt(value) : value;
  if (typeof value !== 'object' || value === null) return value ?? null;
  if (Array.isArray(value)) return value.map(toCel);
  const out: Record<string, unknown> = {};
  for (const [key, field] of Object.entries(value)) if (field !== undefined) out[key] = toCel(field);
  return out;
}

/** Equality of CEL values, as lists' functions and sets need it. */
export function celEquals(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (isNumber(a) && isNumber(b)) return Number(a) === Number(b);
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) || Array.isArray(b)) {
    return (
      Array.isArray(a) && Array.isArray(b) && a.length === b.length && a.every((v, i) => celEquals(v, b[i]))
    );
  }
  const comparable = (a as { equals?: (other: unknown) => boolean }).equals;
  if (typeof comparable === 'function') return comparable.call(a, b);
  const [left, right] = [Object.entries(a), b as Record<string, unknown>];
  return left.length === Object.keys(right).length && left.every(([key, v]) => celEquals(v, right[key]));
}

const isNumber = (value: unknown): boolean => typeof value === 'bigint' || typeof value === 'number';

/** A timestamp, which the library keeps as JavaScript's own date. */
export const isTimestamp = (
  value: unknown,
): value is { readonly getTime: () => number; readonly toISOString: () => string } =>
  typeof value === 'object' && value !== null && 'getTime' in value && 'toISOString' in value;
