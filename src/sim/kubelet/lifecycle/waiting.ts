/** Waiting in cluster time. */
import type { Clock } from '@/apimachinery';

export const TIMED_OUT = Symbol('timed out');

/** The result, or TIMED_OUT after that much cluster time. */
export function within<T>(clock: Clock, ms: number, work: Promise<T>): Promise<T | typeof TIMED_OUT> {
  return new Promise((resolve, reject) => {
    const timer = clock.setTimer(ms, () => resolve(TIMED_OUT));
    work.then(resolve, reject).finally(() => timer.cancel());
  });
}

export const sleep = (clock: Clock, ms: number) =>
  new Promise<void>((resolve) => void clock.setTimer(ms, resolve));
