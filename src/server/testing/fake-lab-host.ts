/** A lab host for tests: speaks the internal API on a unix socket, keeps sessions in memory, grades as it is told. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Verdict } from '@/grading/verdict';
import type { ControlResult, ControlsView, FileView, SessionView } from '@/labhost/protocol';
import { httpLabHost, type LabHost } from '../labhosts';

export interface FakeLabHost {
  readonly host: LabHost;
  readonly sessions: Map<string, SessionView>;
  /** "PUT /sessions/x", in order. */
  readonly calls: string[];
  verdict: Verdict;
  /** What a test does with a websocket that web opened. */
  onSocket: (socket: WebSocket, path: string) => void;
  /** The process dies: its port closes, its memory is gone. */
  stop(): Promise<void>;
}

export const SECRET = 'x'.repeat(32);

export const passedVerdict: Verdict = {
  labId: 'first-pod',
  labRevision: 'r1',
  score: 100,
  tasks: [
    {
      id: 'pod',
      title: 'A pod',
      weight: 1,
      passed: true,
      score: 1,
      checks: [{ id: 'pod-runs', title: 'The pod runs', state: 'passed', guard: false }],
    },
  ],
};

export async function startFakeLabHost(id: string, socketPath: string): Promise<FakeLabHost> {
  const sessions = new Map<string, SessionView>();
  const calls: string[] = [];
  const server = createServer((request, response) => void answer(request, response));
  const sockets = new WebSocketServer({ noServer: true });
  const fake: FakeLabHost = {
    host: httpLabHost({ id, address: `unix:${socketPath}` }, { secret: SECRET, patienceMs: 0 }),
    sessions,
    calls,
    verdict: passedVerdict,
    onSocket: () => {},
    stop: () =>
      new Promise((resolve) => {
        for (const socket of sockets.clients) socket.terminate();
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const reply = (status: number, body?: unknown) => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(body === undefined ? undefined : JSON.stringify(body));
    };
    calls.push(`${request.method} ${request.url}`);
    if (request.headers.authorization !== `Bearer ${SECRET}`)
      return reply(401, { code: 'unauthorized', message: 'no' });
    const [, , sessionId = '', action] = new URL(request.url ?? '/', 'http://host').pathname.split('/');
    const body = JSON.parse((await text(request)) || '{}');
    if (request.method === 'PUT') {
      sessions.set(sessionId, view(sessionId, body));
      return reply(200, sessions.get(sessionId));
    }
    if (request.method === 'DELETE') {
      sessions.delete(sessionId);
      return reply(204);
    }
    const session = sessions.get(sessionId);
    if (!session) return reply(404, { code: 'not_found', message: 'no such session' });
    if (action === 'files') return reply(200, request.method === 'GET' ? HOME : { version: '1' });
    if (action === 'schemas') return reply(200, { versions: [], components: { schemas: {} } });
    if (action === 'solution') return reply(200, { part: 'scripts', scripts: [] });
    if (action === 'controls') return reply(200, request.method === 'GET' ? CONTROLS : CONTROLLED);
    return reply(200, action === 'check' ? fake.verdict : session);
  }

  server.on('upgrade', (request, socket, head) => {
    calls.push(`UPGRADE ${request.url}`);
    const session = sessions.get(request.url?.split('/')[2] ?? '');
    if (!session) {
      socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
      return;
    }
    sockets.handleUpgrade(request, socket, head, (upgraded) => fake.onSocket(upgraded, request.url ?? ''));
  });

  await new Promise<void>((resolve) => server.listen(socketPath, resolve));
  return fake;
}

const HOME: FileView = { type: 'folder', entries: [], more: false };
const CONTROLS: ControlsView = { can: ['time'], aheadSeconds: 0 };
const CONTROLLED: ControlResult = { message: 'Done.', controls: CONTROLS };

const view = (id: string, { labId, labRevision }: { labId: string; labRevision: string }): SessionView => ({
  id,
  labId,
  labRevision,
  state: 'ready',
  terminal: { available: true },
  clusters: [{ name: 'main', context: 'main' }],
  hosts: [{ name: 'lab' }],
});
