import { beforeEach, expect, it } from 'vitest';
import { CloseCode, encodeOutput } from '../protocol';
import { type ConnectionState, retryDelay, SessionGone, type Socket, TerminalConnection } from './connection';

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
let timers: { ms: number; run: () => void }[];
let ticket: () => Promise<string>;

beforeEach(() => {
  sockets = [];
  states = [];
  screen = '';
  timers = [];
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
    schedule: (ms, run) => timers.push({ ms, run }),
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
  timers.shift()?.run();
  await settle();
  expect(latest().query.since).toBe('6');
  latest().say({ type: 'ready', from: 6, freshShell: false });
  latest().output(3, 'lo world');
  expect(screen).toBe('hello world');
});

it('says when output is gone for good and when the shell is new', async () => {
  await connected();
  latest().output(0, 'abc');
  latest().end(1006);
  timers.shift()?.run();
  await settle();
  latest().say({ type: 'ready', from: 9, freshShell: false });
  latest().end(1006);
  timers.shift()?.run();
  await settle();
  latest().say({ type: 'ready', from: 20, freshShell: true });
  expect(screen).toBe('abc[output-lost][fresh-shell]');
});

it('backs off from 250 ms to 5 s and starts anew once connected', async () => {
  await connected();
  expect([1, 2, 3, 4, 5, 6, 7].map(retryDelay)).toEqual([250, 500, 1000, 2000, 4000, 5000, 5000]);
  ticket = () => Promise.reject(new Error('offline'));
  latest().end(1006);
  timers.shift()?.run();
  await settle();
  expect(timers[0]?.ms).toBe(500);
  ticket = async () => 't';
  timers.shift()?.run();
  await settle();
  latest().say({ type: 'ready', from: 0, freshShell: false });
  latest().end(1006);
  expect(timers[0]?.ms).toBe(250);
});

it('stays away when the terminal was taken over, until told to connect again', async () => {
  const connection = await connected();
  latest().end(CloseCode.takenOver);
  expect(states.at(-1)).toEqual({ phase: 'taken-over' });
  expect(timers).toEqual([]);
  connection.connect();
  await settle();
  expect(sockets).toHaveLength(2);
});

it('ends when the session is gone', async () => {
  await connected();
  ticket = () => Promise.reject(new SessionGone('This session ended after an hour.'));
  latest().end(1006);
  timers.shift()?.run();
  await settle();
  expect(states.at(-1)).toEqual({ phase: 'ended', reason: 'This session ended after an hour.' });
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
  expect(timers).toEqual([]);
});
