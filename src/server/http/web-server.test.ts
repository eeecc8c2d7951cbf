import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { WebSocket } from 'ws';
import { PING, PONG } from '@/terminal/ping';
import { CloseCode } from '@/terminal/protocol';
import { endSession, issueTicket, startSession } from '../operations';
import { type TestServer, testProviders } from '../testing/databases';
import { type Site, startSite, type Visitor } from '../testing/site';
import { createWorld, type World } from '../testing/world';

let server: TestServer;
let world: World;
let site: Site;
let ada: Visitor;
let sessionId: string;

beforeEach(async () => {
  const [sqlite] = testProviders;
  if (!sqlite) throw new Error('no database');
  server = await sqlite.start();
  world = await createWorld(await server.open());
  site = await startSite(world);
  ada = await site.visitor();
  sessionId = (await startSession(ada.call, { labId: 'first-pod' })).id;
});

afterEach(async () => {
  await site.close();
  await world.close();
  await server.stop();
});

const ticketFor = async (visitor = ada, tab = 't1') =>
  (await issueTicket(visitor.call, { sessionId, purpose: 'terminal', tab })).ticket;

const terminal = async (query = '', visitor = ada) =>
  site.socket(`/ws/sessions/${sessionId}/terminals/t1?ticket=${await ticketFor(visitor)}${query}`, {
    cookie: visitor.cookie,
  });

const closeCode = async (socket: WebSocket) => (await once(socket, 'close'))[0] as number;

const refusal = async (socket: WebSocket) => {
  const [error] = (await once(socket, 'error')) as [Error];
  return Number(/Unexpected server response: (\d+)/.exec(error.message)?.[1]);
};

