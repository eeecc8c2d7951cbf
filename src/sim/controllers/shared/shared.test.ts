import { describe, expect, it } from 'vitest';
import { FakeClock } from '@/apimachinery';
import { Expectations } from './expectations';
import { slowStart } from './slow-start';

describe('expectations', () => {
  it('are satisfied when all creations and deletions were seen', () => {
    const expectations = new Expectations(new FakeClock());
    expect(expectations.satisfied('web')).toBe(true);
    expectations.expect('web', { creations: 2 });
    expectations.creationObserved('web');
    expect(expectations.satisfied('web')).toBe(false);
    expectations.creationObserved('web');
    expect(expectations.satisfied('web')).toBe(true);
    expectations.expect('web', { deletions: ['u1', 'u2'] });
    expectations.deletionObserved('web', 'u1');
    expectations.deletionObserved('web', 'u1');
    expect(expectations.satisfied('web')).toBe(false);
    expectations.deletionObserved('web', 'u2');
    expect(expectations.satisfied('web')).toBe(true);
  });

  it('expire after five minutes', async () => {
    const clock = new FakeClock();
    const expectations = new Expectations(clock);
    expectations.expect('web', { creations: 1 });
    await clock.advance(300_001);
    expect(expectations.satisfied('web')).toBe(true);
  });
});

describe('slow start', () => {
  async function started(count: number, failAt = Number.POSITIVE_INFINITY) {
    const clock = new FakeClock();
    const batches: number[] = [];
    let calls = 0;
    let inBatch = 0;
    const endBatch = () => {
      if (inBatch > 0) batches.push(inBatch);
      inBatch = 0;
    };
    const result = slowStart(clock, count, async () => {
      calls++;
      inBatch++;
      queueMicrotask(endBatch);
      if (calls >= failAt) throw new Error(`call ${calls}`);
    });
    await clock.advance(0);
    return { ...(await result), calls, batches };
  }

  it('doubles its batches while all succeed', async () => {
    expect(await started(20)).toMatchObject({ succeeded: 20, batches: [1, 2, 4, 8, 5] });
  });

  it('stops after the first batch with a failure and returns that failure', async () => {
    expect(await started(20, 3)).toMatchObject({ succeeded: 2, calls: 3, error: new Error('call 3') });
  });
});
