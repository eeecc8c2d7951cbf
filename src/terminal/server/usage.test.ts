import { mkdir, mkdtemp, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { describeUsage, diskUsage } from './usage';

const LIMITS = { bytes: 2 ** 20, files: 10 };
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'sealegs-usage-'));
});
afterEach(() => rm(folder, { recursive: true }));

it('counts files and blocks below all folders, and folders that are missing as nothing', async () => {
  await mkdir(path.join(folder, 'a/b'), { recursive: true });
  await writeFile(path.join(folder, 'a/b/file'), Buffer.alloc(100_000, 1));
  const usage = await diskUsage([folder, path.join(folder, 'missing')], LIMITS);
  expect(usage).toMatchObject({ files: 3, full: false });
  expect(usage.bytes).toBeGreaterThanOrEqual(100_000);
});

it('is full by bytes and says so', async () => {
  await writeFile(path.join(folder, 'big'), Buffer.alloc(1_200_000, 1));
  const usage = await diskUsage([folder], LIMITS);
  expect(usage.full).toBe(true);
  expect(describeUsage(usage, LIMITS)).toBe('over 1 MiB');
});

it('is full by files and stops counting there', async () => {
  await Promise.all(Array.from({ length: 40 }, (_, index) => writeFile(path.join(folder, `f${index}`), '')));
  const usage = await diskUsage([folder], LIMITS);
  expect(usage).toMatchObject({ files: 11, full: true });
  expect(describeUsage(usage, LIMITS)).toBe('over 10 files');
});

it('takes a sparse file by what it holds and follows no link', async () => {
  await writeFile(path.join(folder, 'sparse'), '');
  await truncate(path.join(folder, 'sparse'), 2 ** 40);
  await symlink('/usr', path.join(folder, 'link'));
  expect(await diskUsage([folder], LIMITS)).toMatchObject({ files: 2, full: false });
});
