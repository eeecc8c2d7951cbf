/**
 * What a controller still has to hear of: creations and deletions that it asked for and whose watch events haven't
 * come. Until they have, its cache is behind its own writes, and counting replicas would count wrongly.
 */
// upstream: pkg/controller/controller_utils.go UIDTrackingControllerExpectations
import type { Clock } from '@/apimachinery';

/** After this long an event isn't waited for any more. */
const EXPECTATIONS_TIMEOUT_MS = 5 * 60_000;

interface Expectation {
  creations: number;
  readonly deletions: Set<string>;
  readonly sinceMs: number;
}

export class Expectations {
  readonly #byKey = new Map<string, Expectation>();

  constructor(private readonly clock: Clock) {}

  /** Replaces what was expected before. */
  expect(
    key: string,
    expected: { readonly creations?: number; readonly deletions?: Iterable<string> },
  ): void {
    this.#byKey.set(key, {
      creations: expected.creations ?? 0,
      deletions: new Set(expected.deletions),
      sinceMs: this.clock.now(),
    });
  }

  /** A creation was seen, or will never be because it failed. */
  creationObserved(key: string): void {
    const expectation = this.#byKey.get(key);
    if (expectation) expectation.creations--;
  }

  /** The object is going or gone, or its deletion failed. */
  deletionObserved(key: string, uid: string): void {
    this.#byKey.get(key)?.deletions.delete(uid);
  }

  forget(key: string): void {
    this.#byKey.delete(key);
  }

  /** Whether the cache has everything that was expected. */
  satisfied(key: string): boolean {
    const expectation = this.#byKey.get(key);
    if (!expectation) return true;
    const { creations, deletions, sinceMs } = expectation;
    return (creations <= 0 && deletions.size === 0) || this.clock.now() - sinceMs > EXPECTATIONS_TIMEOUT_MS;
  }
}