describe('a websocket of a session', () => {
  it('carries text and bytes as they are, in both directions, and the host never sees the ticket', async () => {
    const [host] = world.hosts;
    const seen: [string, boolean][] = [];
    host.onSocket = (socket) => {
      socket.send('{"type":"ready"}');
      socket.send(Buffer.from([0, 255, 1]));
      socket.on('message', (data, binary) => {
        seen.push([data.toString(), binary]);
        if (seen.length === 2) socket.close(1000);
      });
    };
    const socket = await terminal('&since=42&cols=80&rows=24');
    const received: [Buffer, boolean][] = [];
    socket.on('message', (data, binary) => received.push([data as Buffer, binary]));
    socket.on('open', () => {
      socket.send('{"type":"resize"}');
      socket.send(Buffer.from('ls\r'));
    });
    expect(await closeCode(socket)).toBe(1000);
    expect(received.map(([data, binary]) => [[...data], binary])).toEqual([
      [[...Buffer.from('{"type":"ready"}')], false],
      [[0, 255, 1], true],
    ]);
    expect(seen).toEqual([
      ['{"type":"resize"}', false],
      ['ls\r', true],
    ]);
    expect(host.calls.at(-1)).toBe(`UPGRADE /sessions/${sessionId}/terminals/t1?since=42&cols=80&rows=24`);
  });

  it.each<[string, number, () => Promise<WebSocket>]>([
    [
      'without a cookie',
      401,
      async () => site.socket(`/ws/sessions/${sessionId}/terminals/t1?ticket=${await ticketFor()}`),
    ],
    [
      'from a page of another site',
      403,
      async () =>
        site.socket(`/ws/sessions/${sessionId}/terminals/t1?ticket=${await ticketFor()}`, {
          cookie: ada.cookie,
          origin: 'https://evil.example',
        }),
    ],
    [
      'on a path that is none',
      404,
      async () => site.socket(`/ws/sessions/${sessionId}/shell?ticket=x`, { cookie: ada.cookie }),
    ],
  ])('is refused %s', async (_, status, open) => {
    expect(await refusal(await open())).toBe(status);
  });

  it.each<[string, () => Promise<WebSocket>]>([
    [
      'a ticket that is missing',
      async () => site.socket(`/ws/sessions/${sessionId}/terminals/t1`, { cookie: ada.cookie }),
    ],
    [
      'a ticket that was used',
      async () => {
        const path = `/ws/sessions/${sessionId}/terminals/t1?ticket=${await ticketFor()}`;
        await once(site.socket(path, { cookie: ada.cookie }), 'open');
        return site.socket(path, { cookie: ada.cookie });
      },
    ],
    [
      'another’s ticket',
      async () =>
        site.socket(`/ws/sessions/${sessionId}/terminals/t1?ticket=${await ticketFor()}`, {
          cookie: (await site.visitor()).cookie,
        }),
    ],
    [
      'a terminal’s ticket for the progress',
      async () =>
        site.socket(`/ws/sessions/${sessionId}/progress?ticket=${await ticketFor()}`, { cookie: ada.cookie }),
    ],
    [
      'a terminal’s ticket for the view of a cluster',
      async () =>
        site.socket(`/ws/sessions/${sessionId}/view?ticket=${await ticketFor()}`, { cookie: ada.cookie }),
    ],
  ])('is closed as badTicket for %s', async (_, open) => {
    expect(await closeCode(await open())).toBe(CloseCode.badTicket);
  });

  it.each([
    ['that was turned away', 'nobody’s'],
    ['that is being opened', undefined],
  ])('%s may send what is no frame, and harms nobody', async (_, ticket) => {
    const failures: unknown[] = [];
    const note = (error: unknown) => failures.push(error);
    process.on('uncaughtExceptionMonitor', note);
    const path = `/ws/sessions/${sessionId}/terminals/t1?ticket=${ticket ?? (await ticketFor())}`;
    const socket = site.socket(path, { cookie: ada.cookie });
    socket.on('error', () => {});
    socket.on('upgrade', ({ socket: stream }) => stream.write(Buffer.alloc(8, 0xff)));
    await closeCode(socket);
    await new Promise((resolve) => setTimeout(resolve, 50));
    process.off('uncaughtExceptionMonitor', note);
    expect(failures).toEqual([]);
  });

  it('that is gone before its host answers leaves nothing open there', async () => {
    const [host] = world.hosts;
    let open = 0;
    host.onSocket = (upstream) => {
      open += 1;
      upstream.on('close', () => {
        open -= 1;
      });
    };
    const socket = site.socket(`/ws/sessions/${sessionId}/terminals/t1?ticket=${await ticketFor()}`, {
      cookie: ada.cookie,
    });
    socket.on('error', () => {});
    socket.on('upgrade', ({ socket: stream }) => stream.resetAndDestroy());
    await closeCode(socket);
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(open).toBe(0);
  });

  it('is reopened on a host that has forgotten the session', async () => {
    const [host] = world.hosts;
    host.sessions.clear();
    host.onSocket = (socket) => socket.send('hello');
    const socket = await terminal();
    expect(String((await once(socket, 'message'))[0])).toBe('hello');
    expect(host.calls.slice(-2)).toEqual([`PUT /sessions/${sessionId}`, expect.stringContaining('UPGRADE')]);
  });

  it('answers a browser that asks for a sign of life, by itself, and takes it for no activity', async () => {
    const seen: string[] = [];
    world.hosts[0].onSocket = (socket) => socket.on('message', (data) => seen.push(data.toString()));
    const socket = await terminal();
    await once(socket, 'open');
    const since = new Date(0);
    await world.database.db.labSession.update({ where: { id: sessionId }, data: { lastActiveAt: since } });
    socket.send(PING);
    const [answer] = (await once(socket, 'message')) as [Buffer];
    expect(answer.toString()).toBe(PONG);
    const lastActiveAt = async () =>
      (await world.database.db.labSession.findUniqueOrThrow({ where: { id: sessionId } })).lastActiveAt;
    expect(await lastActiveAt()).toEqual(since);
    // As bytes the same is what somebody typed.
    socket.send(Buffer.from(PING));
    await expect.poll(() => seen).toEqual([PING]);
  });

  it('is closed as hostUnavailable while the host is down', async () => {
    const socket = await terminal();
    await world.hosts[0].stop();
    expect(await closeCode(socket)).toBe(CloseCode.hostUnavailable);
  });

  it('is closed as hostUnavailable when the host dies under it', async () => {
    const upgraded = new Promise((resolve) => {
      world.hosts[0].onSocket = resolve;
    });
    const socket = await terminal();
    await upgraded;
    const closed = closeCode(socket);
    await world.hosts[0].stop();
    expect(await closed).toBe(CloseCode.hostUnavailable);
  });

  it('is closed with the host’s own code', async () => {
    world.hosts[0].onSocket = (socket) => socket.close(CloseCode.takenOver, 'opened elsewhere');
    expect(await closeCode(await terminal())).toBe(CloseCode.takenOver);
  });

  it('is closed as sessionEnded once the session is over', async () => {
    const ticket = await ticketFor();
    const hash = await world.database.db.sessionTicket.findFirstOrThrow();
    await endSession(ada.call, { sessionId });
    // Ending removed the ticket; one that slipped through must not help.
    await world.database.db.sessionTicket.create({ data: hash });
    const socket = site.socket(`/ws/sessions/${sessionId}/terminals/t1?ticket=${ticket}`, {
      cookie: ada.cookie,
    });
    expect(await closeCode(socket)).toBe(CloseCode.sessionEnded);
  });

  it('makes a host wait for a browser that reads slowly, and loses nothing', async () => {
    const CHUNK = Buffer.alloc(256 * 1024, 'y');
    const CHUNKS = 200;
    const hostSocket = new Promise<WebSocket>((resolve) => {
      world.hosts[0].onSocket = resolve;
    });
    const socket = await terminal();
    await once(socket, 'open');
    socket.pause();
    const sender = await hostSocket;
    let sent = 0;
    for (let index = 0; index < CHUNKS; index++) sender.send(CHUNK, () => sent++);
    await expect.poll(() => sent, { timeout: 5000 }).toBeGreaterThan(0);
    // What is under way fits into the kernel's buffers and ours: most of the 50 MB is still at the host.
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(sender.bufferedAmount).toBeGreaterThan((CHUNKS * CHUNK.length) / 2);
    let received = 0;
    socket.on('message', (data) => {
      received += (data as Buffer).length;
    });
    socket.resume();
    await expect.poll(() => received, { timeout: 5000 }).toBe(CHUNKS * CHUNK.length);
  });
});

describe('every answer', () => {
  it('carries the policy whose nonce the page is rendered with, whatever the client sent', async () => {
    const answer = await fetch(site.origin, {
      headers: {
        'content-security-policy': "script-src 'nonce-mine'",
        'x-nonce': 'mine',
        'x-sealegs-peer': '6.6.6.6',
      },
    });
    const seen = (await answer.json()) as Record<string, string>;
    const policy = answer.headers.get('content-security-policy') ?? '';
    expect(seen['content-security-policy']).toBe(policy);
    expect(policy).toContain(`'nonce-${seen['x-nonce']}'`);
    expect(policy).not.toContain('mine');
    expect(policy).not.toContain('unsafe-eval');
    expect(seen['x-sealegs-peer']).toBe('127.0.0.1');
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect(answer.headers.get('x-frame-options')).toBe('DENY');
  });

  it('has a nonce of its own', async () => {
    const policies = await Promise.all(
      [1, 2].map(async () => (await fetch(site.origin)).headers.get('content-security-policy')),
    );
    expect(policies[0]).not.toBe(policies[1]);
  });
});
