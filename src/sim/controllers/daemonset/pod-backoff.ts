/** A daemon's pod that fails again and again is replaced less and less often: after 1 s, 2 s, 4 s ... 15 min. */
// upstream: pkg/controller/daemon/daemon_controller.go failedPodsBackoff
import type { Clock } from '@/apimachinery';

const FIRST_MS = 1_000;
const MAX_MS = 15 * 60_000;

interface Entry {
  readonly delayMs: number;
  readonly untilMs: number;
}

export class PodBackoff {
  readonly #byKey = new Map<string, Map<string, Entry>>();

  constructor(private readonly clock: Clock) {}

  isOver(key: string, node: string): boolean {
    return (this.#byKey.get(key)?.get(node)?.untilMs ?? 0) <= this.clock.now();
  }

  /** A pod is replaced now; the next one has to wait longer. Twice the longest wait without a failure begins anew. */
  begin(key: string, node: string): void {
    const nodes = this.#byKey.get(key) ?? new Map<string, Entry>();
    const now = this.clock.now();
    const last = nodes.get(node);
    const fresh = !last || now - last.untilMs > 2 * MAX_MS;
    const delayMs = fresh ? FIRST_MS : Math.min(2 * last.delayMs, MAX_MS);
    nodes.set(node, { delayMs, untilMs: now + delayMs });
    this.#byKey.set(key, nodes);
  }

  /** Milliseconds until the next of a DaemonSet's waits is over. */
  waitMs(key: string): number | undefined {
    const now = this.clock.now();
    const waits = [...(this.#byKey.get(key)?.values() ?? [])].map(({ untilMs }) => untilMs - now);
    const ahead = waits.filter((wait) => wait > 0);
    return ahead.length > 0 ? Math.min(...ahead) : undefined;
  }

  forget(key: string): void {
    this.#byKey.delete(key);
  }
}
