/** Request bodies: read up to the limit, then understood by their media type, malformed ones told as upstream tells them. */
import { parseDocument, type YAMLParseError } from 'yaml';
import { badRequest, type KubeObject, type StatusError, tooLarge } from '@/apimachinery';
import type { PatchType } from '@/kube/transport';
import { decode as decodeKind, decodeProtobuf } from '../../schemas';
import { inspectJson, JsonSyntaxError, parseJson } from './go-json';
import { essence, JSON_TYPE, PROTOBUF_TYPE, unsupportedBody, YAML_TYPE } from './media';

export const MAX_BODY_BYTES = 3 * 1024 * 1024;

const PATCH_TYPES = new Map<string, PatchType>([
  ['application/json-patch+json', 'json'],
  ['application/merge-patch+json', 'merge'],
  ['application/strategic-merge-patch+json', 'strategic'],
  ['application/apply-patch+yaml', 'apply'],
]);

const SUMMARY_BYTES = 30;
const YAML_MAX_DEPTH = 10_000;

/** The type that the kubelet's and kubectl's Go code has for "does this JSON name a kind?". */
const TYPE_META = `struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }`;

export interface RawBody {
  readonly bytes: Uint8Array;
  /** Without parameters; JSON when the client says nothing. */
  readonly type: string;
}

export async function readBody(request: Request): Promise<RawBody> {
  const bytes = await readLimited(request, MAX_BODY_BYTES);
  return { bytes, type: essence(request.headers.get('content-type') ?? '') || JSON_TYPE };
}

async function readLimited(request: Request, limit: number): Promise<Uint8Array> {
  const refused = () => tooLarge(`Request entity too large: limit is ${limit}`);
  if (Number(request.headers.get('content-length') ?? 0) > limit) throw refused();
  if (!request.body) return new Uint8Array();
  const chunks: Uint8Array[] = [];
  let size = 0;
  const reader = request.body.getReader();
  const next = () =>
    reader.read().catch((error: Error) => {
      // The client broke off, or its transfer encoding is none.
      throw badRequest(`error reading the body: ${error.message}`);
    });
  for (let part = await next(); !part.done; part = await next()) {
    size += part.value.length;
    if (size > limit) {
      await reader.cancel().catch(() => {});
      throw refused();
    }
    chunks.push(part.value);
  }
  return concat(chunks, size);
}

function concat(chunks: readonly Uint8Array[], size: number): Uint8Array {
  const [only] = chunks;
  if (only && chunks.length === 1) return only;
  const out = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    out.set(chunk, at);
    at += chunk.length;
  }
  return out;
}

export interface ParsedBody {
  readonly value: unknown;
  /** Paths of keys that the text has twice. */
  readonly duplicates: readonly string[];
}

/** The object of a create or update. `kind` is what the URL is for. */
export function parseObject(body: RawBody, kind: string): ParsedBody {
  switch (body.type) {
    case JSON_TYPE:
      return unrecognized(body, kind, () => parseJsonObject(decode(body)));
    case YAML_TYPE:
      return unrecognized(body, kind, () => onlyObject(parseYaml(decode(body)).value));
    case PROTOBUF_TYPE:
      return { value: parseProtobuf(body.bytes), duplicates: [] };
    default:
      throw unsupportedBody([JSON_TYPE, YAML_TYPE, PROTOBUF_TYPE]);
  }
}

/** A body of a kind that is never stored, its fields of the types that they should be. */
export const parseKind = (body: RawBody, kind: Kind): KubeObject =>
  asKind(parseObject(body, kind.kind), kind);

/** What was read, as a kind that is never stored. Stored ones are decoded where they are written. */
export const asKind = ({ value }: ParsedBody, kind: Kind): KubeObject =>
  decodeKind(kind, value as KubeObject, 'Ignore').object;

interface Kind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

const DELETE_OPTIONS: Kind = { group: 'meta.k8s.io', version: 'v1', kind: 'DeleteOptions' };

/** DeleteOptions, which may be absent. */
export const parseDeleteOptions = (body: RawBody): unknown =>
  body.bytes.length === 0 ? undefined : parseKind(body, DELETE_OPTIONS);

function parseProtobuf(bytes: Uint8Array): object {
  const { apiVersion, kind, object } = decodeProtobuf(bytes);
  return { apiVersion, kind, ...object };
}

