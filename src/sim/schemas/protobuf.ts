/**
 * Bodies in Kubernetes' protobuf form, which kubectl 1.32 and later send for what they create by themselves. The
 * messages are described by the same table as JSON: Go's structs with their field numbers; protobufjs reads the wire.
 * upstream: k8s.io/apimachinery/pkg/runtime/serializer/protobuf; generated.proto of each group
 */
import protobuf from 'protobufjs/minimal.js';
import { badRequest, encodeBase64, formatMicroTime, formatTime, parseApiVersion } from '@/apimachinery';

import { decodeAs } from './decode';
import { goTypeOf } from './names';
import { type Field, structType, type TypeRef } from './types';

type Reader = protobuf.Reader;

export interface ProtobufObject {
  readonly apiVersion: string;
  readonly kind: string;
  /** The object as JSON would have carried it. */
  readonly object: Readonly<Record<string, unknown>>;
}

const MAGIC = [0x6b, 0x38, 0x73, 0x00];
const LENGTH_DELIMITED = 2;

/** Decodes a `k8s\0` envelope and the object in it. Throws a BadRequest for what is neither. */
export function decodeProtobuf(bytes: Uint8Array): ProtobufObject {
  if (!MAGIC.every((byte, i) => bytes[i] === byte)) {
    throw badRequest(
      'the body of the request was in an unknown format - protobuf: provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]',
    );
  }
  const { apiVersion, kind, raw } = understood('Unknown', () =>
    readEnvelope(protobuf.Reader.create(bytes.subarray(MAGIC.length))),
  );
  const name = goTypeOf({ ...parseApiVersion(apiVersion), kind });
  if (name === undefined) {
    throw badRequest(
      `no kind ${JSON.stringify(kind)} is registered for version ${JSON.stringify(apiVersion)}`,
    );
  }
  return understood(kind, () => {
    const message = readStruct(protobuf.Reader.create(raw), name, raw.length);
    return { apiVersion, kind, object: { apiVersion, kind, ...(decodeAs(name, message) as object) } };
  });
}

/** Bytes that are no message of the kind are the client's mistake, told as Go's generated code tells it. */
function understood<T>(kind: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof RangeError) throw badRequest('unexpected EOF');
    const text = (error as Error).message;
    const wireType = /^invalid wire type (\d)/.exec(text)?.[1];
    if (wireType !== undefined) throw badRequest(`proto: illegal wireType ${wireType}`);
    if (text.startsWith('illegal tag')) throw badRequest(`proto: ${kind}: illegal tag 0 (wire type 0)`);
    if (/^invalid (length|varint)/.test(text)) throw badRequest('proto: integer overflow');
    throw badRequest(text);
  }
}

/** runtime.Unknown: typeMeta 1 {apiVersion 1, kind 2}, raw 2. */
function readEnvelope(reader: Reader) {
  const envelope = { apiVersion: '', kind: '', raw: new Uint8Array() };
  eachField(reader, reader.len, (number) => {
    if (number === 2) envelope.raw = new Uint8Array(reader.bytes());
    else if (number === 1) {
      eachField(reader, reader.uint32() + reader.pos, (inner) => {
        if (inner === 1) envelope.apiVersion = reader.string();
        else if (inner === 2) envelope.kind = reader.string();
        else return false;
        return true;
      });
    } else return false;
    return true;
  });
  return envelope;
}

/** Visits each field up to `end`; what `visit` does not take is skipped. */
function eachField(reader: Reader, end: number, visit: (number: number, wire: number) => boolean): void {
  while (reader.pos < end) {
    const tag = reader.uint32();
    if (tag >>> 3 === 0) throw new Error('illegal tag');
    if (!visit(tag >>> 3, tag & 7)) reader.skipType(tag & 7);
  }
}

function readStruct(reader: Reader, name: string, end: number): Record<string, unknown> {
  const type = structType(name);
  const out: Record<string, unknown> = {};
  eachField(reader, end, (number, wire) => {
    const inlined = type.inline.find((entry) => entry.number === number);
    if (inlined) Object.assign(out, readStruct(reader, inlined.name, reader.uint32() + reader.pos));
    else {
      const field = type.byNumber.get(number);
      if (!field) return false;
      readField(reader, field, out, wire);
    }
    return true;
  });
  return out;
}

