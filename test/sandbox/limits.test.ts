/** What a student may use up: processes, files, disk; and that the host and other sessions go on meanwhile. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { fakeProvider } from '../support/fake-provider';
import { SECRET, type TestHost, testHost } from '../support/lab-host';
import { TerminalDriver } from '../support/terminal-driver';

let host: TestHost;

beforeAll(async () => {
  host = await testHost(fakeProvider());
});
afterAll(() => host.close());

it('bounds a fork bomb, and another session works on beside it', async () => {
  await Promise.all([host.session('bomb'), host.session('neighbour')]);
  const [bomb, neighbour] = await Promise.all([host.shell('bomb'), host.shell('neighbour')]);
  bomb.type('b() { b | b & }; b 2>/dev/null\n');
  await new Promise((resolve) => setTimeout(resolve, 1500));
  expect((await neighbour.run('kubectl version >/dev/null 2>&1 && echo fine')).output).toBe('fine');
  expect((await neighbour.run('ps -e --no-headers | wc -l')).output).toMatch(/^\d{1,2}$/);
  await host.api('DELETE', '/sessions/bomb');
  expect((await host.api('GET', '/sessions/bomb')).status).toBe(404);
}, 60_000);

it('gives memory files and big files an end', async () => {
  await host.session('files');
  const tab = await host.shell('files');
  const tooBig = await tab.run('(head -c 200000000 /dev/zero >~/big) 2>&1; stat -c %s ~/big; rm ~/big');
  expect(tooBig.output).toContain(String(128 * 2 ** 20));
  const tmpfs = await tab.run('findmnt -rn -t tmpfs -o TARGET,OPTIONS | grep -w rw');
  expect(tmpfs.output).toBe('');
  expect((await tab.run('touch /dev/shm/x && df --output=fstype /dev/shm | tail -1')).output).not.toBe(
    'tmpfs',
  );
});

it('ends the shells of a session that fills the disk, says so, and lets it clean up', async () => {
  await host.session('disk');
  const tab = await host.shell('disk');
  tab.type('for i in $(seq 8); do head -c 100000000 /dev/zero >~/part$i; done\n');
  await tab.until(() => tab.closed !== undefined, 'the end of the shell', 40_000);
  expect(tab.screen).toContain('Your home folder and /tmp hold over 512 MiB, more than a session may.');
  const again = await host.shell('disk', 'main', { since: tab.next });
  expect((await again.run('head -c 5000000 /dev/zero >~/more; stat -c %s ~/more')).output).toContain(
    '1048576',
  );
  expect((await again.run('rm ~/part* ~/more; du -sm ~ | cut -f1')).output).toMatch(/^\d$/);
}, 60_000);

it('counts files as well as bytes', async () => {
  await host.session('inodes');
  const tab = await host.shell('inodes');
  tab.type('mkdir /tmp/many && cd /tmp/many && seq 60000 | xargs touch\n');
  await tab.until(() => tab.closed !== undefined, 'the end of the shell', 50_000);
  expect(tab.screen).toContain('over 50,000 files');
}, 60_000);

it('opens at most sixteen tabs', async () => {
  await host.session('tabs');
  await Promise.all(Array.from({ length: 16 }, (_, index) => host.shell('tabs', `t${index}`)));
  const one = TerminalDriver.open({
    socketPath: host.socketPath,
    secret: SECRET,
    session: 'tabs',
    tab: 't16',
  });
  await one.until(() => one.closed !== undefined, 'the refusal').catch(() => {});
  expect(one.messages.at(-1)).toMatchObject({
    state: 'failed',
    message: 'A session has at most 16 terminals.',
  });
});
