import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { encodeOutput } from '@/terminal/protocol';
import { readRun, Shell, type ShellSocket } from './shell';

const BEGIN = '\x1b]777;sealegs;begin\x07';
const PROMPT = '\x1b]777;sealegs;prompt\x07';
const done = (status: number) => `\x1b]777;sealegs;done;${status}\x07`;

it('takes what lies between beginning and end for output, not what was typed', () => {
  const raw = `kubectl get pods\r\n${BEGIN}NAME\r\n\x1b[31mweb\x1b[0m\r\n${done(0)}$ ${PROMPT}`;
  expect(readRun(raw)).toEqual({ statuses: [0], output: 'NAME\nweb' });
});

it('tells the exit code of each of several commands', () => {
  const raw = `a\r\n${BEGIN}A\r\n${done(0)}$ ${PROMPT}b\r\n${BEGIN}B\r\n${done(3)}$ ${PROMPT}`;
  expect(readRun(raw)).toEqual({ statuses: [0, 3], output: 'A\nB' });
});

it('knows no exit code of a line that is no command', () => {
  const raw = `# why\r\n${done(1)}$ ${PROMPT}`;
  expect(readRun(raw).statuses).toEqual([]);
});

it('gives what a command has printed that goes on', () => {
  expect(readRun(`w\r\n${BEGIN}one\r\n`)).toEqual({ statuses: [], output: 'one' });
});

/** A terminal's socket whose shell says what the test has it say. */
class FakeSocket extends EventEmitter {
  readonly typed: string[] = [];
  readonly send = (data: Buffer) => void this.typed.push(data.toString());
  readonly close = () => {};
  say(text: string): void {
    this.emit('message', encodeOutput(0, Buffer.from(text)), true);
  }
}

const PROMPTED = `$ ${PROMPT}`;
async function opened() {
  const socket = new FakeSocket();
  const opening = Shell.open(socket as unknown as ShellSocket);
  socket.emit('message', JSON.stringify({ type: 'ready', from: 0, freshShell: true }), false);
  socket.say('$ ');
  await vi.advanceTimersByTimeAsync(100);
  socket.say(`${BEGIN}${done(0)}${PROMPTED}`);
  await vi.advanceTimersByTimeAsync(100);
  return { socket, shell: await opening };
}
beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('takes one line for ended as soon as the prompt is back', async () => {
  const { socket, shell } = await opened();
  const running = shell.start('kubectl get pods');
  expect(socket.typed.at(-1)).toBe('kubectl get pods\r');
  socket.say(`kubectl get pods\r\n${BEGIN}web\r\n`);
  expect(running.hasEnded()).toBe(false);
  socket.say(`${done(0)}${PROMPTED}`);
  expect(running.hasEnded()).toBe(true);
  expect(running.result()).toEqual({ statuses: [0], output: 'web' });
});

it('waits for the last of several lines, however long it is silent', async () => {
  const { socket, shell } = await opened();
  const running = shell.start('kubectl apply -f x\nkubectl wait x');
  socket.say(`${BEGIN}${done(0)}${PROMPTED}kubectl wait x\r\n${BEGIN}`);
  vi.advanceTimersByTime(30_000);
  expect(running.hasEnded()).toBe(false);
  socket.say(`met\r\n${done(1)}${PROMPTED}`);
  expect(running.hasEnded()).toBe(false);
  vi.advanceTimersByTime(1500);
  expect(running.hasEnded()).toBe(true);
  expect(running.result()).toEqual({ statuses: [0, 1], output: 'met' });
});
