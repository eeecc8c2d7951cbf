/**
 * The words behind a fence's language, read here and nowhere else:
 *
 *   ```bash run               click to run in the terminal; it ends with exit code 0
 *   ```bash run exit=1        … with that exit code
 *   ```bash run expect="text" … and its output holds this text
 *   ```bash run stop=5        … is interrupted with Ctrl+C after 5 seconds (watches, logs -f, port-forward)
 *   ```bash run interrupt     Ctrl+C first
 *   ```bash run terminal=2    in the second terminal
 *   ```bash put               typed without Enter: to be changed first, so nobody tries it
 *   ```yaml file=pod.yaml     a file that the student can save
 */
const WORD = /([\w-]+)(?:=(?:"([^"]*)"|'([^']*)'|([^\s"']\S*)))?/g;

export type BlockKind = 'run' | 'put' | 'file';
export type Meta = Readonly<Record<string, string>>;

/** How a run block has to end. */
export interface RunMeta {
  readonly interrupt: boolean;
  readonly terminal: string | undefined;
  /** undefined: nothing was said, so 0, or whatever Ctrl+C leaves. */
  readonly exit: number | undefined;
  readonly expect: string | undefined;
  readonly stopSeconds: number | undefined;
}

const WORDS: Readonly<Record<BlockKind, readonly string[]>> = {
  run: ['interrupt', 'terminal', 'exit', 'expect', 'stop'],
  put: ['terminal'],
  file: [],
};
/** Words that stand alone. */
const ALONE = ['run', 'put', 'interrupt'];
const VALUES: Readonly<Record<string, { readonly form: RegExp; readonly what: string }>> = {
  terminal: { form: /^[1-9]$/, what: 'the number of a terminal, 1 to 9' },
  exit: { form: /^(\d|[1-9]\d|1\d\d|2[0-4]\d|25[0-5])$/, what: 'an exit code, 0 to 255' },
  expect: { form: /\S/, what: 'a text between quotes' },
  stop: { form: /^([1-9]|[1-5]\d|60)$/, what: 'a number of seconds, 1 to 60' },
  file: { form: /^[\w-][\w.-]*(\/[\w-][\w.-]*)*$/, what: 'a path below the home folder' },
};
const SHELLS = ['bash', 'sh'];

/** "run terminal=2" -> {run: "", terminal: "2"} */
export function parseMeta(meta: string): Meta {
  const words: Record<string, string> = {};
  for (const [, name, double, single, bare] of meta.matchAll(WORD)) {
    if (name) words[name] = double ?? single ?? bare ?? '';
  }
  return words;
}

export function kindOf(meta: Meta): BlockKind | undefined {
  return (['run', 'put', 'file'] as const).find((kind) => kind in meta);
}

export const runMeta = (meta: Meta): RunMeta => ({
  interrupt: 'interrupt' in meta,
  terminal: meta.terminal,
  exit: meta.exit === undefined ? undefined : Number(meta.exit),
  expect: meta.expect,
  stopSeconds: meta.stop === undefined ? undefined : Number(meta.stop),
});

/** What is wrong with a fence's words, as a sentence with the mend; undefined when all is well. */
export function metaProblem(language: string, text: string): string | undefined {
  const meta = parseMeta(text);
  if (text.replaceAll(WORD, '').trim() !== '')
    return `"${text}" is not words and word="value" pairs; put values with blanks between quotes`;
  const kind = kindOf(meta);
  const others = Object.keys(meta).filter((word) => word !== kind);
  if (!kind) {
    return others[0] === undefined
      ? undefined
      : `the word "${others[0]}" means nothing here; a block begins with run, put or file=`;
  }
  const known = WORDS[kind];
  const stray = others.find((word) => !known.includes(word));
  if (stray) {
    const list = known.length > 0 ? `known: ${known.join(', ')}` : 'it stands alone';
    return `"${kind}" knows no word "${stray}"; ${list}`;
  }
  if (kind !== 'file' && !SHELLS.includes(language)) return `"${kind}" is for bash, not for "${language}"`;
  for (const [word, value] of Object.entries(meta)) {
    if (ALONE.includes(word) && value !== '') return `"${word}" stands alone, without a value`;
    const rule = VALUES[word];
    if (rule && !rule.form.test(value)) return `"${word}" is ${rule.what}, not "${value}"`;
  }
  return undefined;
}
