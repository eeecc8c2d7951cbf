/** Patterns of tags and of paths. */
// upstream: github.com/fluent/fluentd lib/fluent/match.rb GlobMatchPattern
import { RE2JS } from 're2js';

export type Matches = (text: string) => boolean;

/** "kubernetes.**", "*.{app,web}", several apart: `*` is a part of a tag, `**` any number of parts. */
export function tagPattern(patterns: string): Matches {
  const all = patterns.split(/\s+/).filter(Boolean).map(tagRegex);
  return (tag) => all.some((pattern) => pattern.matches(tag));
}

/** Escaped dots beside `**` are not asked for where there is nothing. */
const STARS: Readonly<Record<string, string>> = {
  '**\\.': '(?:.*\\.)?',
  '\\.**': '(?:\\..*)?',
  '**': '.*',
  '*': '[^.]*',
};

function tagRegex(pattern: string): RE2JS {
  const source = pattern
    .replace(/[^\w*{},]/g, (char) => `\\${char}`)
    .replace(/\{([^}]*)\}/g, (_whole, inside: string) => `(?:${inside.replaceAll(',', '|')})`)
    .replace(/^\*\*\\\.|\\\.\*\*|\*\*|\*/g, (stars) => STARS[stars] ?? stars);
  return RE2JS.compile(source);
}

/** Of a file's path: `*` is any text without a slash. */
export function pathPattern(glob: string): Matches {
  const source = glob
    .replace(/[^\w*?/]/g, (char) => `\\${char}`)
    .replaceAll('*', '[^/]*')
    .replaceAll('?', '[^/]');
  const pattern = RE2JS.compile(source);
  return (path) => pattern.matches(path);
}

/** `a,b` or `["a", "b"]`. */
export function listOf(text: string | undefined): readonly string[] {
  if (!text) return [];
  const bare = text.trim().replace(/^\[|\]$/g, '');
  return bare
    .split(',')
    .map((one) => one.trim().replace(/^["']|["']$/g, ''))
    .filter(Boolean);
}