function parseJsonObject(text: string): ParsedBody {
  try {
    return { ...onlyObject(parseJson(text)), duplicates: inspectJson(text) };
  } catch (error) {
    if (!(error instanceof JsonSyntaxError) || error.message.startsWith(NO_KIND)) throw error;
    throw new JsonSyntaxError(`${NO_KIND}: ${error.message}`);
  }
}

const NO_KIND = "couldn't get version/kind; json parse error";

/** Go reads null as an object without fields. */
function onlyObject(value: unknown): ParsedBody {
  if (value === null || value === undefined) return { value: {}, duplicates: [] };
  if (typeof value === 'object' && !Array.isArray(value)) return { value, duplicates: [] };
  const found = Array.isArray(value) ? 'array' : typeof value === 'boolean' ? 'bool' : typeof value;
  throw new JsonSyntaxError(`${NO_KIND}: json: cannot unmarshal ${found} into Go value of type ${TYPE_META}`);
}

function parseYaml(text: string): ParsedBody {
  try {
    const document = parseDocument(text, {
      uniqueKeys: false,
      merge: true,
      version: '1.1',
      logLevel: 'error',
    });
    const [error] = document.errors;
    if (error) throw new JsonSyntaxError(yamlMessage(error));
    return { value: document.toJS(), duplicates: [] };
  } catch (error) {
    // The library's own refusals: aliases that would multiply without end, and more levels than the stack has.
    if (error instanceof ReferenceError)
      throw new JsonSyntaxError('yaml: document contains excessive aliasing');
    if (error instanceof RangeError)
      throw new JsonSyntaxError(`yaml: exceeded max depth of ${YAML_MAX_DEPTH}`);
    throw error;
  }
}

// Sentences of go-yaml's scanner and parser for what students meet.
const YAML_SENTENCES: Readonly<Record<string, string>> = {
  BLOCK_AS_IMPLICIT_KEY: 'mapping values are not allowed in this context',
  MULTILINE_IMPLICIT_KEY: "could not find expected ':'",
  TAB_AS_INDENT: 'found character that cannot start any token',
  BAD_ALIAS: 'unknown anchor referenced',
  MISSING_CHAR: 'found unexpected end of stream',
  BAD_INDENT: 'did not find expected key',
};

function yamlMessage(error: YAMLParseError): string {
  const line = error.linePos?.[0].line ?? 1;
  // go-yaml counts from 0 and doesn't tell a line 0.
  return `yaml: ${line > 1 ? `line ${line}: ` : ''}${YAML_SENTENCES[error.code] ?? 'did not find expected node content'}`;
}

function unrecognized(body: RawBody, kind: string, parse: () => ParsedBody): ParsedBody {
  try {
    return parse();
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error;
    throw badRequest(
      `the object provided is unrecognized (must be of type ${kind}): ${error.message} (${summarize(body.bytes)})`,
    );
  }
}

// upstream: staging/src/k8s.io/apiserver/pkg/endpoints/handlers/rest.go summarizeData
function summarize(bytes: Uint8Array): string {
  if (bytes.length === 0) return '<empty>';
  const head = bytes.subarray(0, SUMMARY_BYTES);
  const isObject = bytes[0] === '{'.charCodeAt(0);
  const text = isObject
    ? new TextDecoder().decode(head)
    : Array.from(head, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return bytes.length > SUMMARY_BYTES ? `${text} ...` : text;
}

/** The kind of patch that a Content-Type says. */
export function patchTypeOf(type: string): PatchType {
  const found = PATCH_TYPES.get(type);
  if (!found) throw unsupportedBody([...PATCH_TYPES.keys()]);
  return found;
}

/** A patch document. */
// upstream: staging/src/k8s.io/apiserver/pkg/endpoints/handlers/patch.go
export function parsePatch(body: RawBody, type: PatchType): ParsedBody {
  const text = decode(body);
  try {
    if (type === 'apply') return parseYaml(text);
    return { value: parseJson(text), duplicates: type === 'json' ? [] : inspectJson(text) };
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error;
    throw badPatch(type, error.message);
  }
}

function badPatch(type: PatchType, message: string): StatusError {
  if (type === 'apply') return badRequest(`error decoding YAML: error converting YAML to JSON: ${message}`);
  return badRequest(type === 'merge' ? 'Invalid JSON Patch' : message);
}

const decode = (body: RawBody): string => new TextDecoder().decode(body.bytes);
