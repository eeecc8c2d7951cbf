import { describe, expect, it } from 'vitest';
import { MemoryJournal } from '../../store';
import { newDirectory, newFile, ROOT_INO } from '../fs/tree';
import { DEFAULT_LIMITS } from '../limits';
import { SECTION, TreeStore } from './tree-store';

const ETC = 2 ** 41;
const IMAGE = new Map([
  [ROOT_INO, { ...newDirectory(0), nlink: 1, entries: new Map([['etc', ETC]]) }],
  [ETC, { ...newDirectory(0), nlink: 1 }],
]);

const open = (journal?: MemoryJournal, failed = (_: unknown) => {}) =>
  new TreeStore({ journal, limits: DEFAULT_LIMITS, beforeRestore: () => {}, failed });

describe('files of a container that is opened again', () => {
  it.each(['its records', 'a checkpoint'])('lie over their image after %s', (from) => {
    const journal = new MemoryJournal();
    const before = open(journal);
    const tree = before.open('web', IMAGE);
    tree.create(ETC, 'motd', newFile(0));
    before.commit(tree);
    if (from === 'a checkpoint') {
      const half = open();
      for (const { record } of journal.contents().records) half.replay(record);
      journal.checkpoint({ [SECTION]: half.snapshot() });
    }
    const { checkpoint, records } = journal.contents();
    const after = open();
    if (checkpoint) after.restore(checkpoint[SECTION]);
    for (const { record } of records) after.replay(record);
    const again = after.open('web', IMAGE);
    expect(again.get(ROOT_INO)).toBe(IMAGE.get(ROOT_INO));
    expect(again.get(ETC)).toMatchObject({ type: 'directory', entries: new Map([['motd', 2]]) });
  });
});

describe('a journal that takes nothing more', () => {
  class FullJournal extends MemoryJournal {
    isFull = false;
    override append(section: string, record: unknown): void {
      if (this.isFull) throw new Error('ENOSPC: no space left on device, write');
      super.append(section, record);
    }
  }

  it('is told of once, ends nothing, and has everything as soon as it takes something', () => {
    const journal = new FullJournal();
    const failures: unknown[] = [];
    const store = open(journal, (error) => failures.push(error));
    const tree = store.open('web', IMAGE);
    const write = (name: string) => {
      tree.create(ETC, name, newFile(0));
      store.commit(tree);
    };
    write('before');
    journal.isFull = true;
    for (const name of ['one', 'two', 'three']) write(name);
    tree.unlink(ETC, 'before');
    expect(failures).toEqual([new Error('ENOSPC: no space left on device, write')]);
    journal.isFull = false;
    write('after');
    const again = open();
    for (const { record } of journal.contents().records) again.replay(record);
    const etc = again.open('web', IMAGE).get(ETC);
    expect(etc?.type === 'directory' && [...etc.entries.keys()]).toEqual(['one', 'two', 'three', 'after']);
  });

  it('has nothing of a tree that went meanwhile once another takes its place', () => {
    const journal = new FullJournal();
    const store = open(journal);
    const write = (name: string) => {
      const tree = store.open('web', IMAGE);
      tree.create(ETC, name, newFile(0));
      store.commit(tree);
    };
    write('old');
    journal.isFull = true;
    store.remove('web');
    journal.isFull = false;
    write('new');
    const again = open();
    for (const { record } of journal.contents().records) again.replay(record);
    const etc = again.open('web', IMAGE).get(ETC);
    expect(etc?.type === 'directory' && [...etc.entries.keys()]).toEqual(['new']);
  });
});
