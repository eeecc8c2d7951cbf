/**
 * One websocket of a session that is kept open: a ticket for each try, longer waits between tries, a heartbeat while it
 * is open, until it is over. Knows nothing of what is said over it. Time and sockets come from outside.
 */
import { PING, PONG } from '../ping';
import { Heartbeat, type Schedule } from './heartbeat';

/** The part of WebSocket that is used. */
export type Socket = Pick<WebSocket, 'binaryType' | 'send' | 'close' | 'onmessage' | 'onclose'>;

/** Raised by `ticket` when asking again is of no use: the session is gone or not ours. */
export class SessionGone extends Error {
  override readonly name = 'SessionGone';
}

export interface LineOptions {
  /** A one-time ticket. May reject: SessionGone ends the line, anything else is tried again. */
  ticket(): Promise<string>;
  open(ticket: string): Socket;
  readonly schedule: Schedule;
  onMessage(data: unknown): void;
  /** The line broke or could not be had; it is tried again by itself, for the nth time. */
  onBroken(attempt: number): void;
  /** The other side hung up. @returns whether that is the end; otherwise it is tried again */
  onClosed(code: number, reason: string): boolean;
  onGone(message: string): void;
}

const FIRST_RETRY_MS = 250;
const LAST_RETRY_MS = 5000;
/** The delay before attempt n (from 1): 250 ms, doubling to 5 s. */
export const retryDelay = (attempt: number): number =>
  Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** (attempt - 1));

export class Line {
  readonly #options: LineOptions;
  #socket: Socket | undefined;
  #heartbeat: Heartbeat | undefined;
  /** Calls off the next try, while one is waited for. */
  #callOff: (() => void) | undefined;
  /** Of the latest dialling; what an earlier one still brings is of no interest. */
  #turn = 0;
  #attempt = 0;

  constructor(options: LineOptions) {
    this.#options = options;
  }

  /** Dials, in place of whatever is open. */
  connect(): void {
    this.close();
    void this.#dial();
  }

  /** The next break is the first again: the line has proved good. */
  settled(): void {
    this.#attempt = 0;
  }

  send(data: string | Uint8Array<ArrayBuffer>): void {
    this.#socket?.send(data);
  }

  /** Of what was sent there will be an echo; if not, the line is asked for a sign of life soon. */
  expectEcho(): void {
    this.#heartbeat?.expectEcho();
  }

  /**
   * The network is back, the laptop's lid was opened: what looks connected is asked for a sign of life, what waits for
   * its next try has it now.
   */
  nudge(): void {
    this.#heartbeat?.ask();
    if (this.#callOff) this.connect();
  }

  /** For good, or until `connect`. No close event is waited for: on a dead line it would come minutes later. */
  close(): void {
    this.#turn += 1;
    this.#heartbeat?.stop();
    this.#callOff?.();
    this.#callOff = undefined;
    const socket = this.#socket;
    this.#socket = undefined;
    socket?.close();
  }

  async #dial(): Promise<void> {
    const turn = this.#turn;
    const heartbeat = new Heartbeat({
      schedule: this.#options.schedule,
      ping: () => this.#socket?.send(PING),
      dead: () => this.#retry(),
    });
    this.#heartbeat = heartbeat;
    let ticket: string;
    try {
      ticket = await this.#options.ticket();
    } catch (error) {
      if (turn === this.#turn) this.#refused(error);
      return;
    }
    if (turn !== this.#turn) return;
    const socket = this.#options.open(ticket);
    this.#socket = socket;
    socket.binaryType = 'arraybuffer';
    socket.onmessage = ({ data }) => {
      if (turn !== this.#turn) return;
      heartbeat.heard();
      if (data !== PONG) this.#options.onMessage(data);
    };
    socket.onclose = ({ code, reason }) => {
      if (turn !== this.#turn) return;
      if (this.#options.onClosed(code, reason)) this.close();
      else this.#retry();
    };
  }

  #refused(error: unknown): void {
    if (!(error instanceof SessionGone)) {
      this.#retry();
      return;
    }
    this.close();
    this.#options.onGone(error.message);
  }

  #retry(): void {
    this.close();
    this.#attempt += 1;
    this.#callOff = this.#options.schedule(retryDelay(this.#attempt), () => this.connect());
    this.#options.onBroken(this.#attempt);
  }
}
