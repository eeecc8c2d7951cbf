/**
 * Sessions on one lab host or several, so many at a time: they wait more than they work, and whoever asks for one more
 * waits until one is closed.
 */
import type { Lab } from '@/labs';
import { type HostAddress, type LabBench, openBench } from './sessions';

export type OpenBench = (lab: Lab) => Promise<LabBench>;

/** What two cores carry without commands running into their time limits. */
const SESSIONS_A_HOST = 6;

export function benchPool(hosts: readonly HostAddress[], places = hosts.length * SESSIONS_A_HOST): OpenBench {
  const waiting: (() => void)[] = [];
  let free = places;
  let turn = 0;
  const release = () => {
    const next = waiting.shift();
    if (next) next();
    else free += 1;
  };
  return async (lab) => {
    if (free > 0) free -= 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    const host = hosts[turn++ % hosts.length];
    if (!host) throw new Error('a pool needs a lab host');
    try {
      const bench = await openBench(host, lab);
      return { ...bench, close: () => bench.close().finally(release) };
    } catch (error) {
      release();
      throw error;
    }
  };
}
