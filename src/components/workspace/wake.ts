/** The page's own time, and the moments after which a line that looked alive may be dead. */
import type { Schedule } from '@/terminal/client/heartbeat';

/** By the page's timers. */
export const later: Schedule = (ms, run) => {
  const timer = setTimeout(run, ms);
  return () => clearTimeout(timer);
};

/**
 * The network is back, or the page is looked at again: after a sleep, or from the browser's cache of pages.
 * @returns how to stop
 */
export function onWake(run: () => void): () => void {
  const whenVisible = () => document.visibilityState === 'visible' && run();
  const stop = new AbortController();
  const { signal } = stop;
  window.addEventListener('online', run, { signal });
  window.addEventListener('pageshow', run, { signal });
  document.addEventListener('visibilitychange', whenVisible, { signal });
  return () => stop.abort();
}
