/** Which lists of a kind a strategic merge patch merges, and by which keys. */
import type { PatchField, PatchSchema } from '@/apimachinery';
import { goTypeOf } from './names';
import { type Field, type StructType, structType, type TypeRef } from './types';

const schemas = new Map<string, PatchSchema>();

/** Of a kind. A kind without a Go type has no lists that merge. */
export function patchSchema(gvk: { group: string; version: string; kind: string }): PatchSchema {
  const name = goTypeOf(gvk);
  return name === undefined ? { name: gvk.kind, field: () => ({}) } : schemaOf(structType(name));
}

function schemaOf(type: StructType): PatchSchema {
  let schema = schemas.get(type.name);
  if (!schema) {
    const fields = new Map<string, PatchField>();
    schema = {
      name: type.shortName,
      field: (name) => {
        const known = fields.get(name);
        const field = known ? undefined : type.fields.get(name);
        if (!field) return known;
        const made = patchField(field);
        fields.set(name, made);
        return made;
      },
    };
    schemas.set(type.name, schema);
  }
  return schema;
}

function patchField({ type, patch }: Field): PatchField {
  const element = elementOf(type);
  return {
    ...(element.kind === 'struct' ? { schema: schemaOf(structType(element.name)) } : {}),
    ...(patch ? { strategy: patch.strategy } : {}),
    ...(patch?.mergeKey ? { mergeKey: patch.mergeKey } : {}),
  };
}

const elementOf = (type: TypeRef): TypeRef => (type.kind === 'list' ? type.of : type);
