/**
 * One step of a path into an object, in the spelling of FieldsV1: "f:spec" (a field), `k:{"name":"app"}` (the item of a
 * list with these keys), `v:"x"` (an item of a set), "i:0" (an index). The spelling is the identity, so keys are sorted.
 */
// upstream: sigs.k8s.io/structured-merge-diff/v4/fieldpath element.go, serialize-pe.go

export type Path = readonly string[];

export const fieldElement = (name: string): string => `f:${name}`;
export const valueElement = (value: unknown): string => `v:${JSON.stringify(value)}`;

/** Of the item with these key fields. */
export function keyElement(keys: Readonly<Record<string, unknown>>): string {
  const names = Object.keys(keys).sort();
  return `k:{${names.map((name) => `${JSON.stringify(name)}:${JSON.stringify(keys[name])}`).join(',')}}`;
}

/** The field's name, if the element is a field. */
export const fieldName = (element: string): string | undefined =>
  element.startsWith('f:') ? element.slice(2) : undefined;

/** The same element in the spelling that everything here uses; undefined when it is none. */
export function normalElement(element: string): string | undefined {
  const content = element.slice(2);
  try {
    switch (element.slice(0, 2)) {
      case 'f:':
        return element;
      case 'v:':
        return valueElement(JSON.parse(content));
      case 'k:':
        return keyElement(JSON.parse(content) as Record<string, unknown>);
      case 'i:':
        return /^-?\d+$/.test(content) ? `i:${Number(content)}` : undefined;
      default:
        return undefined;
    }
  } catch {
    return undefined;
  }
}

const KIND_ORDER = 'fkvi';

/** Upstream's order: fields, keys, values, indices, each by content. */
export function compareElements(a: string, b: string): number {
  const kinds = KIND_ORDER.indexOf(a.charAt(0)) - KIND_ORDER.indexOf(b.charAt(0));
  if (kinds !== 0) return kinds;
  if (a.startsWith('i:')) return Number(a.slice(2)) - Number(b.slice(2));
  if (a.startsWith('k:')) return compareKeys(a, b);
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Names first, then numbers as numbers and texts as texts. */
function compareKeys(a: string, b: string): number {
  const left = Object.entries(JSON.parse(a.slice(2)) as Record<string, unknown>);
  const right = Object.entries(JSON.parse(b.slice(2)) as Record<string, unknown>);
  for (const [i, [name, value]] of left.entries()) {
    const [otherName, other] = right[i] ?? [];
    if (otherName === undefined) return 1;
    if (name !== otherName) return name < otherName ? -1 : 1;
    if (value === other) continue;
    if (typeof value === 'number' && typeof other === 'number') return value - other;
    return String(value) < String(other) ? -1 : 1;
  }
  return left.length - right.length;
}

/** ".spec.containers[name=\"app\"].image", as error messages have it. */
export const pathText = (path: Path): string => path.map(elementText).join('');

/** One element of {@link pathText}. */
export function elementText(element: string): string {
  const content = element.slice(2);
  switch (element.charAt(0)) {
    case 'f':
      return `.${content}`;
    case 'k':
      return `[${Object.entries(JSON.parse(content) as Record<string, unknown>)
        .map(([name, value]) => `${name}=${JSON.stringify(value)}`)
        .join(',')}]`;
    case 'v':
      return `[=${content}]`;
    default:
      return `[${content}]`;
  }
}
