/**
 * Tells a line that is quiet from one that is dead. A laptop that slept or a network that went away closes no socket:
 * for minutes it looks open and swallows what is typed. So whoever has heard nothing for a while asks, and takes no
 * answer for the end. Anything heard counts as an answer. (A page cannot send the protocol's own pings, nor see them.)
 */

/** Runs something later. @returns how to call it off */
export type Schedule = (ms: number, run: () => void) => () => void;

/** From the first attempt at a line to its first word. */
const FIRST_WORD_MS = 15_000;
const QUIET_MS = 10_000;
/** So soon there is an echo of what was typed, on a line that lives. */
const ECHO_MS = 1_000;
const ANSWER_MS = 5_000;

export interface HeartbeatOptions {
  readonly schedule: Schedule;
  /** Asks the other side for a sign of life; never before it was heard for the first time. */
  ping(): void;
  /** Called once; the heartbeat has stopped. */
  dead(): void;
}

/** Begins to count at once. One line's: a new line has a new one. */
export class Heartbeat {
  readonly #options: HeartbeatOptions;
  #state: 'new' | 'quiet' | 'expecting' | 'asked' | 'stopped' = 'new';
  #callOff: () => void;

  constructor(options: HeartbeatOptions) {
    this.#options = options;
    this.#callOff = options.schedule(FIRST_WORD_MS, () => this.#die());
  }

  /** The other side said something. */
  heard(): void {
    if (this.#state === 'stopped') return;
    this.#state = 'quiet';
    this.#wait(QUIET_MS, () => this.ask());
  }

  /** Something was sent that is echoed as a rule: without an echo, asks soon. */
  expectEcho(): void {
    if (this.#state !== 'quiet') return;
    this.#state = 'expecting';
    this.#wait(ECHO_MS, () => this.ask());
  }

  /** There is reason to doubt: asks at once. */
  ask(): void {
    if (this.#state !== 'quiet' && this.#state !== 'expecting') return;
    this.#state = 'asked';
    this.#options.ping();
    this.#wait(ANSWER_MS, () => this.#die());
  }

  stop(): void {
    this.#state = 'stopped';
    this.#callOff();
  }

  #wait(ms: number, run: () => void): void {
    this.#callOff();
    this.#callOff = this.#options.schedule(ms, run);
  }

  #die(): void {
    this.stop();
    this.#options.dead();
  }
}
