import { describe, expect, it } from 'vitest';
import { createTestPod } from '../testing/test-pod';
import { stressImages } from '.';

const MIB = 1 << 20;
const [polinux, vish] = stressImages;

function run(image: (typeof stressImages)[number] | undefined, argv: readonly string[]) {
  if (!image) throw new Error('no image');
  const pod = createTestPod(image);
  return { pod, ...pod.run(argv) };
}

describe('polinux/stress', () => {
  it('holds the memory that its workers are told to, until its time is up', async () => {
    const { pod, exited } = run(
      polinux,
      'stress --vm 2 --vm-bytes 150M --vm-hang 1 --timeout 10s'.split(' '),
    );
    await pod.clock.advance(1_000);
    expect(pod.output()).toBe('stress: info: [1] dispatching hogs: 0 cpu, 0 io, 2 vm, 0 hdd\n');
    expect(pod.held()).toBeGreaterThan(300 * MIB);
    expect(pod.held()).toBeLessThan(305 * MIB);
    await pod.clock.advance(10_000);
    expect(await exited).toBe(0);
    expect(pod.output()).toContain('stress: info: [1] successful run completed in 10s\n');
  });

  it('waits without a timer while it only holds memory', async () => {
    const { pod } = run(polinux, 'stress --vm 1 --vm-bytes 1G --vm-hang 0'.split(' '));
    await pod.clock.advance(1_000);
    expect(pod.clock.pendingTimers).toBe(0);
  });

  it.each([
    ['--vm-bytes 5X', 'unrecognized suffix: X'],
    ['--frob', 'unrecognized option: --frob'],
    ['--cpu 0', 'invalid number of cpu hogs: 0'],
    ['--cpu', "missing argument to option '--cpu'"],
  ])('refuses %s', async (args, message) => {
    const { pod, exited } = run(polinux, ['stress', ...args.split(' ')]);
    expect(await exited).toBe(1);
    expect(pod.output()).toMatch(/^stress: FAIL: \[1\] \(\d+\) /);
    expect(pod.output()).toContain(`${message}\n`);
  });

  it('tells how to use it when there is nothing to do', async () => {
    const { pod, exited } = run(polinux, ['stress']);
    expect(await exited).toBe(0);
    expect(pod.output()).toContain("`stress' imposes certain types of compute stress on your system");
  });
});

describe('vish/stress', () => {
  it('takes memory piece by piece', async () => {
    const { pod } = run(
      vish,
      'stress -cpus 1 -mem-total 950Mi -mem-alloc-size 100Mi -mem-alloc-sleep 1s'.split(' '),
    );
    await pod.clock.advance(3_500);
    expect(Math.round(pod.held() / MIB)).toBe(401);
    await pod.clock.advance(10_000);
    expect(Math.round(pod.held() / MIB)).toBe(901);
    expect(pod.output()).toContain(
      'Allocating "950Mi" memory, in "100Mi" chunks, with a 1s sleep between allocations\n',
    );
    expect(pod.output()).toContain('Allocated "950Mi" memory\n');
  });
});
