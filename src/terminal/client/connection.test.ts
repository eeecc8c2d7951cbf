import { beforeEach, expect, it } from 'vitest';
import { FakeClock } from '@/apimachinery';
import { PING, PONG } from '../ping';
import { CloseCode, encodeOutput } from '../protocol';
import { type ConnectionState, TerminalConnection } from './connection';
import { retryDelay, SessionGone, type Socket } from './line';

class FakeSocket {
  binaryType: BinaryType = 'blob';
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onclose: ((event: { code: number; reason: string }) => void) | null = null;
  readonly sent: unknown[] = [];
  closed = false;
  constructor(readonly query: Readonly<Record<string, string>>) {}
  send(data: string | Uint8Array): void {
    this.sent.push(typeof data === 'string' ? JSON.parse(data) : new TextDecoder().decode(data));
  }
  close(): void {
    this.closed = true;
  }
  say(message: object): void {
    this.onmessage?.({ data: JSON.stringify(message) });
  }
  output(sequence: number, text: string): void {
    this.onmessage?.({ data: encodeOutput(sequence, new TextEncoder().encode(text)).buffer });
  }
  end(code: number, reason = ''): void {
    this.onclose?.({ code, reason });
  }
}

let sockets: FakeSocket[];
let states: ConnectionState[];
let screen: string;
let clock: FakeClock;
let ticket: () => Promise<string>;

beforeEach(() => {
  sockets = [];
  states = [];
  screen = '';
  clock = new FakeClock();
  ticket = async () => `ticket-${sockets.length}`;
});

const settle = () => new Promise((resolve) => setTimeout(resolve, 0));
const latest = (): FakeSocket => {
  const socket = sockets.at(-1);
  if (!socket) throw new Error('no socket was opened');
  return socket;
};

async function connected(): Promise<TerminalConnection> {
  const connection = new TerminalConnection({
    ticket: () => ticket(),
    open: (query) => {
      const socket = new FakeSocket(query);
      sockets.push(socket);
      return socket as unknown as Socket;
    },
    schedule: (ms, run) => {
      const timer = clock.setTimer(ms, run);
      return () => timer.cancel();
    },
    size: () => ({ cols: 80, rows: 24 }),
    onOutput: (bytes) => {
      screen += new TextDecoder().decode(bytes);
    },
    onDiscontinuity: (kind) => {
      screen += `[${kind}]`;
    },
    onState: (state) => states.push(state),
  });
  connection.connect();
  await settle();
  latest().say({ type: 'ready', from: 0, freshShell: true });
  return connection;
}

it('asks for a ticket, connects and shows output', async () => {
  await connected();
  latest().output(0, 'hello');
  expect(latest().query).toEqual({ ticket: 'ticket-0', since: '0', cols: '80', rows: '24' });
  expect(screen).toBe('hello');
  expect(states.at(-1)).toEqual({ phase: 'connected' });
});

it('after a broken line asks for the bytes it misses and drops those it has', async () => {
  await connected();
  latest().output(0, 'hello ');
  latest().end(1006);
  expect(states.at(-1)).toEqual({ phase: 'reconnecting', attempt: 1 });
  await clock.advance(retryDelay(1));
  expect(latest().query.since).toBe('6');
  latest().say({ type: 'ready', from: 6, freshShell: false });
  latest().output(3, 'lo world');
  expect(screen).toBe('hello world');
});

it('says when output is gone for good and when the shell is new', async () => {
  await connected();
  latest().output(0, 'abc');
  latest().end(1006);
  await clock.advance(retryDelay(1));
  latest().say({ type: 'ready', from: 9, freshShell: false });
  latest().end(1006);
  await clock.advance(retryDelay(1));
  latest().say({ type: 'ready', from: 20, freshShell: true });
  expect(screen).toBe('abc[output-lost][fresh-shell]');
});

it('backs off from 250 ms to 5 s and starts anew once connected', async () => {
  await connected();
  expect([1, 2, 3, 4, 5, 6, 7].map(retryDelay)).toEqual([250, 500, 1000, 2000, 4000, 5000, 5000]);
  ticket = () => Promise.reject(new Error('offline'));
  latest().end(1006);
  await clock.advance(250);
  expect(states.at(-1)).toEqual({ phase: 'reconnecting', attempt: 2 });
  ticket = async () => 't';
  await clock.advance(499);
  expect(sockets).toHaveLength(1);
  await clock.advance(1);
  expect(sockets).toHaveLength(2);
  latest().say({ type: 'ready', from: 0, freshShell: false });
  latest().end(1006);
  expect(states.at(-1)).toEqual({ phase: 'reconnecting', attempt: 1 });
  await clock.advance(250);
  expect(sockets).toHaveLength(3);
});

it('stays away when the terminal was taken over, until told to connect again', async () => {
  const connection = await connected();
  latest().end(CloseCode.takenOver);
  expect(states.at(-1)).toEqual({ phase: 'taken-over' });
  connection.nudge();
  await clock.advance(60_000);
  expect(sockets).toHaveLength(1);
  connection.connect();
  await settle();
  expect(sockets).toHaveLength(2);
});

