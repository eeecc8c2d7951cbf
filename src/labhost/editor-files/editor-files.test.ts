import { execFileSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readFile, rename, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { HostError } from '../errors';
import { EditorFiles } from '.';

const MIB = 1024 * 1024;
const isRoot = process.getuid?.() === 0;
const STUDENT = 1_900_000_001;

let outside: string;
let home: string;
let files: EditorFiles;
let room: boolean;

beforeEach(async () => {
  outside = await mkdtemp(path.join(tmpdir(), 'sealegs-home-'));
  home = path.join(outside, 'home');
  room = true;
  files = new EditorFiles({ home, uid: isRoot ? STUDENT : undefined, hasRoom: async () => room });
  await mkdir(home);
});
afterEach(() => rm(outside, { recursive: true, force: true }));

const at = (name: string) => path.join(home, name);
const write = (name: string, text: string, base: string | null = null) =>
  files.change({ action: 'write', path: name, text, base });
const read = async (name: string) => {
  const view = await files.view(name);
  if (view.type !== 'file') throw new Error('a folder');
  return view;
};
const refusal = (work: Promise<unknown>): Promise<HostError> =>
  work.then(
    () => {
      throw new Error('was not refused');
    },
    (error) => error,
  );

describe('files of a home', () => {
  it('are made, listed, read, changed, renamed and deleted', async () => {
    await files.change({ action: 'folder', path: 'app' });
    const { version } = await write('app/web.yaml', 'kind: Pod\n');
    expect(await read('app/web.yaml')).toEqual({ type: 'file', text: 'kind: Pod\n', version });
    expect(await files.view('')).toMatchObject({ entries: [{ name: 'app', type: 'folder' }], more: false });
    expect(await files.view('app')).toMatchObject({
      entries: [{ name: 'web.yaml', type: 'file', size: 10, version }],
    });
    const second = await write('app/web.yaml', 'kind: Service\n', version);
    expect(second.version).not.toBe(version);
    await files.change({ action: 'rename', path: 'app/web.yaml', to: 'service.yaml' });
    expect((await read('service.yaml')).text).toBe('kind: Service\n');
    await files.change({ action: 'delete', path: 'service.yaml' });
    await files.change({ action: 'delete', path: 'app' });
    expect(await files.view('')).toEqual({ type: 'folder', entries: [], more: false });
  });

  it('belong to the student, and keep their mode when they are changed', async () => {
    const { version = '' } = await write('run.sh', 'echo one\n');
    expect((await stat(at('run.sh'))).mode & 0o777).toBe(0o644);
    await chmod(at('run.sh'), 0o750);
    const changed = await read('run.sh');
    expect(changed.version).not.toBe(version);
    await write('run.sh', 'echo two\n', changed.version);
    const stats = await stat(at('run.sh'));
    expect(stats.mode & 0o777).toBe(0o750);
    if (isRoot) expect(stats.uid).toBe(STUDENT);
  });

  it('leave nothing half written behind', async () => {
    const { version = '' } = await write('a', 'one');
    await write('a', 'two', version);
    await refusal(write('a', 'three'));
    expect(await files.view('')).toMatchObject({ entries: [{ name: 'a' }], more: false });
  });

  it('come even where no sandbox has made the home yet', async () => {
    await rm(home, { recursive: true });
    expect(await files.view('')).toMatchObject({ entries: [] });
    expect((await stat(home)).mode & 0o777).toBe(0o700);
  });

  it('are told in part when they are too many', async () => {
    await Promise.all(Array.from({ length: 510 }, (_, index) => writeFile(at(`f${index}`), '')));
    const view = await files.view('');
    expect(view).toMatchObject({ more: true });
    expect(view.type === 'folder' && view.entries.length).toBe(500);
  });
});

describe('a conflict', () => {
  it('is what was changed in the terminal meanwhile', async () => {
    const { version = '' } = await write('a.yaml', 'mine');
    await writeFile(at('a.yaml'), 'them');
    expect(await refusal(write('a.yaml', 'mine again', version))).toMatchObject({
      status: 409,
      message: 'a.yaml was changed meanwhile, in the terminal or another window.',
    });
    expect(await readFile(at('a.yaml'), 'utf8')).toBe('them');
    await write('a.yaml', 'mine again', (await read('a.yaml')).version);
    expect(await readFile(at('a.yaml'), 'utf8')).toBe('mine again');
  });

  it('is what was deleted, and a name that is taken', async () => {
    const { version = '' } = await write('a.yaml', 'mine');
    await rm(at('a.yaml'));
    expect((await refusal(write('a.yaml', 'x', version))).message).toContain('a.yaml was deleted meanwhile');
    await write('a.yaml', 'x');
    await write('b.yaml', 'y');
    expect((await refusal(write('b.yaml', 'x'))).message).toBe('There is a b.yaml already.');
    const renamed = files.change({ action: 'rename', path: 'a.yaml', to: 'b.yaml' });
    expect((await refusal(renamed)).status).toBe(409);
    expect(await readFile(at('b.yaml'), 'utf8')).toBe('y');
  });

  it('is one of two who write at once, not a mixture', async () => {
    const { version = '' } = await write('a.yaml', '');
    const texts = Array.from({ length: 5 }, (_, index) => String(index).repeat(1000));
    const done = await Promise.allSettled(texts.map((text) => write('a.yaml', text, version)));
    expect(done.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(texts).toContain(await readFile(at('a.yaml'), 'utf8'));
  });
});

describe('a hostile home', () => {
  const SECRET = 'root:secret';
  beforeEach(() => writeFile(path.join(outside, 'shadow'), SECRET));

  it.each([
    '..',
    '../shadow',
    'a/../../shadow',
    '/etc/shadow',
    './a',
    'a//b',
    'a/',
    'a\0b',
    'a\nb',
    'x'.repeat(300),
    'a/'.repeat(20),
  ])('is not left by the path %j', async (name) => {
    await mkdir(at('a'));
    for (const work of [
      () => files.view(name),
      () => write(name, 'x'),
      () => files.change({ action: 'delete', path: name }),
      () => files.change({ action: 'rename', path: 'a', to: name }),
      () => files.change({ action: 'folder', path: name }),
    ])
      expect(await refusal(work())).toMatchObject({ name: 'HostError', status: 400 });
    expect(await readFile(path.join(outside, 'shadow'), 'utf8')).toBe(SECRET);
  });

  it('is not left through a link to a file', async () => {
    await symlink(path.join(outside, 'shadow'), at('link'));
    expect(await files.view('')).toMatchObject({ entries: [{ name: 'link', type: 'other' }] });
    expect((await refusal(files.view('link'))).status).toBe(400);
    expect((await refusal(write('link', 'x', 'any'))).status).toBe(400);
    expect(await readFile(path.join(outside, 'shadow'), 'utf8')).toBe(SECRET);
    await files.change({ action: 'delete', path: 'link' });
    expect(await readFile(path.join(outside, 'shadow'), 'utf8')).toBe(SECRET);
  });

  it('is not left through a link to a folder', async () => {
    await symlink(outside, at('away'));
    for (const work of [
      () => files.view('away/shadow'),
      () => files.view('away'),
      () => write('away/new', 'x'),
      () => files.change({ action: 'delete', path: 'away/shadow' }),
      () => files.change({ action: 'folder', path: 'away/made' }),
    ])
      expect((await refusal(work())).status).toBe(400);
    expect(await readFile(path.join(outside, 'shadow'), 'utf8')).toBe(SECRET);
  });

  it('is not left while a folder is swapped for a link again and again', async () => {
    await mkdir(at('real'));
    await writeFile(at('real/shadow'), 'harmless');
    await symlink(outside, at('decoy'));
    let swaps = 0;
    let over = false;
    const swap = (async () => {
      while (!over) {
        await rename(at('real'), at('held'));
        await rename(at('decoy'), at('real'));
        await rename(at('real'), at('decoy'));
        await rename(at('held'), at('real'));
        swaps += 1;
      }
    })();
    const seen = new Set<string>();
    for (let round = 0; round < 300; round++) {
      const view = await files.view('real/shadow').catch(() => undefined);
      if (view?.type === 'file') seen.add(view.text);
      await write('real/new', 'x').catch(() => {});
      await files.change({ action: 'delete', path: 'real/new' }).catch(() => {});
    }
    over = true;
    await swap;
    expect(swaps).toBeGreaterThan(10);
    expect([...seen]).toEqual(['harmless']);
    await expect(stat(path.join(outside, 'new'))).rejects.toThrow('ENOENT');
  });

  it('makes nobody wait for a pipe', async () => {
    execFileSync('sh', ['-c', 'mkfifo "$0"', at('pipe')]);
    expect((await refusal(files.view('pipe'))).message).toContain('no regular file');
    expect((await refusal(write('pipe', 'x', 'any'))).status).toBe(400);
  });

  it('gives no large file, no binary one, and takes no large one', async () => {
    await writeFile(at('large'), Buffer.alloc(MIB + 1, 0x61));
    await writeFile(at('just'), Buffer.alloc(MIB, 0x61));
    await writeFile(at('binary'), Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0xff, 0]));
    expect((await refusal(files.view('large'))).status).toBe(413);
    expect((await read('just')).text).toHaveLength(MIB);
    expect((await refusal(files.view('binary'))).message).toBe('binary is not a text file.');
    expect((await refusal(write('new', 'ü'.repeat(MIB / 2 + 1)))).status).toBe(413);
  });

  it('takes nothing more when it is full, but lets files shrink and go', async () => {
    const { version = '' } = await write('a', 'long text');
    room = false;
    expect((await refusal(write('b', 'x'))).message).toContain('Your home folder is full');
    expect((await refusal(files.change({ action: 'folder', path: 'c' }))).status).toBe(413);
    await write('a', 'short', version);
    await files.change({ action: 'delete', path: 'a' });
  });
});
