/**
 * Many equal requests, starting slowly: batches of 1, 2, 4 ... as long as all of a batch succeed. Where the first
 * fails (a quota, a bad template) the rest would fail likewise and isn't tried.
 */
// upstream: pkg/controller/replicaset/replica_set.go slowStartBatch
import type { Clock } from '@/apimachinery';

/** Larger batches would only keep the thread from others: nothing here waits for a network. */
const MAX_BATCH = 64;

export interface SlowStartResult {
  readonly succeeded: number;
  /** The first failure. */
  readonly error?: unknown;
}

export async function slowStart(
  clock: Clock,
  count: number,
  run: () => Promise<void>,
): Promise<SlowStartResult> {
  let succeeded = 0;
  for (let size = 1; succeeded < count; size = Math.min(2 * size, MAX_BATCH)) {
    const batch = Math.min(size, count - succeeded);
    const results = await Promise.allSettled(Array.from({ length: batch }, run));
    const failures = results.filter((result) => result.status === 'rejected');
    succeeded += batch - failures.length;
    const [failure] = failures;
    if (failure) return { succeeded, error: failure.reason };
    if (succeeded < count) await breath(clock);
  }
  return { succeeded };
}

/** Lets everybody else have a turn. */
const breath = (clock: Clock) => new Promise<void>((resolve) => void clock.setTimer(0, resolve));
