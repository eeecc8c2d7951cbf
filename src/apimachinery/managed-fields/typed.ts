/** Values seen through their type: which fields they have, how two differ, what merging and removing make of them. */
// upstream: sigs.k8s.io/structured-merge-diff/v4/typed tofieldset.go, merge.go, remove.go
import { deepEqual } from '../equality';
import { fieldElement, fieldName, type Path } from './element';
import { below, elementsOf, type FieldSet, isEmptySet, isMember, nodeOf, SetBuilder } from './field-set';
import {
  DEDUCED,
  elementOfItem,
  isNil,
  isObject,
  isWhole,
  itemsOf,
  type JsonObject,
  type ListType,
  type MapType,
  type MergeType,
  resolveType,
  typeOfEntry,
} from './merge-type';

const isEmptyValue = (value: unknown): boolean =>
  isNil(value) || (Array.isArray(value) ? value.length === 0 : isObject(value) && noFields(value));

const noFields = (value: JsonObject): boolean => {
  for (const key in value) if (value[key] !== undefined) return false;
  return true;
};

// ---------------------------------------------------------------------------------------------- fields of a value

/** Every leaf and every item that the value mentions. */
export function fieldSetOf(value: unknown, type: MergeType): FieldSet {
  const builder = new SetBuilder();
  collect(builder, [], value, type);
  return builder.set;
}

function collect(builder: SetBuilder, path: Path, value: unknown, type: MergeType): void {
  const resolved = resolveType(type, value);
  if (isWhole(resolved)) builder.add(path);
  else if (resolved.kind === 'list') {
    for (const [element, item] of itemsOf(resolved, value)) {
      collect(builder, [...path, element], item, resolved.item());
      builder.add([...path, element]);
    }
  } else if (resolved.kind === 'map' && isObject(value)) {
    for (const name in value) {
      const entry = value[name];
      if (entry === undefined) continue;
      const at = [...path, fieldElement(name)];
      collect(builder, at, entry, typeOfEntry(resolved, name) ?? DEDUCED);
      const hollow = entry === null || (isObject(entry) && noFields(entry));
      if (hollow || !resolved.field(name)) builder.add(at);
    }
  }
}

// ---------------------------------------------------------------------------------------------- comparison

/** No field is in more than one of the three. */
export interface Comparison {
  readonly removed: FieldSet;
  readonly modified: FieldSet;
  readonly added: FieldSet;
}

export const isSame = ({ removed, modified, added }: Comparison): boolean =>
  isEmptySet(removed) && isEmptySet(modified) && isEmptySet(added);

/** What a change of a value does to its fields. What both share by reference is not looked at. */
export function compare(old: unknown, next: unknown, type: MergeType): Comparison {
  const builders = { removed: new SetBuilder(), modified: new SetBuilder(), added: new SetBuilder() };
  compareAt(builders, [], { old, next, type });
  const { removed, modified, added } = builders;
  return { removed: removed.set, modified: modified.set, added: added.set };
}

type Builders = { readonly [Key in keyof Comparison]: SetBuilder };

interface Change {
  readonly old: unknown;
  readonly next: unknown;
  readonly type: MergeType;
}

function compareAt(builders: Builders, path: Path, { old, next, type }: Change): void {
  if (old === next || (isNil(old) && isNil(next))) return;
  const resolved = resolveType(type, next ?? old);
  const kindChanged = !isNil(old) && !isNil(next) && resolveType(type, old).kind !== resolved.kind;
  if (isWhole(resolved) || kindChanged || (isEmptyValue(old) && isEmptyValue(next))) {
    if (isNil(old)) builders.added.add(path);
    else if (next === undefined) builders.removed.add(path);
    else if (!deepEqual(old, next)) builders.modified.add(path);
    return;
  }
  for (const child of childrenOf(resolved, old, next)) compareAt(builders, [...path, child.element], child);
  if (isNil(old)) builders.added.add(path);
  else if (isNil(next)) builders.removed.add(path);
}

/** What two values of a granular type have below them, each once. */
function* childrenOf(
  type: ReturnType<typeof resolveType>,
  old: unknown,
  next: unknown,
): Generator<Change & { readonly element: string }> {
  if (type.kind === 'list') {
    const [left, right] = [itemsOf(type, old), itemsOf(type, next)];
    for (const element of new Set([...left.keys(), ...right.keys()])) {
      yield { element, old: left.get(element), next: right.get(element), type: type.item() };
    }
  } else if (type.kind === 'map') {
    const left: JsonObject = isObject(old) ? old : {};
    const right: JsonObject = isObject(next) ? next : {};
    for (const name of new Set([...Object.keys(left), ...Object.keys(right)])) {
      const of = typeOfEntry(type, name) ?? DEDUCED;
      yield { element: fieldElement(name), old: left[name], next: right[name], type: of };
    }
  }
}

