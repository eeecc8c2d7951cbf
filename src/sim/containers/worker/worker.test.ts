import { rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Clock } from '@/apimachinery';
import { createRng } from '@/apimachinery';
import type { Container } from '../../contracts';
import { createContainerRuntime } from '..';
import { BUSYBOX, type Gathered, gatherInto, NO_NETWORK } from '../testing';
import { bundleWorker } from './bundle';
import { createWorkerPool, type WorkerPool } from './pool';

const REAL: Clock = {
  now: () => Date.now(),
  setTimer: (ms, fn) => {
    const timer = setTimeout(fn, ms);
    return { cancel: () => clearTimeout(timer) };
  },
};

let entry: string;
let pool: WorkerPool;

beforeAll(async () => {
  entry = await bundleWorker();
  pool = createWorkerPool({ entry, size: 1, restMs: 50 });
}, 30_000);

afterAll(async () => {
  await pool.close();
  await rm(dirname(entry), { recursive: true });
});

function cluster(limits = {}) {
  const runtime = createContainerRuntime({ clock: REAL, rng: createRng(3), engine: pool, limits });
  const container = (id: string): Promise<Container> =>
    runtime.create({
      id,
      hostname: 'web',
      image: BUSYBOX,
      argv: ['sleep', 'infinity'],
      env: {},
      mounts: [],
      tty: false,
      etc: {},
      readOnlyRootFilesystem: false,
      net: NO_NETWORK,
    });
  return { runtime, container };
}

async function run(container: Container, script: string): Promise<Gathered & { exitCode: number }> {
  const gathered = { out: '', err: '' };
  const process = await container.exec(['sh', '-c', script], gatherInto(gathered), {
    tty: false,
    stdin: false,
  });
  const { exitCode } = await process.exited;
  return { ...gathered, exitCode };
}

describe('the shell engine in a worker', () => {
  it('runs a script, and its files are there when it has ended', async () => {
    const { container, runtime } = cluster();
    const c = await container('a');
    expect(await run(c, 'echo hi > /x; echo out; exit 3')).toEqual({ out: 'out\n', err: '', exitCode: 3 });
    expect(new TextDecoder().decode(await c.fs.readFile('/x'))).toBe('hi\n');
    await runtime.close();
  });

  it('sees what was written outside before it was asked', async () => {
    const { container, runtime } = cluster();
    const c = await container('a');
    await run(c, 'true');
    await c.fs.writeFile('/from-outside', 'yes\n');
    expect((await run(c, 'cat /from-outside')).out).toBe('yes\n');
    await runtime.close();
  });

  it('lets another cluster work beside a busy loop', async () => {
    const [busy, quiet] = [cluster(), cluster()];
    const loop = await (await busy.container('a')).exec(
      ['sh', '-c', 'while :; do :; done'],
      gatherInto({ out: '', err: '' }),
      { tty: false, stdin: false },
    );
    const c = await quiet.container('b');
    const started = performance.now();
    expect((await run(c, 'for i in 1 2 3; do echo $i; done')).out).toBe('1\n2\n3\n');
    expect(performance.now() - started).toBeLessThan(1000);
    loop.signal('SIGKILL');
    expect(await loop.exited).toEqual({ exitCode: 137, signal: 9 });
    await Promise.all([busy.runtime.close(), quiet.runtime.close()]);
  });

  it('stops a fork bomb and an endless writer by plain limits', async () => {
    const { container, runtime } = cluster({ processesPerContainer: 32, fileBytes: 1 << 20 });
    const c = await container('a');
    const bomb = await run(c, 'f() { f | f & f; }; f');
    expect(bomb.err).toMatch(/can't fork: Resource temporarily unavailable|maximum function nesting/);
    expect((await run(c, 'dd if=/dev/zero of=/big bs=64k; rm /big')).err).toContain(
      'No space left on device',
    );
    await runtime.close();
  }, 20_000);

  it('gives up its thread when nothing runs any more', async () => {
    const { container, runtime } = cluster();
    await run(await container('a'), 'true');
    await expect.poll(() => pool.stats, { timeout: 3000 }).toEqual({ workers: 0, clusters: 0 });
    await runtime.close();
  });

  it('tells of processes that died with their worker', async () => {
    const { container, runtime } = cluster();
    const c = await container('a');
    const process = await c.exec(['sleep', '1000'], gatherInto({ out: '', err: '' }), {
      tty: false,
      stdin: false,
    });
    await pool.close();
    expect((await process.exited).exitCode).toBe(137);
    expect((await run(c, 'echo again')).out).toBe('again\n');
    await runtime.close();
  });
});
