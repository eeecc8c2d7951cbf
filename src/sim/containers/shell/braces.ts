/** bash's brace expansion: `{a,b}` and `{1..9..2}`. */
import type { Word, WordPart } from './ast';

const MAX_WORDS = 10_000;

/** The words that a word stands for; itself when there are no braces. Quotes inside braces are left alone. */
export function expandBraces(word: Word): readonly Word[] {
  for (let i = 0; i < word.length; i++) {
    const part = word[i];
    if (part?.kind !== 'text') continue;
    const found = findBraces(part.text);
    if (!found) continue;
    const before: WordPart[] = [...word.slice(0, i), { kind: 'text', text: found.before }];
    const after: WordPart[] = [{ kind: 'text', text: found.after }, ...word.slice(i + 1)];
    return found.variants
      .flatMap((text) => expandBraces([...before, { kind: 'text', text }, ...after]))
      .slice(0, MAX_WORDS);
  }
  return [word];
}

function findBraces(text: string): { before: string; variants: string[]; after: string } | undefined {
  for (let open = text.indexOf('{'); open >= 0; open = text.indexOf('{', open + 1)) {
    const body = balanced(text, open);
    if (!body) continue;
    const variants = body.parts.length > 1 ? body.parts : range(body.parts[0] ?? '');
    if (variants) return { before: text.slice(0, open), variants, after: text.slice(body.end) };
  }
  return undefined;
}

function balanced(text: string, open: number): { parts: string[]; end: number } | undefined {
  const parts: string[] = [];
  let depth = 0;
  let start = open + 1;
  for (let i = open; i < text.length; i++) {
    const c = text.charAt(i);
    if (c === '{') depth++;
    if (c === ',' && depth === 1) {
      parts.push(text.slice(start, i));
      start = i + 1;
    }
    if (c === '}' && --depth === 0) return { parts: [...parts, text.slice(start, i)], end: i + 1 };
  }
  return undefined;
}

function range(body: string): string[] | undefined {
  const match = /^(-?\d+|[A-Za-z])\.\.(-?\d+|[A-Za-z])(?:\.\.(-?\d+))?$/.exec(body);
  if (!match) return undefined;
  const [, first = '', last = '', by = '1'] = match;
  const numeric = /^-?\d+$/.test(first) && /^-?\d+$/.test(last);
  if (!numeric && (/\d/.test(first) || /\d/.test(last))) return undefined;
  const from = numeric ? Number(first) : first.charCodeAt(0);
  const to = numeric ? Number(last) : last.charCodeAt(0);
  const step = Math.max(1, Math.abs(Number(by)));
  const count = Math.min(MAX_WORDS, Math.floor(Math.abs(to - from) / step) + 1);
  const width = numeric && /^-?0\d/.test(first) ? first.length : 0;
  return Array.from({ length: count }, (_, i) => {
    const value = from + (to < from ? -i : i) * step;
    return numeric ? String(value).padStart(width, '0') : String.fromCharCode(value);
  });
}
