import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { provideKubectl } from './kubectl';

let folder: string;
let searchPath: string | undefined;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'sealegs-kubectl-'));
  searchPath = process.env.PATH;
  // No kubectl of this machine, and nothing to download from: a proxy that refuses every connection.
  process.env.PATH = path.join(folder, 'path');
  process.env.HTTPS_PROXY = 'http://127.0.0.1:9';
});
afterEach(async () => {
  process.env.PATH = searchPath;
  delete process.env.HTTPS_PROXY;
  await rm(folder, { recursive: true, force: true });
});

async function fakeKubectl(place: string, version: string): Promise<string> {
  const file = path.join(folder, place, 'kubectl');
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, `#!/bin/sh\necho '{"clientVersion":{"gitVersion":"${version}"}}'\n`);
  await chmod(file, 0o755);
  return file;
}
const provide = (SEALEGS_KUBECTL?: string) =>
  provideKubectl({ SEALEGS_DATA: path.join(folder, 'data'), SEALEGS_KUBECTL });

describe('the students’ kubectl', () => {
  it('is the one that the settings name', async () => {
    await fakeKubectl('path', 'v1.35.0');
    const named = await fakeKubectl('named', 'v1.31.0');
    expect(await provide(named)).toMatchObject({ available: true, path: named, version: 'v1.31.0' });
  });

  it('is else the one on PATH', async () => {
    const file = await fakeKubectl('path', 'v1.33.2');
    expect(await provide()).toMatchObject({ available: true, path: file });
  });

  it('is else the one that was downloaded before', async () => {
    await fakeKubectl('path', 'v1.20.0');
    const file = await fakeKubectl('data/bin', 'v1.35.1');
    expect(await provide()).toMatchObject({ available: true, path: file });
  });

  it('that is too old, without a way to download, is told with the minimum and both reasons', async () => {
    await fakeKubectl('path', 'v1.20.0');
    const choice = await provide();
    expect(choice.available).toBe(false);
    expect(choice).toHaveProperty(
      'message',
      expect.stringMatching(/v1\.20\.0.*1\.31.*dl\.k8s\.io cannot be reached/s),
    );
  });

  it('that the settings name is not replaced when it is too old', async () => {
    await fakeKubectl('data/bin', 'v1.35.1');
    const named = await fakeKubectl('named', 'v1.20.0');
    expect(await provide(named)).toMatchObject({ available: false });
  });
});
