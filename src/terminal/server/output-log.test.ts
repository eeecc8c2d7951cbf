import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { OutputLog } from './output-log';

const bytes = (text: string): Uint8Array => Buffer.from(text);
const text = (data: Uint8Array): string => Buffer.from(data).toString();

describe('in memory', () => {
  it('numbers bytes and replays from any of them', () => {
    const log = new OutputLog();
    expect(log.append(bytes('hello '))).toBe(0);
    expect(log.append(bytes('world'))).toBe(6);
    expect(text(log.replay(6).bytes)).toBe('world');
    expect(log.replay(0)).toMatchObject({ from: 0 });
    expect(log.replay(11)).toEqual({ from: 11, bytes: Buffer.alloc(0) });
  });

  it('keeps a bounded tail that begins between characters and sequences', () => {
    const log = new OutputLog({ keep: 100 });
    for (let index = 0; index < 500; index += 1) log.append(bytes(`\x1b[3${index % 8}m€`));
    const { from, bytes: kept } = log.replay(0);
    expect(kept.length).toBeLessThanOrEqual(200);
    expect(from).toBe(log.end - kept.length);
    expect(text(kept)).toMatch(/^(.\[3\dm)?€/u);
    expect(text(kept)).not.toContain('�');
  });

  it('begins a late replay in the modes that were on there', () => {
    const log = new OutputLog({ keep: 50 });
    log.append(bytes('\x1b[?1049h'));
    for (let index = 0; index < 30; index += 1) log.append(bytes('0123456789'));
    const { from, bytes: kept } = log.replay(0);
    expect(text(kept).startsWith('\x1b[?1049h')).toBe(true);
    expect(from + kept.length).toBe(log.end);
  });

  it('goes on counting where a browser is that has seen more', () => {
    const log = new OutputLog();
    log.append(bytes('abc'));
    log.skipTo(1000);
    expect(log.append(bytes('d'))).toBe(1000);
    expect(text(log.replay(997).bytes)).toBe('abcd');
  });
});

describe('on disk', () => {
  let folder: string;
  let file: string;

  beforeEach(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'sealegs-log-'));
    file = path.join(folder, 'terminals', 'main.log');
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('comes back with its numbers', async () => {
    const log = await OutputLog.open({ file, keep: 50 });
    for (let index = 0; index < 40; index += 1) {
      log.append(bytes(`line ${index}\n`));
      if (index % 7 === 0) await log.flush();
    }
    await log.flush();
    const again = await OutputLog.open({ file, keep: 50 });
    expect(again.end).toBe(log.end);
    expect(text(again.replay(0).bytes)).toBe(text(log.replay(0).bytes));
    again.append(bytes('after\n'));
    await again.flush();
    expect(text((await OutputLog.open({ file, keep: 50 })).replay(log.end).bytes)).toBe('after\n');
  });

  it('remembers the modes that were on before what it kept', async () => {
    const log = await OutputLog.open({ file, keep: 20 });
    log.append(bytes(`\x1b[?2004h${'x'.repeat(100)}`));
    await log.flush();
    const { bytes: replayed } = (await OutputLog.open({ file, keep: 20 })).replay(0);
    expect(text(replayed).startsWith('\x1b[?2004hx')).toBe(true);
  });

  it('appends what is new and stays bounded', async () => {
    const log = await OutputLog.open({ file, keep: 1000 });
    for (let index = 0; index < 200; index += 1) {
      log.append(bytes('0123456789'.repeat(5)));
      await log.flush();
    }
    expect((await stat(file)).size).toBeLessThan(2200);
  });

  it('saves by itself shortly after', async () => {
    const log = await OutputLog.open({ file });
    log.append(bytes('soon'));
    await expect.poll(() => readFile(file, 'utf8').catch(() => '')).toContain('soon');
  });

  it('begins anew where the file is none of its own', async () => {
    await new OutputLog({ file }).flush();
    await writeFile(file, 'garbage');
    expect((await OutputLog.open({ file })).end).toBe(0);
  });

  it('tells when it cannot be written and goes on', async () => {
    const errors: unknown[] = [];
    await writeFile(path.join(folder, 'plain'), '');
    const log = new OutputLog({
      file: path.join(folder, 'plain/main.log'),
      onError: (error) => errors.push(error),
    });
    log.append(bytes('a'));
    await log.flush();
    expect(errors).toHaveLength(1);
    expect(log.append(bytes('b'))).toBe(1);
  });
});
