/** Regular expressions, by an engine whose time is linear in the text: matches, find, findAll. */
// upstream: staging/src/k8s.io/apiserver/pkg/cel/library/regex.go
import type { Environment } from '@marcbachmann/cel-js';
import { RE2JS } from 're2js';
import { spend } from '../meter';
import { addFunctions, failed } from './function';

export function registerRegex(environment: Environment): void {
  addFunctions(environment, {
    'string.matchesRe2(string): bool': matches,
    'matchesRe2(string, string): bool': matches,
    'string.find(string): string': (text: string, pattern: string) => findAll(text, pattern, 1)[0] ?? '',
    'string.findAll(string): list<string>': (text: string, pattern: string) => findAll(text, pattern, -1),
    'string.findAll(string, int): list<string>': (text: string, pattern: string, limit: bigint) =>
      findAll(text, pattern, Number(limit)),
  });
}

const matches = (text: string, pattern: string): boolean => compile(pattern, text).matcher(text).find();

/** At most `limit` matches; all of them for a negative limit. */
function findAll(text: string, pattern: string, limit: number): string[] {
  const matcher = compile(pattern, text).matcher(text);
  const found: string[] = [];
  while (found.length !== limit && matcher.find()) found.push(matcher.group() ?? '');
  return found;
}

/** How many patterns are kept; expressions hold few, and seldom make any. */
const KEPT = 200;
const compiled = new Map<string, RE2JS>();

function compile(pattern: string, text: string): RE2JS {
  // upstream: cel/library/cost.go, as cel-go estimates it for matches
  spend((1 + text.length / 10) * (1 + pattern.length / 4));
  const known = compiled.get(pattern);
  if (known) return known;
  try {
    const made = RE2JS.compile(pattern);
    if (compiled.size >= KEPT) compiled.clear();
    compiled.set(pattern, made);
    return made;
  } catch (error) {
    throw failed(error instanceof Error ? error.message : String(error));
  }
}
