/**
 * From JSON to an object as Go's decoder and encoder leave it: wrong types are refused with Go's words, unknown fields
 * are dropped (and told), and what Go would not print again (null, empty values of plain fields) is left out, while what
 * it always prints (plain structs, required scalars) is there.
 * upstream: sigs.k8s.io/json, apimachinery/pkg/runtime/serializer/json; handlers/create.go
 */
import { badRequest, type KubeObject, parseQuantity } from '@/apimachinery';
import { goTypeOf } from './names';
import { isGoTime, timeError } from './time';
import { type Field, type StructType, structType, type TypeRef } from './types';

export type FieldValidation = 'Ignore' | 'Warn' | 'Strict';

export interface Decoded {
  readonly object: KubeObject;
  readonly warnings: readonly string[];
}

interface Gvk {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

/** Unknown fields that are told at most; upstream stops counting too. */
const MAX_UNKNOWN = 100;

/** Reads `json` as the kind that `gvk` names. Throws a BadRequest with upstream's text. */
export function decode(gvk: Gvk, json: KubeObject, fieldValidation: FieldValidation): Decoded {
  const name = goTypeOf(gvk);
  if (name === undefined) return { object: json, warnings: [] };
  const decoder = new Decoder();
  const object = decoder.struct(structType(name), json, '', []) as unknown as KubeObject;
  const refuse = (why: string) =>
    badRequest(
      `${gvk.kind} in version ${JSON.stringify(gvk.version)} cannot be handled as a ${gvk.kind}: ${why}`,
    );
  if (decoder.failure !== undefined) throw refuse(decoder.failure);
  const unknown = decoder.unknown.map((path) => `unknown field ${JSON.stringify(path)}`);
  if (fieldValidation === 'Strict' && unknown.length > 0)
    throw refuse(`strict decoding error: ${unknown.join(', ')}`);
  return { object, warnings: fieldValidation === 'Warn' ? unknown : [] };
}

/** A value of any type by the same rules, for bodies that are no stored kind. Throws an Error with Go's text. */
export function decodeAs(typeName: string, json: unknown): unknown {
  const decoder = new Decoder();
  const value = decoder.struct(structType(typeName), json, '', []);
  if (decoder.failure !== undefined) throw new Error(decoder.failure);
  return value;
}

/** Where a value stands, for Go's error texts: the innermost struct, and the field names from the root, no indices. */
interface Place {
  readonly struct: StructType;
  readonly names: readonly string[];
}

class Decoder {
  readonly unknown: string[] = [];
  /** The first thing that was wrong; Go goes on, and so do we, to be done with the rest. */
  failure: string | undefined;

  struct(type: StructType, json: unknown, path: string, names: readonly string[]): unknown {
    if (!isObject(json)) return this.#mismatch(json, type.name, { struct: type, names });
    const out: Record<string, unknown> = {};
    for (const key in json) {
      const field = type.fields.get(key);
      if (field)
        this.#field(out, field, json[key], { path, place: { struct: type, names: [...names, key] } });
      else if (this.unknown.length < MAX_UNKNOWN) this.unknown.push(path === '' ? key : `${path}.${key}`);
    }
    return complete(type, out);
  }

  #field(
    out: Record<string, unknown>,
    field: Field,
    json: unknown,
    { path, place }: { path: string; place: Place },
  ): void {
    if (json === null || json === undefined) return;
    const value = this.#value(field.type, json, path === '' ? field.name : `${path}.${field.name}`, place);
    if (value === undefined || (!field.pointer && field.omitEmpty && isZero(value, field.type))) return;
    out[field.name] = value;
  }

  #value(type: TypeRef, json: unknown, path: string, place: Place): unknown {
    switch (type.kind) {
      case 'struct':
        return isObject(json)
          ? this.struct(structType(type.name), json, path, place.names)
          : this.#mismatch(json, type.go, place);
      case 'list':
        if (!Array.isArray(json)) return this.#mismatch(json, type.go, place);
        return json.map((item, i) => this.#value(type.of, item ?? zeroOf(type.of), `${path}[${i}]`, place));
      case 'map':
        if (!isObject(json)) return this.#mismatch(json, type.go, place);
        return mapValues(json, (item, key) =>
          this.#value(type.of, item ?? zeroOf(type.of), `${path}.${key}`, place),
        );
      default:
        return this.#leaf(type, json, place);
    }
  }

