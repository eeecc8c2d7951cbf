import { expect, it } from 'vitest';
import type { FileBlock, RunBlock } from '@/content';
import type { Ran, Running } from '../bench/shell';
import { playBlocks } from './play-blocks';

const run = (text: string, more: Partial<RunBlock> = {}): RunBlock => ({
  kind: 'run',
  line: 1,
  text,
  interrupt: false,
  terminal: undefined,
  exit: undefined,
  expect: undefined,
  stopSeconds: undefined,
  ...more,
});
const file: FileBlock = { kind: 'file', line: 1, name: 'pod.yaml', text: 'kind: Pod' };

/** Shells that know how each text ends; "forever" until it is interrupted. */
function shells(answers: Readonly<Record<string, Ran>> = {}) {
  const log: string[] = [];
  const openShell = async (tab: string) => ({
    start: (text: string): Running => {
      log.push(`${tab}: ${text}`);
      let over = !text.startsWith('forever');
      return {
        ended: async () => over,
        hasEnded: () => over,
        interrupt: () => {
          log.push(`${tab}: ^C`);
          over = true;
        },
        result: () => answers[text] ?? { statuses: [0], output: '' },
      };
    },
    interrupt: async () => {
      log.push(`${tab}: ^C`);
      return true;
    },
    close: () => void log.push(`${tab}: closed`),
  });
  return { log, openShell };
}
const play = (blocks: (RunBlock | FileBlock)[], bench = shells()) =>
  playBlocks({ blocks, openShell: bench.openShell, pauseMs: 0, timeoutMs: 1 });

it('types blocks in order, saves files as the page does, and closes what it opened', async () => {
  const bench = shells();
  expect(await play([run('a'), file, run('b', { interrupt: true })], bench)).toEqual([]);
  expect(bench.log).toEqual([
    '1: a',
    "1: cat > pod.yaml <<'SEALEGS_EOF'\nkind: Pod\nSEALEGS_EOF",
    '1: ^C',
    '1: b',
    '1: closed',
  ]);
});

it('stays in the terminal used last', async () => {
  const bench = shells();
  await play([run('a'), run('b', { terminal: '2' }), run('c'), run('d', { terminal: '1' })], bench);
  expect(bench.log.slice(0, 4)).toEqual(['1: a', '2: b', '2: c', '1: d']);
});

it('keeps a watch while another terminal works, and interrupts it when its own is wanted', async () => {
  const bench = shells();
  const blocks = [
    run('forever', { stopSeconds: 0 }),
    run('a', { terminal: '2' }),
    run('b', { terminal: '1' }),
  ];
  expect(await play(blocks, bench)).toEqual([]);
  expect(bench.log.slice(0, 4)).toEqual(['1: forever', '2: a', '1: ^C', '1: b']);
});

it('interrupts a watch at the end of the lesson', async () => {
  const bench = shells();
  await play([run('forever', { stopSeconds: 0 })], bench);
  expect(bench.log).toEqual(['1: forever', '1: ^C', '1: closed']);
});

const ran = (output: string, ...statuses: number[]): Ran => ({ output, statuses });
const judged: [name: string, block: RunBlock, ran: Ran, expected: string | undefined][] = [
  ['exit code 0', run('x'), ran('', 0), undefined],
  ['another exit code', run('x'), ran('boom', 1), 'exit code 0'],
  ['the exit code that was announced', run('x', { exit: 1 }), ran('', 1), undefined],
  ['an announced exit code that does not come', run('x', { exit: 1 }), ran('', 0), 'exit code 1'],
  ['the text in columns of another width', run('x', { expect: 'web 1/1' }), ran('web    1/1', 0), undefined],
  ['a text that is not there', run('x', { expect: 'web' }), ran('hello', 0), 'output with "web"'],
  ['a first command that fails', run('x\ny'), ran('', 1, 0), 'each command but the last to end with exit'],
  ['an announced failure of the last of several', run('x\ny', { exit: 1 }), ran('', 0, 1), undefined],
  ['no command at all', run('#'), ran(''), 'a command'],
  ['what ended before its time', run('x', { stopSeconds: 1 }), ran('', 1), 'to run for 1 s'],
];
it.each(judged)('judges %s', async (_name, block, result, expected) => {
  const findings = await play([block], shells({ [block.text]: result }));
  expect(findings.map((finding) => finding.expected)).toEqual(
    expected === undefined ? [] : [expect.stringContaining(expected)],
  );
});

it('interrupts what does not end, says so, and goes on', async () => {
  const bench = shells();
  const findings = await play([run('forever'), run('a')], bench);
  expect(findings).toMatchObject([{ command: 'forever', expected: 'to end within 0.001 s' }]);
  expect(bench.log).toEqual(['1: forever', '1: ^C', '1: a', '1: closed']);
});
