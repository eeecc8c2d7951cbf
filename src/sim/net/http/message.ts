/** HTTP/1.1 messages as bytes: header blocks and bodies, for both sides. RFC 9112. */
import type { ByteReader } from '../streams';

export const MAX_HEAD_LINE = 16_384;
const MAX_HEADERS = 200;
const MAX_BODY = 64 * 1_048_576;
const READ_SIZE = 65_536;

/** A message that breaks the protocol; servers answer it with this status. */
export class HttpProtocolError extends Error {
  override readonly name = 'HttpProtocolError';
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

export async function readHeaders(reader: ByteReader): Promise<Headers> {
  const headers = new Headers();
  for (let count = 0; ; count++) {
    if (count > MAX_HEADERS) throw new HttpProtocolError(431, 'too many headers');
    const line = await reader.line(MAX_HEAD_LINE);
    if (line === undefined) throw new HttpProtocolError(400, 'unexpected end of headers');
    if (line === '') return headers;
    const colon = line.indexOf(':');
    try {
      headers.append(line.slice(0, Math.max(colon, 0)), line.slice(colon + 1).trim());
    } catch {
      throw new HttpProtocolError(400, 'malformed header');
    }
  }
}

/** How the body's end is known. */
export type BodyFraming =
  | { readonly kind: 'none' }
  | { readonly kind: 'length'; readonly length: number }
  | { readonly kind: 'chunked' }
  | { readonly kind: 'close' };

export function bodyFraming(headers: Headers, otherwise: BodyFraming): BodyFraming {
  if (headers.get('transfer-encoding')?.toLowerCase().includes('chunked')) return { kind: 'chunked' };
  const text = headers.get('content-length');
  if (text === null) return otherwise;
  if (!/^\d+$/.test(text)) throw new HttpProtocolError(400, 'malformed content-length');
  return { kind: 'length', length: Number(text) };
}

/** The body's bytes, as they come. */
export async function* readBody(reader: ByteReader, framing: BodyFraming): AsyncGenerator<Uint8Array> {
  if (framing.kind === 'length') yield* counted(reader, framing.length);
  else if (framing.kind === 'chunked') yield* chunks(reader);
  else if (framing.kind === 'close') {
    for (let part = await reader.some(READ_SIZE); part; part = await reader.some(READ_SIZE)) yield part;
  }
}

async function* counted(reader: ByteReader, length: number): AsyncGenerator<Uint8Array> {
  for (let left = length; left > 0; ) {
    const part = await reader.some(Math.min(left, READ_SIZE));
    if (!part) throw new HttpProtocolError(400, 'unexpected end of body');
    left -= part.length;
    yield part;
  }
}

async function* chunks(reader: ByteReader): AsyncGenerator<Uint8Array> {
  for (;;) {
    const size = Number.parseInt((await reader.line(MAX_HEAD_LINE)) ?? '', 16);
    if (!Number.isInteger(size) || size < 0) throw new HttpProtocolError(400, 'malformed chunk');
    if (size === 0) break;
    yield* counted(reader, size);
    await reader.line(MAX_HEAD_LINE);
  }
  await readHeaders(reader);
}

/** A whole body in memory. */
export async function collectBody(
  reader: ByteReader,
  framing: BodyFraming,
): Promise<Uint8Array<ArrayBuffer>> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of readBody(reader, framing)) {
    length += part.length;
    if (length > MAX_BODY) throw new HttpProtocolError(413, 'body too large');
    parts.push(part);
  }
  const body = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    body.set(part, at);
    at += part.length;
  }
  return body;
}

/** Servers say who they are and what follows before anything else; Headers alone would be in alphabetical order. */
const FIRST = [
  'host',
  'server',
  'date',
  'content-type',
  'content-length',
  'transfer-encoding',
  'location',
  'connection',
];
const rank = (name: string) => (FIRST.includes(name) ? FIRST.indexOf(name) : FIRST.length);

/** First line and headers; names are written the way most servers write them. */
export function formatHead(firstLine: string, headers: Iterable<readonly [string, string]>): Uint8Array {
  let text = `${firstLine}\r\n`;
  for (const [name, value] of writtenHeaders(headers)) text += `${name}: ${value}\r\n`;
  return latin1Bytes(`${text}\r\n`);
}

/** Headers as they stand in a message: in order, names as most servers write them. */
export const writtenHeaders = (headers: Iterable<readonly [string, string]>): [string, string][] =>
  [...headers].toSorted(([a], [b]) => rank(a) - rank(b)).map(([name, value]) => [canonicalName(name), value]);

const canonicalName = (name: string) =>
  name === 'etag' ? 'ETag' : name.replace(/(^|-)[a-z]/g, (letter) => letter.toUpperCase());

export function latin1Bytes(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i) & 0xff;
  return bytes;
}

export const chunkHead = (size: number): Uint8Array => latin1Bytes(`${size.toString(16)}\r\n`);
export const CRLF = latin1Bytes('\r\n');
export const LAST_CHUNK = latin1Bytes('0\r\n\r\n');
