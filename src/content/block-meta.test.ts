import { expect, it } from 'vitest';
import { metaProblem, parseMeta, runMeta } from './block-meta';

it('reads words, and values with and without quotes', () => {
  expect(parseMeta(`run expect="a b" stop=5 file='x y'`)).toEqual({
    run: '',
    expect: 'a b',
    stop: '5',
    file: 'x y',
  });
});

it('takes what was not said for unsaid', () => {
  expect(runMeta(parseMeta('run'))).toEqual({
    interrupt: false,
    terminal: undefined,
    exit: undefined,
    expect: undefined,
    stopSeconds: undefined,
  });
});

it.each([
  ['bash', ''],
  ['bash', 'run'],
  ['bash', 'run interrupt terminal=2 exit=1 expect="no such"'],
  ['sh', 'run stop=60'],
  ['bash', 'put terminal=2'],
  ['yaml', 'file=manifests/pod.yaml'],
])('finds nothing wrong with ```%s %s', (language, meta) => {
  expect(metaProblem(language, meta)).toBeUndefined();
});

const wrong: [language: string, meta: string, problem: string][] = [
  ['bash', 'run exits=1', '"run" knows no word "exits"; known: interrupt, terminal, exit, expect, stop'],
  ['bash', 'run put', '"run" knows no word "put"'],
  ['bash', 'runs', 'the word "runs" means nothing here'],
  ['bash', 'run exit=256', '"exit" is an exit code, 0 to 255, not "256"'],
  ['bash', 'run stop', '"stop" is a number of seconds, 1 to 60, not ""'],
  ['bash', 'run stop=90', '"stop" is a number of seconds'],
  ['bash', 'run terminal=two', '"terminal" is the number of a terminal'],
  ['bash', 'run expect=""', '"expect" is a text between quotes'],
  ['bash', 'run interrupt=1', '"interrupt" stands alone'],
  ['bash', 'run expect="a', 'put values with blanks between quotes'],
  ['yaml', 'run', '"run" is for bash, not for "yaml"'],
  ['yaml', 'file=pod.yaml run', '"run" knows no word "file"'],
  ['yaml', 'file=../pod.yaml', '"file" is a path below the home folder'],
  ['yaml', 'file=pod.yaml terminal=2', '"file" knows no word "terminal"; it stands alone'],
];
it.each(wrong)('tells what is wrong with ```%s %s', (language, meta, problem) => {
  expect(metaProblem(language, meta)).toContain(problem);
});
