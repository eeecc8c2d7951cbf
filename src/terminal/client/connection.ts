/**
 * One terminal tab's connection to its lab host. Knows the protocol, and after a break asks for the output it missed;
 * knows nothing of xterm or React.
 */
import {
  type ClientMessage,
  CloseCode,
  decodeOutput,
  type ServerMessage,
  type StartStep,
  serverMessage,
} from '../protocol';
import { Line, type LineOptions, type Socket } from './line';

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

export interface ConnectionOptions extends Pick<LineOptions, 'ticket' | 'schedule'> {
  /** Opens the socket with these query parameters. */
  open(query: Readonly<Record<string, string>>): Socket;
  size(): { readonly cols: number; readonly rows: number };
  onOutput(bytes: Uint8Array): void;
  /** Older output is gone or the shell is new: what is on screen no longer continues. */
  onDiscontinuity(kind: 'output-lost' | 'fresh-shell'): void;
  onState(state: ConnectionState): void;
}

const encoder = new TextEncoder();

export class TerminalConnection {
  readonly #options: ConnectionOptions;
  readonly #line: Line;
  #steps: readonly Step[] = [];
  /** Number of the next byte that we want. */
  #next = 0;
  #ready = false;

  constructor(options: ConnectionOptions) {
    this.#options = options;
    this.#line = new Line({
      ticket: () => options.ticket(),
      open: (ticket) => this.#open(ticket),
      schedule: options.schedule,
      onMessage: (data) => {
        if (typeof data === 'string') this.#control(data);
        else this.#output(new Uint8Array(data as ArrayBuffer));
      },
      onBroken: (attempt) => {
        this.#ready = false;
        options.onState({ phase: 'reconnecting', attempt });
      },
      onClosed: (code, reason) => this.#closed(code, reason),
      onGone: (reason) => this.#end({ phase: 'ended', reason }),
    });
  }

  /** Connects, and takes the terminal over from wherever else it is open. */
  connect(): void {
    this.#ready = false;
    this.#options.onState({ phase: 'connecting', steps: this.#steps });
    this.#line.connect();
  }

  /** Something happened to the network or the computer: finds out at once whether the line still lives. */
  nudge(): void {
    this.#line.nudge();
  }

  /** @returns whether the input went out; there is no queue, a lost keystroke is better than a late one */
  input(text: string): boolean {
    if (!this.#ready) return false;
    this.#line.send(encoder.encode(text));
    this.#line.expectEcho();
    return true;
  }

  resize(cols: number, rows: number): void {
    if (this.#ready) this.#send({ type: 'resize', cols, rows });
  }

  /** Ends for good; the terminal goes on at the host. */
  dispose(): void {
    this.#ready = false;
    this.#line.close();
  }

  #send(message: ClientMessage): void {
    this.#line.send(JSON.stringify(message));
  }

  #open(ticket: string): Socket {
    const { cols, rows } = this.#options.size();
    return this.#options.open({
      ticket,
      since: String(this.#next),
      cols: String(cols),
      rows: String(rows),
    });
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
    this.#line.settled();
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

  #closed(code: number, reason: string): boolean {
    if (code === CloseCode.takenOver) this.#end({ phase: 'taken-over' });
    else if (code === CloseCode.sessionEnded)
      this.#end({ phase: 'ended', reason: reason || 'The session has ended.' });
    else return false;
    return true;
  }

  #end(state: ConnectionState): void {
    this.#ready = false;
    this.#line.close();
    this.#options.onState(state);
  }
}
