/** The internal API's websockets: terminal tabs, a session's progress, the view of a cluster. Web proxies them to the browser. */
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Logger } from 'pino';
import { type WebSocket, WebSocketServer } from 'ws';
import { z } from 'zod';
import type { ViewMessage } from '@/cluster-view';
import { TAB_NAME, type TerminalTab } from '@/terminal/server';
import { CloseCode, clientMessage } from '../terminal/protocol';
import { HostError, notFound } from './errors';
import type { LabHost } from './host';
import { isAuthorized } from './http-api';
import type { HostMetrics } from './metrics';
import type { ProgressEvent } from './protocol';
import type { HostSession } from './session';

export interface WebsocketOptions {
  readonly host: LabHost;
  readonly secret: string;
  readonly metrics: HostMetrics;
  readonly log: Logger;
}

/** A pasted file at most; a browser that sends more in one message isn't ours. */
const MAX_MESSAGE_BYTES = 1024 * 1024;
const HEARTBEAT_MS = 30_000;
/** A listener that takes no more than this is cut off and comes back. */
const MAX_BUFFERED_BYTES = 4 * 1024 * 1024;

const WATCHED = /^\/sessions\/([^/]+)\/(progress|view)$/;
const TERMINAL = /^\/sessions\/([^/]+)\/terminals\/([^/]+)$/;

const terminalQuery = z.object({
  cols: z.coerce.number().int().min(2).max(1000).catch(80),
  rows: z.coerce.number().int().min(1).max(1000).catch(24),
  since: z.coerce
    .number()
    .int()
    .nonnegative()
    .max(Number.MAX_SAFE_INTEGER / 2)
    .catch(0),
});

export function serveWebsockets(server: Server, options: WebsocketOptions): void {
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_MESSAGE_BYTES,
    perMessageDeflate: false,
  });
  server.on('upgrade', (request: IncomingMessage, stream: Duplex, head: Buffer) => {
    if (!isAuthorized(request, options.secret)) {
      stream.end('HTTP/1.1 401 Unauthorized\r\nconnection: close\r\ncontent-length: 0\r\n\r\n');
      return;
    }
    stream.on('error', () => stream.destroy());
    upgrade(options, sockets, { request, stream, head }).catch((error: unknown) => {
      options.log.info({ err: error }, 'websocket refused');
      const status = error instanceof HostError ? error.status : 500;
      stream.end(`HTTP/1.1 ${status} Refused\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
    });
  });
}

interface Upgrade {
  readonly request: IncomingMessage;
  readonly stream: Duplex;
  readonly head: Buffer;
}

/** The session is found before the upgrade is answered: web reads from a 404 that it must open the session first. */
async function upgrade(
  options: WebsocketOptions,
  sockets: WebSocketServer,
  { request, stream, head }: Upgrade,
): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://labhost');
  const [, watchedOf, what] = WATCHED.exec(url.pathname) ?? [];
  const [, terminalOf, tab] = TERMINAL.exec(url.pathname) ?? [];
  const id = watchedOf ?? terminalOf;
  if (id === undefined || (tab !== undefined && !TAB_NAME.test(tab))) throw notFound(`path ${url.pathname}`);
  const { session, disconnect } = await options.host.connect(id);
  stream.once('close', disconnect);
  if (stream.destroyed) {
    disconnect();
    return;
  }
  sockets.handleUpgrade(request, stream, head, (socket) => {
    keepAlive(socket);
    socket.on('error', (error) => options.log.debug({ err: error }, 'websocket'));
    if (tab === undefined) {
      if (what === 'view') serveView(session, socket, url.searchParams.get('cluster') ?? undefined);
      else serveProgress(session, socket);
      return;
    }
    serveTerminal(options, session, { socket, tab, url }).catch((error: unknown) => {
      options.log.warn({ err: error }, 'terminal ended');
      socket.close(CloseCode.hostUnavailable, error instanceof Error ? error.message.slice(0, 120) : '');
    });
  });
}

/** JSON to whoever keeps up. */
const sender =
  (socket: WebSocket) =>
  (message: ProgressEvent | ViewMessage): void => {
    if (socket.bufferedAmount > MAX_BUFFERED_BYTES) socket.terminate();
    else socket.send(JSON.stringify(message));
  };

function serveView(session: HostSession, socket: WebSocket, cluster: string | undefined): void {
  const look = session.views.look(cluster, sender(socket));
  socket.on('close', () => look.stop());
}

function serveProgress(session: HostSession, socket: WebSocket): void {
  const send = sender(socket);
  const watch = session.watch({
    verdict: (verdict) => send({ type: 'verdict', verdict }),
    view: (view) => send({ type: 'session', session: view }),
    stray: (stray) => send({ type: 'place', ...(stray && { stray }) }),
  });
  socket.on('close', () => watch.stop());
}

async function serveTerminal(
  { metrics }: WebsocketOptions,
  session: HostSession,
  { socket, tab, url }: { socket: WebSocket; tab: string; url: URL },
): Promise<void> {
  const query = terminalQuery.parse(Object.fromEntries(url.searchParams));
  const stopTimer = metrics.terminalOpen.startTimer();
  let gone = false;
  let terminal: TerminalTab | undefined;
  socket.on('close', () => {
    gone = true;
    terminal?.detach(socket);
  });
  socket.on('message', (data: Buffer, isBinary: boolean) => {
    if (!terminal) return;
    if (isBinary) terminal.input(socket, data);
    else control(terminal, socket, data);
  });
  terminal = await session.attach(socket, { tab, ...query });
  stopTimer();
  if (gone) terminal?.detach(socket);
}

function control(terminal: TerminalTab, socket: WebSocket, data: Buffer): void {
  const message = clientMessage.safeParse(parseJson(data));
  if (message.success) terminal.resize(socket, message.data);
  else socket.close(1008, 'That message is not of the terminal protocol.');
}

function parseJson(data: Buffer): unknown {
  try {
    return JSON.parse(data.toString('utf8'));
  } catch {
    return undefined;
  }
}

/** Ends connections whose other side is gone without a word. */
function keepAlive(socket: WebSocket): void {
  let answered = true;
  const timer = setInterval(() => {
    if (!answered) return socket.terminate();
    answered = false;
    socket.ping();
  }, HEARTBEAT_MS).unref();
  socket.on('pong', () => {
    answered = true;
  });
  socket.on('close', () => clearInterval(timer));
}