it('ends when the session is gone', async () => {
  await connected();
  ticket = () => Promise.reject(new SessionGone('This session ended after an hour.'));
  latest().end(1006);
  await clock.advance(retryDelay(1));
  expect(states.at(-1)).toEqual({ phase: 'ended', reason: 'This session ended after an hour.' });
  expect(clock.pendingTimers).toBe(0);
});

it('sends input and sizes only while connected', async () => {
  const connection = await connected();
  expect(connection.input('ls\r')).toBe(true);
  connection.resize(100, 30);
  expect(latest().sent).toEqual([
    { type: 'resize', cols: 80, rows: 24 },
    'ls\r',
    { type: 'resize', cols: 100, rows: 30 },
  ]);
  latest().end(1006);
  expect(connection.input('x')).toBe(false);
});

it('ignores what an old socket still says', async () => {
  const connection = await connected();
  const old = latest();
  connection.connect();
  await settle();
  old.output(0, 'stale');
  old.end(1006);
  expect(screen).toBe('');
  expect(sockets).toHaveLength(2);
  expect(states.at(-1)).toEqual({ phase: 'connecting', steps: [] });
});

const pings = (socket = latest()): number => socket.sent.filter(isPing).length;
const isPing = (sent: unknown): boolean => JSON.stringify(sent) === PING;

it('asks a quiet line for a sign of life, and is content with any answer', async () => {
  await connected();
  await clock.advance(9_999);
  expect(pings()).toBe(0);
  await clock.advance(1);
  expect(pings()).toBe(1);
  await clock.advance(4_999);
  latest().onmessage?.({ data: PONG });
  await clock.advance(9_999);
  expect(pings()).toBe(1);
  await clock.advance(1);
  expect(pings()).toBe(2);
  latest().output(0, 'tick');
  await clock.advance(14_999);
  expect(sockets).toHaveLength(1);
  expect(states.at(-1)).toEqual({ phase: 'connected' });
  expect(screen).toBe('tick');
});

it('gives a line up that answers nothing, without waiting for its close event, and has the screen replayed', async () => {
  const connection = await connected();
  latest().output(0, 'hello ');
  const dead = latest();
  await clock.advance(15_000);
  expect(states.at(-1)).toEqual({ phase: 'reconnecting', attempt: 1 });
  expect(dead.closed).toBe(true);
  expect(connection.input('lost?')).toBe(false);
  await clock.advance(250);
  expect(latest().query.since).toBe('6');
  latest().say({ type: 'ready', from: 6, freshShell: false });
  latest().output(6, 'world');
  dead.output(6, 'stale');
  dead.end(1006);
  expect(screen).toBe('hello world');
  expect(states.at(-1)).toEqual({ phase: 'connected' });
  expect(sockets).toHaveLength(2);
});

it('hears of a dead line sooner from who types into it', async () => {
  const connection = await connected();
  latest().output(0, '$ ');
  connection.input('l');
  await clock.advance(600);
  connection.input('s');
  await clock.advance(400);
  expect(pings()).toBe(1);
  await clock.advance(5_000);
  expect(states.at(-1)).toEqual({ phase: 'reconnecting', attempt: 1 });
});

it('asks nothing of a line that echoes what is typed', async () => {
  const connection = await connected();
  for (let typed = 0; typed < 20; typed++) {
    connection.input('x');
    await clock.advance(200);
    latest().output(typed, 'x');
    await clock.advance(3_000);
  }
  expect(pings()).toBe(0);
});

it('finds out at once after a sleep: the open line is asked, the waiting one dials', async () => {
  const connection = await connected();
  connection.nudge();
  connection.nudge();
  expect(pings()).toBe(1);
  await clock.advance(5_000);
  expect(states.at(-1)).toEqual({ phase: 'reconnecting', attempt: 1 });
  connection.nudge();
  await settle();
  expect(sockets).toHaveLength(2);
  await clock.advance(retryDelay(1));
  expect(sockets).toHaveLength(2);
});

it.each([
  ['a ticket', () => new Promise<string>(() => {})],
  ['the first word', async () => 'ticket'],
])('tries again when %s does not come', async (_, slow) => {
  await connected();
  ticket = slow;
  latest().end(1006);
  await clock.advance(retryDelay(1));
  ticket = async () => 'another';
  await clock.advance(14_999);
  expect(states.at(-1)).toEqual({ phase: 'reconnecting', attempt: 1 });
  await clock.advance(1);
  expect(states.at(-1)).toEqual({ phase: 'reconnecting', attempt: 2 });
  await clock.advance(retryDelay(2));
  expect(latest().query.ticket).toBe('another');
});

it('leaves no timer behind', async () => {
  const connection = await connected();
  connection.input('x');
  connection.dispose();
  expect(latest().closed).toBe(true);
  expect(clock.pendingTimers).toBe(0);
});
