import { expect, it } from 'vitest';
import { match, SEQUENCE_MS } from './shortcuts';

const KEYS = ['/', 'n', 'g h', 'g t'];
const at = (key: string, time: number) => ({ key, at: time });

it('knows a single key', () => {
  expect(match(KEYS, undefined, at('n', 0))).toEqual({ keys: 'n' });
});

it('waits for the second key of a sequence', () => {
  const first = match(KEYS, undefined, at('g', 0));
  expect(first).toEqual({ pending: at('g', 0) });
  expect(match(KEYS, first.pending, at('h', 300))).toEqual({ keys: 'g h' });
});

it('forgets the first key after a while, and when another comes', () => {
  expect(match(KEYS, at('g', 0), at('h', SEQUENCE_MS + 1))).toEqual({});
  expect(match(KEYS, at('g', 0), at('n', 1))).toEqual({ keys: 'n' });
});

it('says nothing of other keys', () => {
  expect(match(KEYS, undefined, at('x', 0))).toEqual({});
});
