/**
 * A rate-limited queue of keys. A key waits at most once; added while it is being processed, it is processed once more
 * afterwards. Work is done in rounds that start from a timer of no delay: what arrives meanwhile joins the next round,
 * so that a burst of events costs one pass per key and other work of the process gets its turn in between.
 */
// upstream: client-go util/workqueue
import type { Clock, Timer } from '@/apimachinery';
import { Backoff } from './backoff';

export interface WorkQueueOptions {
  readonly clock: Clock;
  /** Must handle its own errors. */
  process(key: string): Promise<void>;
  /** Keys processed at the same time, default 1. */
  readonly concurrency?: number;
  readonly backoff?: Backoff;
}

/** How long a round may hold the thread before the rest waits for the next one. */
const ROUND_MS = 10;

export class WorkQueue {
  readonly #clock: Clock;
  readonly #process: (key: string) => Promise<void>;
  readonly #concurrency: number;
  readonly #backoff: Backoff;
  readonly #waiting = new Set<string>();
  readonly #processing = new Set<string>();
  /** Added again while being processed. */
  readonly #again = new Set<string>();
  readonly #delayed = new Map<string, { readonly due: number; readonly timer: Timer }>();
  #round: Timer | undefined;
  #workers = 0;
  #state: 'new' | 'running' | 'stopped' = 'new';

  constructor(options: WorkQueueOptions) {
    this.#clock = options.clock;
    this.#process = options.process;
    this.#concurrency = options.concurrency ?? 1;
    this.#backoff = options.backoff ?? new Backoff();
  }

  /** Begins to process; keys may be added before. */
  start(): void {
    if (this.#state !== 'new') return;
    this.#state = 'running';
    this.#scheduleRound();
  }

  /** Drops everything that waits. What is being processed ends by itself. */
  stop(): void {
    this.#state = 'stopped';
    this.#round?.cancel();
    for (const { timer } of this.#delayed.values()) timer.cancel();
    for (const keys of [this.#waiting, this.#again, this.#delayed]) keys.clear();
  }

  add(key: string): void {
    if (this.#state === 'stopped') return;
    if (this.#processing.has(key)) {
      this.#again.add(key);
      return;
    }
    this.#waiting.add(key);
    this.#scheduleRound();
  }

  /** Adds after a delay; of several delays for one key the earliest counts. */
  addAfter(key: string, delayMs: number): void {
    if (this.#state === 'stopped') return;
    if (delayMs <= 0) {
      this.add(key);
      return;
    }
    const due = this.#clock.now() + delayMs;
    const earlier = this.#delayed.get(key);
    if (earlier && earlier.due <= due) return;
    earlier?.timer.cancel();
    const timer = this.#clock.setTimer(delayMs, () => {
      this.#delayed.delete(key);
      this.add(key);
    });
    this.#delayed.set(key, { due, timer });
  }

  /** Forgets the key's pending delay, if there is one. */
  cancelDelay(key: string): void {
    this.#delayed.get(key)?.timer.cancel();
    this.#delayed.delete(key);
  }

  /** Adds after the key's back-off. */
  addRateLimited(key: string): void {
    this.addAfter(key, this.#backoff.next(key));
  }

  /** Ends the key's back-off: it succeeded, or nobody cares any more. */
  forget(key: string): void {
    this.#backoff.forget(key);
  }

  /** How often the key was added with back-off since it was last forgotten. */
  failures(key: string): number {
    return this.#backoff.failures(key);
  }

  /** Nothing waits, nothing is being processed; delayed keys don't count. */
  get idle(): boolean {
    return this.#waiting.size === 0 && this.#processing.size === 0;
  }

  #scheduleRound(): void {
    if (this.#state !== 'running' || this.#round || this.#waiting.size === 0) return;
    if (this.#workers >= this.#concurrency) return;
    this.#round = this.#clock.setTimer(0, () => {
      this.#round = undefined;
      this.#startRound();
    });
  }

  #startRound(): void {
    const batch = [...this.#waiting].values();
    const workers = Math.min(this.#concurrency - this.#workers, this.#waiting.size);
    const until = this.#clock.now() + ROUND_MS;
    for (let i = 0; i < workers; i++) void this.#work(batch, until);
  }

  async #work(batch: IterableIterator<string>, until: number): Promise<void> {
    this.#workers++;
    for (const key of batch) {
      if (this.#waiting.delete(key)) await this.#processOne(key);
      if (this.#clock.now() >= until) break;
    }
    this.#workers--;
    this.#scheduleRound();
  }

  async #processOne(key: string): Promise<void> {
    this.#processing.add(key);
    try {
      await this.#process(key);
    } finally {
      this.#processing.delete(key);
      if (this.#again.delete(key)) this.add(key);
    }
  }
}
