import { beforeEach, describe, expect, it } from 'vitest';
import type { ChangeFile, FileView } from '@/labhost/protocol';
import { EditorStore, isDirty } from './editor-store';
import { shellPath } from './shell-path';

/** A disk: texts by path, each write another version. */
class Disk {
  readonly files = new Map<string, { text: string; version: string }>();
  readonly folders = new Set(['']);
  #version = 0;
  offline = false;

  put(path: string, text: string): string {
    const version = String(++this.#version);
    this.files.set(path, { text, version });
    return version;
  }

  readonly getFile = async (path: string): Promise<FileView> => {
    if (this.offline) throw refusal(0, 'offline');
    const file = this.files.get(path);
    if (file) return { type: 'file', ...file };
    if (!this.folders.has(path)) throw refusal(404, `There is no ${path}.`);
    const inside = (name: string) => name.slice(0, Math.max(0, name.lastIndexOf('/'))) === path;
    const name = (full: string) => full.slice(full.lastIndexOf('/') + 1);
    return {
      type: 'folder',
      more: false,
      entries: [
        ...[...this.folders]
          .filter((one) => one !== '' && inside(one))
          .map((one) => entry(name(one), 'folder')),
        ...[...this.files]
          .filter(([one]) => inside(one))
          .map(([one, { version }]) => entry(name(one), 'file', version)),
      ],
    };
  };

  readonly changeFile = async (change: ChangeFile): Promise<{ version?: string }> => {
    if (this.offline) throw refusal(0, 'offline');
    const there = this.files.get(change.path);
    switch (change.action) {
      case 'write':
        if ((there?.version ?? null) !== change.base) throw refusal(409, 'changed meanwhile');
        return { version: this.put(change.path, change.text) };
      case 'folder':
        if (this.folders.has(change.path)) throw refusal(409, 'is there');
        this.folders.add(change.path);
        return {};
      case 'rename':
        if (there) this.files.set(change.to, there);
        this.files.delete(change.path);
        return {};
      case 'delete':
        this.files.delete(change.path);
        return {};
    }
  };
}

const entry = (name: string, type: 'file' | 'folder', version = '') => ({ name, type, size: 0, version });
const refusal = (status: number, message: string) => Object.assign(new Error(message), { status });

let disk: Disk;
let store: EditorStore;
beforeEach(() => {
  disk = new Disk();
  store = new EditorStore(disk);
});
const state = () => store.getState();

describe('files', () => {
  it('are listed, opened, changed and saved', async () => {
    disk.put('web.yaml', 'kind: Pod');
    await store.refresh();
    expect(state().folders.get('')).toMatchObject([{ name: 'web.yaml' }]);
    await store.open('web.yaml');
    store.edit('web.yaml', 'kind: Service');
    expect(store.dirty).toBe(true);
    expect(await store.save('web.yaml')).toBe(true);
    expect(store.dirty).toBe(false);
    expect(disk.files.get('web.yaml')?.text).toBe('kind: Service');
  });

  it('are made with their folders, which open', async () => {
    await store.create('app/base/web.yaml');
    expect(state().active).toBe('app/base/web.yaml');
    expect([...state().folders.keys()]).toEqual(['', 'app', 'app/base']);
    await store.create('app/other.yaml');
    expect(state().problem).toBeUndefined();
  });

  it('keep what is shown when they are renamed or deleted', async () => {
    disk.put('a', '');
    disk.put('b', '');
    await store.open('a');
    await store.open('b');
    store.edit('a', 'typed');
    await store.rename('a', 'c');
    expect(state().files.map(({ path }) => path)).toEqual(['c', 'b']);
    expect(store.file('c')?.text).toBe('typed');
    await store.remove('b');
    expect(state().active).toBe('c');
  });

  it('say when something went wrong, and stay unsaved', async () => {
    disk.put('a', '');
    await store.open('a');
    store.edit('a', 'typed');
    disk.offline = true;
    expect(await store.save('a')).toBe(false);
    expect(state().problem).toBe('offline');
    expect(store.dirty).toBe(true);
    await store.refresh();
    expect(state().problem).toBe('offline');
    disk.offline = false;
    expect(await store.save('a')).toBe(true);
    expect(state().problem).toBeUndefined();
  });

  it('that hold what was typed while they were being saved are not saved', async () => {
    disk.put('a', '');
    await store.open('a');
    store.edit('a', 'one');
    const saving = store.save('a');
    store.edit('a', 'two');
    await saving;
    expect(store.dirty).toBe(true);
    expect(disk.files.get('a')?.text).toBe('one');
  });
});

describe('what the terminal changes', () => {
  beforeEach(async () => {
    disk.put('a', 'one');
    await store.refresh();
    await store.open('a');
  });

  it('shows where nothing was changed here', async () => {
    disk.put('a', 'two');
    await store.refresh();
    expect(store.file('a')).toMatchObject({ text: 'two', saved: 'two', conflict: undefined, replaced: 1 });
  });

  it('is a conflict where something was, until one side is chosen', async () => {
    store.edit('a', 'mine');
    disk.put('a', 'theirs');
    await store.refresh();
    expect(store.file('a')).toMatchObject({ text: 'mine', conflict: 'changed' });
    await store.takeTheirs('a');
    expect(store.file('a')).toMatchObject({ text: 'theirs', conflict: undefined });

    store.edit('a', 'mine');
    disk.put('a', 'theirs again');
    expect(await store.save('a')).toBe(false);
    expect(store.file('a')?.conflict).toBe('changed');
    expect(await store.keepMine('a')).toBe(true);
    expect(disk.files.get('a')?.text).toBe('mine');
    expect(store.file('a')?.conflict).toBeUndefined();
  });

  it('may be that the file is gone', async () => {
    disk.files.delete('a');
    await store.refresh();
    expect(store.file('a')?.conflict).toBe('deleted');
    expect(await store.keepMine('a')).toBe(true);
    expect(disk.files.get('a')?.text).toBe('one');
    disk.files.delete('a');
    await store.refresh();
    await store.takeTheirs('a');
    expect(state().files).toEqual([]);
  });

  it('is no conflict when it is what was just saved here', async () => {
    store.edit('a', 'mine');
    const looking = store.refresh();
    await store.save('a');
    await looking;
    expect(store.file('a')?.conflict).toBeUndefined();
    expect(state().files.map(isDirty)).toEqual([false]);
  });
});

it.each([
  ['web.yaml', '~/web.yaml'],
  ['app/web.yaml', '~/app/web.yaml'],
  ['my file.yaml', "~/'my file.yaml'"],
  ["it's; rm -rf", "~/'it'\\''s; rm -rf'"],
  ['$(x)', "~/'$(x)'"],
])('%j is the shell’s %s', (path, word) => {
  expect(shellPath(path)).toBe(word);
});
