import { expect, it } from 'vitest';
import { progressBar } from './progress-bar';

function out(isTTY: boolean) {
  const written: string[] = [];
  return { written, isTTY, columns: 40, write: (text: string) => written.push(text) > 0 };
}

it('fills one line in a terminal, no wider than it, and clears it at the end', () => {
  const terminal = out(true);
  const bar = progressBar(4, terminal);
  bar.step('a');
  bar.step('a text that is longer than there is room for');
  bar.end();
  expect(terminal.written).toEqual([
    '\r\x1b[K██████░░░░░░░░░░░░░░░░░░ 1/4  a',
    `\r\x1b[K${'█'.repeat(12)}${'░'.repeat(12)} 2/4  a text th`,
    '\r\x1b[K',
  ]);
});

it('writes a line a step where nobody watches', () => {
  const file = out(false);
  const bar = progressBar(2, file);
  bar.step('a');
  bar.step('b');
  bar.end();
  expect(file.written).toEqual(['[1/2] a\n', '[2/2] b\n']);
});
