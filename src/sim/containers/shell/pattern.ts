import { own } from '@/apimachinery';

/**
 * Shell patterns (`*`, `?`, `[a-z]`), matched without recursion: a star is retried only from its own position, so the
 * cost is bounded by pattern times text. A backslash makes the next character ordinary.
 */

/** Whether the whole text matches. */
export function matches(pattern: string, text: string): boolean {
  let p = 0;
  let t = 0;
  let star = -1;
  let resume = 0;
  while (t < text.length) {
    const step = p < pattern.length && pattern[p] !== '*' ? matchOne(pattern, p, text.charAt(t)) : -1;
    if (step > 0) {
      p += step;
      t++;
    } else if (pattern[p] === '*') {
      star = p++;
      resume = t;
    } else if (star >= 0) {
      p = star + 1;
      t = ++resume;
    } else return false;
  }
  while (pattern[p] === '*') p++;
  return p >= pattern.length;
}

/** Length of the pattern's element at `p` if it matches the character, else -1. */
function matchOne(pattern: string, p: number, char: string): number {
  const c = pattern.charAt(p);
  if (c === '?') return 1;
  if (c === '\\' && p + 1 < pattern.length) return pattern[p + 1] === char ? 2 : -1;
  if (c !== '[') return c === char ? 1 : -1;
  const set = bracket(pattern, p);
  if (!set) return char === '[' ? 1 : -1;
  return set.has(char) !== set.negated ? set.length : -1;
}

const CLASSES: Readonly<Record<string, RegExp>> = {
  alpha: /^[A-Za-z]$/,
  digit: /^[0-9]$/,
  alnum: /^[A-Za-z0-9]$/,
  upper: /^[A-Z]$/,
  lower: /^[a-z]$/,
  space: /^\s$/,
  blank: /^[ \t]$/,
  punct: /^[!-/:-@[-`{-~]$/,
  xdigit: /^[0-9A-Fa-f]$/,
};

interface BracketSet {
  readonly length: number;
  readonly negated: boolean;
  has(char: string): boolean;
}

function bracket(pattern: string, start: number): BracketSet | undefined {
  let p = start + 1;
  const negated = pattern[p] === '!' || pattern[p] === '^';
  if (negated) p++;
  const tests: ((char: string) => boolean)[] = [];
  for (let first = true; ; first = false) {
    if (p >= pattern.length) return undefined;
    if (pattern[p] === ']' && !first) break;
    const named = /^\[:(\w+):\]/.exec(pattern.slice(p, p + 12));
    if (named) {
      const test = own(CLASSES, named[1] ?? '');
      tests.push((char) => test?.test(char) ?? false);
      p += named[0].length;
      continue;
    }
    if (pattern[p] === '\\') p++;
    const low = pattern.charAt(p++);
    if (pattern[p] === '-' && p + 1 < pattern.length && pattern[p + 1] !== ']') {
      const high = pattern.charAt(p + 1);
      p += 2;
      tests.push((char) => char >= low && char <= high);
    } else tests.push((char) => char === low);
  }
  return { length: p - start + 1, negated, has: (char) => tests.some((test) => test(char)) };
}

/** Whether any unescaped pattern character is in it. */
export function isPattern(pattern: string): boolean {
  return /(?:^|[^\\])(?:\\\\)*[*?[]/.test(pattern);
}

export const escapePattern = (text: string): string => text.replace(/[\\*?[\]!^-]/g, '\\$&');
export const unescapePattern = (pattern: string): string => pattern.replace(/\\(.)/gs, '$1');

/** `${text#pattern}` and its kin. */
export function stripPattern(text: string, pattern: string, op: '#' | '##' | '%' | '%%'): string {
  const prefix = op[0] === '#';
  const longest = op.length === 2;
  for (let n = 0; n <= text.length; n++) {
    const length = longest ? text.length - n : n;
    const part = prefix ? text.slice(0, length) : text.slice(text.length - length);
    if (matches(pattern, part)) return prefix ? text.slice(length) : text.slice(0, text.length - length);
  }
  return text;
}

/** `${text/pattern/replacement}`: the longest match at each place. */
export function replacePattern(
  text: string,
  pattern: string,
  { replacement, op }: { replacement: string; op: '/' | '//' | '/#' | '/%' },
): string {
  if (pattern === '') return text;
  let out = '';
  let at = 0;
  while (at <= text.length) {
    const length = longestMatch(text, pattern, at, op === '/%');
    if (length === 0 || length === undefined) {
      if (op === '/#' || at >= text.length) break;
      out += text.charAt(at++);
      continue;
    }
    out += replacement;
    at += length;
    if (op !== '//') break;
  }
  return out + text.slice(at);
}

function longestMatch(text: string, pattern: string, from: number, toEnd: boolean): number | undefined {
  for (let end = text.length; end > from; end--) {
    if (matches(pattern, text.slice(from, end))) return end - from;
    if (toEnd) return undefined;
  }
  return undefined;
}
