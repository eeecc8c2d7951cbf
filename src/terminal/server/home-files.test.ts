import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { openBeneath } from './beneath';
import { HomeFiles } from './home-files';

let outside: string;
let home: string;
let files: HomeFiles;
beforeEach(async () => {
  outside = await mkdtemp(path.join(tmpdir(), 'sealegs-home-'));
  home = path.join(outside, 'home');
  await mkdir(path.join(home, 'keys'), { recursive: true });
  await writeFile(path.join(outside, 'secret'), 'the host’s own');
  files = new HomeFiles(home);
});
afterEach(() => rm(outside, { recursive: true }));

it('reads files of home and of folders in it', async () => {
  await writeFile(path.join(home, 'a.txt'), 'hello');
  await writeFile(path.join(home, 'keys/ana.key'), 'KEY');
  expect(await files.read('a.txt')).toEqual({ text: 'hello' });
  expect(await files.read('keys/ana.key')).toEqual({ text: 'KEY' });
});

it('says what is not there', async () => {
  expect(await files.read('b.txt')).toEqual({ problem: 'there is no such file' });
  expect(await files.read('none/b.txt')).toEqual({ problem: 'there is no such file' });
  expect(await files.read('keys')).toEqual({ problem: 'it is a folder' });
});

it('follows no link, neither of the file nor of a folder before it', async () => {
  await symlink('../secret', path.join(home, 'link'));
  await symlink('..', path.join(home, 'up'));
  const problem = 'it is behind a link, and links are not followed';
  expect(await files.read('link')).toEqual({ problem });
  expect(await files.read('up/secret')).toEqual({ problem });
});

it.each(['../secret', '/etc/passwd', 'keys/../../secret', '', 'a//b', './a'])('refuses %j', async (file) => {
  await expect(openBeneath(home, file)).rejects.toMatchObject({ code: 'EINVAL' });
});

it('does not wait for a named pipe, and reads no device', async () => {
  execFileSync('sh', ['-c', 'mkfifo "$0"', path.join(home, 'pipe')]);
  expect(await files.read('pipe')).toEqual({ problem: 'it is no ordinary file' });
});

it('reads no more than it should', async () => {
  await writeFile(path.join(home, 'big'), Buffer.alloc(256 * 1024 + 1));
  await writeFile(path.join(home, 'fits'), Buffer.alloc(256 * 1024, 'x'));
  expect(await files.read('big')).toEqual({ problem: 'it is larger than 256 KiB' });
  expect(await files.read('fits')).toMatchObject({ text: expect.stringMatching(/^x+$/) });
});

it('notices that a file comes and changes, until it is told to stop', async () => {
  const changed = vi.fn();
  const stop = files.watch(['keys/ana.key'], changed);
  await new Promise((resolve) => setTimeout(resolve, 50));
  await writeFile(path.join(home, 'keys/ana.key'), 'KEY');
  await vi.waitFor(() => expect(changed).toHaveBeenCalledTimes(1), 4000);
  stop();
});
