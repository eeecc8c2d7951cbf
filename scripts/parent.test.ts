import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { expect, it } from 'vitest';

const PARENT = path.join(import.meta.dirname, 'lib/parent.mjs');
const SITE = `import { endWithNpm } from ${JSON.stringify(PARENT)};
endWithNpm(20);
console.log(process.pid);
setInterval(() => {}, 1000);`;
const STARTER = `require('node:child_process').spawn(process.execPath, ['--input-type=module', '-e', ${JSON.stringify(SITE)}], { stdio: 'inherit' });`;

const isAlive = (pid: number) => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

async function start(environment: NodeJS.ProcessEnv): Promise<{ starter: ChildProcess; site: number }> {
  const starter = spawn(process.execPath, ['-e', STARTER], {
    env: environment,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = await once(starter.stdout ?? starter, 'data');
  return { starter, site: Number(String(line)) };
}

it('the site ends when the npm that started it is killed', async () => {
  const { starter, site } = await start({ ...process.env, npm_lifecycle_event: 'start' });
  expect(isAlive(site)).toBe(true);
  starter.kill('SIGKILL');
  await expect.poll(() => isAlive(site), { timeout: 5000 }).toBe(false);
});

it('the site outlives a shell that started it without npm', async () => {
  const { npm_lifecycle_event: _npm, ...environment } = process.env;
  const { starter, site } = await start(environment);
  starter.kill('SIGKILL');
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(isAlive(site)).toBe(true);
  process.kill(site);
});
