/**
 * How much of a processor somebody used lately. Nothing runs for it: time is put down as it is used, in the few buckets
 * that a reading looks back on.
 */
/** What a reading averages over; upstream's kubelet measures about as often. */
export const USAGE_WINDOW_MS = 30_000;
const BUCKET_MS = 5_000;
const BUCKETS = USAGE_WINDOW_MS / BUCKET_MS + 1;

export class CpuMeter {
  /** Bucket number -> core-milliseconds. */
  readonly #used = new Map<number, number>();

  constructor(readonly startedAt: number) {}

  /** `cores` were busy from one moment to another. */
  busy(from: number, to: number, cores: number): void {
    if (cores === 0) return;
    let at = Math.max(from, to - USAGE_WINDOW_MS - BUCKET_MS);
    while (at < to) {
      const end = Math.min(to, (Math.floor(at / BUCKET_MS) + 1) * BUCKET_MS);
      this.spend(at, (end - at) * cores);
      at = end;
    }
  }

  /** A piece of work that took so long and is told at its end. */
  spend(at: number, milliseconds: number): void {
    const bucket = Math.floor(at / BUCKET_MS);
    this.#used.set(bucket, (this.#used.get(bucket) ?? 0) + milliseconds);
    for (const old of this.#used.keys()) if (old <= bucket - BUCKETS) this.#used.delete(old);
  }

  /** Cores on average over the last window, or since the start. */
  cores(now: number): number {
    const newest = Math.floor(now / BUCKET_MS);
    const since = Math.max(this.startedAt, (newest - BUCKETS + 1) * BUCKET_MS);
    let used = 0;
    for (const [bucket, milliseconds] of this.#used) if (bucket > newest - BUCKETS) used += milliseconds;
    return used / Math.max(now - since, BUCKET_MS);
  }
}
