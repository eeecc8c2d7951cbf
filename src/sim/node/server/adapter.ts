/** Node's requests as web Requests, web Responses as Node's, with as little between them as a fast `kubectl get` allows. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import type { TLSSocket } from 'node:tls';
import type { Peer } from '../../apiserver/http';

/** The client's certificate, read once a connection. */
const peers = new WeakMap<TLSSocket, Peer>();
const NO_CERTIFICATE: Peer = {};

export function peerOf(socket: TLSSocket): Peer {
  const known = peers.get(socket);
  if (known) return known;
  const peer = readPeer(socket);
  peers.set(socket, peer);
  return peer;
}

function readPeer(socket: TLSSocket): Peer {
  // Only what our own authority signed counts; Node checked that during the handshake.
  if (!socket.authorized) return NO_CERTIFICATE;
  const { subject, valid_to } = socket.getPeerCertificate();
  const certificate = {
    commonName: listed(subject?.CN)[0] ?? '',
    organizations: listed(subject?.O),
    notAfter: Date.parse(valid_to),
  };
  return { certificate };
}

/** An attribute that a name has several times comes as an array. */
const listed = (attribute: string | readonly string[] | undefined): readonly string[] =>
  attribute === undefined ? [] : [attribute].flat();

/** undefined for what cannot be a request: a target that is no URL, a method that the platform reserves. */
export function toRequest(message: IncomingMessage, signal?: AbortSignal): Request | undefined {
  const { method = 'GET', url = '/', headers, rawHeaders } = message;
  const hasBody = headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined;
  const pairs: [string, string][] = [];
  for (let i = 0; i + 1 < rawHeaders.length; i += 2)
    pairs.push([rawHeaders[i] ?? '', rawHeaders[i + 1] ?? '']);
  try {
    return new Request(new URL(url, `https://${headers.host ?? 'kubernetes'}`), {
      method,
      headers: pairs,
      ...(signal ? { signal } : {}),
      ...(hasBody && method !== 'GET' && method !== 'HEAD'
        ? { body: Readable.toWeb(message) as ReadableStream<Uint8Array>, duplex: 'half' }
        : {}),
    } as RequestInit);
  } catch {
    return undefined;
  }
}

/** Writes the whole answer; a stream goes out piece by piece, its headers at once. */
export async function sendResponse(response: Response, out: ServerResponse): Promise<void> {
  const headers: string[] = [];
  for (const [key, value] of response.headers) headers.push(key, value);
  out.writeHead(response.status, headers);
  if (response.headers.has('content-length') || !response.body) {
    out.end(response.body ? new Uint8Array(await response.arrayBuffer()) : undefined);
    return;
  }
  // A client that watches waits for the headers before anything happens in the cluster.
  out.flushHeaders();
  await sendBody(response.body, out);
}

async function sendBody(body: ReadableStream<Uint8Array>, out: ServerResponse): Promise<void> {
  const reader = body.getReader();
  const stop = () => void reader.cancel().catch(() => {});
  out.once('close', stop);
  try {
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      if (out.destroyed) break;
      if (!out.write(part.value)) await drained(out);
    }
    out.off('close', stop);
    out.end();
  } catch {
    // Half an answer must not look like a whole one.
    out.destroy();
  }
}

const drained = (out: ServerResponse): Promise<void> =>
  new Promise((resolve) => {
    const done = () => {
      out.off('drain', done);
      out.off('close', done);
      resolve();
    };
    out.once('drain', done);
    out.once('close', done);
  });
