/**
 * An HTTP proxy over one connection: how programs outside the cluster that know of proxies (curl by `http_proxy`) reach
 * it. CONNECT passes bytes on as they are; other requests are sent on with the proxy's own headers taken out.
 */
import type { ByteStream } from '../../contracts';
import { ByteReader } from '../streams';
import { formatHead, latin1Bytes, MAX_HEAD_LINE } from './message';
import { REASON_PHRASES } from './reasons';

export type Dial = (host: string, port: number) => Promise<ByteStream>;

const MAX_HEAD_LINES = 200;
const CHUNK = 65_536;
const ESTABLISHED = latin1Bytes('HTTP/1.1 200 Connection established\r\n\r\n');
/** Between client and proxy alone. Without keep-alive a connection is one exchange, with one server. */
const HOP_BY_HOP = /^(proxy-[a-z-]+|connection|keep-alive):/i;

interface ProxyRequest {
  readonly host: string;
  readonly port: number;
  /** What the server is sent; nothing for a tunnel. */
  readonly head: Uint8Array | undefined;
}

/** Never rejects. */
export async function serveProxy(client: ByteStream, dial: Dial): Promise<void> {
  const reader = new ByteReader(client.readable);
  const writer = client.writable.getWriter();
  try {
    const request = await readRequest(reader);
    if (!request)
      return await refuse(writer, 400, 'This is an HTTP proxy: it takes requests with a whole URL.');
    const server = await dial(request.host, request.port).catch((error: Error) => error);
    if (server instanceof Error) return await refuse(writer, statusOf(server), server.message);
    await join({ reader, writer }, server, request.head);
  } catch {
    // One side has gone away, and with it the other.
  } finally {
    await writer.close().catch(() => {});
    await reader.cancel();
  }
}

async function readRequest(reader: ByteReader): Promise<ProxyRequest | undefined> {
  const line = (await reader.line(MAX_HEAD_LINE)) ?? '';
  const [, method = '', target = '', version = ''] = /^([A-Z]+) (\S+) (HTTP\/1\.[01])$/.exec(line) ?? [];
  const headers: string[] = [];
  for (let header = await reader.line(MAX_HEAD_LINE); header; header = await reader.line(MAX_HEAD_LINE)) {
    if (headers.length > MAX_HEAD_LINES) return undefined;
    if (!HOP_BY_HOP.test(header)) headers.push(header);
  }
  if (method === 'CONNECT') {
    const [, host, port] = /^\[?([^\]]+?)\]?:(\d+)$/.exec(target) ?? [];
    return host === undefined ? undefined : { host, port: Number(port), head: undefined };
  }
  const [, authority = '', path = ''] = /^http:\/\/([^/?#]+)([^#]*)/i.exec(target) ?? [];
  if (!URL.canParse(`http://${authority}`)) return undefined;
  const url = new URL(`http://${authority}`);
  const first = `${method} ${path.startsWith('/') ? path : `/${path}`} ${version}`;
  const head = latin1Bytes(`${[first, ...headers, 'Connection: close'].join('\r\n')}\r\n\r\n`);
  return { host: url.hostname.replace(/^\[|\]$/g, ''), port: Number(url.port || 80), head };
}

type Writer = WritableStreamDefaultWriter<Uint8Array>;

async function join(
  client: { readonly reader: ByteReader; readonly writer: Writer },
  server: ByteStream,
  head: Uint8Array | undefined,
): Promise<void> {
  const upstream = server.writable.getWriter();
  const up = async () => {
    for (let part = await client.reader.some(CHUNK); part; part = await client.reader.some(CHUNK)) {
      await upstream.write(part);
    }
    await upstream.close();
  };
  if (head) await upstream.write(head);
  else await client.writer.write(ESTABLISHED);
  // The client may be done before the server is; once the server is, there is nothing left to send.
  const sending = up().catch(() => {});
  try {
    for await (const part of server.readable) await client.writer.write(part);
  } finally {
    await client.reader.cancel();
    await sending;
    await upstream.abort().catch(() => {});
  }
}

const statusOf = (error: Error & { readonly code?: string }): number =>
  error.code === 'ETIMEDOUT' ? 504 : 502;

async function refuse(writer: Writer, status: number, text: string): Promise<void> {
  const body = new TextEncoder().encode(`${text}\n`);
  const headers = new Headers({
    'content-type': 'text/plain; charset=utf-8',
    'content-length': String(body.length),
    connection: 'close',
  });
  await writer.write(formatHead(`HTTP/1.1 ${status} ${REASON_PHRASES[status] ?? ''}`, headers));
  await writer.write(body);
}
