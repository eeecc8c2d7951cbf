/** What containers use of processor and memory. */
import { describe, expect, it } from 'vitest';
import type { NetworkAccess, PortServer } from '../contracts';
import { CpuMeter } from './cpu-meter';
import { Bench, BUSYBOX, gatherInto, turns } from './testing';

/** Time passes in steps, and processes get a few turns after each. */
const STEP_SECONDS = 5;
const TURNS = 20;

const usageOf = async (bench: Bench, script: string, seconds: number) => {
  const container = await bench.container({ argv: ['sh', '-c', script] });
  const process = await container.start(gatherInto({ out: '', err: '' }));
  await turns();
  // A busy shell is as busy however little it gets done between two steps.
  for (let left = seconds; left > 0; left -= STEP_SECONDS) {
    await bench.clock.advance(Math.min(left, STEP_SECONDS) * 1000);
    await turns(TURNS);
  }
  const usage = await container.usage();
  process.signal('SIGKILL');
  await container.remove();
  return usage;
};

describe('a shell', () => {
  it('that never rests uses a core', async () => {
    expect((await usageOf(new Bench(), 'while :; do :; done', 36)).cores).toBeCloseTo(1, 1);
  });
  it('uses a core for each of its busy processes', async () => {
    const script = 'while :; do :; done & while :; do :; done & wait';
    expect((await usageOf(new Bench(), script, 36)).cores).toBeCloseTo(2, 1);
  });
  it('that waits uses nothing', async () => {
    expect((await usageOf(new Bench(), 'while sleep 5; do date; done', 60)).cores).toBeLessThan(0.001);
  });
  it('is busy as long as it was, on average over half a minute', async () => {
    const { cores } = await usageOf(new Bench(), 'timeout 10 sh -c "while :; do :; done"; sleep 100', 20);
    expect(cores).toBeGreaterThan(0.3);
    expect(cores).toBeLessThan(0.7);
    expect((await usageOf(new Bench(), 'timeout 10 sh -c "while :; do :; done"; sleep 100', 60)).cores).toBe(
      0,
    );
  });
  it('holds memory for each of its processes', async () => {
    const one = await usageOf(new Bench(), 'read x < /dev/tty; sleep 100', 1);
    const two = await usageOf(new Bench(), 'sleep 100 & sleep 100 & wait', 1);
    expect(two.memoryBytes).toBeGreaterThan(one.memoryBytes);
  });
});

describe('a program', () => {
  it('uses what it says, and a little for each request', async () => {
    const bench = new Bench();
    let server: PortServer | undefined;
    const net: NetworkAccess = {
      ip: '10.0.0.1',
      lookup: async () => [],
      query: () => Promise.reject(new Error('nobody')),
      dial: () => Promise.reject(new Error('nobody')),
      fetch: () => Promise.reject(new Error('nobody')),
      listen: async (_, given) => {
        server = given;
        return { close: () => {} };
      },
    };
    const image = {
      ...BUSYBOX,
      programs: {
        '/bin/worker': async ({ net: own, spend, hold, terminated }) => {
          await own.listen(80, { http: async () => new Response('ok') });
          spend(6_000);
          hold(100 << 20);
          await new Promise((resolve) => terminated.addEventListener('abort', resolve));
          return 0;
        },
      } satisfies (typeof BUSYBOX)['programs'],
    };
    const container = await bench.container({ image, argv: ['/bin/worker'], net });
    await container.start(gatherInto({ out: '', err: '' }));
    await bench.clock.advance(30_000);
    expect(await container.usage()).toEqual({ cores: expect.closeTo(0.2, 3), memoryBytes: 100 << 20 });
    for (let i = 0; i < 600; i++) await server?.http?.(new Request('http://x/'), { ip: '10.0.0.2' });
    await bench.clock.advance(25_000);
    expect((await container.usage()).cores).toBeCloseTo(0.01, 3);
  });
});

describe('a meter', () => {
  it('forgets what was before its window', () => {
    const meter = new CpuMeter(0);
    meter.busy(0, 1_000_000, 1);
    expect(meter.cores(1_000_000)).toBeCloseTo(1);
    expect(meter.cores(1_015_000)).toBeCloseTo(0.5, 1);
    expect(meter.cores(1_040_000)).toBe(0);
  });
});
