import { describe, expect, it } from 'vitest';
import { EscapeTracker } from './escapes';

const fed = (...parts: (string | number[])[]): EscapeTracker => {
  const tracker = new EscapeTracker();
  for (const part of parts)
    tracker.feed(typeof part === 'string' ? Buffer.from(part) : Uint8Array.from(part));
  return tracker;
};

describe('whole', () => {
  it.each([
    ['plain text', 'ls -l\r\n', true],
    ['inside a colour', '\x1b[3', false],
    ['after a colour', '\x1b[31m', true],
    ['just after ESC', 'a\x1b', false],
    ['inside a character set choice', '\x1b(', false],
    ['after it', '\x1b(B', true],
    ['inside a title', '\x1b]0;my ti', false],
    ['after a title ended by BEL', '\x1b]0;title\x07', true],
    ['at the ESC of a string terminator', '\x1b]0;title\x1b', false],
    ['after a string terminator', '\x1b]0;title\x1b\\', true],
    ['a string broken off by another sequence', '\x1b]0;title\x1b[0m', true],
    ['a sequence cancelled', '\x1b[31\x18', true],
  ])('%s', (_name, text, whole) => {
    expect(fed(text).whole).toBe(whole);
  });

  it('is false between the bytes of a character', () => {
    const euro = [...Buffer.from('€')];
    expect(euro.map((_, index) => fed(euro.slice(0, index + 1)).whole)).toEqual([false, false, true]);
    const party = [...Buffer.from('🎉')];
    expect(party.map((_, index) => fed(party.slice(0, index + 1)).whole)).toEqual([
      false,
      false,
      false,
      true,
    ]);
  });

  it('recovers from bytes that are no UTF-8', () => {
    expect(fed([0xe2, 0x41]).whole).toBe(true);
    expect(fed([0x80, 0x80]).whole).toBe(true);
  });
});

describe('prelude', () => {
  it('turns on what a program turned on, and nothing that it turned off again', () => {
    expect(fed('\x1b[?1049h\x1b[?25l\x1b[?1000;1006h').prelude).toBe(
      '\x1b[?1049h\x1b[?25l\x1b[?1000h\x1b[?1006h',
    );
    expect(fed('\x1b[?1049h\x1b[?25l\x1b[?1049l\x1b[?25h').prelude).toBe('');
  });

  it('forgets everything at a reset and takes no notice of other sequences', () => {
    expect(fed('\x1b[?1049h\x1bc').prelude).toBe('');
    expect(fed('\x1b[4h\x1b[1;31m\x1b[?u').prelude).toBe('');
  });
});
