import { expect, it } from 'vitest';
import { choose, isSettled, verdictOf } from './quiz-rules';

it('chooses one, some, or a sequence', () => {
  expect(choose('single', ['a'], 'b')).toEqual(['b']);
  expect(choose('multiple', ['a'], 'b')).toEqual(['a', 'b']);
  expect(choose('order', ['a', 'b'], 'a')).toEqual(['b']);
});

it('tells a single choice at once, several when asked, an order when it is complete', () => {
  expect(isSettled('single', { chosen: ['a'], right: ['b'], given: true })).toBe(true);
  expect(isSettled('multiple', { chosen: ['a'], right: ['a', 'b'], given: false })).toBe(false);
  expect(isSettled('order', { chosen: ['a'], right: ['a', 'b'], given: true })).toBe(false);
  expect(isSettled('order', { chosen: ['b', 'a'], right: ['a', 'b'], given: false })).toBe(true);
});

const told: [kind: 'multiple' | 'order', chosen: string, sentence: string][] = [
  ['multiple', 'a,b', 'Right: those are all.'],
  ['multiple', 'b,a', 'Right: those are all.'],
  ['multiple', 'a', 'Right so far; one is missing.'],
  ['multiple', 'a,c', 'Not quite: one does not belong there.'],
  ['order', 'a,b', 'Right: that is the order.'],
  ['order', 'b,a', '0 of 2 are in place.'],
];
it.each(told)('says of %s %s: %s', (kind, chosen, sentence) => {
  expect(verdictOf(kind, chosen.split(','), ['a', 'b'])).toBe(sentence);
});
