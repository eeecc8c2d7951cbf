import { describe, expect, it } from 'vitest';
import { FakeClock } from '@/apimachinery';
import { ClusterClock } from './cluster-clock';

const HOUR = 3_600_000;

function setUp() {
  const base = new FakeClock(0);
  const records: unknown[] = [];
  const clock = new ClusterClock({
    base,
    append: (_section, record) => records.push(record),
    settled: async () => {
      for (let turn = 0; turn < 20; turn++) await undefined;
    },
  });
  return { base, clock, records };
}

describe('a cluster clock', () => {
  it('goes with the platform and fires its timers with it', async () => {
    const { base, clock } = setUp();
    const fired: number[] = [];
    clock.setTimer(1_000, () => fired.push(clock.now()));
    await base.advance(2_000);
    expect(fired).toEqual([1_000]);
    expect(clock.now()).toBe(2_000);
  });

  it('runs what falls due during a jump in order, each at its own time', async () => {
    const { base, clock } = setUp();
    const fired: string[] = [];
    clock.setTimer(2 * HOUR, () => fired.push(`late ${clock.now()}`));
    clock.setTimer(HOUR, () => fired.push(`early ${clock.now()}`));
    clock.setTimer(HOUR, () => fired.push(`second ${clock.now()}`));
    await clock.run(HOUR + 5);
    expect(fired).toEqual([`early ${HOUR}`, `second ${HOUR}`]);
    expect(clock.now()).toBe(HOUR + 5);
    expect(base.now()).toBe(0);
  });

  it('is ahead by what it was moved, however long that took', async () => {
    const base = new FakeClock(0);
    const settled = async () => void (await base.advance(700));
    const clock = new ClusterClock({ base, append: () => {}, settled });
    clock.setTimer(10, () => {});
    expect(await clock.run(HOUR)).toEqual({ movedMs: HOUR, stopped: false });
    expect(clock.offset).toBe(HOUR);
    expect(clock.now()).toBe(HOUR + base.now());
  });

  it('runs timers that are set by timers on the way', async () => {
    const { clock } = setUp();
    const fired: number[] = [];
    const again = () => {
      fired.push(clock.now());
      clock.setTimer(HOUR, again);
    };
    clock.setTimer(HOUR, again);
    await clock.run(3 * HOUR);
    expect(fired).toEqual([HOUR, 2 * HOUR, 3 * HOUR]);
  });

  it('keeps what is due later due at its time, in the platform’s time', async () => {
    const { base, clock } = setUp();
    const fired: number[] = [];
    clock.setTimer(HOUR + 60_000, () => fired.push(clock.now()));
    await clock.run(HOUR);
    expect(fired).toEqual([]);
    await base.advance(59_999);
    expect(fired).toEqual([]);
    await base.advance(1);
    expect(fired).toEqual([HOUR + 60_000]);
  });

  it('stops where it is told to', async () => {
    const { clock } = setUp();
    clock.setTimer(10, () => {});
    clock.setTimer(20, () => {});
    let asked = 0;
    const run = await clock.run(HOUR, () => ++asked === 2);
    expect(run).toEqual({ movedMs: 20, stopped: true });
    expect(clock.now()).toBe(20);
  });

  it('forgets cancelled timers', async () => {
    const { clock } = setUp();
    const fired: string[] = [];
    clock.setTimer(10, () => fired.push('no')).cancel();
    await clock.run(20);
    expect(fired).toEqual([]);
  });

  it('finds itself in the journal and never goes back', async () => {
    const { clock, records } = setUp();
    await clock.run(HOUR);
    const snapshot = clock.section.snapshot();
    await clock.run(HOUR);
    clock.section.restore(snapshot);
    expect(clock.now()).toBe(2 * HOUR);
    const again = setUp();
    for (const record of records) again.clock.section.replay(record);
    expect(again.clock.now()).toBe(2 * HOUR);
  });
});
