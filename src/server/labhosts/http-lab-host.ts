/** A lab host behind HTTP, on a unix socket (this machine) or a URL (a fleet). Every request shows the secret. */
import { Agent, request as httpRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { setTimeout } from 'node:timers/promises';
import { WebSocket } from 'ws';
import type { z } from 'zod';
import { verdict } from '@/grading/verdict';
import {
  controlResult,
  controlsView,
  fileChanged,
  fileView,
  hostError,
  hostHealth,
  IDLE_CONNECTION_MS,
  schemaDocument,
  schemaIndex,
  sessionView,
  solutionView,
} from '@/labhost/protocol';
import { AppError, codeForStatus, hostUnavailable } from '../errors';
import type { LabHost } from './lab-host';

export interface LabHostAddress {
  readonly id: string;
  /** `unix:/run/host-0.sock` or `http(s)://host:port`. */
  readonly address: string;
}

export interface LabHostOptions {
  readonly secret: string;
  /** How long a host that does not listen is asked again: one that was restarted is back in a second or two. */
  readonly patienceMs?: number;
}

/** A lab's set-up may pull, apply and wait. */
const START_TIMEOUT_MS = 60_000;
const CALL_TIMEOUT_MS = 30_000;
/** What asks how a host is wants no patience. */
const AT_ONCE = { timeoutMs: 3000, patienceMs: 0 };
const CONNECT_TIMEOUT_MS = 10_000;
const PATIENCE_MS = 5000;
const RETRY_MS = 100;
/** An answer larger than this is no answer of a lab host. */
const MAX_ANSWER_BYTES = 16 * 1024 * 1024;

const KEPT = { keepAlive: true, timeout: IDLE_CONNECTION_MS.web };

interface Target {
  readonly secure: boolean;
  readonly options: RequestOptions;
  readonly websocket: (path: string) => string;
}

function targetOf(address: string): Target {
  if (address.startsWith('unix:')) {
    const socketPath = address.slice('unix:'.length);
    return {
      secure: false,
      options: { socketPath, agent: new Agent(KEPT) },
      websocket: (path) => `ws+unix:${socketPath}:${path}`,
    };
  }
  const url = new URL(address);
  const secure = url.protocol === 'https:';
  const agent = secure ? new HttpsAgent(KEPT) : new Agent(KEPT);
  return {
    secure,
    options: { hostname: url.hostname, port: url.port, agent },
    websocket: (path) => `${secure ? 'wss' : 'ws'}://${url.host}${path}`,
  };
}

export function httpLabHost(
  { id, address }: LabHostAddress,
  { secret, patienceMs = PATIENCE_MS }: LabHostOptions,
): LabHost {
  const target = targetOf(address);
  const headers = { authorization: `Bearer ${secret}` };

  const send = (
    method: string,
    path: string,
    options: { body?: unknown; timeoutMs?: number; patienceMs?: number } = {},
  ) => exchange(target, { method, path, headers, patienceMs, timeoutMs: CALL_TIMEOUT_MS, ...options });
  const ask = async <T>(schema: z.ZodType<T>, ...call: Parameters<typeof send>): Promise<T> => {
    const parsed = schema.safeParse(JSON.parse(await send(...call)));
    if (!parsed.success) throw new Error(`lab host ${id}: ${call[0]} ${call[1]}: ${parsed.error.message}`);
    return parsed.data;
  };
  const session = (sessionId: string) => `/sessions/${encodeURIComponent(sessionId)}`;

  return {
    id,
    start: (sessionId, body) =>
      ask(sessionView, 'PUT', session(sessionId), { body, timeoutMs: START_TIMEOUT_MS }),
    view: (sessionId) => ask(sessionView, 'GET', session(sessionId)),
    check: (sessionId, body) => ask(verdict, 'POST', `${session(sessionId)}/check`, { body }),
    reset: (sessionId) =>
      ask(sessionView, 'POST', `${session(sessionId)}/reset`, { body: {}, timeoutMs: START_TIMEOUT_MS }),
    controls: (sessionId) => ask(controlsView, 'GET', `${session(sessionId)}/controls`),
    control: (sessionId, body) =>
      ask(controlResult, 'POST', `${session(sessionId)}/controls`, { body, timeoutMs: START_TIMEOUT_MS }),
    file: (sessionId, path) =>
      ask(fileView, 'GET', `${session(sessionId)}/files?${new URLSearchParams({ path })}`),
    changeFile: (sessionId, body) => ask(fileChanged, 'POST', `${session(sessionId)}/files`, { body }),
    schemas: (sessionId) => ask(schemaIndex, 'GET', `${session(sessionId)}/schemas`),
    schemasOf: (sessionId, path) =>
      ask(schemaDocument, 'GET', `${session(sessionId)}/schemas?${new URLSearchParams({ path })}`),
    solution: (sessionId, body) => ask(solutionView, 'POST', `${session(sessionId)}/solution`, { body }),
    end: async (sessionId, { purge }) => {
      await send('DELETE', `${session(sessionId)}${purge ? '?purge=1' : ''}`);
    },
    health: () => ask(hostHealth, 'GET', '/healthz', AT_ONCE),
    metrics: () => send('GET', '/metrics', AT_ONCE),
    connect: (path) =>
      new WebSocket(target.websocket(path), {
        headers,
        handshakeTimeout: CONNECT_TIMEOUT_MS,
        perMessageDeflate: false,
      }),
  };
}

interface Exchange {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly timeoutMs: number;
  readonly patienceMs: number;
}

/** @returns the answer's text; throws AppErrors for a host that is away or says no */
async function exchange(target: Target, call: Exchange): Promise<string> {
  const deadline = Date.now() + call.patienceMs;
  let status: number;
  let text: string;
  for (;;) {
    try {
      const answer = await sendOnce(target, call);
      status = answer.statusCode ?? 500;
      text = await readText(answer);
      break;
    } catch (error) {
      if (error instanceof StaleConnection) continue;
      if (!isNotListening(error) || Date.now() >= deadline) throw hostUnavailable(error);
      await setTimeout(RETRY_MS);
    }
  }
  if (status < 300) return text;
  throw refusal(status, text);
}

/** Nothing was sent: asking again cannot do a thing twice. */
const isNotListening = (error: unknown): boolean =>
  ['ECONNREFUSED', 'ENOENT'].includes((error as NodeJS.ErrnoException).code ?? '');

/**
 * The connection was kept from an earlier request, and the host closed it while it lay idle: nobody has read ours. Each
 * such connection is tried once, so there is an end to it.
 */
class StaleConnection extends Error {
  override readonly name = 'StaleConnection';
}
const CLOSED = ['ECONNRESET', 'EPIPE'];

function sendOnce(
  target: Target,
  { method, path, headers, body, timeoutMs }: Exchange,
): Promise<IncomingMessage> {
  const text = body === undefined ? undefined : JSON.stringify(body);
  return new Promise((resolve, reject) => {
    const request = (target.secure ? httpsRequest : httpRequest)(
      {
        ...target.options,
        method,
        path,
        headers: text ? { ...headers, 'content-type': 'application/json' } : headers,
        signal: AbortSignal.timeout(timeoutMs),
      },
      resolve,
    );
    request.once('error', (error: NodeJS.ErrnoException) => {
      const stale = request.reusedSocket && CLOSED.includes(error.code ?? '');
      reject(stale ? new StaleConnection(error.message, { cause: error }) : error);
    });
    request.end(text);
  });
}

async function readText(answer: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_ANSWER_BYTES) throw new Error('answer too large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function refusal(status: number, text: string): AppError {
  const code = codeForStatus(status);
  try {
    return new AppError(code, hostError.parse(JSON.parse(text)).message);
  } catch {
    return new AppError(code, `The lab host answered ${status}.`);
  }
}
