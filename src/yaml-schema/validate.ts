/**
 * What is wrong with a manifest file, with its place: YAML that can't be read, kinds and fields that the cluster doesn't
 * know, values of a wrong type, required fields that are missing. Judged against the cluster's own schemas; of what
 * isn't loaded nothing is said.
 */
import {
  type Document,
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  type YAMLMap,
  type YAMLParseError,
} from 'yaml';
import { keyText, parseManifests, textOf } from './manifests';
import {
  ITEM,
  isClosed,
  resolve,
  type Schema,
  Schemas,
  type Shape,
  stepInto,
  type TypeName,
  typesOf,
} from './schemas';
import { similar } from './similar';

export interface Problem {
  readonly from: number;
  readonly to: number;
  readonly message: string;
  /** warning: right as YAML, perhaps not meant for kubectl apply. */
  readonly severity: 'error' | 'warning';
  /** What to put there instead. */
  readonly fix?: string;
}

interface Range {
  readonly from: number;
  readonly to: number;
}

/** A value on the way down: what it should be, what it is called, and where to point at when something is missing. */
interface Place {
  readonly shape: Shape;
  /** "spec.template.spec.containers[0]" */
  readonly path: string;
  readonly anchor: Range;
}

const NOTHING_KNOWN = new Schemas();

/** In the order of the file. Without schemas: what any YAML and any manifest must be. */
export function validate(text: string, schemas: Schemas = NOTHING_KNOWN): readonly Problem[] {
  const problems = parseManifests(text).flatMap((document) => [
    ...document.errors.map((error) => syntaxProblem(error, text)),
    ...(document.errors.length === 0 ? validateDocument(document, schemas) : []),
  ]);
  return problems.sort((a, b) => a.from - b.from);
}

const problem = (range: Range, message: string, more: Partial<Problem> = {}): Problem => ({
  ...range,
  message,
  severity: 'error',
  ...more,
});

/** The library's words are for those who know YAML's grammar; these mistakes are everybody's. */
const SYNTAX: Readonly<Record<string, string>> = {
  TAB_AS_INDENT: 'YAML is indented by spaces, never by tabs.',
  DUPLICATE_KEY: 'This field is there twice.',
  BAD_INDENT: 'This line is not indented like the others of its block.',
  MISSING_CHAR: 'Something is missing here: a ":" after the field, a closing quote or bracket.',
};

/** Where the parser only points at a place, the word that stands there. */
function syntaxProblem({ pos: [from, to], code, message }: YAMLParseError, text: string): Problem {
  const [word = ''] = /^[^\s:]*/.exec(text.slice(from, from + 100)) ?? [];
  return problem({ from, to: Math.max(to, from + (word.length || 1)) }, SYNTAX[code] ?? message);
}

function validateDocument({ contents }: Document.Parsed, schemas: Schemas): readonly Problem[] {
  if (contents === null || (isScalar(contents) && contents.value === null)) return [];
  if (isMap(contents)) return [...validateObject(contents, schemas)];
  return [problem(rangeOf(contents), 'A manifest is a map of fields: apiVersion, kind, metadata ...')];
}

function* validateObject(map: YAMLMap, schemas: Schemas): Iterable<Problem> {
  const apiVersion = textOf(map, 'apiVersion');
  const kind = textOf(map, 'kind');
  const start = firstKey(map);
  if (apiVersion === undefined && kind === undefined) {
    // A part of an object, as kubectl patch takes it, or no manifest at all.
    const message = 'apiVersion and kind are missing; kubectl apply needs them.';
    yield problem(start, message, { severity: 'warning' });
  } else if (apiVersion === undefined || kind === undefined) {
    yield problem(start, `${apiVersion === undefined ? 'apiVersion' : 'kind'} is missing.`);
  } else if (apiVersion === 'v1' && kind === 'List') {
    const items = map.get('items', true);
    for (const item of isSeq(items) ? items.items : []) if (isMap(item)) yield* validateObject(item, schemas);
  } else {
    yield* validateKind(map, { apiVersion, kind }, schemas);
    const shape = schemas.shapeOf(apiVersion, kind);
    if (!shape) return;
    yield* validateMap(map, { shape, path: '', anchor: start });
    yield* validateName(map, start);
  }
}

/** Nothing known of the cluster's kinds yet: nothing to say. */
function* validateKind(
  map: YAMLMap,
  { apiVersion, kind }: { readonly apiVersion: string; readonly kind: string },
  schemas: Schemas,
): Iterable<Problem> {
  const kinds = schemas.kinds(apiVersion);
  if (schemas.apiVersions.length === 0 || kinds.includes(kind)) return;
  const [elsewhere] = schemas.versionsOf(kind);
  const isServed = schemas.serves(apiVersion);
  const message = isServed
    ? `There is no kind ${kind} in ${apiVersion}.`
    : `The cluster serves no apiVersion ${apiVersion}.`;
  const wrong = rangeOf(map.get(isServed && !elsewhere ? 'kind' : 'apiVersion', true));
  if (elsewhere) yield problem(wrong, `${message} ${kind} is in ${elsewhere}.`, { fix: elsewhere });
  else
    yield problem(
      wrong,
      ...guess(message, isServed ? similar(kind, kinds) : similar(apiVersion, schemas.apiVersions)),
    );
}

/** A message with what may have been meant, and that as the fix. */
const guess = (message: string, meant: string | undefined): [string, Partial<Problem>] =>
  meant === undefined ? [message, {}] : [`${message} Did you mean ${meant}?`, { fix: meant }];

