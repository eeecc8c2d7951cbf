/** How server-side apply owns and merges the fields of a kind, from the list types, map types and keys of Go's types. */
import type { ListType, MapType, MergeType, ScalarType } from '@/apimachinery/managed-fields';
import { DEDUCED } from '@/apimachinery/managed-fields';
import { goTypeOf } from './names';
import { type Field, type StructType, structType, type TypeRef } from './types';

/** Of a kind. What has no Go type is deduced from its values. */
export function mergeType(gvk: { group: string; version: string; kind: string }): MergeType {
  const name = goTypeOf(gvk);
  return name === undefined ? DEDUCED : structOf(structType(name)).own;
}

const scalar = (of: ScalarType['of']): ScalarType => ({ kind: 'scalar', of });

const SCALARS = {
  string: scalar('string'),
  bool: scalar('boolean'),
  int32: scalar('numeric'),
  int64: scalar('numeric'),
  float64: scalar('numeric'),
  bytes: scalar('string'),
  time: scalar('string'),
  microTime: scalar('string'),
  duration: scalar('string'),
  quantity: scalar('untyped'),
  intOrString: scalar('untyped'),
  raw: DEDUCED,
  fields: DEDUCED,
} as const;

interface StructTypes {
  readonly own: MapType;
  readonly atomic: MapType;
  readonly granular: MapType;
}

const structs = new Map<string, StructTypes>();

function structOf(type: StructType): StructTypes {
  let made = structs.get(type.name);
  if (!made) {
    const fields = new Map<string, MergeType>();
    const field = (name: string): MergeType | undefined => {
      const known = fields.get(name);
      const declared = known ? undefined : type.fields.get(name);
      if (!declared) return known;
      const found = typeOfField(declared);
      fields.set(name, found);
      return found;
    };
    const granular: MapType = { kind: 'map', atomic: false, field, entry: () => undefined };
    const atomic: MapType = { ...granular, atomic: true };
    made = { granular, atomic, own: type.atomic ? atomic : granular };
    structs.set(type.name, made);
  }
  return made;
}

function typeOfField({ type, list, whole }: Field): MergeType {
  switch (type.kind) {
    case 'struct':
      return structOf(structType(type.name))[whole ?? 'own'];
    case 'map':
      return mapOf(type.of, whole === 'atomic');
    case 'list':
      return listOf(type.of, list);
    default:
      return SCALARS[type.kind];
  }
}

const typeOfElement = (type: TypeRef): MergeType => {
  if (type.kind === 'struct') return structOf(structType(type.name)).own;
  if (type.kind === 'map') return mapOf(type.of, false);
  return type.kind === 'list' ? listOf(type.of, undefined) : SCALARS[type.kind];
};

function mapOf(of: TypeRef, atomic: boolean): MapType {
  const entry = typeOfElement(of);
  return { kind: 'map', atomic, field: () => undefined, entry: () => entry };
}

/** A list that says nothing of itself is atomic. */
function listOf(of: TypeRef, list = 'atomic'): ListType {
  const item = typeOfElement(of);
  if (list === 'set' || list === 'atomic')
    return { kind: 'list', relation: list, keys: [], item: () => item };
  const fields = of.kind === 'struct' ? structType(of.name).fields : undefined;
  const keys = list.split(',').map((name) => {
    const preset = fields?.get(name)?.preset;
    return preset === undefined ? { name } : { name, preset };
  });
  return { kind: 'list', relation: 'map', keys, item: () => item };
}
