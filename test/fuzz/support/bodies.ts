/** Bodies as bytes: every form that the server reads, written as it should be or not. */
import { gzipSync } from 'node:zlib';
import protobuf from 'protobufjs/minimal.js';
import { stringify } from 'yaml';
import type { Rng } from '@/apimachinery';
import type { ResourceDefinition } from '@/sim/resources/definition';
import { apiVersionOf, oddObject } from './objects';
import { chance, oddText, oddValue, pick } from './values';

export interface Body {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly type: string;
}

const encoder = new TextEncoder();
const bytesOf = (text: string): Uint8Array<ArrayBuffer> => encoder.encode(text);

export function objectBody(rng: Rng, definition: ResourceDefinition, name: string): Body {
  const dice = rng.int(20);
  if (dice < 13) return written(rng, oddObject(rng, definition, name), 'application/json');
  if (dice < 16) return written(rng, oddObject(rng, definition, name), 'application/yaml');
  if (dice < 19)
    return { bytes: protobufBytes(rng, definition), type: 'application/vnd.kubernetes.protobuf' };
  return { bytes: damaged(rng, bytesOf('{}')), type: oddText(rng) };
}

const PATCH_TYPES = [
  'application/json-patch+json',
  'application/merge-patch+json',
  'application/strategic-merge-patch+json',
  'application/apply-patch+yaml',
];

export function patchBody(rng: Rng, definition: ResourceDefinition, name: string): Body {
  const type = pick(rng, PATCH_TYPES);
  if (type === PATCH_TYPES[0]) return written(rng, jsonPatch(rng), type);
  const object = oddObject(rng, definition, name);
  if (type === PATCH_TYPES[2] && chance(rng, 40)) addDirectives(rng, object);
  return written(rng, object, type);
}

const POINTERS = [
  '',
  '/',
  '/spec',
  '/metadata/labels/a',
  '/metadata/name',
  '/spec/containers/0',
  '/data/a',
  '/-',
  '/~2',
];
const OPERATIONS = ['add', 'remove', 'replace', 'move', 'copy', 'test', 'spring', ''];

function jsonPatch(rng: Rng): unknown {
  if (chance(rng, 5)) return oddValue(rng);
  const pointer = () => (chance(rng, 85) ? pick(rng, POINTERS) : oddValue(rng));
  return Array.from({ length: rng.int(5) }, () => ({
    op: pick(rng, OPERATIONS),
    path: pointer(),
    ...(chance(rng, 60) ? { value: oddValue(rng) } : {}),
    ...(chance(rng, 30) ? { from: pointer() } : {}),
  }));
}

const DIRECTIVES = [
  '$patch',
  '$retainKeys',
  '$setElementOrder/containers',
  '$deleteFromPrimitiveList/finalizers',
];

function addDirectives(rng: Rng, value: unknown): void {
  if (typeof value !== 'object' || value === null) return;
  for (const inner of Object.values(value)) addDirectives(rng, inner);
  if (Array.isArray(value) || !chance(rng, 30)) return;
  const directive = pick(rng, DIRECTIVES);
  const sensible =
    directive === '$patch' ? pick(rng, ['delete', 'replace', 'merge', 'x']) : [{ name: 'c' }, 'a'];
  (value as Record<string, unknown>)[directive] = chance(rng, 70) ? sensible : oddValue(rng);
}

function written(rng: Rng, value: unknown, type: string): Body {
  const yaml = type.endsWith('yaml') && chance(rng, 70);
  const text = yaml ? stringify(value, { aliasDuplicateObjects: false }) : JSON.stringify(value);
  const bytes = bytesOf(chance(rng, 6) ? repeatedKey(text) : text);
  return { bytes: chance(rng, 15) ? damaged(rng, bytes) : bytes, type };
}

const repeatedKey = (text: string): string =>
  text.replace('"metadata":', '"metadata":{"name":"b"},"metadata":');

const SPLICES = [
  '\u0000',
  '"',
  '{',
  '[[[[',
  '}',
  '\\',
  '\\u12',
  '\ufeff',
  '&a *a',
  '1e9999',
  '-',
  ',',
  '\t',
  '<<: *x',
  '---\n',
];

/** Cut, spliced, flipped, repeated, compressed or no text at all. */
function damaged(rng: Rng, bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const at = rng.int(bytes.length + 1);
  const [head, tail] = [bytes.slice(0, at), bytes.slice(at)];
  switch (rng.int(8)) {
    case 0:
      return head;
    case 1:
      return joined(head, bytesOf(pick(rng, SPLICES)), tail);
    case 2:
      return joined(head, Uint8Array.of(rng.int(256), 0xc3, 0x28), tail);
    case 3:
      return joined(bytes, bytes);
    case 4:
      return new Uint8Array(gzipSync(bytes));
    case 5:
      return bytesOf(pick(rng, ['[', '{"a":']).repeat(1 + rng.int(20_000)));
    case 6:
      return Uint8Array.from({ length: rng.int(64) }, () => rng.int(256));
    default:
      return new Uint8Array();
  }
}

const joined = (...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> =>
  new Uint8Array(parts.flatMap((part) => [...part]));

/** A `k8s\0` envelope around fields that may or may not be the kind's. */
function protobufBytes(rng: Rng, definition: ResourceDefinition): Uint8Array<ArrayBuffer> {
  const known = chance(rng, 85);
  const apiVersion = known ? apiVersionOf(definition) : oddText(rng);
  const kind = known ? definition.kind : oddText(rng);
  const type = protobuf.Writer.create().uint32(10).string(apiVersion).uint32(18).string(kind).finish();
  const envelope = protobuf.Writer.create().uint32(10).bytes(type).uint32(18).bytes(message(rng, 0)).finish();
  const bytes = joined(bytesOf('k8s\u0000'), envelope);
  return chance(rng, 20) ? damaged(rng, bytes) : bytes;
}

function message(rng: Rng, depth: number): Uint8Array {
  const writer = protobuf.Writer.create();
  for (let fields = rng.int(5); fields > 0; fields--) {
    const wire = pick(rng, [0, 1, 2, 2, 2, 2, 5]);
    writer.uint32(((1 + rng.int(12)) << 3) | wire);
    if (wire === 0) writer.int64(pick(rng, [0, 1, -1, 2 ** 53]));
    else if (wire === 1) writer.fixed64(rng.int(2 ** 31));
    else if (wire === 5) writer.fixed32(rng.int(2 ** 31));
    else if (depth < 6 && chance(rng, 60)) writer.bytes(message(rng, depth + 1));
    else writer.string(oddText(rng));
  }
  return writer.finish();
}
