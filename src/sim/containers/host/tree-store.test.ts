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

describe('files of a container that is opened again', () => {
  it.each(['its records', 'a checkpoint'])('lie over their image after %s', (from) => {
    const journal = new MemoryJournal();
    const before = new TreeStore(journal, DEFAULT_LIMITS, () => {});
    const tree = before.open('web', IMAGE);
    tree.create(ETC, 'motd', newFile(0));
    before.commit(tree);
    if (from === 'a checkpoint') {
      const half = new TreeStore(undefined, DEFAULT_LIMITS, () => {});
      for (const { record } of journal.contents().records) half.replay(record);
      journal.checkpoint({ [SECTION]: half.snapshot() });
    }
    const { checkpoint, records } = journal.contents();
    const after = new TreeStore(undefined, DEFAULT_LIMITS, () => {});
    if (checkpoint) after.restore(checkpoint[SECTION]);
    for (const { record } of records) after.replay(record);
    const again = after.open('web', IMAGE);
    expect(again.get(ROOT_INO)).toBe(IMAGE.get(ROOT_INO));
    expect(again.get(ETC)).toMatchObject({ type: 'directory', entries: new Map([['motd', 2]]) });
  });
});
