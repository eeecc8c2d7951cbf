import { describe, expect, it } from 'vitest';
import { BackOff } from './backoff';
import { goDuration } from './reasons';

describe('back-off', () => {
  it('lets the first restart go at once, then doubles from 10 s to 5 min', () => {
    const backOff = new BackOff();
    const delays: (number | undefined)[] = [];
    let now = 0;
    for (let crash = 0; crash < 8; crash++) {
      const delay = backOff.delaySince('a', now, now);
      delays.push(delay?.delayMs);
      const finishedAt = now;
      now += delay?.delayMs ?? 0;
      backOff.next('a', finishedAt, now);
    }
    expect(delays).toEqual([undefined, 10_000, 20_000, 40_000, 80_000, 160_000, 300_000, 300_000]);
  });

  it('starts over after ten quiet minutes', () => {
    const backOff = new BackOff();
    backOff.next('a', 0, 0);
    backOff.next('a', 0, 0);
    expect(backOff.delaySince('a', 600_001, 600_001)).toBeUndefined();
    backOff.next('a', 600_001, 600_001);
    expect(backOff.delaySinceUpdate('a', 600_001)).toEqual({ delayMs: 10_000, leftMs: 10_000 });
  });

  it('is each item’s own', () => {
    const backOff = new BackOff();
    backOff.next('a', 0, 0);
    expect(backOff.delaySince('b', 0, 0)).toBeUndefined();
    backOff.forget('a');
    expect(backOff.delaySince('a', 0, 0)).toBeUndefined();
  });
});

describe('durations as Go prints them', () => {
  it.each([
    [0, '0s'],
    [350, '350ms'],
    [1_200, '1.2s'],
    [10_000, '10s'],
    [80_000, '1m20s'],
    [300_000, '5m0s'],
    [3_600_000, '1h0m0s'],
  ])('%i ms is %s', (ms, text) => {
    expect(goDuration(ms)).toBe(text);
  });
});
