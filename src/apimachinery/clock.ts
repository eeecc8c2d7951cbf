/**
 * Time as the simulator knows it. Nothing in the portable core asks the machine for the time or sets a timer of its
 * own: a Clock comes in from outside, so that tests move it by hand and a cluster's time can be moved by its owner.
 */
export interface Timer {
  /** Idempotent; a cancelled timer never fires. */
  cancel(): void;
}

export interface Clock {
  /** Milliseconds since the Unix epoch. Never goes back. */
  now(): number;
  /** Runs `fn` once, `delayMs` from now at the earliest. */
  setTimer(delayMs: number, fn: () => void): Timer;
}

/** metav1.Time's form: RFC 3339, UTC, whole seconds. */
export const formatTime = (ms: number): string => `${isoString(ms).slice(0, 19)}Z`;

/** metav1.MicroTime's form: RFC 3339 with six digits of a second, as Lease.renewTime and Event.eventTime use. */
export const formatMicroTime = (ms: number): string => `${isoString(ms).slice(0, 23)}000Z`;

/** Milliseconds of an RFC 3339 time; NaN when it is none. */
// biome-ignore lint/style/noRestrictedGlobals: parsing a given text reads no clock
export const parseTime = (text: string): number => Date.parse(text);

// biome-ignore lint/style/noRestrictedGlobals: formatting a given instant reads no clock
const isoString = (ms: number): string => new Date(ms).toISOString();

interface Pending {
  readonly due: number;
  readonly order: number;
  readonly fn: () => void;
}

/** A clock that moves only when told to. Timers run in the order of their due time, then of their creation. */
export class FakeClock implements Clock {
  #now: number;
  #order = 0;
  readonly #pending = new Set<Pending>();

  constructor(startMs = parseTime('2026-01-01T00:00:00Z')) {
    this.#now = startMs;
  }

  now(): number {
    return this.#now;
  }

  setTimer(delayMs: number, fn: () => void): Timer {
    const pending: Pending = { due: this.#now + Math.max(0, delayMs), order: this.#order++, fn };
    this.#pending.add(pending);
    return { cancel: () => this.#pending.delete(pending) };
  }

  /** How many timers wait. An idle cluster has none. */
  get pendingTimers(): number {
    return this.#pending.size;
  }

  /** Moves time forward, running what falls due on the way and letting promises settle after each timer. */
  async advance(ms: number): Promise<void> {
    const target = this.#now + ms;
    await settle();
    for (let next = this.#nextDue(target); next; next = this.#nextDue(target)) {
      this.#pending.delete(next);
      this.#now = Math.max(this.#now, next.due);
      next.fn();
      await settle();
    }
    this.#now = target;
  }

  #nextDue(target: number): Pending | undefined {
    let first: Pending | undefined;
    for (const p of this.#pending) {
      if (p.due > target) continue;
      if (!first || p.due < first.due || (p.due === first.due && p.order < first.order)) first = p;
    }
    return first;
  }
}

/** Lets every promise that is ready, and those these make ready, run. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 200; turn++) await undefined;
}
