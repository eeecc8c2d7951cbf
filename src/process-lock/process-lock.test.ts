import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { releaseLock, takeLock } from '.';

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'sealegs-lock-'));
  file = path.join(folder, 'lock');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const beginOf = async (pid: number) =>
  (await readFile(`/proc/${pid}/stat`, 'utf8')).split(') ')[1]?.split(' ')[19];

it('is taken, taken again by the same process, and given back', async () => {
  expect(await takeLock(file)).toBeUndefined();
  expect(await takeLock(file)).toBeUndefined();
  expect(await readdir(folder)).toEqual(['lock']);
  await releaseLock(file);
  expect(await readdir(folder)).toEqual([]);
});

it('names the living process that has it', async () => {
  const text = `${process.ppid} ${await beginOf(process.ppid)}`;
  await writeFile(file, text);
  expect(await takeLock(file)).toBe(process.ppid);
  expect(await readFile(file, 'utf8')).toBe(text);
});

it.each([
  ['a process that is gone', '4194999 12345'],
  ['an earlier process of a pid that lives', `${process.ppid} 1`],
  ['nobody, since it was cut short', '12'],
])('is free when it names %s', async (_, text) => {
  await writeFile(file, text);
  expect(await takeLock(file)).toBeUndefined();
  expect(await readFile(file, 'utf8')).toMatch(new RegExp(`^${process.pid} `));
});