function readField(reader: Reader, { name, type }: Field, out: Record<string, unknown>, wire: number): void {
  if (type.kind === 'list' && type.go.startsWith('[]')) {
    out[name] ??= [];
    const list = out[name] as unknown[];
    const packed = wire === LENGTH_DELIMITED && NUMBERS.has(type.of.kind);
    const end = packed ? reader.uint32() + reader.pos : reader.pos + 1;
    while (reader.pos < end) list.push(readValue(reader, type.of));
  } else if (type.kind === 'map') {
    out[name] ??= {};
    const map = out[name] as Record<string, unknown>;
    const { key, value } = readEntry(reader, type.of);
    map[key] = value;
  } else {
    out[name] = readValue(reader, type);
  }
}

const NUMBERS = new Set<TypeRef['kind']>(['bool', 'int32', 'int64', 'float64']);

function readEntry(reader: Reader, type: TypeRef): { key: string; value: unknown } {
  let key = '';
  let value: unknown = '';
  eachField(reader, reader.uint32() + reader.pos, (number) => {
    if (number === 1) key = reader.string();
    else if (number === 2) value = readValue(reader, type);
    else return false;
    return true;
  });
  return { key, value };
}

function readValue(reader: Reader, type: TypeRef): unknown {
  switch (type.kind) {
    case 'string':
      return reader.string();
    case 'bool':
      return reader.bool();
    case 'int32':
      return reader.int32();
    case 'int64':
      return Number(reader.int64().toString());
    case 'float64':
      return reader.double();
    case 'bytes':
      return encodeBase64(new Uint8Array(reader.bytes()));
    case 'struct':
      return readStruct(reader, type.name, reader.uint32() + reader.pos);
    case 'list':
      // A named list of strings (ExtraValue, Verbs) is a message of items.
      return readMessage(reader, { 1: (r) => r.string() }).map(([, item]) => item);
    case 'map':
      return {};
    default:
      return readSpecial(reader, type.kind);
  }
}

function readSpecial(reader: Reader, kind: string): unknown {
  switch (kind) {
    case 'time':
    case 'microTime': {
      const parts = new Map(readMessage(reader, { 1: int64, 2: (r) => r.int32() }));
      if (parts.size === 0) return undefined;
      const ms = Number(parts.get(1) ?? 0) * 1000 + Math.floor(Number(parts.get(2) ?? 0) / 1e6);
      return kind === 'time' ? formatTime(ms) : formatMicroTime(ms);
    }
    case 'quantity':
      return readMessage(reader, { 1: (r) => r.string() })[0]?.[1] ?? '0';
    case 'intOrString': {
      const parts = new Map(readMessage(reader, { 1: int64, 2: (r) => r.int32(), 3: (r) => r.string() }));
      return parts.get(1) === 1 ? (parts.get(3) ?? '') : (parts.get(2) ?? 0);
    }
    case 'duration':
      return goDuration(Number(readMessage(reader, { 1: int64 })[0]?.[1] ?? 0));
    default: {
      const [[, text] = [1, '']] = readMessage(reader, { 1: (r) => new TextDecoder().decode(r.bytes()) });
      return text === '' ? undefined : JSON.parse(String(text));
    }
  }
}

const int64 = (reader: Reader): number => Number(reader.int64().toString());

/** A small message as its fields in order. */
function readMessage(
  reader: Reader,
  readers: Readonly<Record<number, (reader: Reader) => unknown>>,
): [number, unknown][] {
  const out: [number, unknown][] = [];
  eachField(reader, reader.uint32() + reader.pos, (number) => {
    const read = readers[number];
    if (read) out.push([number, read(reader)]);
    return read !== undefined;
  });
  return out;
}

/** Nanoseconds as Go prints a duration of whole seconds: "1h0m5s". */
function goDuration(nanos: number): string {
  const seconds = Math.floor(nanos / 1e9);
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return h > 0 ? `${h}h${m}m${s}s` : m > 0 ? `${m}m${s}s` : `${s}s`;
}
