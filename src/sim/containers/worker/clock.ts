/** The cluster's clock as a worker knows it: the host keeps the time and the timers, the worker asks by message. */
import type { Clock, Timer } from '@/apimachinery';
import type { FromEngine } from '../engine/protocol';

export class RemoteClock implements Clock {
  #offset = 0;
  #next = 1;
  readonly #timers = new Map<number, () => void>();

  constructor(
    private readonly send: (message: FromEngine) => void,
    private readonly wall: () => number,
  ) {}

  now(): number {
    return Math.round(this.wall() + this.#offset);
  }

  /** The host's time now. Cluster time never goes back. */
  sync(now: number): void {
    this.#offset = Math.max(this.#offset, now - this.wall());
  }

  setTimer(delayMs: number, fn: () => void): Timer {
    const id = this.#next++;
    this.#timers.set(id, fn);
    this.send({ type: 'set-timer', id, ms: delayMs });
    return {
      cancel: () => {
        if (this.#timers.delete(id)) this.send({ type: 'cancel-timer', id });
      },
    };
  }

  fire(id: number, now: number): void {
    this.sync(now);
    const fn = this.#timers.get(id);
    this.#timers.delete(id);
    fn?.();
  }
}
