/** What happens to containers that hold more memory than they may. */
import { describe, expect, it } from 'vitest';
import type { ContainerConfig, ExitStatus } from '../contracts';
import { Bench, BUSYBOX, gatherInto, turns } from './testing';

const MIB = 1 << 20;

/** Runs a container to its end, or for a while. */
async function run(config: Partial<ContainerConfig>, execute?: readonly string[]) {
  const bench = new Bench();
  const told: number[] = [];
  const container = await bench.container({ memoryChanged: (bytes) => told.push(bytes), ...config });
  let status: ExitStatus | undefined;
  const main = await container.start(gatherInto({ out: '', err: '' }));
  void main.exited.then((ended) => {
    status = ended;
  });
  const executed = execute && (await bench.run(container, execute));
  for (let second = 0; second < 5 && !status; second++) {
    await turns(500);
    await bench.clock.advance(1000);
  }
  await turns();
  return { status, executed, told, container, bench };
}

const KILLED = { exitCode: 137, signal: 9, outOfMemory: true };

describe('a container over its memory limit', () => {
  it('is killed when a command of it reads without end', async () => {
    const { status } = await run({ argv: ['tail', '/dev/zero'], memoryLimit: 50 * MIB });
    expect(status).toEqual(KILLED);
  });

  it('is killed as a whole by what is executed in it', async () => {
    const { status, executed } = await run({ memoryLimit: 50 * MIB }, ['sh', '-c', 'tail /dev/zero']);
    expect(executed?.exitCode).toBe(137);
    expect(status).toEqual(KILLED);
  });

  it('is killed for the variables of its shell', async () => {
    const script = 'x=$(head -c 65536 /dev/zero | tr "\\0" x); while :; do i=$((i+1)); eval v$i=$x; done';
    expect((await run({ argv: ['sh', '-c', script], memoryLimit: 6 * MIB })).status).toEqual(KILLED);
  });

  it('is killed for what its own program holds, at once or later', async () => {
    const image = (early: boolean) => ({
      ...BUSYBOX,
      programs: {
        '/bin/worker': async ({ hold, sleep }) => {
          if (!early) await sleep(1500);
          hold(60 * MIB);
          await sleep(60_000);
          return 0;
        },
      } satisfies (typeof BUSYBOX)['programs'],
    });
    for (const early of [true, false]) {
      const { status } = await run({ image: image(early), argv: ['/bin/worker'], memoryLimit: 50 * MIB });
      expect(status).toEqual(KILLED);
      const shell = ['sh', '-c', '/bin/worker; echo never'];
      expect((await run({ image: image(early), argv: shell, memoryLimit: 50 * MIB })).status).toEqual(KILLED);
    }
  });

  it('is killed for files in memory', async () => {
    const bench = new Bench();
    const volume = await bench.runtime.volume('cache');
    const container = await bench.container({
      memoryLimit: 8 * MIB,
      mounts: [{ mountPath: '/cache', volume, readOnly: false, inMemory: true }],
    });
    let status: ExitStatus | undefined;
    const main = await container.start(gatherInto({ out: '', err: '' }));
    void main.exited.then((ended) => {
      status = ended;
    });
    await bench.run(container, ['dd', 'if=/dev/zero', 'of=/cache/a', 'bs=1M', 'count=4']);
    await turns();
    expect(status).toBeUndefined();
    expect((await container.usage()).memoryBytes).toBeGreaterThan(4 * MIB);
    await bench.run(container, ['dd', 'if=/dev/zero', 'of=/cache/b', 'bs=1M', 'count=6']);
    await turns();
    expect(status).toEqual(KILLED);
  });
});

describe('a container within its limit', () => {
  it('runs on, and ends as it likes', async () => {
    const { status } = await run({
      argv: ['sh', '-c', 'seq 1000 | sort | tail -n 1; exit 3'],
      memoryLimit: 50 * MIB,
    });
    expect(status).toEqual({ exitCode: 3 });
  });

  it('killed by hand was not out of memory', async () => {
    const { status } = await run({ argv: ['sh', '-c', 'sh -c "kill -9 $$"'], memoryLimit: 50 * MIB });
    expect(status?.outOfMemory).toBeUndefined();
  });

  it('tells what it holds in steps, and leaves no timer behind', async () => {
    const { told, bench } = await run({ memoryLimit: 500 * MIB }, [
      'sh',
      '-c',
      'head -c 20971520 /dev/zero | wc',
    ]);
    expect(Math.max(...told)).toBeGreaterThan(15 * MIB);
    expect(told.length).toBeLessThan(20);
    expect(told.at(-1)).toBeLessThan(4 * MIB);
    expect(bench.clock.pendingTimers).toBe(0);
  });
});
