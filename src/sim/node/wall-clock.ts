/** The machine's time as a Clock. A timer that is due later than Node can wait is set again until it is due. */
import type { Clock, Timer } from '@/apimachinery';

/** setTimeout's own limit, about 24 days. */
const MAX_DELAY_MS = 2 ** 31 - 1;

export class WallClock implements Clock {
  #last = 0;

  /** Never goes back, even when the machine's clock is set back. */
  now(): number {
    this.#last = Math.max(this.#last, Date.now());
    return this.#last;
  }

  setTimer(delayMs: number, fn: () => void): Timer {
    const due = this.now() + Math.max(0, delayMs);
    let handle: NodeJS.Timeout;
    const wait = () => {
      const rest = Math.max(0, due - this.now());
      handle = setTimeout(rest > MAX_DELAY_MS ? wait : fn, Math.min(rest, MAX_DELAY_MS));
    };
    wait();
    return { cancel: () => clearTimeout(handle) };
  }
}
