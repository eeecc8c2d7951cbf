/**
 * One session's sandbox from outside: starts it, asks its broker for ptys, resizes them, hears how shells end, ends
 * it. Whatever comes from inside is bytes: lines are matched whole against a pattern, paths are never followed (the
 * broker's socket is opened once, without following links, and dialled through that descriptor ever after).
 */
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { closeSync, constants, fstatSync, openSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { type SandboxSpec, sandboxCommand } from './command';
import { environment } from './environment';
import { LineReader } from './line-reader';
import { unsafeCommand } from './unsafe-shell';

export interface ShellSize {
  readonly cols: number;
  readonly rows: number;
}

export interface ShellEvents {
  output(bytes: Uint8Array): void;
  /** Once, after the last output. */
  exit(code: number): void;
}

export interface Shell {
  /** @returns false when the shell doesn't keep up; `onDrain` tells when it does again */
  write(bytes: Uint8Array): boolean;
  onDrain(listener: () => void): void;
  resize(size: ShellSize): void;
  /** Stops reading, so that the program inside blocks on its output. */
  pause(): void;
  resume(): void;
  /** Hangs up. */
  close(): void;
}

const O_PATH = 0o10_000_000;
const START_TIMEOUT_MS = 15_000;
const OPEN_TIMEOUT_MS = 10_000;
/** How long a shell's exit status may come after its last output. */
const STATUS_GRACE_MS = 250;
const MAX_LINE = 512;
const DIAL_ATTEMPTS = 200;
const DIAL_PAUSE_MS = 10;
const PASSING = new Set(['ECONNREFUSED', 'EAGAIN']);
const NO_TERMINAL = 'The sandbox did not open a terminal.';
export const KILLED = 137;

const TTY_LINE = /^(\/dev\/pts\/\d{1,5})\r?$/;
const EXIT_LINE = /^exit (\/dev\/pts\/\d{1,5}) (\d{1,3})$/;

export class SandboxError extends Error {
  override readonly name = 'SandboxError';
}

type SandboxProcess = ChildProcessByStdio<Writable, Readable, Readable>;

export class Sandbox {
  readonly #process: SandboxProcess;
  readonly #broker: number;
  /** By tty: who waits for the exit status. */
  readonly #statuses = new Map<string, (code: number) => void>();
  /** Resolves when the sandbox and everything in it is gone. */
  readonly ended: Promise<void>;
  #alive = true;

  private constructor(child: SandboxProcess, broker: number, lines: LineReader) {
    this.#process = child;
    this.#broker = broker;
    lines.onLine = (line) => this.#hear(line);
    this.ended = new Promise((resolve) => {
      const over = () => {
        if (!this.#alive) return;
        this.#alive = false;
        closeSync(this.#broker);
        resolve();
      };
      child.once('exit', over);
      if (child.exitCode !== null || child.signalCode !== null) over();
    });
  }

  /** @throws SandboxError with what bubblewrap said */
  static async start(spec: SandboxSpec): Promise<Sandbox> {
    const [command = '', ...args] = spec.unsafe ? unsafeCommand(spec) : sandboxCommand(spec);
    // A session of its own: `kill 0` inside would reach the lab host's process group, and where the kernel shares the
    // processor by session (autogroup), a student's busy loops count as one.
    const child = spawn(command, args, {
      env: environment(),
      cwd: '/',
      detached: true,
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    child.stdin.on('error', () => {});
    const lines = new LineReader(child.stdout, MAX_LINE);
    try {
      await whenReady(child, lines);
      return new Sandbox(child, openBroker(path.join(spec.folders.run, 'tabs', 'sock')), lines);
    } catch (error) {
      killGroup(child);
      throw error;
    }
  }

  get alive(): boolean {
    return this.#alive;
  }

  get pid(): number | undefined {
    return this.#process.pid;
  }

  /** A new pty with a login shell. */
  async open(size: ShellSize, events: ShellEvents): Promise<Shell> {
    if (!this.#alive) throw new SandboxError('The sandbox has ended.');
    const socket = await dial(`/proc/self/fd/${this.#broker}`);
    socket.write(`${size.rows} ${size.cols}\n`);
    const { line: tty, rest } = await firstLine(socket);
    const status = new Promise<number>((resolve) => this.#statuses.set(tty, resolve));
    if (rest.length > 0) events.output(rest);
    socket.on('data', (bytes: Buffer) => events.output(bytes));
    socket.once('close', () => {
      void within(status, STATUS_GRACE_MS, KILLED).then((code) => {
        this.#statuses.delete(tty);
        events.exit(code);
      });
    });
    socket.resume();
    return {
      write: (bytes) => socket.write(bytes),
      onDrain: (listener) => socket.on('drain', listener),
      resize: ({ cols, rows }) => this.#say(`size ${tty} ${rows} ${cols}`),
      pause: () => socket.pause(),
      resume: () => socket.resume(),
      close: () => socket.destroy(),
    };
  }

  /** SIGKILL: with the sandbox's first process all its processes go. */
  async kill(): Promise<void> {
    if (this.#alive) killGroup(this.#process);
    await this.ended;
  }

  #say(line: string): void {
    if (this.#alive) this.#process.stdin.write(`${line}\n`);
  }

  #hear(line: string): void {
    const [, tty = '', code] = EXIT_LINE.exec(line) ?? [];
    this.#statuses.get(tty)?.(Math.min(Number(code), 255));
  }
}

/** With bubblewrap everything inside goes; without, the broker, and every shell is hung up. */
function killGroup({ pid }: SandboxProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // Gone already.
  }
}

function whenReady(child: SandboxProcess, lines: LineReader): Promise<void> {
  return new Promise((resolve, reject) => {
    let complaint = '';
    const fail = (reason: string) =>
      reject(new SandboxError(complaint.trim() === '' ? reason : complaint.trim()));
    const timer = setTimeout(() => fail('The sandbox did not start in time.'), START_TIMEOUT_MS);
    child.stderr.on('data', (bytes: Buffer) => {
      if (complaint.length < MAX_LINE) complaint += bytes.toString('utf8');
    });
    child.once('error', (error) => fail(error.message));
    child.once('close', () => {
      clearTimeout(timer);
      fail('The sandbox ended before it was ready.');
    });
    lines.onLine = (line) => {
      if (line !== 'ready') return;
      clearTimeout(timer);
      resolve();
    };
  });
}

/** The socket lies in a folder that the inside can write to: take the inode itself, whatever its name leads to later. */
function openBroker(file: string): number {
  const descriptor = openSync(file, O_PATH | constants.O_NOFOLLOW);
  if (fstatSync(descriptor).isSocket()) return descriptor;
  closeSync(descriptor);
  throw new SandboxError('The broker did not make its socket.');
}

/** A socket has its name a moment before anybody listens, and refuses while many connect at once: both pass. */
async function dial(path: string): Promise<net.Socket> {
  for (let left = DIAL_ATTEMPTS; ; left -= 1) {
    const socket = net.connect(path);
    const refused = await new Promise<NodeJS.ErrnoException | undefined>((resolve) => {
      socket.once('connect', () => resolve(undefined));
      socket.once('error', resolve);
    });
    socket.on('error', () => {});
    if (!refused) return socket;
    if (left === 0 || !PASSING.has(refused.code ?? '')) throw new SandboxError(NO_TERMINAL);
    await sleep(DIAL_PAUSE_MS);
  }
}

function firstLine(socket: net.Socket): Promise<{ line: string; rest: Uint8Array }> {
  return new Promise((resolve, reject) => {
    let seen = Buffer.alloc(0);
    const fail = () => {
      socket.destroy();
      reject(new SandboxError(NO_TERMINAL));
    };
    const timer = setTimeout(fail, OPEN_TIMEOUT_MS);
    const onData = (bytes: Buffer) => {
      seen = Buffer.concat([seen, bytes]);
      const end = seen.indexOf(0x0a);
      if (end < 0 && seen.length < MAX_LINE) return;
      stop();
      const tty = TTY_LINE.exec(seen.toString('latin1', 0, Math.max(end, 0)))?.[1];
      if (tty === undefined) fail();
      else resolve({ line: tty, rest: seen.subarray(end + 1) });
    };
    const stop = () => {
      clearTimeout(timer);
      socket.pause();
      socket.off('data', onData);
      socket.off('close', fail);
    };
    socket.on('data', onData);
    socket.once('close', fail);
  });
}

function within<T>(promise: Promise<T>, ms: number, otherwise: T): Promise<T> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(otherwise), ms);
    void promise.then((value) => {
      clearTimeout(timer);
      resolve(value);
    });
  });
}
