/**
 * A set of fields, held in its wire form (FieldsV1): a tree whose empty nodes are members, and where "." marks a member
 * that has members below it. Immutable: operations share what they don't change.
 */
// upstream: sigs.k8s.io/structured-merge-diff/v4/fieldpath set.go, serialize.go
import { compareElements, normalElement, type Path } from './element';

export interface FieldSet {
  readonly [element: string]: FieldSet;
}

type Mutable = { [element: string]: Mutable };

const SELF = '.';
const LEAF: FieldSet = Object.freeze({});
export const EMPTY_SET: FieldSet = LEAF;

const isBare = (node: FieldSet): boolean => {
  for (const _ in node) return false;
  return true;
};

/** No member at all; said of a whole set, never of a node in it. */
export const isEmptySet = isBare;

/** Whether the node that stands for an element is itself a member. */
export const isMember = (node: FieldSet | undefined): boolean =>
  node !== undefined && (Object.hasOwn(node, SELF) || isBare(node));

const childOf = (set: FieldSet, element: string): FieldSet | undefined =>
  Object.hasOwn(set, element) ? set[element] : undefined;

/** The elements of a node, in upstream's order. */
export const elementsOf = (set: FieldSet): string[] =>
  Object.keys(set)
    .filter((key) => key !== SELF)
    .sort(compareElements);

/** Members below an element, as a set of its own. */
export function below(set: FieldSet, element: string): FieldSet {
  const node = childOf(set, element);
  if (!node || !Object.hasOwn(node, SELF)) return node ?? EMPTY_SET;
  const { [SELF]: _, ...rest } = node;
  return rest;
}

/** Whether the field at the path is a member. */
export function hasPath(set: FieldSet, path: Path): boolean {
  let node: FieldSet | undefined = set;
  for (const element of path) node = node && childOf(node, element);
  return path.length > 0 && isMember(node);
}

/** All members, in order. */
export function pathsOf(set: FieldSet, prefix: Path = []): Path[] {
  return elementsOf(set).flatMap((element) => {
    const path = [...prefix, element];
    const deeper = pathsOf(below(set, element), path);
    return isMember(set[element]) ? [path, ...deeper] : deeper;
  });
}

/** Collects paths into a set. The empty path stands for the whole object, whose ownership nobody tracks. */
export class SetBuilder {
  readonly #root: Mutable = {};

  add(path: Path): void {
    const last = path.at(-1);
    if (last === undefined) return;
    let node = this.#root;
    for (let i = 0; i < path.length - 1; i++) node = descend(node, path[i] ?? '');
    const present = node[last];
    if (present === undefined) node[last] = {};
    else if (!isBare(present)) present[SELF] = {};
  }

  get set(): FieldSet {
    return this.#root;
  }
}

function descend(node: Mutable, element: string): Mutable {
  let child = node[element];
  if (child === undefined) {
    child = {};
    node[element] = child;
  } else if (isBare(child)) child[SELF] = {};
  return child;
}

export function setOf(...paths: Path[]): FieldSet {
  const builder = new SetBuilder();
  for (const path of paths) builder.add(path);
  return builder.set;
}

/** What is in either. */
export function union(a: FieldSet, b: FieldSet): FieldSet {
  if (a === b || isEmptySet(b)) return a;
  if (isEmptySet(a)) return b;
  return combine(a, b, (inA, inB) => inA || inB);
}

/** What is in both. */
export const intersection = (a: FieldSet, b: FieldSet): FieldSet =>
  isEmptySet(a) || isEmptySet(b) ? EMPTY_SET : combine(a, b, (inA, inB) => inA && inB);

/** What is in `a` and not in `b`; a member of `b` says nothing of the fields below it. */
export const difference = (a: FieldSet, b: FieldSet): FieldSet =>
  isEmptySet(a) || isEmptySet(b) ? a : combine(a, b, (inA, inB) => inA && !inB);

/** `a` without the members of `b` and without everything below these. */
export function recursiveDifference(a: FieldSet, b: FieldSet): FieldSet {
  const out: Mutable = {};
  for (const element of elementsOf(a)) {
    const [node, other] = [childOf(a, element), childOf(b, element)];
    if (!node || isMember(other)) continue;
    if (other === undefined) out[element] = node as Mutable;
    else keep(out, element, { member: isMember(node), deeper: recursiveDifference(node, other) });
  }
  return out;
}

function combine(a: FieldSet, b: FieldSet, rule: (inA: boolean, inB: boolean) => boolean): FieldSet {
  const out: Mutable = {};
  const visit = (element: string) => {
    const [left, right] = [childOf(a, element), childOf(b, element)];
    // What only one of them has is taken or left as it is.
    if (left === undefined || right === undefined) {
      const only = left ?? right;
      if (only && rule(left !== undefined, right !== undefined)) out[element] = only as Mutable;
      return;
    }
    const member = rule(isMember(left), isMember(right));
    keep(out, element, { member, deeper: combine(left, right, rule) });
  };
  for (const element in a) if (element !== SELF) visit(element);
  for (const element in b) if (element !== SELF && !Object.hasOwn(a, element)) visit(element);
  return out;
}

function keep(
  out: Mutable,
  element: string,
  { member, deeper }: { member: boolean; deeper: FieldSet },
): void {
  const node = nodeOf(member, deeper);
  if (node) out[element] = node as Mutable;
}

/** The node of an element; one without members is none. */
export function nodeOf(member: boolean, deeper: FieldSet): FieldSet | undefined {
  if (isEmptySet(deeper)) return member ? {} : undefined;
  return member ? { [SELF]: LEAF, ...deeper } : deeper;
}

/** A set read from the wire, or undefined when it is none. */
export function parseSet(value: unknown): FieldSet | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const out: Mutable = {};
  for (const [key, child] of Object.entries(value)) {
    const element = key === SELF ? SELF : normalElement(key);
    const node = element === undefined ? undefined : parseSet(child);
    if (element === undefined || node === undefined) return undefined;
    out[element] = node as Mutable;
  }
  return out;
}

/** The order in which upstream writes: the node itself, then its elements. */
function ordered(set: FieldSet): FieldSet {
  const out: Mutable = {};
  if (Object.hasOwn(set, SELF)) out[SELF] = LEAF as Mutable;
  for (const element of elementsOf(set)) out[element] = ordered(set[element] ?? EMPTY_SET) as Mutable;
  return out;
}

const SHAPES_LIMIT = 1_000;
const shapes = new Map<string, FieldSet>();

/**
 * The set as it is stored. Objects that are made alike have sets alike, so these are shared; the table of them is
 * dropped when it is full, which costs nothing but sharing.
 */
export function storedSet(set: FieldSet): FieldSet {
  const value = ordered(set);
  const shape = JSON.stringify(value);
  const known = shapes.get(shape);
  if (known) return known;
  if (shapes.size >= SHAPES_LIMIT) shapes.clear();
  shapes.set(shape, value);
  return value;
}
