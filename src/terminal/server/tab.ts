/**
 * One terminal tab: a shell, its numbered output, and at most one browser. The shell goes on without a browser; a
 * browser that doesn't keep up makes the shell wait; whoever opens the tab last has it.
 */
import { CloseCode, encodeOutput, type ServerMessage } from '../protocol';
import type { OutputLog } from './output-log';
import type { Shell, ShellEvents, ShellSize } from './sandbox';

/** The browser's side of a websocket. */
export interface TabClient {
  send(data: string | Uint8Array): void;
  /** Bytes handed over and not yet sent. */
  readonly bufferedAmount: number;
  /** Stops and resumes reading what the browser sends. */
  pause(): void;
  resume(): void;
  close(code: number, reason: string): void;
}

export type OpenShell = (size: ShellSize, events: ShellEvents) => Promise<Shell>;

const HIGH_WATER = 1024 * 1024;
const LOW_WATER = 256 * 1024;
const DRAIN_CHECK_MS = 20;
const RESIZE_MS = 40;
/** One frame's payload: a replay isn't one giant message. */
const FRAME_BYTES = 64 * 1024;
/** Leaves whatever screen and modes the last shell's programs left on. */
const SOFT_RESET = '\x1b[?1049l\x1b[?1000;1002;1003;1004;1006;2004;1l\x1b[?7;25h\x1b[r\x1b>\x1b(B\x1b[0m';

export const NEW_SHELL_NOTICE = 'This is a new shell. Your files are as you left them.';

const notice = (text: string): Uint8Array => Buffer.from(`${SOFT_RESET}\r\n\x1b[2m-- ${text} --\x1b[0m\r\n`);

export class TerminalTab {
  readonly #log: OutputLog;
  readonly #openShell: OpenShell;
  #shell: Shell | undefined;
  #client: TabClient | undefined;
  /** Set while a shell is being opened. */
  #opening: Promise<boolean> | undefined;
  #paused = false;
  #drainTimer: NodeJS.Timeout | undefined;
  #resizeTimer: NodeJS.Timeout | undefined;
  #size: ShellSize = { cols: 80, rows: 24 };

  constructor(log: OutputLog, openShell: OpenShell) {
    this.#log = log;
    this.#openShell = openShell;
  }

  get attached(): boolean {
    return this.#client !== undefined;
  }

  /**
   * Gives the tab to this browser, with what it missed, and opens a shell if none is there. Rejects when none can be
   * opened; the client is told nothing then.
   */
  async attach(client: TabClient, options: ShellSize & { readonly since: number }): Promise<void> {
    this.#client?.close(CloseCode.takenOver, 'This terminal was opened elsewhere.');
    this.#client = client;
    this.#log.skipTo(options.since);
    this.#size = { cols: options.cols, rows: options.rows };
    const freshShell = await this.#ensureShell();
    if (this.#client !== client) return;
    const { from, bytes } = this.#log.replay(options.since);
    this.#tell({ type: 'ready', from, freshShell });
    for (let at = 0; at < bytes.length; at += FRAME_BYTES) {
      this.#sendOutput(from + at, bytes.subarray(at, at + FRAME_BYTES));
    }
    this.resize(client, options);
  }

  /** The browser went away; the shell stays. */
  detach(client: TabClient): void {
    if (this.#client !== client) return;
    this.#client = undefined;
    this.#resumeShell();
  }

  input(client: TabClient, bytes: Uint8Array): void {
    if (this.#client !== client || this.#shell === undefined) return;
    if (!this.#shell.write(bytes)) client.pause();
  }

  /** At most one resize in a while, the last one wins: dragging a splitter sends many. */
  resize(client: TabClient, { cols, rows }: ShellSize): void {
    if (this.#client !== client) return;
    this.#size = { cols, rows };
    this.#resizeTimer ??= setTimeout(() => {
      this.#resizeTimer = undefined;
      this.#shell?.resize(this.#size);
    }, RESIZE_MS).unref();
  }

  /** Ends the shell, with a last line for the student, and saves the scrollback. */
  async close(code: number, reason: string): Promise<void> {
    clearTimeout(this.#resizeTimer);
    this.#client?.close(code, reason);
    this.#client = undefined;
    this.#resumeShell();
    this.#shell?.close();
    this.#shell = undefined;
    await this.#log.flush();
  }

  /** A line from Sealegs itself, on the student's screen and in the scrollback. */
  say(text: string): void {
    this.#output(notice(text));
  }

  /** @returns whether the shell is new */
  async #ensureShell(): Promise<boolean> {
    if (this.#shell) return false;
    this.#opening ??= this.#newShell().finally(() => {
      this.#opening = undefined;
    });
    return await this.#opening;
  }

  async #newShell(): Promise<boolean> {
    if (this.#log.end > 0) this.#log.append(notice(NEW_SHELL_NOTICE));
    let over = false;
    const shell = await this.#openShell(this.#size, {
      output: (bytes) => this.#output(bytes),
      exit: (code) => {
        over = true;
        this.#exited(code);
      },
    });
    if (over) return true;
    shell.onDrain(() => this.#client?.resume());
    this.#shell = shell;
    return true;
  }

  #exited(code: number): void {
    this.#shell = undefined;
    this.#tell({ type: 'exit', code });
    this.#client?.close(1000, 'The shell ended.');
    this.#client = undefined;
    this.#resumeShell();
    void this.#log.flush();
  }

  #output(bytes: Uint8Array): void {
    const sequence = this.#log.append(bytes);
    if (this.#client && !this.#opening) this.#sendOutput(sequence, bytes);
  }

  #sendOutput(sequence: number, bytes: Uint8Array): void {
    if (!this.#client) return;
    this.#client.send(encodeOutput(sequence, bytes));
    if (this.#client.bufferedAmount > HIGH_WATER) this.#pauseShell();
  }

  #tell(message: ServerMessage): void {
    this.#client?.send(JSON.stringify(message));
  }

  #pauseShell(): void {
    if (this.#paused) return;
    this.#paused = true;
    this.#shell?.pause();
    this.#drainTimer = setInterval(() => {
      if ((this.#client?.bufferedAmount ?? 0) < LOW_WATER) this.#resumeShell();
    }, DRAIN_CHECK_MS);
  }

  #resumeShell(): void {
    clearInterval(this.#drainTimer);
    if (!this.#paused) return;
    this.#paused = false;
    this.#shell?.resume();
  }
}
