/** The client's side of HTTP/1.1: one exchange over one connection. */
import type { ByteStream } from '../../contracts';
import { NetworkError } from '../errors';
import { ByteReader } from '../streams';
import { type BodyFraming, bodyFraming, formatHead, MAX_HEAD_LINE, readBody, readHeaders } from './message';

const NULL_BODY_STATUSES = new Set([101, 204, 205, 304]);

/** Sends the request and reads the answer; the body streams. The connection ends with the exchange. */
export async function fetchOver(stream: ByteStream, request: Request): Promise<Response> {
  const url = new URL(request.url);
  const headers = new Headers(request.headers);
  if (!headers.has('host')) headers.set('host', url.host);
  headers.set('connection', 'close');
  const body = new Uint8Array(await request.arrayBuffer());
  if (body.length > 0 || request.method === 'POST' || request.method === 'PUT') {
    headers.set('content-length', String(body.length));
  }
  const writer = stream.writable.getWriter();
  await writer.write(formatHead(`${request.method} ${url.pathname}${url.search} HTTP/1.1`, headers));
  if (body.length > 0) await writer.write(body);
  const reader = new ByteReader(stream.readable);
  const { status, statusText, answered } = await readHead(reader);
  const end = async () => {
    await writer.close().catch(() => {});
    await reader.cancel();
  };
  const bodiless = request.method === 'HEAD' || NULL_BODY_STATUSES.has(status);
  if (bodiless) {
    await end();
    return new Response(null, { status, statusText, headers: answered });
  }
  const framing = bodyFraming(answered, { kind: 'close' });
  answered.delete('transfer-encoding');
  return new Response(bodyStream(reader, framing, end), { status, statusText, headers: answered });
}

/** Skips interim (1xx) answers. */
async function readHead(reader: ByteReader) {
  for (;;) {
    const line = await reader.line(MAX_HEAD_LINE);
    const [, code, statusText = ''] = /^HTTP\/1\.[01] (\d{3}) ?(.*)$/.exec(line ?? '') ?? [];
    if (code === undefined) throw new NetworkError('ECONNRESET', 'malformed HTTP response');
    const answered = await readHeaders(reader);
    const status = Number(code);
    if (status >= 200 || status === 101) return { status, statusText, answered };
  }
}

function bodyStream(
  reader: ByteReader,
  framing: BodyFraming,
  end: () => Promise<void>,
): ReadableStream<Uint8Array> {
  const parts = readBody(reader, framing);
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { value, done } = await parts.next();
      if (!done) return controller.enqueue(value);
      controller.close();
      await end();
    },
    cancel: end,
  });
}
