import { describe, expect, it } from 'vitest';
import { FakeClock } from '@/apimachinery';
import { WorkQueue } from './work-queue';

/** A queue whose processing ends when the test says so. */
function heldQueue(concurrency = 1) {
  const clock = new FakeClock();
  const begun: string[] = [];
  const ends = new Map<string, () => void>();
  const queue = new WorkQueue({
    clock,
    concurrency,
    process: (key) => {
      begun.push(key);
      return new Promise((resolve) => ends.set(key, resolve));
    },
  });
  queue.start();
  return { clock, queue, begun, end: (key: string) => ends.get(key)?.() };
}

function queueOf(process: (key: string) => Promise<void> | void) {
  const clock = new FakeClock();
  const queue = new WorkQueue({ clock, process: async (key) => process(key) });
  queue.start();
  return { clock, queue };
}

describe('work queue', () => {
  it('processes a key added many times once', async () => {
    const seen: string[] = [];
    const { clock, queue } = queueOf((key) => void seen.push(key));
    for (const key of ['a', 'b', 'a', 'a']) queue.add(key);
    await clock.advance(0);
    expect(seen).toEqual(['a', 'b']);
  });

  it('processes a key once more when it was added while being processed', async () => {
    const { clock, queue, begun, end } = heldQueue();
    queue.add('a');
    await clock.advance(0);
    queue.add('a');
    queue.add('a');
    await clock.advance(0);
    expect(begun).toEqual(['a']);
    end('a');
    await clock.advance(0);
    expect(begun).toEqual(['a', 'a']);
  });

  it('processes as many keys at once as it may', async () => {
    const { clock, queue, begun, end } = heldQueue(2);
    for (const key of ['a', 'b', 'c']) queue.add(key);
    await clock.advance(0);
    expect(begun).toEqual(['a', 'b']);
    end('b');
    await clock.advance(0);
    expect(begun).toEqual(['a', 'b', 'c']);
  });

  it('starts a key that arrives while another worker is busy', async () => {
    const { clock, queue, begun } = heldQueue(2);
    queue.add('slow');
    await clock.advance(0);
    queue.add('late');
    await clock.advance(0);
    expect(begun).toEqual(['slow', 'late']);
  });

  it('keeps keys until it is started', async () => {
    const clock = new FakeClock();
    const seen: string[] = [];
    const queue = new WorkQueue({ clock, process: async (key) => void seen.push(key) });
    queue.add('a');
    await clock.advance(10);
    expect(seen).toEqual([]);
    queue.start();
    await clock.advance(0);
    expect(seen).toEqual(['a']);
  });

  it('of several delays keeps the earliest', async () => {
    const seen: number[] = [];
    const { clock, queue } = queueOf(() => void seen.push(clock.now()));
    const start = clock.now();
    queue.addAfter('a', 500);
    queue.addAfter('a', 100);
    queue.addAfter('a', 300);
    await clock.advance(1000);
    expect(seen.map((at) => at - start)).toEqual([100]);
  });

  it('backs off exponentially until the key is forgotten', async () => {
    const seen: number[] = [];
    let last = 0;
    const { clock, queue } = queueOf((key) => {
      seen.push(clock.now() - last);
      last = clock.now();
      if (seen.length === 4) queue.forget(key);
      if (seen.length < 6) queue.addRateLimited(key);
    });
    last = clock.now();
    queue.add('a');
    await clock.advance(1000);
    expect(seen).toEqual([0, 5, 10, 20, 5, 10]);
  });

  it('leaves no timer when nothing is to be done, and none when stopped', async () => {
    const { clock, queue } = queueOf(() => {});
    queue.add('a');
    await clock.advance(0);
    expect(clock.pendingTimers).toBe(0);
    queue.addAfter('b', 1000);
    queue.add('c');
    queue.stop();
    expect(clock.pendingTimers).toBe(0);
  });
});
