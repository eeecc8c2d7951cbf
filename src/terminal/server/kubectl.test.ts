import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { findKubectl } from './kubectl';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'sealegs-kubectl-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** A program that answers as `kubectl version --client -o json` does. */
async function program(name: string, version: string): Promise<string> {
  const file = path.join(folder, name);
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, `#!/bin/sh\necho '{"clientVersion":{"gitVersion":"${version}"}}'\n`, { mode: 0o755 });
  return file;
}

const at = (...names: string[]) => ({
  searchPath: names.map((name) => path.join(folder, name)).join(':'),
});

it('takes the first on PATH that is new enough', async () => {
  await program('old/kubectl', 'v1.30.9');
  const file = await program('new/kubectl', 'v1.31.0');
  await program('newer/kubectl', 'v1.36.1');
  expect(await findKubectl(at('none', 'old', 'new', 'newer'))).toMatchObject({
    available: true,
    path: file,
    version: 'v1.31.0',
  });
});

it('takes the newest version behind a dispatcher, also through a link', async () => {
  await program('sdk/kubectl', 'v1.33.4-dispatcher');
  await program('sdk/kubectl.1.9', 'v1.9.0');
  await program('sdk/kubectl.1.31', 'v1.31.2');
  const newest = await program('sdk/kubectl.1.33', 'v1.33.1');
  await mkdir(path.join(folder, 'bin'));
  await symlink('../sdk/kubectl', path.join(folder, 'bin/kubectl'));
  const found = await findKubectl(at('bin'));
  expect(found).toMatchObject({ available: true, path: newest, version: 'v1.33.1' });
  expect(found.available && found.reason).toContain('is a dispatcher');
});

it('takes SEALEGS_KUBECTL and nothing else when it is set', async () => {
  const own = await program('own', 'v1.35.0');
  await program('bin/kubectl', 'v1.36.0');
  expect(await findKubectl({ configured: own, ...at('bin') })).toMatchObject({ path: own });
  const old = await program('old', 'v1.29.0');
  expect(await findKubectl({ configured: old, ...at('bin') })).toEqual({
    available: false,
    message: `SEALEGS_KUBECTL is ${old}, version v1.29.0; the terminal needs kubectl 1.31 or later. Set it to a kubectl 1.31 or later, or leave it away.`,
  });
  expect(await findKubectl({ configured: '/nowhere', ...at('bin') })).toMatchObject({ available: false });
});

it('looks at what was downloaded last, and says what is missing', async () => {
  const cached = await program('tools/kubectl', 'v1.35.0');
  expect(await findKubectl({ ...at('none'), cache: path.join(folder, 'tools') })).toMatchObject({
    path: cached,
  });
  await program('bin/kubectl', 'v1.20.2');
  const found = await findKubectl(at('bin'));
  expect(found.available ? '' : found.message).toMatch(
    /Too old: .*\/bin\/kubectl is v1\.20\.2\. .* 1\.31 or later/,
  );
});

it('does not fall for a program that fails', async () => {
  await writeFile(path.join(folder, 'kubectl'), '#!/bin/sh\nexit 1\n', { mode: 0o755 });
  expect(await findKubectl({ searchPath: folder })).toMatchObject({ available: false });
});
