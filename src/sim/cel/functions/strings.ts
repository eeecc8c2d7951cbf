/** charAt, replace, join, quote and format of texts. */
// upstream: github.com/google/cel-go ext/strings.go, ext/formatting.go
import type { Environment } from '@marcbachmann/cel-js';
import { spendText } from '../meter';
import { addFunctions, failed } from './function';
import { registerFormat } from './string-format';

export function registerStrings(environment: Environment): void {
  addFunctions(environment, {
    'string.charAt(int): string': (text: string, at: bigint) => {
      const characters = [...text];
      if (at < 0n || at > BigInt(characters.length)) throw failed(`index out of range: ${at}`);
      return characters[Number(at)] ?? '';
    },
    'string.replace(string, string): string': (text: string, old: string, next: string) =>
      replace(text, [old, next], -1),
    'string.replace(string, string, int): string': (text: string, old: string, next: string, limit: bigint) =>
      replace(text, [old, next], Number(limit)),
    'list<string>.joinBounded(): string': (list: readonly unknown[]) => join(list, ''),
    'list<string>.joinBounded(string): string': join,
  });
  registerFormat(environment);
}

function replace(text: string, [old, next]: readonly [string, string], limit: number): string {
  if (limit === 0 || old === next) return text;
  const parts = old === '' ? ['', ...text, ''] : text.split(old);
  const count = limit < 0 ? parts.length - 1 : Math.min(limit, parts.length - 1);
  spendText(text.length + count * next.length);
  const kept = old === '' ? parts.slice(count + 1).join('') : parts.slice(count).join(old);
  return old === ''
    ? `${parts.slice(0, count + 1).join(next)}${kept}`
    : `${parts.slice(0, count).join(next)}${count > 0 ? next : ''}${kept}`;
}

function join(list: readonly unknown[], separator: string): string {
  const texts = list.map((item) => {
    if (typeof item !== 'string') throw failed('no such overload');
    return item;
  });
  const length = texts.reduce((sum, text) => sum + text.length + separator.length, 0);
  spendText(length);
  return texts.join(separator);
}
