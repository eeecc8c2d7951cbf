import { describe, expect, it } from 'vitest';
import { createRng } from '@/apimachinery';
import { FileData } from './file-data';
import type { FileInode } from './inode';
import { fromJson, stateToJson, toJson } from './pack';
import { FileTree, MAX_OWN_INO, newDirectory, newFile, ROOT_INO } from './tree';

const MOTD = MAX_OWN_INO + 1;
const text = (value: string) => new TextEncoder().encode(value);
const IMAGE = new Map([
  [ROOT_INO, { ...newDirectory(0), nlink: 1, entries: new Map([['motd', MOTD]]) }],
  [MOTD, { ...newFile(0, 0o644, FileData.of(text('welcome to the machine'))), nlink: 1 }],
]);
const MIB = 1 << 20;

const contentOf = (tree: FileTree, ino: number) => Buffer.from((tree.get(ino) as FileInode).data.bytes());
const journaled = (tree: FileTree): string => JSON.stringify(toJson(tree.takeDelta()));

describe('what is told of a changed file', () => {
  it('makes an equal file of a replica, whatever was written, cut and grown in between', () => {
    const rng = createRng(7);
    const tree = new FileTree('t', IMAGE);
    const replica = new FileTree('t', IMAGE);
    const own = tree.create(ROOT_INO, 'own', newFile(0, 0o644, FileData.of(text('born with this'))));
    for (let round = 0; round < 400; round++) {
      for (let change = rng.int(4); change >= 0; change--) {
        const ino = rng.int(2) ? own : MOTD;
        const at = rng.int(4_000);
        if (rng.int(3) === 0) tree.truncate(ino, at, round);
        else tree.write(ino, at, new Uint8Array(rng.int(900)).fill(rng.int(3)), round);
      }
      replica.apply(fromJson(JSON.parse(journaled(tree))));
      for (const ino of [own, MOTD]) expect(contentOf(replica, ino).equals(contentOf(tree, ino))).toBe(true);
    }
    const again = new FileTree('t', IMAGE);
    again.apply(fromJson(JSON.parse(JSON.stringify(stateToJson(tree.freeze())))));
    for (const ino of [own, MOTD]) expect(contentOf(again, ino).equals(contentOf(tree, ino))).toBe(true);
  });

  it.each<[string, (tree: FileTree, ino: number) => void]>([
    ['zeros', (tree, ino) => tree.write(ino, 0, new Uint8Array(64 * MIB), 0)],
    ['a hole with something behind it', (tree, ino) => tree.write(ino, 64 * MIB, text('end'), 0)],
    ['a file that is made longer', (tree, ino) => tree.truncate(ino, 64 * MIB, 0)],
  ])('is little of %s', (_, change) => {
    const tree = new FileTree('t', IMAGE);
    const ino = tree.create(ROOT_INO, 'big', newFile(0));
    change(tree, ino);
    expect(journaled(tree).length).toBeLessThan(500);
    tree.write(ino, 1, text('x'), 1);
    tree.write(ino, 60 * MIB, text('y'), 1);
    expect(journaled(tree).length, 'two writes far apart').toBeLessThan(500);
  });

  it.each<[string, (i: number) => number]>([
    ['any bytes', (i) => (i * 2_654_435_761) >>> 24],
    ['control characters', () => 1],
    ['line ends', () => 10],
    ['text', () => 97],
  ])('is at most a third longer than %s', (_, byte) => {
    const tree = new FileTree('t', IMAGE);
    const ino = tree.create(ROOT_INO, 'some', newFile(0));
    tree.write(
      ino,
      0,
      Uint8Array.from({ length: MIB }, (_, i) => byte(i)),
      0,
    );
    expect(journaled(tree).length).toBeLessThan(MIB * 1.34 + 500);
  });
});
