import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createLogger } from '../log';
import { type Child, keepRunning, restartDelay } from './child';

const TIMES = { firstRestartMs: 5, lastRestartMs: 50, healthyMs: 60_000, graceMs: 300 };
const log = createLogger('test', 'silent');

let folder: string;
let child: Child | undefined;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'sealegs-child-'));
});
afterEach(async () => {
  await child?.stop();
  child = undefined;
  await rm(folder, { recursive: true, force: true });
});

/** A program that notes each of its starts, then does what the test wants. */
async function run(body: string): Promise<Child> {
  const file = path.join(folder, 'program.mjs');
  await writeFile(
    file,
    `import { appendFileSync } from 'node:fs';
     appendFileSync(process.env.STARTS, process.pid + '\\n');
     ${body}`,
  );
  const environment = { ...process.env, STARTS: path.join(folder, 'starts') };
  child = keepRunning({ name: 'program', file, environment }, log, TIMES);
  return child;
}
const pids = async () =>
  (await readFile(path.join(folder, 'starts'), 'utf8').catch(() => ''))
    .split('\n')
    .filter(Boolean)
    .map(Number);
const isAlive = (pid: number) => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

const SERVE = `process.send({ type: 'ready', port: 1234 }); setInterval(() => {}, 1000);`;

describe('a child of the supervisor', () => {
  it('says when it serves', async () => {
    expect(await (await run(SERVE)).first).toEqual({ type: 'ready', port: 1234 });
  });

  it('is started again when it is killed', async () => {
    const kept = await run(SERVE);
    await kept.first;
    process.kill(kept.pid ?? 0, 'SIGKILL');
    await expect.poll(async () => (await pids()).length, { timeout: 5000 }).toBe(2);
    await expect.poll(() => kept.pid, { timeout: 5000 }).toBe((await pids())[1]);
  });

  it('that says why it cannot serve is quoted', async () => {
    const kept = await run(
      `process.send({ type: 'failed', message: 'Port 1 is in use.' }, () => process.exit(1));`,
    );
    expect(await kept.first).toEqual({ type: 'failed', message: 'Port 1 is in use.' });
  });

  it('that dies without a word has failed, and is tried again', async () => {
    const kept = await run('process.exit(3);');
    expect(await kept.first).toEqual({ type: 'failed', message: 'program ended (3) before it served.' });
    await expect.poll(async () => (await pids()).length, { timeout: 5000 }).toBeGreaterThan(2);
  });

  it('is not started again once it was stopped, nor when it is stopped while it waits to start', async () => {
    const kept = await run('process.exit(1);');
    await kept.first;
    await kept.stop();
    const count = (await pids()).length;
    await new Promise((resolve) => setTimeout(resolve, 4 * TIMES.lastRestartMs));
    expect((await pids()).length).toBe(count);
  });

  it('that ignores the request to end is ended', async () => {
    const kept = await run(`process.on('SIGTERM', () => {}); ${SERVE}`);
    await kept.first;
    const pid = kept.pid ?? 0;
    await kept.stop();
    expect(isAlive(pid)).toBe(false);
  });
});

describe('the wait before a start', () => {
  it.each([
    [0, 5],
    [1, 5],
    [2, 10],
    [3, 20],
    [4, 40],
    [5, 50],
    [50, 50],
  ])('after %i quick deaths is %i ms', (deaths, delay) => {
    expect(restartDelay(deaths, TIMES)).toBe(delay);
  });
});
