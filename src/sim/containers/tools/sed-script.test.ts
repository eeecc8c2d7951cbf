import { expect, it } from 'vitest';
import { backReference, sedScripts } from './sed-script';

const refused: [script: string, pattern: string][] = [
  ['s/(a)\\1/x/', '(a)\\1'],
  ['1,3s|(a)b\\1|x|g', '(a)b\\1'],
  ['p;s/x/y/;s/\\(.\\)\\1/d/', '\\(.\\)\\1'],
  ['/(a)\\1/d', '(a)\\1'],
];
it.each(refused)('finds the reference back in %s', (script, pattern) => {
  expect(backReference([script])).toBe(pattern);
});

it.each(['s/(a)(b)/\\2\\1/', 's|/usr/(.*)|/opt/\\1|', 's/a\\\\1/x/', 's/l\\+/L/;s/$/!/', '2,3p', '/^#/d'])(
  'leaves %s alone',
  (script) => {
    expect(backReference([script])).toBeUndefined();
  },
);

it('knows scripts from files', () => {
  expect(sedScripts(['-n', 's/a/b/', 'file'])).toEqual(['s/a/b/']);
  expect(sedScripts(['-e', 'p', '-e', 's/a/b/', 'file'])).toEqual(['p', 's/a/b/']);
  expect(sedScripts(['-f', 'script.sed', 'file'])).toEqual([]);
});
