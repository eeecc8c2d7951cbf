import { beforeEach, expect, it, vi } from 'vitest';
import { CloseCode, decodeOutput } from '../protocol';
import { OutputLog } from './output-log';
import type { Shell, ShellEvents, ShellSize } from './sandbox';
import { NEW_SHELL_NOTICE, type TabClient, TerminalTab } from './tab';

class FakeClient implements TabClient {
  readonly messages: { type: string; [key: string]: unknown }[] = [];
  screen = '';
  closed: number | undefined;
  bufferedAmount = 0;
  paused = false;
  send(data: string | Uint8Array): void {
    if (typeof data === 'string') this.messages.push(JSON.parse(data));
    else this.screen += Buffer.from(decodeOutput(data).bytes).toString();
  }
  pause(): void {
    this.paused = true;
  }
  resume(): void {
    this.paused = false;
  }
  close(code: number): void {
    this.closed = code;
  }
}

class FakeShell implements Shell {
  written = '';
  sizes: ShellSize[] = [];
  paused = false;
  closed = false;
  full = false;
  drain: () => void = () => {};
  constructor(readonly events: ShellEvents) {}
  write(bytes: Uint8Array): boolean {
    this.written += Buffer.from(bytes).toString();
    return !this.full;
  }
  onDrain(listener: () => void): void {
    this.drain = listener;
  }
  resize(size: ShellSize): void {
    this.sizes.push(size);
  }
  pause(): void {
    this.paused = true;
  }
  resume(): void {
    this.paused = false;
  }
  close(): void {
    this.closed = true;
  }
  print(text: string): void {
    this.events.output(Buffer.from(text));
  }
}

const SIZE = { cols: 80, rows: 24 };
let shells: FakeShell[];
let tab: TerminalTab;

beforeEach(() => {
  vi.useFakeTimers();
  shells = [];
  tab = new TerminalTab(new OutputLog(), async (_size, events) => {
    const shell = new FakeShell(events);
    shells.push(shell);
    return shell;
  });
  return () => vi.useRealTimers();
});

const attach = async (since = 0) => {
  const client = new FakeClient();
  await tab.attach(client, { ...SIZE, since });
  return client;
};
const shell = (): FakeShell => {
  const latest = shells.at(-1);
  if (!latest) throw new Error('no shell');
  return latest;
};

it('opens one shell and shows its output, live and to a later browser', async () => {
  const first = await attach();
  shell().print('hello');
  tab.detach(first);
  shell().print(' again');
  const second = await attach(5);
  expect(first.screen).toBe('hello');
  expect(second.screen).toBe(' again');
  expect(second.messages).toEqual([{ type: 'ready', from: 5, freshShell: false }]);
  expect(shells).toHaveLength(1);
});

it('gives the tab to the last who opens it and hears nobody else', async () => {
  const first = await attach();
  const second = await attach();
  tab.input(first, Buffer.from('stolen'));
  tab.input(second, Buffer.from('mine'));
  tab.detach(first);
  shell().print('x');
  expect(first.closed).toBe(CloseCode.takenOver);
  expect(shell().written).toBe('mine');
  expect(second.screen).toBe('x');
});

it('makes the shell wait for a slow browser, until it has caught up or gone', async () => {
  const client = await attach();
  client.bufferedAmount = 2 ** 21;
  shell().print('much');
  expect(shell().paused).toBe(true);
  client.bufferedAmount = 0;
  vi.advanceTimersByTime(50);
  expect(shell().paused).toBe(false);
  client.bufferedAmount = 2 ** 21;
  shell().print('more');
  tab.detach(client);
  expect(shell().paused).toBe(false);
});

it('makes the browser wait for a shell that does not read', async () => {
  const client = await attach();
  shell().full = true;
  tab.input(client, Buffer.from('paste'));
  expect(client.paused).toBe(true);
  shell().drain();
  expect(client.paused).toBe(false);
});

it('resizes once for many changes, to the last of them', async () => {
  const client = await attach();
  vi.advanceTimersByTime(100);
  for (let cols = 81; cols <= 100; cols += 1) tab.resize(client, { cols, rows: 30 });
  vi.advanceTimersByTime(100);
  expect(shell().sizes).toEqual([SIZE, { cols: 100, rows: 30 }]);
});

it('tells the exit status, and opens a new shell under the old output', async () => {
  const first = await attach();
  shell().print('old');
  shell().events.exit(3);
  expect(first.messages.at(-1)).toEqual({ type: 'exit', code: 3 });
  expect(first.closed).toBe(1000);
  const second = await attach();
  expect(second.messages).toEqual([{ type: 'ready', from: 0, freshShell: true }]);
  expect(second.screen).toMatch(/^old/);
  expect(second.screen).toContain(NEW_SHELL_NOTICE);
});

it('opens one shell for two browsers that come at once', async () => {
  const [first, second] = await Promise.all([attach(), attach()]);
  expect(shells).toHaveLength(1);
  expect(first?.messages).toEqual([]);
  expect(second?.messages).toMatchObject([{ type: 'ready' }]);
});

it('can be tried again after a shell could not be opened', async () => {
  let broken = true;
  tab = new TerminalTab(new OutputLog(), async (_size, events) => {
    if (broken) throw new Error('no sandbox');
    return new FakeShell(events);
  });
  await expect(attach()).rejects.toThrow('no sandbox');
  broken = false;
  expect((await attach()).messages).toMatchObject([{ type: 'ready' }]);
});
