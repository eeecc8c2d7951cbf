/** A browser's terminal tab for tests: speaks the terminal protocol to a lab host and runs commands in its shell. */
import { stripVTControlCharacters } from 'node:util';
import { WebSocket } from 'ws';
import { decodeOutput, type ServerMessage, serverMessage } from '@/terminal/protocol';

export interface TabAddress {
  readonly socketPath: string;
  readonly secret: string;
  readonly session: string;
  readonly tab?: string;
  readonly since?: number;
  readonly cols?: number;
  readonly rows?: number;
}

const WAIT_MS = 20_000;

export class TerminalDriver {
  readonly socket: WebSocket;
  readonly messages: ServerMessage[] = [];
  /** Frames in order, for what is said of numbers. */
  readonly frames: { readonly sequence: number; readonly bytes: Uint8Array }[] = [];
  closed: { readonly code: number; readonly reason: string } | undefined;
  #raw = '';
  #decoder = new TextDecoder();
  #serial = 0;
  readonly #waiting = new Set<() => void>();

  private constructor(socket: WebSocket) {
    this.socket = socket;
    socket.binaryType = 'nodebuffer';
    socket.on('message', (data: Buffer, isBinary: boolean) => {
      if (isBinary) this.#output(data);
      else this.messages.push(serverMessage.parse(JSON.parse(data.toString())));
      this.#wake();
    });
    socket.on('close', (code, reason) => {
      this.closed = { code, reason: reason.toString() };
      this.#wake();
    });
    socket.on('error', () => this.#wake());
  }

  static open(address: TabAddress): TerminalDriver {
    const { socketPath, secret, session, tab = 'main', since = 0, cols = 120, rows = 40 } = address;
    const path = `/sessions/${session}/terminals/${tab}?since=${since}&cols=${cols}&rows=${rows}`;
    return new TerminalDriver(
      new WebSocket(`ws+unix:${socketPath}:${path}`, { headers: { authorization: `Bearer ${secret}` } }),
    );
  }

  /** Opens and waits for the prompt. */
  static async shell(address: TabAddress): Promise<TerminalDriver> {
    const driver = TerminalDriver.open(address);
    await driver.until(() => driver.ready !== undefined, 'ready');
    await driver.until(() => /\$ $/.test(driver.screen), 'a prompt');
    return driver;
  }

  get ready(): (ServerMessage & { type: 'ready' }) | undefined {
    return this.messages.findLast((message) => message.type === 'ready');
  }

  get exit(): number | undefined {
    return this.messages.findLast((message) => message.type === 'exit')?.code;
  }

  /** Number of the next byte. */
  get next(): number {
    const last = this.frames.at(-1);
    return last ? last.sequence + last.bytes.length : (this.ready?.from ?? 0);
  }

  get raw(): string {
    return this.#raw;
  }

  /** Without colours and the like. */
  get screen(): string {
    return stripVTControlCharacters(this.#raw).replaceAll('\r', '');
  }

  type(text: string): void {
    this.socket.send(Buffer.from(text));
  }

  resize(cols: number, rows: number): void {
    this.socket.send(JSON.stringify({ type: 'resize', cols, rows }));
  }

  /** Runs one command line. @returns what it printed and its exit status */
  async run(command: string, timeoutMs = WAIT_MS): Promise<{ output: string; status: number }> {
    this.#serial += 1;
    const mark = `${process.pid}x${this.#serial}`;
    const begin = this.screen.length;
    this.type(` echo '<''${mark}>'; ${command}\n printf '\\n<''${mark}:%d>\\n' $?\n`);
    const pattern = new RegExp(`<${mark}>\\n([\\s\\S]*?)\\n?[^\\n]*\\$ +printf[^\\n]*\\n\\n<${mark}:(\\d+)>`);
    const found = await this.until(
      () => pattern.exec(this.screen.slice(begin)) ?? undefined,
      command,
      timeoutMs,
    );
    return { output: (found[1] ?? '').trim(), status: Number(found[2]) };
  }

  async until<T>(test: () => T | undefined | false, what: string, timeoutMs = WAIT_MS): Promise<T> {
    const deadline = Date.now() + timeoutMs;
    for (;;) {
      const result = test();
      if (result !== undefined && result !== false) return result;
      const failed = this.messages.some((message) => message.type === 'step' && message.state === 'failed');
      if (failed || Date.now() > deadline) {
        throw new Error(
          `waited ${timeoutMs} ms for ${what}; ${JSON.stringify(this.messages)}\n${this.screen.slice(-2000)}`,
        );
      }
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, 50);
        this.#waiting.add(() => {
          clearTimeout(timer);
          resolve();
        });
      });
    }
  }

  async close(): Promise<void> {
    this.socket.close();
    await this.until(() => this.closed !== undefined, 'close');
  }

  #output(data: Buffer): void {
    const { sequence, bytes } = decodeOutput(data);
    this.frames.push({ sequence, bytes });
    this.#raw += this.#decoder.decode(bytes, { stream: true });
  }

  #wake(): void {
    for (const wake of this.#waiting) wake();
    this.#waiting.clear();
  }
}
