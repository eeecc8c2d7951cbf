/**
 * One terminal tab's connection to its lab host. Knows the protocol, reconnects by itself and asks for the output it
 * missed; knows nothing of xterm or React. Time and sockets come from outside, so that tests need neither.
 */
import {
  type ClientMessage,
  CloseCode,
  decodeOutput,
  type ServerMessage,
  type StartStep,
  serverMessage,
} from '../protocol';

export interface Step {
  readonly step: StartStep;
  readonly state: 'running' | 'done' | 'failed';
  readonly message?: string | undefined;
}

export type ConnectionState =
  | { readonly phase: 'connecting'; readonly steps: readonly Step[] }
  | { readonly phase: 'connected' }
  | { readonly phase: 'reconnecting'; readonly attempt: number }
  /** The same tab is open elsewhere and has the terminal. */
  | { readonly phase: 'taken-over' }
  | { readonly phase: 'exited'; readonly code: number }
  | { readonly phase: 'ended'; readonly reason: string }
  | { readonly phase: 'failed'; readonly reason: string };

/** The part of WebSocket that is used. */
export type Socket = Pick<WebSocket, 'binaryType' | 'send' | 'close' | 'onmessage' | 'onclose'>;

/** Raised by `ticket` when asking again is of no use: the session is gone or not ours. */
export class SessionGone extends Error {
  override readonly name = 'SessionGone';
}

export interface ConnectionOptions {
  /** A one-time ticket for this tab. May reject: SessionGone ends the connection, anything else is tried again. */
  ticket(): Promise<string>;
  /** Opens the socket with these query parameters. */
  open(query: Readonly<Record<string, string>>): Socket;
  schedule(ms: number, run: () => void): void;
  size(): { readonly cols: number; readonly rows: number };
  onOutput(bytes: Uint8Array): void;
  /** Older output is gone or the shell is new: what is on screen no longer continues. */
  onDiscontinuity(kind: 'output-lost' | 'fresh-shell'): void;
  onState(state: ConnectionState): void;
}

const FIRST_RETRY_MS = 250;
const LAST_RETRY_MS = 5000;
/** The delay before attempt n (from 1): 250 ms, doubling to 5 s. */
export const retryDelay = (attempt: number): number =>
  Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** (attempt - 1));

const encoder = new TextEncoder();

export class TerminalConnection {
  readonly #options: ConnectionOptions;
  #socket: Socket | undefined;
  #steps: readonly Step[] = [];
  /** Number of the next byte that we want. */
  #next = 0;
  #attempt = 0;
  #ready = false;
  #over = false;

  constructor(options: ConnectionOptions) {
    this.#options = options;
  }

  /** Connects, and takes the terminal over from wherever else it is open. */
  connect(): void {
    this.#over = false;
    this.#socket?.close();
    this.#options.onState({ phase: 'connecting', steps: this.#steps });
    void this.#dial();
  }

  /** @returns whether the input went out; there is no queue, a lost keystroke is better than a late one */
  input(text: string): boolean {
    if (!this.#ready) return false;
    this.#socket?.send(encoder.encode(text));
    return true;
  }

  resize(cols: number, rows: number): void {
    if (this.#ready) this.#send({ type: 'resize', cols, rows });
  }

  /** Ends for good; the terminal goes on at the host. */
  dispose(): void {
    this.#over = true;
    this.#ready = false;
    this.#socket?.close();
  }

  #send(message: ClientMessage): void {
    this.#socket?.send(JSON.stringify(message));
  }

  async #dial(): Promise<void> {
    let ticket: string;
    try {
      ticket = await this.#options.ticket();
    } catch (error) {
      if (error instanceof SessionGone) this.#end({ phase: 'ended', reason: error.message });
      else this.#retry();
      return;
    }
    if (this.#over) return;
    const { cols, rows } = this.#options.size();
    const socket = this.#options.open({
      ticket,
      since: String(this.#next),
      cols: String(cols),
      rows: String(rows),
    });
    this.#socket = socket;
    socket.binaryType = 'arraybuffer';
    socket.onmessage = ({ data }) => {
      if (this.#socket !== socket) return;
      if (typeof data === 'string') this.#control(data);
      else this.#output(new Uint8Array(data as ArrayBuffer));
    };
    socket.onclose = ({ code, reason }) => {
      if (this.#socket === socket) this.#closed(code, reason);
    };
  }

  #control(text: string): void {
    const parsed = serverMessage.safeParse(JSON.parse(text));
    if (parsed.success) this.#handle(parsed.data);
  }

  #handle(message: ServerMessage): void {
    switch (message.type) {
      case 'step':
        this.#steps = [...this.#steps.filter(({ step }) => step !== message.step), message];
        if (message.state === 'failed') {
          this.#end({ phase: 'failed', reason: message.message ?? `${message.step} failed` });
        } else {
          this.#options.onState({ phase: 'connecting', steps: this.#steps });
        }
        return;
      case 'ready':
        this.#begin(message.from, message.freshShell);
        return;
      case 'exit':
        this.#end({ phase: 'exited', code: message.code });
    }
  }

  #begin(from: number, freshShell: boolean): void {
    const seen = this.#next > 0;
    if (seen && freshShell) this.#options.onDiscontinuity('fresh-shell');
    else if (seen && from > this.#next) this.#options.onDiscontinuity('output-lost');
    this.#next = from;
    this.#attempt = 0;
    this.#steps = [];
    this.#ready = true;
    this.#options.onState({ phase: 'connected' });
    const { cols, rows } = this.#options.size();
    this.resize(cols, rows);
  }

  #output(frame: Uint8Array): void {
    const { sequence, bytes } = decodeOutput(frame);
    const known = this.#next - sequence;
    const fresh = known > 0 ? bytes.subarray(known) : bytes;
    this.#next = Math.max(this.#next, sequence + bytes.length);
    if (fresh.length > 0) this.#options.onOutput(fresh);
  }

  #closed(code: number, reason: string): void {
    this.#ready = false;
    if (this.#over) return;
    if (code === CloseCode.takenOver) this.#end({ phase: 'taken-over' });
    else if (code === CloseCode.sessionEnded)
      this.#end({ phase: 'ended', reason: reason || 'The session has ended.' });
    else this.#retry();
  }

  #retry(): void {
    if (this.#over) return;
    this.#attempt += 1;
    this.#options.onState({ phase: 'reconnecting', attempt: this.#attempt });
    this.#options.schedule(retryDelay(this.#attempt), () => {
      if (!this.#over) void this.#dial();
    });
  }

  #end(state: ConnectionState): void {
    this.#over = true;
    this.#ready = false;
    this.#options.onState(state);
  }
}
