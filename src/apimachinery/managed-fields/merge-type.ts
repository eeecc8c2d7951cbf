/**
 * How values of a type are owned and merged: a scalar or an atomic composite as a whole, a granular map by field, a list
 * by its items' keys or values. Types are asked for lazily, since some contain themselves.
 */
// upstream: sigs.k8s.io/structured-merge-diff/v4/schema elements.go, typed/helpers.go
import { keyElement, valueElement } from './element';

export type MergeType = ScalarType | ListType | MapType | DeducedType;

export interface ScalarType {
  readonly kind: 'scalar';
  readonly of: 'string' | 'numeric' | 'boolean' | 'untyped';
}

export interface ListType {
  readonly kind: 'list';
  readonly relation: 'atomic' | 'set' | 'map';
  /** Of relation map: the fields that identify an item, with what stands for a missing one. */
  readonly keys: readonly { readonly name: string; readonly preset?: unknown }[];
  item(): MergeType;
}

export interface MapType {
  readonly kind: 'map';
  readonly atomic: boolean;
  /** The type of a declared field. */
  field(name: string): MergeType | undefined;
  /** The type of every other entry; without one there may be no others. */
  entry(): MergeType | undefined;
}

/** Nothing is known: objects are granular, lists atomic. What custom resources without a schema are. */
export interface DeducedType {
  readonly kind: 'deduced';
}

export const DEDUCED: MergeType = { kind: 'deduced' };
const UNTYPED: ScalarType = { kind: 'scalar', of: 'untyped' };
const DEDUCED_LIST: ListType = { kind: 'list', relation: 'atomic', keys: [], item: () => DEDUCED };
const DEDUCED_MAP: MapType = {
  kind: 'map',
  atomic: false,
  field: () => undefined,
  entry: () => DEDUCED,
};

/** The type with what only the value can tell. */
export function resolveType(type: MergeType, value: unknown): ScalarType | ListType | MapType {
  if (type.kind !== 'deduced') return type;
  if (Array.isArray(value)) return DEDUCED_LIST;
  return isObject(value) ? DEDUCED_MAP : UNTYPED;
}

export type JsonObject = Readonly<Record<string, unknown>>;

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const isNil = (value: unknown): value is null | undefined => value === undefined || value === null;

/** Whether values of the type are owned as a whole. */
export const isWhole = (type: ScalarType | ListType | MapType): boolean =>
  type.kind === 'scalar' || (type.kind === 'list' ? type.relation === 'atomic' : type.atomic);

export const typeOfEntry = (type: MapType, name: string): MergeType | undefined =>
  type.field(name) ?? type.entry();

/** The element of an item in a list that is a set or a map; why it has none otherwise. */
export function elementOfItem(type: ListType, item: unknown): { element: string } | { problem: string } {
  if (type.relation === 'set') {
    if (isObject(item)) {
      return { problem: "associative list without keys has an element that's a map type" };
    }
    if (Array.isArray(item)) {
      return { problem: 'not supported: associative list with lists as elements' };
    }
    if (isNil(item)) {
      return { problem: "associative list without keys has an element that's an explicit null" };
    }
    return { element: valueElement(item) };
  }
  if (isNil(item)) return { problem: 'associative list with keys may not have a null element' };
  if (!isObject(item)) return { problem: 'associative list with keys may not have non-map elements' };
  const keys: Record<string, unknown> = {};
  for (const { name, preset } of type.keys) {
    const value = item[name] ?? preset;
    if (value === undefined) {
      return {
        problem: `associative list with keys has an element that omits key field "${name}" (and doesn't have default value)`,
      };
    }
    keys[name] = value;
  }
  return { element: keyElement(keys) };
}

/** Items by element, in order. Those without one are left out, of those with the same the first counts. */
export function itemsOf(type: ListType, value: unknown): Map<string, unknown> {
  const items = new Map<string, unknown>();
  if (!Array.isArray(value)) return items;
  for (const item of value) {
    const found = elementOfItem(type, item);
    if ('element' in found && !items.has(found.element)) items.set(found.element, item);
  }
  return items;
}
