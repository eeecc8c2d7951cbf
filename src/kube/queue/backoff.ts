/** Exponential back-off per item: 5 ms, 10 ms, 20 ms ... as controllers upstream retry. */
// upstream: client-go util/workqueue default_rate_limiters.go ItemExponentialFailureRateLimiter
export class Backoff {
  readonly #failures = new Map<string, number>();

  constructor(
    readonly baseMs = 5,
    readonly maxMs = 1_000_000,
  ) {}

  /** The delay for the item's next try; each call counts as one more failure. */
  next(item: string): number {
    const failures = this.#failures.get(item) ?? 0;
    this.#failures.set(item, failures + 1);
    return Math.min(this.baseMs * 2 ** failures, this.maxMs);
  }

  failures(item: string): number {
    return this.#failures.get(item) ?? 0;
  }

  forget(item: string): void {
    this.#failures.delete(item);
  }
}
