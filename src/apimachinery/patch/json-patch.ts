/**
 * JSON Patch (RFC 6902) as gopkg.in/evanphx/json-patch.v4 applies it, which is what the API server uses: `replace` of a
 * missing map key and negative list indices work, `test` of null passes for what is absent.
 * Written here because the libraries at hand change the document in place or differ in these.
 */
import { deepEqual } from '../equality';
import { badRequest, failure, tooLarge } from '../status';
import { isMap } from './json';

export interface JsonPatchOperation {
  readonly op: string;
  readonly path: string;
  readonly from?: string;
  readonly value?: unknown;
}

const MAX_OPERATIONS = 10_000;
/** All that a user learns of an operation that failed; upstream's reason stays in the server's log. */
const REJECTED = 'the server rejected our request due to an error in our request';

/** Applies the operations in order, all or none. */
export function applyJsonPatch(doc: unknown, operations: unknown): unknown {
  const list = checkOperations(operations);
  try {
    return list.reduce<unknown>(applyOperation, doc);
  } catch (cause) {
    if (!(cause instanceof PatchError)) throw cause;
    const rejected = failure(422, 'Invalid', REJECTED, {});
    rejected.cause = cause;
    throw rejected;
  }
}

class PatchError extends Error {}

function checkOperations(operations: unknown): readonly JsonPatchOperation[] {
  if (!Array.isArray(operations)) {
    const found = isMap(operations) ? 'object' : typeof operations;
    throw badRequest(`json: cannot unmarshal ${found} into Go value of type jsonpatch.Patch`);
  }
  const wrong = operations.find((o) => !isMap(o));
  if (wrong !== undefined) {
    throw badRequest(`json: cannot unmarshal ${typeof wrong} into Go value of type jsonpatch.Operation`);
  }
  if (operations.length > MAX_OPERATIONS) {
    throw tooLarge(
      `The allowed maximum operations in a JSON patch is ${MAX_OPERATIONS}, got ${operations.length}`,
    );
  }
  return operations as JsonPatchOperation[];
}

function applyOperation(doc: unknown, operation: JsonPatchOperation): unknown {
  const { op, value } = operation;
  switch (op) {
    case 'add':
      return edit(doc, pathOf(operation, 'path'), (parent, key) => addTo(parent, key, value));
    case 'remove':
      return edit(doc, pathOf(operation, 'path'), removeFrom);
    case 'replace':
      return edit(doc, pathOf(operation, 'path'), (parent, key) => replaceIn(parent, key, value));
    case 'copy': {
      const copied = read(doc, pathOf(operation, 'from'));
      return edit(doc, pathOf(operation, 'path'), (parent, key) => addTo(parent, key, copied));
    }
    case 'move': {
      const from = pathOf(operation, 'from');
      const moved = read(doc, from);
      const without = edit(doc, from, removeFrom);
      return edit(without, pathOf(operation, 'path'), (parent, key) => addTo(parent, key, moved));
    }
    case 'test': {
      const path = pathOf(operation, 'path');
      if (deepEqual(read(doc, path) ?? null, value ?? null)) return doc;
      throw new PatchError(`testing value /${path.join('/')} failed`);
    }
    default:
      throw new PatchError(`Unexpected kind: ${op}`);
  }
}

function pathOf(operation: JsonPatchOperation, member: 'path' | 'from'): readonly string[] {
  const text = operation[member];
  if (typeof text !== 'string') throw new PatchError(`operation missing ${member} field`);
  const [root, ...keys] = text.split('/');
  if (root !== '' || keys.length === 0) throw new PatchError(`doc is missing path: "${text}"`);
  return keys.map((key) => key.replace(/~1/g, '/').replace(/~0/g, '~'));
}

type Container = Readonly<Record<string, unknown>> | readonly unknown[];
const isContainer = (value: unknown): value is Container => Array.isArray(value) || isMap(value);
const isList = (value: Container): value is readonly unknown[] => Array.isArray(value);

/** The document with the container that holds the last key of the path replaced by what `change` makes of it. */
function edit(
  doc: unknown,
  [key = '', ...rest]: readonly string[],
  change: (parent: Container, key: string) => Container,
): unknown {
  if (!isContainer(doc)) throw new PatchError(`doc is missing path: "${key}"`);
  if (rest.length === 0) return change(doc, key);
  const child = edit(childOf(doc, key), rest, change);
  return isList(doc) ? doc.with(indexIn(doc, key), child) : { ...doc, [key]: child };
}

const read = (doc: unknown, path: readonly string[]): unknown =>
  path.reduce<unknown>((at, key) => {
    if (!isContainer(at)) throw new PatchError(`doc is missing path: "${path.join('/')}"`);
    return childOf(at, key);
  }, doc);

const childOf = (parent: Container, key: string): unknown =>
  isList(parent) ? parent[indexIn(parent, key)] : Object.hasOwn(parent, key) ? parent[key] : undefined;

/** An existing place in a list; negative ones count from the end. */
function indexIn(list: readonly unknown[], key: string, size = list.length): number {
  if (!/^[-+]?\d+$/.test(key))
    throw new PatchError(`strconv.Atoi: parsing ${JSON.stringify(key)}: invalid syntax`);
  const index = Number(key);
  if (index >= size || index < -size) throw new PatchError(`Unable to access invalid index: ${index}`);
  return index < 0 ? index + size : index;
}

function addTo(parent: Container, key: string, value: unknown): Container {
  if (!isList(parent)) return { ...parent, [key]: value };
  if (key === '-') return [...parent, value];
  return parent.toSpliced(indexIn(parent, key, parent.length + 1), 0, value);
}

function replaceIn(parent: Container, key: string, value: unknown): Container {
  return isList(parent) ? parent.with(indexIn(parent, key), value) : { ...parent, [key]: value };
}

function removeFrom(parent: Container, key: string): Container {
  if (isList(parent)) return parent.toSpliced(indexIn(parent, key), 1);
  if (!Object.hasOwn(parent, key)) throw new PatchError(`Unable to remove nonexistent key: ${key}`);
  const { [key]: _, ...rest } = parent;
  return rest;
}
