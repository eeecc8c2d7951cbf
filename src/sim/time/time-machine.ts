/** Moving a cluster's time: by a span, or to the next thing that happens there. One jump at a time. */
import { badRequest } from '@/apimachinery';
import type { ClusterClock } from './cluster-clock';

/** What a jump did. */
export interface Jump {
  readonly movedMs: number;
  /** Whether anything in the cluster changed. */
  readonly happened: boolean;
}

export interface TimeMachine {
  /** How far cluster time is ahead of real time, in milliseconds. */
  readonly offsetMs: number;
  /** Moves time forward; what falls due on the way happens in order. Rejects a span that is none or too long. */
  jump(ms: number): Promise<Jump>;
  /** Moves time to where something changes, within 31 days; where nothing ever does, time stays. */
  jumpToNext(): Promise<Jump>;
  /** Calls `listener` after each jump, until the function that it returns is called. */
  onJump(listener: () => void): () => void;
}

const DAY_MS = 24 * 3_600_000;
const MAX_JUMP_DAYS = 366;
const MAX_JUMP_MS = MAX_JUMP_DAYS * DAY_MS;
const NEXT_WITHIN_MS = 31 * DAY_MS;
/** Probes and heartbeats that change nothing are passed over, but not for ever. */
const NEXT_WITHIN_STEPS = 10_000;

/** `version` is another number whenever the cluster has changed. */
export function createTimeMachine(clock: ClusterClock, version: () => number): TimeMachine {
  const listeners = new Set<() => void>();
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const mine = last.then(work, work);
    last = mine.catch(() => {});
    return mine;
  };
  const run = async (ms: number, goOn: (before: number) => boolean): Promise<Jump> => {
    const before = version();
    const { movedMs } = await clock.run(ms, () => !goOn(before));
    if (movedMs > 0) for (const listener of [...listeners]) listener();
    return { movedMs, happened: version() !== before };
  };
  return {
    get offsetMs() {
      return clock.offset;
    },
    jump(ms) {
      if (!Number.isFinite(ms) || ms <= 0) throw badRequest('time can only be moved forward');
      if (ms > MAX_JUMP_MS) throw badRequest(`time can be moved by ${MAX_JUMP_DAYS} days at most`);
      return inTurn(() => run(ms, () => true));
    },
    jumpToNext: () =>
      inTurn(async () => {
        let steps = 0;
        const isDue = () => clock.nextDueWithin(NEXT_WITHIN_MS) !== undefined;
        if (!isDue()) return { movedMs: 0, happened: false };
        return run(
          NEXT_WITHIN_MS,
          (before) => version() === before && ++steps < NEXT_WITHIN_STEPS && isDue(),
        );
      }),
    onJump(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
