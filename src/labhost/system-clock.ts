/** The machine's time as a Clock, for what works with clusters of any provider. */
import type { Clock } from '@/apimachinery';

export const systemClock: Clock = {
  now: () => Date.now(),
  setTimer: (delayMs, fn) => {
    const timer = setTimeout(fn, delayMs);
    return { cancel: () => clearTimeout(timer) };
  },
};
