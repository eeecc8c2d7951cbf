/**
 * Websockets of lab sessions:
 *   /ws/sessions/<id>/terminals/<tab>?ticket=…   the terminal protocol
 *   /ws/sessions/<id>/progress?ticket=…          live verdicts
 *   /ws/sessions/<id>/view?ticket=…              a cluster as it looks
 * A page of this site (Origin), a signed-in visitor (cookie) and a one-time ticket are all required. The first two are
 * refused in HTTP; after that the browser is told by a close code, the only thing it can see.
 */
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { CloseCode } from '@/terminal/protocol';
import { type Actor, actorOf } from '../auth';
import { isAppError } from '../errors';
import { type Call, redeemTicket } from '../operations';
import { isActivityDue, type LabSession, noteActivity } from '../operations/sessions/lab-session';
import type { WebServices } from '../services';
import { bridge, closeSocket, GONE } from './bridge';
import { connectToHost } from './connect-to-host';
import { startHeartbeat } from './heartbeat';

/** A paste, not an upload. */
const MAX_INPUT_BYTES = 1024 * 1024;
const MAX_SOCKETS_PER_SESSION = 32;
const TRY_LATER = 1013;

interface Target {
  readonly sessionId: string;
  /** Of a terminal. */
  readonly tab: string | undefined;
  /** Of everything else. */
  readonly purpose: 'progress' | 'view';
  readonly ticket: string;
  /** Path and query at the lab host: the same without /ws and the ticket. */
  readonly hostPath: string;
}

export interface Upgrades {
  /** Whether a path is ours to answer. */
  owns(path: string): boolean;
  handle(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  close(): void;
}

export function sessionUpgrades(services: WebServices): Upgrades {
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_INPUT_BYTES,
    perMessageDeflate: false,
  });
  const open = new Map<string, number>();
  const upstreams = new Set<WebSocket>();
  const heartbeats = [startHeartbeat(server.clients), startHeartbeat(upstreams)];

  async function handle(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    socket.on('error', () => socket.destroy());
    const target = targetOf(request.url ?? '/');
    if (!target) return refuse(socket, 404, 'Not Found');
    const { origin = null, host = null } = request.headers;
    if (!services.originAllowed(origin, host)) return refuse(socket, 403, 'Forbidden');
    const actor = await actorOf(services.auth, headersOf(request));
    if (!actor) return refuse(socket, 401, 'Unauthorized');
    server.handleUpgrade(request, socket, head, (client) => {
      // A frame that is none ends this connection, at whatever step it is.
      client.on('error', () => client.terminate());
      // Nothing is read from the browser before the host is there to read it.
      client.pause();
      admit(client, actor, target).catch((error) => turnAway(client, error));
    });
  }

  async function admit(client: WebSocket, actor: Actor, target: Target): Promise<void> {
    const row = await redeem({ ...services, actor }, target);
    const count = open.get(row.id) ?? 0;
    if (count >= MAX_SOCKETS_PER_SESSION)
      return closeSocket(client, TRY_LATER, 'Too many terminals are open.');
    open.set(row.id, count + 1);
    client.once('close', () => {
      const left = (open.get(row.id) ?? 1) - 1;
      if (left > 0) open.set(row.id, left);
      else open.delete(row.id);
    });
    const labHost = services.hosts.get(row.hostId);
    if (!labHost) return closeSocket(client, CloseCode.hostUnavailable, GONE);
    const upstream = await connectToHost(labHost, row, target.hostPath);
    // It may have gone while the host was asked: nobody would end the other half.
    if (client.readyState !== client.OPEN) return upstream.terminate();
    upstreams.add(upstream);
    upstream.once('close', () => upstreams.delete(upstream));
    bridge(client, upstream, { onInput: activityMeter(services, row) });
    upstream.resume();
    client.resume();
  }

  function turnAway(client: WebSocket, error: unknown): void {
    const code = isAppError(error) ? error.code : 'internal';
    const closeCodes: Partial<Record<typeof code, number>> = {
      forbidden: CloseCode.badTicket,
      invalid_input: CloseCode.badTicket,
      session_ended: CloseCode.sessionEnded,
      not_found: CloseCode.sessionEnded,
    };
    if (code === 'internal') services.log.error({ err: error }, 'websocket could not be opened');
    closeSocket(
      client,
      closeCodes[code] ?? CloseCode.hostUnavailable,
      isAppError(error) ? reasonOf(error.message) : '',
    );
  }

  return {
    owns: (path) => path.startsWith('/ws/'),
    handle: (request, socket, head) => {
      handle(request, socket, head).catch((error) => {
        services.log.error({ err: error }, 'websocket upgrade failed');
        refuse(socket, 500, 'Internal Server Error');
      });
    },
    close: () => {
      for (const heartbeat of heartbeats) clearInterval(heartbeat);
      for (const client of server.clients)
        closeSocket(client, CloseCode.hostUnavailable, 'The site is starting again.');
    },
  };
}

const PATH = /^\/ws\/sessions\/([\w-]{1,100})\/(?:terminals\/([\w-]{1,100})|progress|view)$/;

function targetOf(address: string): Target | undefined {
  const url = new URL(address, 'http://web');
  const match = PATH.exec(url.pathname);
  if (!match?.[1]) return undefined;
  const ticket = url.searchParams.get('ticket') ?? '';
  url.searchParams.delete('ticket');
  return {
    sessionId: match[1],
    tab: match[2],
    purpose: url.pathname.endsWith('/view') ? 'view' : 'progress',
    ticket,
    hostPath: `${url.pathname.slice('/ws'.length)}${url.search}`,
  };
}

const redeem = (call: Call, { sessionId, tab, purpose, ticket }: Target): Promise<LabSession> =>
  redeemTicket(
    call,
    tab === undefined ? { sessionId, ticket, purpose } : { sessionId, ticket, purpose: 'terminal', tab },
  );

/** Typing keeps a session awake. */
function activityMeter(services: WebServices, row: LabSession): () => void {
  let seen = row;
  return () => {
    if (!isActivityDue(seen, services.now())) return;
    noteActivity(services, seen).catch((error) => services.log.warn({ err: error }, 'activity not noted'));
    seen = { ...seen, lastActiveAt: services.now() };
  };
}

function refuse(socket: Duplex, status: number, text: string): void {
  socket.end(`HTTP/1.1 ${status} ${text}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

function headersOf(request: IncomingMessage): Headers {
  return new Headers({ cookie: request.headers.cookie ?? '' });
}

/** A close frame holds 123 bytes of reason. */
const reasonOf = (message: string): string =>
  Buffer.from(message)
    .subarray(0, 123)
    .toString()
    .replace(/\uFFFD$/, '');
