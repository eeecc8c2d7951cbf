import { mkdtempSync, rmSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { type RequestOptions, request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { MessageSocket, Peer } from '../../apiserver/http';
import { clientCertificate, clusterIdentity } from '../pki';
import { type ClusterServer, serveCluster } from './serve';

const NOW = Date.now();
const identity = clusterIdentity(undefined, NOW);
const stranger = clusterIdentity(undefined, NOW);
const ca = identity.authority.cert;
/** A close frame with code 1000. */
const CLOSE_FRAME = Buffer.from([0x88, 2, 3, 0xe8]);

describe('the HTTPS side of a cluster', () => {
  let folder = '';
  let socketPath = '';
  let server: ClusterServer;
  let peers: Peer[] = [];
  let handle: (request: Request, signal: AbortSignal) => Promise<Response> | Response = () =>
    new Response('ok');
  let serve: (socket: MessageSocket) => Promise<void> = async () => {};

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'serve-'));
    socketPath = join(folder, 's');
    peers = [];
    server = serveCluster(identity, {
      handle: async (incoming, { peer, signal }) => {
        peers.push(peer);
        return handle(incoming, signal);
      },
      connect: async (incoming) =>
        incoming.url.endsWith('/refused')
          ? new Response('no', { status: 403, headers: { 'content-type': 'text/plain' } })
          : { protocol: 'SPDY/3.1+portforward.k8s.io', serve: (socket) => serve(socket) },
    });
    await server.listen({ socketPath });
  });
  afterEach(async () => {
    await server.close();
    rmSync(folder, { recursive: true });
  });

  const send = (path: string, options: RequestOptions = {}, body?: string) =>
    new Promise<IncomingMessage>((resolve, reject) => {
      request({ socketPath, servername: 'localhost', ca, path, agent: false, ...options }, resolve)
        .once('error', reject)
        .end(body);
    });
  const text = async (message: IncomingMessage) => (await message.toArray()).join('');

  it('knows who comes with a certificate of its authority, and nobody else', async () => {
    const jane = clientCertificate(identity, { commonName: 'jane', organizations: ['dev', 'ops'] }, NOW);
    const alone = clientCertificate(identity, { commonName: 'alone' }, NOW);
    const forged = clientCertificate(
      stranger,
      { commonName: 'mallory', organizations: ['system:masters'] },
      NOW,
    );
    for (const credentials of [jane, alone, forged, {}]) await text(await send('/', credentials));
    expect(peers).toEqual([
      { certificate: { commonName: 'jane', organizations: ['dev', 'ops'], notAfter: expect.any(Number) } },
      { certificate: { commonName: 'alone', organizations: [], notAfter: expect.any(Number) } },
      {},
      {},
    ]);
  });

  it('passes method, path, headers and body on, and the answer back', async () => {
    handle = async (incoming) =>
      new Response(`${incoming.method} ${new URL(incoming.url).pathname} ${await incoming.text()}`, {
        status: 201,
        headers: { 'x-test': incoming.headers.get('x-test') ?? '' },
      });
    const answer = await send('/a/b?c=d', { method: 'PUT', headers: { 'X-Test': 'yes' } }, 'body');
    expect([answer.statusCode, answer.headers['x-test'], await text(answer)]).toEqual([
      201,
      'yes',
      'PUT /a/b body',
    ]);
  });

  it('sends the headers of a stream before its first byte, and tells when the client left', async () => {
    let left: Promise<void> | undefined;
    handle = (_, signal) => {
      left = new Promise((resolve) => signal.addEventListener('abort', () => resolve()));
      return new Response(new ReadableStream());
    };
    const answer = await send('/watch');
    expect(answer.statusCode).toBe(200);
    answer.destroy();
    await left;
  });

  it('listens on TCP, too', async () => {
    handle = () => new Response('tcp');
    const { port } = await server.listen({ port: 0 });
    expect(await text(await send('/', { socketPath: undefined, host: '127.0.0.1', port }))).toBe('tcp');
    await expect(server.listen({ port: port ?? 0 })).rejects.toThrow('EADDRINUSE');
  });

  it('answers what is no request with 400', async () => {
    const raw = connect({ path: socketPath, ca, servername: 'localhost' });
    raw.write('GET http://[bad HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
    expect((await raw.toArray()).join('')).toMatch(/^HTTP\/1.1 400 /);
  });

  /** A WebSocket's handshake by hand: no library offers a protocol that is no token. */
  const handshake = (path: string, protocol: string) => {
    const raw = connect({ path: socketPath, ca, servername: 'localhost' });
    raw.write(
      `GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n` +
        `Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: ${protocol}\r\n\r\n`,
    );
    return raw;
  };

  it('upgrades with a protocol that is no token, and carries messages both ways', async () => {
    serve = async (socket) => {
      const { value } = await socket.messages.getReader().read();
      await socket.send(Uint8Array.of(...(value ?? []), 9));
      socket.close(1000);
    };
    const raw = handshake('/x', 'SPDY/3.1+portforward.k8s.io');
    raw.write(Buffer.from([0x82, 0x82, 0, 0, 0, 0, 7, 8]));
    raw.once('data', () => raw.on('data', (part: Buffer) => part.includes(CLOSE_FRAME) && raw.end()));
    const answer = Buffer.concat(await raw.toArray());
    const [head = ''] = answer.toString('latin1').split('\r\n\r\n');
    expect(head).toMatch(/^HTTP\/1.1 101 /);
    expect(head).toContain('Sec-WebSocket-Protocol: SPDY/3.1+portforward.k8s.io');
    expect(answer.subarray(head.length + 4, head.length + 9)).toEqual(Buffer.from([0x82, 3, 7, 8, 9]));
  });

  it('sends each message in a TLS record of its own, for clients that poll their socket', async () => {
    serve = async (socket) => {
      for (const number of [1, 2, 3]) void socket.send(Uint8Array.of(number));
      socket.close(1000);
    };
    const raw = handshake('/x', 'v4.channel.k8s.io');
    // TLS hands out what it read by records.
    const records: Buffer[] = [];
    raw.on('data', (part: Buffer) => {
      records.push(part);
      if (part.equals(CLOSE_FRAME)) raw.end();
    });
    await new Promise((resolve) => raw.once('close', resolve));
    expect(records.slice(1)).toEqual([...[1, 2, 3].map((n) => Buffer.from([0x82, 1, n])), CLOSE_FRAME]);
  });

  it('refuses an upgrade with an ordinary answer', async () => {
    const answer = (await handshake('/refused', 'v5.channel.k8s.io').toArray()).join('');
    expect(answer).toMatch(/^HTTP\/1.1 403 /);
    expect(answer).toContain('content-type: text/plain\r\n');
    expect(answer).toMatch(/\r\n\r\nno$/);
  });

  it('ends with upgraded connections still open', async () => {
    serve = () => new Promise(() => {});
    const raw = handshake('/x', 'v5.channel.k8s.io');
    await new Promise((resolve) => raw.once('data', resolve));
    raw.on('error', () => {});
    const ended = new Promise((resolve) => raw.once('close', resolve));
    await server.close();
    await ended;
  });
});
