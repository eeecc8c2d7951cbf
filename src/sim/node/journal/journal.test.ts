import {
  appendFileSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openJournal } from './index';

describe('a journal in a file', () => {
  let folder = '';
  const warnings: string[] = [];
  const open = () => openJournal(folder, (line) => warnings.push(line));
  const file = () => join(folder, 'journal');

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'journal-'));
    warnings.length = 0;
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('is empty at first', () => {
    const { journal, contents } = open();
    expect(contents).toEqual({ records: [] });
    journal.close();
  });

  it('gives back what was appended, even when nobody closed it', () => {
    const { journal } = open();
    journal.append('objects', { put: { name: 'é', n: 1.5 } });
    journal.append('rng', [1, 2]);
    const expected = [
      { section: 'objects', record: { put: { name: 'é', n: 1.5 } } },
      { section: 'rng', record: [1, 2] },
    ];
    const again = open();
    expect(again.contents.records).toEqual(expected);
    again.journal.append('objects', 3);
    again.journal.close();
    expect(open().contents.records).toEqual([...expected, { section: 'objects', record: 3 }]);
    journal.close();
    expect(warnings).toEqual([]);
  });

  it('starts anew from a checkpoint', () => {
    const { journal } = open();
    journal.append('objects', 'before');
    journal.checkpoint({ objects: ['all'] });
    journal.append('objects', 'after');
    journal.close();
    expect(open().contents).toEqual({
      checkpoint: { objects: ['all'] },
      records: [{ section: 'objects', record: 'after' }],
    });
  });

  it('stays as it is when a checkpoint is not possible', () => {
    const { journal } = open();
    journal.append('objects', 'before');
    expect(() => journal.checkpoint({ objects: [1n] })).toThrow('BigInt');
    journal.append('objects', 'after');
    journal.close();
    expect(open().contents.records.map(({ record }) => record)).toEqual(['before', 'after']);
  });

  it.each([1, 4, 9, 20])('drops a torn tail of a record cut %i bytes short, and says so', (cut) => {
    const { journal } = open();
    journal.append('objects', 'kept');
    const whole = statSync(file()).size;
    journal.append('objects', 'torn record');
    journal.close();
    truncateSync(file(), statSync(file()).size - cut);
    const reopened = open();
    expect(reopened.contents.records).toEqual([{ section: 'objects', record: 'kept' }]);
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatch(
      /journal: cut \d+ unreadable bytes off its end and kept them in .*journal\.cut$/,
    );
    expect(statSync(`${file()}.cut`).size).toBe(Number(/cut (\d+)/.exec(warnings[0] ?? '')?.[1]));
    expect(statSync(file()).size).toBe(whole);
    reopened.journal.append('objects', 'next');
    reopened.journal.close();
    expect(open().contents.records).toHaveLength(2);
  });

  it('does not trust a record whose bytes changed', () => {
    const { journal } = open();
    journal.append('objects', 'first');
    journal.append('objects', 'second');
    journal.close();
    const bytes = readFileSync(file());
    bytes[bytes.length - 4] = (bytes[bytes.length - 4] ?? 0) ^ 1;
    writeFileSync(file(), bytes);
    expect(open().contents.records).toEqual([{ section: 'objects', record: 'first' }]);
    expect(warnings).toHaveLength(1);
  });

  it('refuses a file of another format', () => {
    appendFileSync(file(), 'sealegs-journal 9\n');
    expect(() => open()).toThrow('is no journal that this version reads: it starts with "sealegs-journal 9"');
  });

  it('accepts no record after its end', () => {
    const { journal } = open();
    journal.close();
    expect(() => journal.append('objects', 1)).toThrow('write to a closed journal');
  });
});
