/** The cluster's listening side. It can listen on a unix socket (for sandboxes) and on TCP at the same time. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { TLSSocket } from 'node:tls';
import type { RequestContext, Upgrade } from '../../apiserver/http';
import type { ClusterIdentity } from '../pki';
import { peerOf, sendResponse, toRequest } from './adapter';
import { acceptUpgrade, refuseUpgrade } from './upgrade';

export type Listen = { readonly socketPath: string } | { readonly port: number; readonly host?: string };

export interface ClusterServer {
  /** Resolves when connections are accepted; with the port that was taken. */
  listen(where: Listen): Promise<{ readonly port?: number }>;
  /** Ends every connection. */
  close(): Promise<void>;
}

interface Faces {
  handle(request: Request, context: RequestContext): Promise<Response>;
  connect(request: Request, context: RequestContext): Promise<Response | Upgrade>;
}

const LOOPBACK = '127.0.0.1';
/** Longer than any client here pauses between two requests. */
const KEEP_ALIVE_MS = 90_000;
/** A cluster has one student: Node's sweep for half-open connections would be a timer in every idle cluster. */
const NEVER_MS = 2 ** 31 - 1;

export function serveCluster(identity: ClusterIdentity, faces: Faces): ClusterServer {
  const servers: Server[] = [];
  // Upgraded connections too, which an HTTP server forgets.
  const connections = new Set<Socket>();
  const create = (): Server => {
    const server = createServer({
      key: identity.serving.key,
      cert: identity.serving.cert,
      ca: identity.authority.cert,
      requestCert: true,
      rejectUnauthorized: false,
      minVersion: 'TLSv1.2',
      noDelay: true,
      keepAliveTimeout: KEEP_ALIVE_MS,
      connectionsCheckingInterval: NEVER_MS,
      requestTimeout: 0,
    });
    server.on('connection', (socket: Socket) => {
      connections.add(socket);
      socket.once('close', () => connections.delete(socket));
    });
    server.on('request', (message, out) => {
      answer(faces, message, out).catch(() => out.destroy());
    });
    server.on('upgrade', (message, socket, head) => {
      upgrade(faces, message, { socket, head }).catch(() => socket.destroy());
    });
    // A client that breaks off its handshake is no news.
    server.on('tlsClientError', () => {});
    servers.push(server);
    return server;
  };
  return {
    listen: (where) => listen(create(), where),
    async close() {
      const closed = servers.splice(0).map((server) => new Promise((resolve) => server.close(resolve)));
      for (const socket of connections) socket.destroy();
      await Promise.all(closed);
    },
  };
}

function listen(server: Server, where: Listen): Promise<{ readonly port?: number }> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    const listening = () => {
      server.off('error', reject);
      resolve('socketPath' in where ? {} : { port: (server.address() as AddressInfo).port });
    };
    if ('socketPath' in where) server.listen(where.socketPath, listening);
    else server.listen(where.port, where.host ?? LOOPBACK, listening);
  });
}

async function answer(faces: Faces, message: IncomingMessage, out: ServerResponse): Promise<void> {
  const gone = new AbortController();
  out.once('close', () => gone.abort());
  const request = toRequest(message, gone.signal);
  if (!request) {
    out.writeHead(400, { 'Content-Type': 'text/plain; charset=utf-8' }).end('400 Bad Request');
    return;
  }
  const peer = peerOf(message.socket as TLSSocket);
  await sendResponse(await faces.handle(request, { peer, signal: gone.signal }), out);
}

async function upgrade(faces: Faces, message: IncomingMessage, stream: { socket: Duplex; head: Buffer }) {
  const gone = new AbortController();
  const { socket } = stream;
  socket.once('close', () => gone.abort());
  // Nothing is listening for errors until the WebSocket takes over.
  socket.on('error', () => {});
  const request = toRequest(message);
  if (!request) {
    socket.destroy();
    return;
  }
  const peer = peerOf(socket as TLSSocket);
  const outcome = await faces.connect(request, { peer, signal: gone.signal });
  if (outcome instanceof Response) await refuseUpgrade(outcome, socket);
  else acceptUpgrade(outcome, message, stream);
}
