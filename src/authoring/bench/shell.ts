/**
 * A terminal tab of a session, driven by a program as a student's browser drives it: what is typed is what the page
 * would type. The shell itself says when a command begins, how it ended and when the prompt is back, by escape
 * sequences that no terminal shows.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { stripVTControlCharacters } from 'node:util';
import type { RawData, WebSocket } from 'ws';
import { decodeOutput, type ServerMessage, serverMessage } from '@/terminal/protocol';

const BEGIN = '\x1b]777;sealegs;begin\x07';
const PROMPT = '\x1b]777;sealegs;prompt\x07';
// biome-ignore lint/suspicious/noControlCharactersInRegex: the marks are control sequences
const MARK = /\x1b\]777;sealegs;(begin|prompt|done;(\d+))\x07/g;
/** PS0 is printed before a command, PROMPT_COMMAND runs after it, PS1 is the prompt. A leading blank: not in the history. */
const MARKED = [
  String.raw` PS0=$'\e]777;sealegs;begin\a'`,
  String.raw`PROMPT_COMMAND='printf "\e]777;sealegs;done;%d\a" $?;'"$PROMPT_COMMAND"';PS1+="\[\e]777;sealegs;prompt\a\]"'`,
].join('; ');
const OPEN_MS = 60_000;
/** A line that waits in the terminal's buffer is read by the shell much sooner. */
const QUIET_MS = 1000;
const POLL_MS = 50;
/** Binary: text frames are the protocol's own messages. */
const CTRL_C = Buffer.from('\x03');

/** The part of a websocket that is used. */
export type ShellSocket = Pick<WebSocket, 'on' | 'send' | 'close' | 'removeAllListeners'>;

export class Shell {
  readonly #socket: ShellSocket;
  readonly #decoder = new TextDecoder();
  readonly #waiting = new Set<() => void>();
  #raw = '';
  #lastOutput = 0;
  #over: string | undefined;
  #ready = false;

  private constructor(socket: ShellSocket) {
    this.#socket = socket;
    socket.on('message', (data, isBinary) => {
      if (isBinary) this.#output(data);
      else this.#hear(serverMessage.parse(JSON.parse(String(data))));
      this.#wake();
    });
    socket.on('close', (_code, reason) => this.#end(`the terminal was closed: ${String(reason)}`));
    socket.on('error', (error) => this.#end(`the terminal could not be reached: ${error.message}`));
  }

  /** @param socket a lab host's terminal, not yet open. Resolves at the first prompt. */
  static async open(socket: ShellSocket): Promise<Shell> {
    const shell = new Shell(socket);
    await shell.#until(() => shell.#ready && /\$ $/.test(stripVTControlCharacters(shell.#raw)), OPEN_MS);
    const setUp = shell.start(MARKED);
    if (!(await setUp.ended(OPEN_MS))) throw new Error(`the shell shows no prompt:\n${shell.#raw}`);
    return shell;
  }

  /** Types a block and Enter. One at a time: whoever starts another waits for the end of the last. */
  start(text: string): Running {
    const from = this.#raw.length;
    this.#socket.send(Buffer.from(`${text}\r`));
    const oneLine = !text.includes('\n');
    const since = () => this.#raw.slice(from);
    const atPrompt = () => {
      const seen = since();
      const prompt = seen.lastIndexOf(PROMPT);
      const begin = seen.lastIndexOf(BEGIN);
      if (prompt === -1 || prompt < begin) return false;
      // Of several lines the next one may be waiting to be read, and one that is no command begins nothing.
      if (oneLine && begin !== -1) return true;
      return performance.now() - this.#lastOutput > QUIET_MS;
    };
    return {
      ended: (timeoutMs) => this.#until(atPrompt, timeoutMs),
      hasEnded: atPrompt,
      interrupt: () => this.#socket.send(CTRL_C),
      result: () => readRun(since()),
    };
  }

  /** Runs one command to its end. */
  async run(command: string, timeoutMs: number): Promise<Ran> {
    const running = this.start(command);
    if (await running.ended(timeoutMs)) return running.result();
    running.interrupt();
    throw new Error(`"${command}" did not end within ${timeoutMs / 1000} s:\n${running.result().output}`);
  }

  /** Ctrl+C at the prompt or wherever the shell is. */
  async interrupt(timeoutMs: number): Promise<boolean> {
    const from = this.#raw.length;
    this.#socket.send(CTRL_C);
    return await this.#until(() => this.#raw.includes(PROMPT, from), timeoutMs);
  }

  close(): void {
    this.#socket.removeAllListeners('close');
    this.#socket.close();
  }

  #output(data: RawData): void {
    const { bytes } = decodeOutput(data as Buffer);
    this.#raw += this.#decoder.decode(bytes, { stream: true });
    this.#lastOutput = performance.now();
  }

  #hear(message: ServerMessage): void {
    if (message.type === 'ready') this.#ready = true;
    if (message.type === 'exit') this.#end('the shell has ended');
    if (message.type === 'step' && message.state === 'failed') this.#end(message.message ?? message.step);
  }

  #end(why: string): void {
    this.#over ??= why;
    this.#wake();
  }

  #wake(): void {
    for (const wake of this.#waiting) wake();
    this.#waiting.clear();
  }

  async #until(test: () => boolean, timeoutMs: number): Promise<boolean> {
    const deadline = performance.now() + timeoutMs;
    while (!test()) {
      if (this.#over !== undefined) throw new Error(this.#over);
      if (performance.now() > deadline) return false;
      const timer = new AbortController();
      const woken = new Promise<void>((resolve) => this.#waiting.add(resolve));
      await Promise.race([woken, sleep(POLL_MS, undefined, { signal: timer.signal }).catch(() => {})]);
      timer.abort();
    }
    return true;
  }
}

export interface Ran {
  /** Of each command in turn; empty when the shell could read none. */
  readonly statuses: readonly number[];
  /** What commands printed, without what was typed, colours and the like. */
  readonly output: string;
}

export interface Running {
  /** @returns false when the prompt is not back in time */
  ended(timeoutMs: number): Promise<boolean>;
  hasEnded(): boolean;
  interrupt(): void;
  result(): Ran;
}

/** What lies between a command's beginning and its end is output; what was typed lies outside. */
export function readRun(raw: string): Ran {
  const statuses: number[] = [];
  let output = '';
  let begun: number | undefined;
  let last = 0;
  for (const mark of raw.matchAll(MARK)) {
    const [whole, word, status] = mark;
    if (word === 'begin') begun = mark.index + whole.length;
    else if (word !== 'prompt' && begun !== undefined) {
      output += raw.slice(begun, mark.index);
      statuses.push(Number(status));
      begun = undefined;
    }
    last = mark.index + whole.length;
  }
  // Still running, or never begun: what the shell itself has to say.
  if (begun !== undefined) output += raw.slice(begun);
  else if (statuses.length === 0) output = raw.slice(0, last).replaceAll(MARK, '');
  return { statuses, output: plain(output) };
}

const plain = (text: string): string => stripVTControlCharacters(text).replaceAll('\r', '').trim();
