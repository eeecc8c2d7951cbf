/**
 * What each API type is made of, in Go's terms, because Go's decoder is what the API server's behaviour comes from. The
 * generated table is text until the first question, and each type is read when it is first met.
 */
import { TYPES } from './generated/types';

export type ScalarKind = 'string' | 'bool' | 'int32' | 'int64' | 'float64' | 'bytes';
export type SpecialKind = 'time' | 'microTime' | 'duration' | 'quantity' | 'intOrString' | 'raw' | 'fields';

export type TypeRef = (
  | { readonly kind: ScalarKind | SpecialKind }
  | { readonly kind: 'struct'; readonly name: string }
  | { readonly kind: 'list'; readonly of: TypeRef }
  | { readonly kind: 'map'; readonly of: TypeRef }
) & {
  /** As Go prints it: "int32", "v1.PullPolicy", "[]v1.Container". */
  readonly go: string;
};

export interface Field {
  readonly name: string;
  readonly type: TypeRef;
  /** A Go pointer: what was written stays, be it zero. */
  readonly pointer: boolean;
  /** Left out of JSON when zero. */
  readonly omitEmpty: boolean;
  /** Protobuf field number; 0 when unknown. */
  readonly number: number;
  readonly patch?: { readonly strategy: 'merge' | 'replace'; readonly mergeKey: string };
  /** "set", "atomic", or the keys of a list that is a map ("containerPort,protocol"). */
  readonly list?: string;
  /** Of a struct or a map that server-side apply takes as a whole, or field by field, whatever its type says. */
  readonly whole?: 'atomic' | 'granular';
  /** The default that stands in the schema, where the field is part of a list's keys. */
  readonly preset?: string;
}

export interface StructType {
  /** "core.v1.Container" */
  readonly name: string;
  /** "Container" */
  readonly shortName: string;
  /** All JSON fields, those of inlined structs included. */
  readonly fields: ReadonlyMap<string, Field>;
  /** Structs that are inlined in JSON and messages of their own in protobuf. */
  readonly inline: readonly { readonly number: number; readonly name: string }[];
  /** Fields of the struct itself, by protobuf number. */
  readonly byNumber: ReadonlyMap<number, Field>;
  /** Server-side apply takes it as a whole. */
  readonly atomic: boolean;
}

interface Table {
  readonly types: Readonly<
    Record<
      string,
      { readonly f: Readonly<Record<string, string>>; readonly i?: readonly string[]; readonly a?: 1 }
    >
  >;
  readonly aliases: Readonly<Record<string, string>>;
}

let table: Table | undefined;
const loaded = new Map<string, StructType>();

const tableOf = (): Table => {
  table ??= JSON.parse(TYPES) as Table;
  return table;
};

export const hasType = (name: string): boolean => Object.hasOwn(tableOf().types, name);
export const typeNames = (): string[] => Object.keys(tableOf().types);

/** A struct by its name ("core.v1.Pod"). An unknown one has no fields. */
export function structType(name: string): StructType {
  let type = loaded.get(name);
  if (!type) {
    type = read(name);
    loaded.set(name, type);
  }
  return type;
}

function read(name: string): StructType {
  const { f = {}, i = [], a } = tableOf().types[name] ?? {};
  const own = Object.entries(f).map(([field, fact]) => readField(field, fact));
  const inline = i.map((entry) => {
    const [number = '0', inlined = ''] = entry.split(' ');
    return { number: Number(number), name: inlined };
  });
  const inherited = inline.flatMap((entry) => [...structType(entry.name).fields.values()]);
  return {
    name,
    shortName: name.slice(name.lastIndexOf('.') + 1),
    fields: new Map([...inherited, ...own].map((field) => [field.name, field])),
    inline: inline.filter((entry) => entry.number > 0),
    byNumber: new Map(own.filter((field) => field.number > 0).map((field) => [field.number, field])),
    atomic: a === 1,
  };
}

/** "[]core.v1.ContainerPort o6 m=containerPort k=containerPort,protocol", "string o4 d=TCP" */
function readField(name: string, fact: string): Field {
  const [go = '', flags = '-0', ...extras] = fact.split(' ');
  const pointer = go.startsWith('*');
  const extra = (prefix: string) => extras.find((e) => e.startsWith(prefix))?.slice(prefix.length);
  const mergeKey = extra('m=');
  const type = typeRef(pointer ? go.slice(1) : go);
  const merging = extra('k=');
  const preset = extra('d=');
  const whole = merging === 'atomic' || merging === 'granular' ? merging : undefined;
  const patch = mergeKey !== undefined ? { strategy: 'merge' as const, mergeKey } : undefined;
  const replaced = extras.includes('r') ? { strategy: 'replace' as const, mergeKey: '' } : undefined;
  const strategy = patch ?? replaced;
  return {
    name,
    type,
    pointer,
    omitEmpty: flags.startsWith('o'),
    number: Number(flags.slice(1)),
    ...(strategy ? { patch: strategy } : {}),
    ...(merging !== undefined && type.kind === 'list' ? { list: merging } : {}),
    ...(whole && type.kind !== 'list' ? { whole } : {}),
    ...(preset !== undefined ? { preset } : {}),
  };
}

const LEAVES: Readonly<Record<string, ScalarKind | SpecialKind>> = {
  string: 'string',
  bool: 'bool',
  int: 'int64',
  int32: 'int32',
  int64: 'int64',
  float64: 'float64',
  '[]byte': 'bytes',
  '[]uint8': 'bytes',
  'meta.v1.Time': 'time',
  'meta.v1.MicroTime': 'microTime',
  'meta.v1.Duration': 'duration',
  'meta.v1.FieldsV1': 'fields',
  'resource.Quantity': 'quantity',
  'intstr.IntOrString': 'intOrString',
  'runtime.RawExtension': 'raw',
  'runtime.Object': 'raw',
  'apiextensions.v1.JSON': 'raw',
  'apiextensions.v1.JSONSchemaPropsOrArray': 'raw',
  'apiextensions.v1.JSONSchemaPropsOrBool': 'raw',
  'apiextensions.v1.JSONSchemaPropsOrStringArray': 'raw',
  any: 'raw',
};

function typeRef(go: string): TypeRef {
  const printed = printGo(go);
  const leaf = LEAVES[go];
  if (leaf) return { kind: leaf, go: printed };
  if (go.startsWith('[]')) return { kind: 'list', of: typeRef(bare(go.slice(2))), go: printed };
  const map = /^map\[[^\]]*\](.*)$/.exec(go);
  if (map) return { kind: 'map', of: typeRef(bare(map[1] ?? '')), go: printed };
  if (hasType(go)) return { kind: 'struct', name: go, go: printed };
  const target = tableOf().aliases[go];
  // Named strings that the table does not list (types.UID) are strings too.
  return target === undefined ? { kind: 'string', go: printed } : { ...typeRef(target), go: printed };
}

const bare = (go: string): string => (go.startsWith('*') ? go.slice(1) : go);

/** Go prints the last part of a package's path: "core.v1.Pod" is v1.Pod. */
const printGo = (go: string): string =>
  go.replace(/(?:\w+\.)*(\w+)\.(\w+)/g, '$1.$2').replace(/\[\]byte/g, '[]uint8');
