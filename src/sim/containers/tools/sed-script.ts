/** What a sed script asks of its regular expressions, as far as the linear-time engine behind sed cannot do it. */

/** s<any delimiter>pattern<delimiter>, where a command may stand. */
const SUBSTITUTION = /(?:^|[\s;{}!/\d$,])s([^\w\s\\;{}])((?:\\.|(?!\1)[^\\\n])*)\1/g;
/** /pattern/ as an address. */
const ADDRESS = /(?:^|[\s;{},])\/((?:\\.|[^/\\\n])*)\//g;

/** The first pattern that refers back to one of its own groups; undefined when none does. */
export function backReference(scripts: readonly string[]): string | undefined {
  const patterns = scripts.flatMap((script) => [
    ...[...script.matchAll(SUBSTITUTION)].map(([, , pattern = '']) => pattern),
    ...[...script.matchAll(ADDRESS)].map(([, pattern = '']) => pattern),
  ]);
  return patterns.find((pattern) => /\\[1-9]/.test(pattern.replaceAll('\\\\', '')));
}

/** The scripts among sed's words: every -e, or the first operand when there is none. */
export function sedScripts(args: readonly string[]): readonly string[] {
  const given = args.flatMap((arg, at) => {
    if (arg === '-e' || arg === '--expression') return args[at + 1] ?? [];
    if (arg.startsWith('--expression=')) return arg.slice('--expression='.length);
    return [];
  });
  const fromFile = args.some((arg) => arg === '-f' || arg.startsWith('--file'));
  return given.length > 0 || fromFile ? given : args.filter((arg) => !arg.startsWith('-')).slice(0, 1);
}
