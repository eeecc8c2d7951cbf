/** The shell without a sandbox, for machines that can make none: only when asked for, only on loopback. */
import { chmod, mkdtemp } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { fakeProvider } from '../support/fake-provider';
import { testHost } from '../support/lab-host';
import { countCommands } from '../support/processes';

it('opens on this machine, reaches its own cluster, and ends with the session', async () => {
  const provider = fakeProvider();
  const data = await mkdtemp(path.join(os.tmpdir(), 'sealegs-unsafe-'));
  await chmod(data, 0o711);
  const host = await testHost(provider, { data, settings: { unsafeShell: true } });
  const mark = `sleep ${process.pid + 500_000}`;
  await Promise.all([host.session('one'), host.session('two')]);
  const [one, two] = await Promise.all([host.shell('one'), host.shell('two')]);
  for (const shell of [one, two]) {
    expect((await shell.run('kubectl version 2>/dev/null | grep Server')).output).toBe(
      'Server Version: v1.35.0',
    );
  }
  expect((await one.run('readlink /proc/self/ns/pid')).output).toBe(
    (await two.run('readlink /proc/self/ns/pid')).output,
  );
  one.type(`${mark}\n`);
  await expect.poll(() => countCommands(mark.replace(' ', '\0'))).toBe(1);
  await host.api('DELETE', '/sessions/one');
  await expect.poll(() => countCommands(mark.replace(' ', '\0'))).toBe(0);
  await host.close();
});

it('is refused where others can reach it', async () => {
  await expect(
    testHost(fakeProvider(), { settings: { unsafeShell: true, webHost: '0.0.0.0' } }),
  ).rejects.toThrow('SEALEGS_UNSAFE_SHELL=1 gives everybody who reaches Sealegs a shell on this machine.');
});
