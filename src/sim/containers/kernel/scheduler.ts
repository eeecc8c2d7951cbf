/**
 * Shares one thread between the processes of many clusters. A process runs until it blocks or has used its slice, then
 * waits for its turn; turns go round the clusters first and round a cluster's processes second, so that a cluster with
 * a thousand busy loops gets no more than one with a single one. A cluster that never rests is held to its share of a
 * core. Between two slices the thread's own event loop gets a turn, so signals and file writes arrive.
 */
export interface EngineEnv {
  /** Runs `fn` after the thread's event loop had a turn. */
  macrotask(fn: () => void): void;
  /** Wall time for budgets, in milliseconds; without it nothing is paced (tests under a fake clock). */
  readonly wall?: {
    now(): number;
    delay(ms: number, fn: () => void): void;
  };
}

/** Steps of one slice: about a millisecond of interpreted shell. */
export const SLICE_STEPS = 500;
const BURST_MS = 4_000;
const MIN_PAUSE_MS = 5;

type Resume = () => void;

/** The processes of one cluster that wait for a turn, and what the cluster may still use. */
export class CpuAccount {
  readonly waiting: Resume[] = [];
  credit = BURST_MS;
  refilledAt = 0;
  /** In the round, running its slice, or held back for its budget: not to be queued again. */
  queued = false;

  constructor(readonly share: number) {}
}

export class Scheduler {
  readonly #ready: CpuAccount[] = [];
  #running = false;

  constructor(private readonly env: EngineEnv) {}

  /** Resolves when the caller may run for another slice. */
  turn(account: CpuAccount): Promise<void> {
    return new Promise((resolve) => {
      account.waiting.push(resolve);
      this.#enqueue(account);
    });
  }

  #enqueue(account: CpuAccount): void {
    if (account.queued) return;
    account.queued = true;
    this.#ready.push(account);
    if (this.#running) return;
    this.#running = true;
    this.env.macrotask(() => this.#next());
  }

  #next(): void {
    const account = this.#ready.shift();
    const resume = account?.waiting.shift();
    if (!account || !resume) {
      this.#running = false;
      return;
    }
    const started = this.env.wall?.now() ?? 0;
    resume();
    this.env.macrotask(() => {
      this.#charge(account, started);
      this.#next();
    });
  }

  /** Everything that ran since `started` ran on behalf of this account, near enough. */
  #charge(account: CpuAccount, started: number): void {
    const { wall } = this.env;
    if (wall) {
      const now = wall.now();
      const idle = Math.max(0, started - account.refilledAt);
      account.credit = Math.min(BURST_MS, account.credit + idle * account.share) - (now - started);
      account.refilledAt = now;
    }
    if (!wall || account.credit > 0) {
      account.queued = false;
      if (account.waiting.length > 0) this.#enqueue(account);
      return;
    }
    wall.delay(Math.max(MIN_PAUSE_MS, -account.credit / account.share), () => {
      account.queued = false;
      if (account.waiting.length > 0) this.#enqueue(account);
    });
  }
}

/** A budget of units per second with a burst; who takes more than there is waits. */
export class RateGate {
  #level: number;
  #at = 0;

  constructor(
    private readonly env: EngineEnv,
    private readonly perSecond: number,
    private readonly burst: number,
  ) {
    this.#level = burst;
  }

  /** Takes `units`; a number above 0 says for how many milliseconds the taker must now wait. */
  take(units: number): number {
    const { wall } = this.env;
    if (!wall) return 0;
    const now = wall.now();
    this.#level = Math.min(this.burst, this.#level + ((now - this.#at) * this.perSecond) / 1000) - units;
    this.#at = now;
    return this.#level >= 0 ? 0 : (-this.#level / this.perSecond) * 1000;
  }

  wait(ms: number, fn: () => void): void {
    this.env.wall?.delay(ms, fn);
  }
}
