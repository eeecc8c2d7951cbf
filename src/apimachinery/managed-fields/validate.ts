/** What keeps a configuration from being seen through its type, in upstream's words. */
// upstream: sigs.k8s.io/structured-merge-diff/v4/typed validate.go
import { elementText } from './element';
import {
  elementOfItem,
  isNil,
  isObject,
  type JsonObject,
  type ListType,
  type MapType,
  type MergeType,
  resolveType,
  type ScalarType,
  typeOfEntry,
} from './merge-type';

/** All errors in one text, or undefined. */
export function typedErrors(value: unknown, type: MergeType): string | undefined {
  const errors = validate(value, type, '');
  if (errors.length < 2) return errors[0];
  return ['errors:', ...errors.map((error) => `  ${error}`)].join('\n');
}

function validate(value: unknown, type: MergeType, path: string): string[] {
  if (isNil(value)) return [];
  const resolved = resolveType(type, value);
  switch (resolved.kind) {
    case 'scalar':
      return validateScalar(value, resolved, path);
    case 'list':
      if (!Array.isArray(value)) return [tell(path, `expected list, got ${shown(value)}`)];
      return validateList(value, resolved, path);
    case 'map':
      if (!isObject(value)) return [tell(path, `expected map, got ${shown(value)}`)];
      return validateMap(value, resolved, path);
  }
}

const tell = (path: string, text: string): string => (path === '' ? text : `${path}: ${text}`);

function validateScalar(value: unknown, { of }: ScalarType, path: string): string[] {
  if (of === 'numeric' && typeof value !== 'number') {
    return [tell(path, 'expected numeric (int or float), got *value.valueUnstructured')];
  }
  if (of === 'string' && typeof value !== 'string') {
    return [tell(path, `expected string, got &value.valueUnstructured{Value:${goSyntax(value)}}`)];
  }
  if (of === 'boolean' && typeof value !== 'boolean') {
    return [tell(path, `expected boolean, got ${shown(value)}`)];
  }
  return [];
}

function validateList(items: readonly unknown[], type: ListType, path: string): string[] {
  const errors: string[] = [];
  const seen = new Set<string>();
  for (const [i, item] of items.entries()) {
    const found = type.relation === 'atomic' ? { element: `i:${i}` } : elementOfItem(type, item);
    if ('problem' in found) return [...errors, tell(path, `element ${i}: ${found.problem}`)];
    const at = elementText(found.element);
    if (seen.has(found.element)) errors.push(tell(path, `duplicate entries for key ${at}`));
    seen.add(found.element);
    errors.push(...validate(item, type.item(), `${path}${at}`));
  }
  return errors;
}

function validateMap(value: JsonObject, type: MapType, path: string): string[] {
  const errors: string[] = [];
  for (const [name, entry] of Object.entries(value)) {
    const of = typeOfEntry(type, name);
    // Upstream looks no further in this object, either.
    if (!of) return [...errors, `${path}.${name}: field not declared in schema`];
    errors.push(...validate(entry, of, `${path}.${name}`));
  }
  return errors;
}

/** As Go's %v prints the wrapped value. */
const shown = (value: unknown): string => `&{${plain(value)}}`;

function plain(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(plain).join(' ')}]`;
  if (!isObject(value)) return value === null ? '<nil>' : String(value);
  return `map[${Object.keys(value)
    .sort()
    .map((key) => `${key}:${plain(value[key])}`)
    .join(' ')}]`;
}

/** As Go's %#v prints it. */
function goSyntax(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (Array.isArray(value)) return `[]interface {}{${value.map(goSyntax).join(', ')}}`;
  if (!isObject(value)) return value === null ? 'interface {}(nil)' : String(value);
  const fields = Object.keys(value).sort();
  return `map[string]interface {}{${fields.map((key) => `${JSON.stringify(key)}:${goSyntax(value[key])}`).join(', ')}}`;
}