  #leaf(type: TypeRef, json: unknown, place: Place): unknown {
    switch (type.kind) {
      case 'string':
        return typeof json === 'string' ? json : this.#mismatch(json, type.go, place);
      case 'bool':
        return typeof json === 'boolean' ? json : this.#mismatch(json, type.go, place);
      case 'int32':
      case 'int64':
        return this.#integer(json, type, place);
      case 'float64':
        return typeof json === 'number' ? json : this.#mismatch(json, type.go, place);
      case 'bytes':
        return this.#bytes(json, type, place);
      case 'time':
      case 'microTime':
        return this.#time(json, type.kind, place);
      case 'quantity':
        return this.#quantity(json, place);
      case 'intOrString':
        if (typeof json === 'string') return json;
        return this.#integer(json, { kind: 'int32', go: 'int32' }, place);
      default:
        return json;
    }
  }

  #integer(json: unknown, type: TypeRef, place: Place): unknown {
    if (typeof json !== 'number') return this.#mismatch(json, type.go, place);
    const limit = type.kind === 'int32' ? 2 ** 31 : 2 ** 63;
    const fits = Number.isInteger(json) && json >= -limit && json < limit;
    return fits ? json : this.#mismatch(json, type.go, place, `number ${json}`);
  }

  #bytes(json: unknown, type: TypeRef, place: Place): unknown {
    if (typeof json !== 'string') return this.#mismatch(json, type.go, place);
    const wrong = base64Error(json);
    return wrong === undefined
      ? json.replace(/[\r\n]/g, '')
      : this.#fail(`illegal base64 data at input byte ${wrong}`);
  }

  #time(json: unknown, kind: 'time' | 'microTime', place: Place): unknown {
    if (typeof json !== 'string') return this.#mismatch(json, 'string', place);
    if (json === '') return undefined;
    return isGoTime(json, kind) ? json : this.#fail(timeError(json, kind));
  }

  #quantity(json: unknown, place: Place): unknown {
    if (typeof json !== 'string' && typeof json !== 'number')
      return this.#mismatch(json, 'resource.Quantity', place);
    try {
      return parseQuantity(json).text;
    } catch (error) {
      return this.#fail(error instanceof Error ? error.message : String(error));
    }
  }

  #mismatch(json: unknown, go: string, { struct, names }: Place, found = jsonType(json)): undefined {
    const where = names.length === 0 ? 'value' : `struct field ${struct.shortName}.${names.join('.')}`;
    return this.#fail(`json: cannot unmarshal ${found} into Go ${where} of type ${go}`);
  }

  #fail(text: string): undefined {
    this.failure ??= text;
    return undefined;
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function jsonType(json: unknown): string {
  if (Array.isArray(json)) return 'array';
  return typeof json === 'boolean' ? 'bool' : typeof json;
}

/** Position of the first byte that is no base64, as Go counts it. */
function base64Error(text: string): number | undefined {
  const clean = text.replace(/[\r\n]/g, '');
  const body = clean.replace(/={0,2}$/, '');
  const wrong = /[^A-Za-z0-9+/]/.exec(body);
  if (wrong) return wrong.index;
  if (clean.length % 4 === 0 && body.length % 4 !== 1) return undefined;
  // Go names the start of the quantum that is cut short.
  return body.length - (body.length % 4);
}

function mapValues(json: Record<string, unknown>, change: (value: unknown, key: string) => unknown) {
  return Object.fromEntries(Object.entries(json).map(([key, value]) => [key, change(value, key)]));
}

// ------------------------------------------------------------------------------------------------ zero values

/** Go's emptiness for omitempty: structs are never empty. */
function isZero(value: unknown, type: TypeRef): boolean {
  switch (type.kind) {
    case 'string':
    case 'bytes':
      return value === '';
    case 'bool':
      return value === false;
    case 'int32':
    case 'int64':
    case 'float64':
      return value === 0;
    case 'list':
      return Array.isArray(value) && value.length === 0;
    case 'map':
      return isObject(value) && Object.keys(value).length === 0;
    default:
      return false;
  }
}

const ZEROS: Readonly<Record<string, unknown>> = {
  string: '',
  bool: false,
  int32: 0,
  int64: 0,
  float64: 0,
  quantity: '0',
  intOrString: 0,
};

/** What Go holds where nothing was written. undefined for what it prints as null or not at all. */
function zeroOf(type: TypeRef): unknown {
  if (type.kind === 'struct') return complete(structType(type.name), {});
  if (type.kind === 'list') return [];
  return type.kind === 'map' ? {} : ZEROS[type.kind];
}

const always = new WeakMap<StructType, readonly Field[]>();

/**
 * Fields that Go prints whatever they hold: plain structs, and plain values without omitempty. A list that nobody wrote
 * is [] here where Go prints null, so that no reader needs to ask.
 */
function alwaysPrinted(type: StructType): readonly Field[] {
  let fields = always.get(type);
  if (!fields) {
    fields = [...type.fields.values()].filter(({ pointer, omitEmpty, type: { kind } }) => {
      if (pointer) return false;
      return kind === 'struct' || (!omitEmpty && (kind === 'list' || kind in ZEROS));
    });
    always.set(type, fields);
  }
  return fields;
}

function complete(type: StructType, out: Record<string, unknown>): Record<string, unknown> {
  for (const field of alwaysPrinted(type)) {
    if (out[field.name] === undefined) out[field.name] = zeroOf(field.type);
  }
  return out;
}
