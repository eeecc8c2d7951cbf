/**
 * A cluster's own time: the platform's clock plus an offset that only grows. A jump runs what falls due on the way, in
 * order and at its time, and lets the cluster come to rest after each step, so that an hour that was jumped leaves the
 * cluster as an hour that was waited for.
 */
import type { Clock, Timer } from '@/apimachinery';
import type { StateSection } from '../contracts';

/** The name under which the offset goes into the journal and into snapshots. */
const CLOCK_SECTION = 'clock';

export interface ClusterClockOptions {
  readonly base: Clock;
  /** Writes a record to the journal. */
  readonly append: (section: string, record: unknown) => void;
  /** Resolves when nothing goes on in the cluster any more until its next timer. */
  readonly settled: () => Promise<void>;
}

interface Pending {
  readonly due: number;
  readonly order: number;
  readonly fn: () => void;
  wait: Timer;
}

/** How far a run went, and whether it ended because it was told to. */
export interface ClockRun {
  readonly movedMs: number;
  readonly stopped: boolean;
}

export class ClusterClock implements Clock {
  readonly #options: ClusterClockOptions;
  readonly #pending = new Set<Pending>();
  #offset = 0;
  #order = 0;
  /** While a jump is on its way, time stands still between its steps. */
  #frozenAt: number | undefined;

  constructor(options: ClusterClockOptions) {
    this.#options = options;
  }

  now(): number {
    return this.#frozenAt ?? this.#options.base.now() + this.#offset;
  }

  /** How far cluster time is ahead of the platform's, in milliseconds. */
  get offset(): number {
    return this.#offset;
  }

  setTimer(delayMs: number, fn: () => void): Timer {
    const delay = Math.max(0, delayMs);
    const pending: Pending = { due: this.now() + delay, order: this.#order++, fn, wait: NEVER };
    this.#pending.add(pending);
    if (this.#frozenAt === undefined) this.#wait(pending);
    return {
      cancel: () => {
        pending.wait.cancel();
        this.#pending.delete(pending);
      },
    };
  }

  /** Something was begun or ended since this number was another one. */
  get activity(): number {
    return this.#order;
  }

  /**
   * Moves time forward by `ms` at most, timer by timer; `stop` is asked after each and ends the run there. Nothing else
   * may move the clock meanwhile.
   */
  async run(ms: number, stop: () => boolean = () => false): Promise<ClockRun> {
    await this.#options.settled();
    const from = this.now();
    const target = from + ms;
    const before = this.#offset;
    this.#freeze();
    try {
      for (let next = this.#nextDue(target); next; next = this.#nextDue(target)) {
        this.#moveTo(next.due);
        this.#pending.delete(next);
        next.fn();
        await this.#options.settled();
        if (stop()) return { movedMs: this.now() - from, stopped: true };
      }
      this.#moveTo(target);
      return { movedMs: this.now() - from, stopped: false };
    } finally {
      // What the jump itself took passes too: an hour ahead is an hour ahead.
      this.#goOnFrom({ offset: before + this.now() - from });
      this.#options.append(CLOCK_SECTION, { offset: this.#offset });
      this.#thaw();
    }
  }

  /** How long it is until the next timer is due, if that is within `ms`. */
  nextDueWithin(ms: number): number | undefined {
    const next = this.#nextDue(this.now() + ms);
    return next && Math.max(0, next.due - this.now());
  }

  /** Time is state, but it never goes back: a cluster that is taken back stays in the present. */
  readonly section: StateSection = {
    name: CLOCK_SECTION,
    snapshot: () => ({ offset: this.#offset }),
    restore: (value) => this.#goOnFrom(value as { readonly offset: number }),
    replay: (record) => this.#goOnFrom(record as { readonly offset: number }),
  };

  #goOnFrom({ offset }: { readonly offset: number }): void {
    this.#offset = Math.max(this.#offset, offset);
  }

  #wait(pending: Pending): void {
    const rest = Math.max(0, pending.due - this.now());
    pending.wait = this.#options.base.setTimer(rest, () => {
      this.#pending.delete(pending);
      pending.fn();
    });
  }

  #freeze(): void {
    for (const { wait } of this.#pending) wait.cancel();
    this.#frozenAt = this.now();
  }

  #moveTo(due: number): void {
    const now = Math.max(this.now(), due);
    // Real time has gone on meanwhile; the offset is what takes the cluster from there to where it is now.
    this.#offset = Math.max(this.#offset, now - this.#options.base.now());
    this.#options.append(CLOCK_SECTION, { offset: this.#offset });
    this.#frozenAt = now;
  }

  #thaw(): void {
    this.#frozenAt = undefined;
    for (const pending of this.#pending) this.#wait(pending);
  }

  #nextDue(target: number): Pending | undefined {
    let first: Pending | undefined;
    for (const pending of this.#pending) {
      if (pending.due > target) continue;
      if (!first || pending.due < first.due || (pending.due === first.due && pending.order < first.order))
        first = pending;
    }
    return first;
  }
}

const NEVER: Timer = { cancel: () => {} };