/** The schema lets it be absent, because the server may make names; kubectl apply needs one. */
function* validateName(map: YAMLMap, start: Range): Iterable<Problem> {
  const metadata = map.get('metadata');
  if (isMap(metadata) && (metadata.has('name') || metadata.has('generateName'))) return;
  const pair = pairOf(map, 'metadata');
  yield problem(pair ? rangeOf(pair.key) : start, 'metadata.name is missing.');
}

function* validateNode(node: unknown, place: Place): Iterable<Problem> {
  // An empty value is an absent one; what an anchor stands for is judged where it is written.
  if (node === null || node === undefined || isAlias(node) || (isScalar(node) && node.value === null)) return;
  if (isMap(node)) yield* validateMap(node, place);
  else if (isSeq(node)) {
    if (!accepts(place.shape, 'array')) yield wrongType(node, place, 'a list');
    else {
      for (const [index, item] of node.items.entries()) {
        const shape = stepInto(place.shape, ITEM);
        if (shape)
          yield* validateNode(item, { shape, path: `${place.path}[${index}]`, anchor: rangeOf(item) });
      }
    }
  } else if (isScalar(node)) yield* validateScalar(node, place);
}

function* validateMap(map: YAMLMap, place: Place): Iterable<Problem> {
  const { schema } = resolve(place.shape);
  if (!accepts(place.shape, 'object')) {
    yield wrongType(map, place, 'a map of fields');
    return;
  }
  for (const pair of map.items) yield* validateField(pair, schema, place);
  for (const name of schema.required ?? []) {
    const value = map.get(name, true);
    if (value !== undefined && !(isScalar(value) && value.value === null)) continue;
    const pair = pairOf(map, name);
    const message = pair
      ? `${join(place.path, name)} needs a value.`
      : `${join(place.path, name)} is missing.`;
    yield problem(pair ? rangeOf(pair.key) : place.anchor, message);
  }
}

function* validateField(pair: Pair, schema: Schema, place: Place): Iterable<Problem> {
  const name = keyText(pair.key);
  if (name === undefined || name === '<<') return;
  const path = join(place.path, name);
  const shape = stepInto(place.shape, name);
  if (shape) yield* validateNode(pair.value, { shape, path, anchor: rangeOf(pair.key) });
  else if (isClosed(schema)) {
    const meant = similar(name, Object.keys(schema.properties ?? {}));
    yield problem(rangeOf(pair.key), ...guess(`Unknown field ${path}.`, meant));
  }
}

function* validateScalar(node: Node & { value?: unknown }, place: Place): Iterable<Problem> {
  const { schema } = resolve(place.shape);
  const types = typesOf(schema);
  const { value } = node;
  if (types.length > 0 && !types.some((type) => isOfType(value, type))) {
    const { advice, ...more } = adviceFor(value, types);
    yield problem(rangeOf(node), `${place.path} must be ${wanted(types)}${advice}.`, more);
    return;
  }
  if (!schema.enum || schema.enum.length === 0 || schema.enum.includes(value)) return;
  const choices = schema.enum.map(String).filter((choice) => choice !== '');
  const message = `${place.path} must be ${oneOf(choices)}.`;
  yield problem(rangeOf(node), ...guess(message, similar(String(value), choices)));
}

const accepts = (shape: Shape, type: TypeName): boolean => {
  const types = typesOf(resolve(shape).schema);
  return types.length === 0 || types.includes(type);
};

function isOfType(value: unknown, type: TypeName): boolean {
  switch (type) {
    case 'string':
      return typeof value === 'string';
    case 'boolean':
      return typeof value === 'boolean';
    case 'integer':
      return typeof value === 'bigint' || Number.isInteger(value);
    case 'number':
      return typeof value === 'number' || typeof value === 'bigint';
    default:
      return false;
  }
}

const WANTED: Readonly<Record<TypeName, string>> = {
  string: 'text',
  integer: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  object: 'a map of fields',
  array: 'a list: each entry begins with "- "',
};

const wanted = (types: readonly TypeName[]): string => types.map((type) => WANTED[type]).join(' or ');

function adviceFor(
  value: unknown,
  types: readonly TypeName[],
): { readonly advice: string; readonly fix?: string } {
  if (types.includes('string')) {
    const fix = JSON.stringify(String(value));
    return { advice: `: put ${fix} in quotes`, fix };
  }
  const bare = typeof value === 'string' ? value : '';
  const fits =
    (types.includes('integer') && /^-?\d+$/.test(bare)) ||
    (types.includes('boolean') && /^(true|false)$/.test(bare));
  return fits ? { advice: ', without quotes', fix: bare } : { advice: '' };
}

const wrongType = (node: Node, place: Place, found: string): Problem =>
  problem(
    rangeOf(node),
    `${place.path} must be ${wanted(typesOf(resolve(place.shape).schema))}, not ${found}.`,
  );

const oneOf = (choices: readonly string[]): string =>
  choices.length > 1 ? `${choices.slice(0, -1).join(', ')} or ${choices.at(-1)}` : (choices[0] ?? '');

const join = (path: string, name: string): string => (path === '' ? name : `${path}.${name}`);

const pairOf = (map: YAMLMap, name: string): Pair | undefined =>
  map.items.find(({ key }) => keyText(key) === name);

const firstKey = (map: YAMLMap): Range => rangeOf(map.items[0]?.key ?? map);

/** Of a map, its first key: a whole block underlined says less than its beginning. */
function rangeOf(node: unknown): Range {
  if (isMap(node) && node.items[0] !== undefined && !node.flow) return rangeOf(node.items[0].key);
  if (isPair(node)) return rangeOf(node.key);
  const [from = 0, to = 0] = (node as Node | undefined)?.range ?? [];
  return { from, to: Math.max(to, from + 1) };
}
