import { expect, it } from 'vitest';
import { readRun } from './shell';

const BEGIN = '\x1b]777;sealegs;begin\x07';
const PROMPT = '\x1b]777;sealegs;prompt\x07';
const done = (status: number) => `\x1b]777;sealegs;done;${status}\x07`;

it('takes what lies between beginning and end for output, not what was typed', () => {
  const raw = `kubectl get pods\r\n${BEGIN}NAME\r\n\x1b[31mweb\x1b[0m\r\n${done(0)}$ ${PROMPT}`;
  expect(readRun(raw)).toEqual({ statuses: [0], output: 'NAME\nweb' });
});

it('tells the exit code of each of several commands', () => {
  const raw = `a\r\n${BEGIN}A\r\n${done(0)}$ ${PROMPT}b\r\n${BEGIN}B\r\n${done(3)}$ ${PROMPT}`;
  expect(readRun(raw)).toEqual({ statuses: [0, 3], output: 'A\nB' });
});

it('knows no exit code of a line that is no command', () => {
  const raw = `# why\r\n${done(1)}$ ${PROMPT}`;
  expect(readRun(raw).statuses).toEqual([]);
});

it('gives what a command has printed that goes on', () => {
  expect(readRun(`w\r\n${BEGIN}one\r\n`)).toEqual({ statuses: [], output: 'one' });
});
