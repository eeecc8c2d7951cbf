/** Back-off per item from 10 s, doubling to 5 min, forgotten after 10 quiet minutes. */
// upstream: client-go util/flowcontrol/backoff.go, pkg/kubelet/kubelet.go (MaxContainerBackOff, backOffPeriod)
const INITIAL_MS = 10_000;
const MAX_MS = 300_000;

interface Entry {
  readonly delayMs: number;
  readonly updatedAt: number;
}

export class BackOff {
  readonly #entries = new Map<string, Entry>();

  /** Counts one more start (or failed pull) at `now`, caused by what happened at `eventAt`. */
  next(key: string, eventAt: number, now: number): void {
    const entry = this.#entries.get(key);
    const delayMs = entry && !expired(entry, eventAt) ? Math.min(entry.delayMs * 2, MAX_MS) : INITIAL_MS;
    this.#entries.set(key, { delayMs, updatedAt: now });
  }

  /** The delay in force, counted from `eventAt`; undefined when the item may go on at once. */
  delaySince(
    key: string,
    eventAt: number,
    now: number,
  ): { readonly delayMs: number; readonly leftMs: number } | undefined {
    const entry = this.#entries.get(key);
    if (!entry || expired(entry, eventAt)) return undefined;
    const leftMs = eventAt + entry.delayMs - now;
    return leftMs > 0 ? { delayMs: entry.delayMs, leftMs } : undefined;
  }

  /** The delay after the item's last update. */
  delaySinceUpdate(
    key: string,
    now: number,
  ): { readonly delayMs: number; readonly leftMs: number } | undefined {
    const entry = this.#entries.get(key);
    return entry && this.delaySince(key, entry.updatedAt, now);
  }

  forget(key: string): void {
    this.#entries.delete(key);
  }
}

const expired = (entry: Entry, eventAt: number): boolean => eventAt - entry.updatedAt > MAX_MS * 2;