// ---------------------------------------------------------------------------------------------- merging

/** The live value with everything that the configuration mentions. Nothing is removed. */
export function mergeTyped(live: unknown, config: unknown, type: MergeType): unknown {
  if (config === undefined) return live;
  if (live === undefined) return config;
  const resolved = resolveType(type, config ?? live);
  const leaf = isWhole(resolved) || (isEmptyValue(live) && isEmptyValue(config));
  // null empties nothing that is granular: it only says that the field is looked after.
  if (leaf) return config;
  if (config === null) return live;
  if (resolved.kind === 'list') {
    return Array.isArray(live) && Array.isArray(config) ? mergeLists(resolved, live, config) : config;
  }
  if (resolved.kind !== 'map' || !isObject(live) || !isObject(config)) return config;
  const out: Record<string, unknown> = { ...live };
  for (const name of Object.keys(config)) {
    out[name] = mergeTyped(live[name], config[name], typeOfEntry(resolved, name) ?? DEDUCED);
  }
  return out;
}

/**
 * Both orders are kept as far as they agree; where they don't, shared items stand in the configuration's order.
 */
// upstream: typed/merge.go visitListItems
function mergeLists(type: ListType, live: readonly unknown[], config: readonly unknown[]): unknown[] {
  const wanted = itemsOf(type, config);
  const present = itemsOf(type, live);
  const order = [...wanted.keys()];
  const shared = order.filter((element) => present.has(element));
  const out: unknown[] = [];
  let at = 0;
  const take = (element: string) => {
    out.push(mergeTyped(present.get(element), wanted.get(element), type.item()));
    if (shared[0] === element) shared.shift();
    at++;
  };
  for (const item of live) {
    const found = elementOfItem(type, item);
    const element = 'element' in found ? found.element : undefined;
    if (element === undefined || !wanted.has(element)) {
      out.push(item);
      continue;
    }
    // A shared item that is not the next one in the configuration's order comes later, with that order.
    if (element !== shared[0]) continue;
    for (let next = order[at]; next !== undefined; next = order[at]) {
      take(next);
      if (next === element) break;
    }
  }
  for (let next = order[at]; next !== undefined; next = order[at]) take(next);
  return out;
}

// ---------------------------------------------------------------------------------------------- removing

/** The value without the members of the set; undefined when nothing is left of it. */
export function removeItems(value: unknown, set: FieldSet, type: MergeType): unknown {
  const resolved = resolveType(type, value);
  if (isEmptySet(set) || isWhole(resolved) || isEmptyValue(value)) return value;
  if (resolved.kind === 'list') return Array.isArray(value) ? removeFromList(resolved, value, set) : value;
  return resolved.kind === 'map' && isObject(value) ? removeFromMap(resolved, value, set) : value;
}

function removeFromList(type: ListType, items: readonly unknown[], set: FieldSet): unknown {
  const left = items.flatMap((item) => {
    const found = elementOfItem(type, item);
    if (!('element' in found)) return [item];
    if (isMember(set[found.element])) return [];
    return [removeItems(item, below(set, found.element), type.item()) ?? {}];
  });
  return left.length > 0 ? left : undefined;
}

function removeFromMap(type: MapType, value: JsonObject, set: FieldSet): unknown {
  const out: Record<string, unknown> = {};
  for (const name of Object.keys(value)) {
    const element = fieldElement(name);
    if (isMember(set[element])) continue;
    const left = removeItems(value[name], below(set, element), typeOfEntry(type, name) ?? DEDUCED);
    if (left !== undefined) out[name] = left;
  }
  return noFields(out) ? undefined : out;
}

/** The set with the declared fields themselves as members wherever something below them is one. */
// upstream: fieldpath/set.go EnsureNamedFieldsAreMembers
export function withNamedFields(set: FieldSet, type: MergeType): FieldSet {
  const out: Record<string, FieldSet> = {};
  for (const element of elementsOf(set)) {
    const name = fieldName(element);
    const declared = name !== undefined && type.kind === 'map' ? type.field(name) : undefined;
    const deeper = withNamedFields(below(set, element), declared ?? childType(type, name));
    const node = nodeOf(declared !== undefined || isMember(set[element]), deeper);
    if (node) out[element] = node;
  }
  return out;
}

function childType(type: MergeType, name: string | undefined): MergeType {
  if (type.kind === 'list') return type.item();
  return (type.kind === 'map' && name !== undefined ? type.entry() : undefined) ?? DEDUCED;
}
