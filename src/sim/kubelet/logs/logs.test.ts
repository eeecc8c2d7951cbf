import { describe, expect, it } from 'vitest';
import type { LogOptions } from '../../contracts';
import { ContainerLog, LogBudget } from './container-log';
import { readLog } from './read-log';

const START = 1_767_225_600_000;

function filled(maxBytes?: number) {
  let nowMs = START;
  const log = new ContainerLog(() => nowMs, new LogBudget(), maxBytes);
  for (const line of ['one', 'two', 'three']) {
    log.write('stdout', `${line}\n`);
    nowMs += 1_000;
  }
  return { log, now: () => nowMs };
}

const signal = new AbortController().signal;
const read = ({ log, now }: ReturnType<typeof filled>, options: LogOptions = {}) =>
  new Response(readLog(log, { options, nowMs: now(), signal })).text();

describe('a log', () => {
  it.each<[LogOptions, string]>([
    [{}, 'one\ntwo\nthree\n'],
    [{ tailLines: 2 }, 'two\nthree\n'],
    [{ tailLines: 0 }, ''],
    [{ tailLines: 9 }, 'one\ntwo\nthree\n'],
    [{ sinceSeconds: 2 }, 'two\nthree\n'],
    [{ sinceSeconds: 2, tailLines: 1 }, 'three\n'],
    [{ sinceSeconds: 2, tailLines: 0 }, ''],
    [{ sinceSeconds: 2, tailLines: 9 }, 'two\nthree\n'],
    [{ sinceTime: '2026-01-01T00:00:02Z' }, 'three\n'],
    [{ limitBytes: 6 }, 'one\ntw'],
  ])('read with %j', async (options, expected) => {
    expect(await read(filled(), options)).toBe(expected);
  });

  it('has its times in nanoseconds, each line its own', async () => {
    const text = await read(filled(), { timestamps: true });
    expect(text).toMatch(/^2026-01-01T00:00:00\.000\d{6}Z one\n2026-01-01T00:00:01\.000\d{6}Z two\n/);
  });

  it('keeps what is not a whole line apart until it is, or until the end', async () => {
    const { log, now } = filled();
    log.write('stdout', 'fo');
    log.write('stderr', 'error\n');
    expect(await read({ log, now }, { tailLines: 1 })).toBe('error\n');
    log.write('stdout', 'ur');
    log.close();
    expect(await read({ log, now }, { tailLines: 1 })).toBe('four');
  });

  it('puts characters together that came in pieces', async () => {
    const { log, now } = filled();
    const [first = 0, ...rest] = new TextEncoder().encode('é\n');
    log.write('stdout', Uint8Array.of(first));
    log.write('stdout', Uint8Array.from(rest));
    expect(await read({ log, now }, { tailLines: 1 })).toBe('é\n');
  });

  it('is followed until its container ends', async () => {
    const { log, now } = filled();
    const text = read({ log, now }, { follow: true, tailLines: 1 });
    log.write('stdout', 'four\n');
    log.close();
    expect(await text).toBe('three\nfour\n');
  });

  it('forgets its oldest lines when it grows too big', async () => {
    const { log } = filled(1_000);
    for (let i = 0; i < 100; i++) log.write('stdout', `${i}\n`);
    expect(log.lines.length).toBeLessThan(20);
    expect(log.lines.at(-1)?.text).toBe('99');
  });

  it('numbers and times the lines of one write one by one, whatever of it is kept', () => {
    let nowMs = START;
    const log = new ContainerLog(() => nowMs, new LogBudget(), 1_000);
    log.write('stdout', 'be');
    nowMs += 1_000;
    log.write('stdout', `gin\n${Array.from({ length: 20 }, (_, i) => i).join('\n')}`);
    log.write('stderr', 'other\n');
    log.close();
    const seen = log.lines.map(({ sequence, text, stream, complete }) => [sequence, text, stream, complete]);
    expect(seen.slice(-3)).toEqual([
      [19, '18', 'stdout', true],
      [20, 'other', 'stderr', true],
      [21, '19', 'stdout', false],
    ]);
    expect(log.lines.length).toBeLessThan(16);
    expect(seen.slice(0, -2).every(([sequence, text]) => Number(sequence) === Number(text) + 1)).toBe(true);
    expect(log.linesFrom(20).map(({ text }) => text)).toEqual(['other', '19']);
    expect(log.linesFrom(22)).toEqual([]);
    expect(filled().log.linesFrom(-5)).toHaveLength(3);
  });

  it('times a line by its beginning', () => {
    let nowMs = START;
    const log = new ContainerLog(() => nowMs);
    log.write('stdout', 'be');
    nowMs += 1_000;
    log.write('stdout', 'gin\nnext\nla');
    nowMs += 1_000;
    log.write('stdout', 'st\n');
    expect(log.lines.map(({ timeMs, text }) => [timeMs - START, text])).toEqual([
      [0, 'begin'],
      [1_000, 'next'],
      [1_000, 'last'],
    ]);
  });

  it('gives way when all logs together are too big, but not below its minimum', () => {
    const budget = new LogBudget(40_000);
    const [loud, quiet] = [new ContainerLog(() => START, budget), new ContainerLog(() => START, budget)];
    quiet.write('stdout', 'kept\n');
    for (let i = 0; i < 2_000; i++) loud.write('stdout', `${i}\n`);
    expect(quiet.lines).toHaveLength(1);
    expect(loud.lines.length).toBeLessThan(700);
    loud.forget();
    expect([loud.lines.length, budget.isExceeded]).toEqual([0, false]);
  });
});
