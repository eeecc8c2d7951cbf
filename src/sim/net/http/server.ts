/** The server's side of HTTP/1.1 over one connection: requests in, responses out, until either side ends it. */
import type { ByteStream } from '../../contracts';
import { ByteReader } from '../streams';
import {
  bodyFraming,
  CRLF,
  chunkHead,
  collectBody,
  formatHead,
  HttpProtocolError,
  LAST_CHUNK,
  MAX_HEAD_LINE,
  readHeaders,
} from './message';
import { REASON_PHRASES, reasonOf } from './reasons';

export type HttpHandler = (request: Request) => Promise<Response>;

type Writer = WritableStreamDefaultWriter<Uint8Array>;

interface Incoming {
  readonly request: Request;
  readonly version: string;
  readonly keepAlive: boolean;
}

/** Answers every request of the connection; the host of `origin` stands in for a missing Host header. Never rejects. */
export async function serveHttp(stream: ByteStream, origin: string, handler: HttpHandler): Promise<void> {
  const reader = new ByteReader(stream.readable);
  const writer = stream.writable.getWriter();
  try {
    for (let open = true; open; ) {
      const incoming = await readRequest(reader, writer, origin);
      if (!incoming) break;
      const response = await handler(incoming.request).catch(() => new Response(null, { status: 500 }));
      open = await writeResponse(writer, incoming, response);
    }
  } catch (error) {
    if (error instanceof HttpProtocolError) await refuse(writer, error.status);
  } finally {
    await writer.close().catch(() => {});
    await reader.cancel();
  }
}

async function readRequest(
  reader: ByteReader,
  writer: Writer,
  origin: string,
): Promise<Incoming | undefined> {
  const line = await firstLine(reader);
  if (line === undefined) return undefined;
  const [, method, target, version] = /^([A-Z]+) (\S+) (HTTP\/1\.[01])$/.exec(line) ?? [];
  if (method === undefined || target === undefined || version === undefined) {
    throw new HttpProtocolError(400, 'malformed request line');
  }
  const headers = await readHeaders(reader);
  if (headers.get('expect')?.toLowerCase() === '100-continue') {
    await writer.write(formatHead(`HTTP/1.1 100 ${REASON_PHRASES[100]}`, []));
  }
  const body = await collectBody(reader, bodyFraming(headers, { kind: 'none' }));
  const connection = headers.get('connection')?.toLowerCase() ?? '';
  const keepAlive =
    version === 'HTTP/1.1' ? !connection.includes('close') : connection.includes('keep-alive');
  return { request: makeRequest({ method, target, headers, body, origin }), version, keepAlive };
}

/** An empty line before a request is skipped. */
async function firstLine(reader: ByteReader): Promise<string | undefined> {
  const line = await reader.line(MAX_HEAD_LINE).catch(() => {
    throw new HttpProtocolError(414, 'request line too long');
  });
  return line === '' ? reader.line(MAX_HEAD_LINE) : line;
}

function makeRequest(parts: {
  method: string;
  target: string;
  headers: Headers;
  body: Uint8Array<ArrayBuffer>;
  origin: string;
}): Request {
  const { method, target, headers, body } = parts;
  const { protocol, host } = new URL(parts.origin);
  const authority = headers.get('host') || host;
  const url = target.startsWith('/') ? `${protocol}//${authority}${target}` : target;
  try {
    const hasBody = method !== 'GET' && method !== 'HEAD' && body.length > 0;
    return new Request(url, { method, headers, ...(hasBody ? { body } : {}) });
  } catch {
    throw new HttpProtocolError(400, 'malformed request');
  }
}

/** Whether the connection stays open. */
async function writeResponse(writer: Writer, incoming: Incoming, response: Response): Promise<boolean> {
  const bodiless = incoming.request.method === 'HEAD' || response.body === null;
  const chunked = !bodiless && !response.headers.has('content-length') && incoming.version === 'HTTP/1.1';
  const framed = bodiless || chunked || response.headers.has('content-length');
  const keepAlive = incoming.keepAlive && framed;
  const headers = new Headers(response.headers);
  headers.set('connection', keepAlive ? 'keep-alive' : 'close');
  if (chunked) headers.set('transfer-encoding', 'chunked');
  if (response.body === null && !headers.has('content-length') && ![204, 304].includes(response.status)) {
    headers.set('content-length', '0');
  }
  await writer.write(formatHead(`HTTP/1.1 ${response.status} ${reasonOf(response)}`, headers));
  if (bodiless) await response.body?.cancel();
  else await writeBody(writer, response.body as ReadableStream<Uint8Array>, chunked);
  return keepAlive;
}

async function writeBody(writer: Writer, body: ReadableStream<Uint8Array>, chunked: boolean): Promise<void> {
  for await (const part of body) {
    if (part.length === 0) continue;
    if (chunked) await writer.write(chunkHead(part.length));
    await writer.write(part);
    if (chunked) await writer.write(CRLF);
  }
  if (chunked) await writer.write(LAST_CHUNK);
}

async function refuse(writer: Writer, status: number): Promise<void> {
  const headers = new Headers({ connection: 'close', 'content-length': '0' });
  await writer
    .write(formatHead(`HTTP/1.1 ${status} ${REASON_PHRASES[status] ?? ''}`, headers))
    .catch(() => {});
}
