/** Fluentd's configuration language: sections in angle brackets with parameters in them. */
// upstream: github.com/fluent/fluentd lib/fluent/config/{v1_parser,element}.rb

export interface Section {
  /** "source", "match" ... */
  readonly name: string;
  /** "kubernetes.**" */
  readonly argument: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly sections: readonly Section[];
}

/** The file can't be used; `kind` is Ruby's class of the error. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  constructor(
    message: string,
    readonly kind = 'Fluent::ConfigError',
  ) {
    super(message);
  }
}

type Open = Section & { readonly parameters: Record<string, string>; readonly sections: Section[] };

/** The sections of a file, which may refer to variables as "#{ENV['NAME']}". */
export function parseConfig(text: string, file: string, env: Readonly<Record<string, string>>): Section {
  const root: Open = { name: 'ROOT', argument: '', parameters: {}, sections: [] };
  const open: Open[] = [root];
  for (const [index, raw] of text.split('\n').entries()) {
    const line = raw.trim();
    const fail = (why: string): never => {
      throw new ConfigError(
        `${why} at ${file} line ${index + 1},${raw.length}\n${index + 1}: ${raw}`,
        PARSE_ERROR,
      );
    };
    const current = open.at(-1) ?? root;
    if (line === '' || line.startsWith('#')) continue;
    const end = /^<\/\s*([\w@-]+)\s*>$/.exec(line);
    const begin = /^<\s*([\w@-]+)\s*([^>]*?)\s*>\s*(?:#.*)?$/.exec(line);
    if (end) {
      if (open.length === 1 || current.name !== end[1]) fail('unmatched end tag');
      open.pop();
    } else if (begin) {
      const section: Open = { name: begin[1] ?? '', argument: begin[2] ?? '', parameters: {}, sections: [] };
      current.sections.push(section);
      open.push(section);
    } else {
      const parameter = /^(@?[\w.]+)(?:\s+(.*))?$/.exec(line);
      if (!parameter) fail('invalid symbol');
      current.parameters[parameter?.[1] ?? ''] = value(parameter?.[2] ?? '', env);
    }
  }
  const unclosed = open.at(-1);
  if (open.length > 1 && unclosed)
    throw new ConfigError(`expected end tag '</${unclosed.name}>' but got end of file`, PARSE_ERROR);
  return root;
}

const PARSE_ERROR = 'Fluent::ConfigParseError';

/** Quotes go, comments behind a space go; a pattern between slashes is left as it is. */
function value(text: string, env: Readonly<Record<string, string>>): string {
  const quoted = /^(["'])(.*)\1\s*(?:#.*)?$/.exec(text);
  const bare = quoted ? (quoted[2] ?? '') : text.startsWith('/') ? text : text.replace(/\s+#.*$/, '');
  return bare.replace(/#\{ENV\[['"](\w+)['"]\]\}/g, (_whole, name: string) => env[name] ?? '');
}

/** The configuration as fluentd repeats it when it starts. */
export function printConfig(section: Section, depth = 0): string {
  const pad = '  '.repeat(depth);
  const inside = [
    ...Object.entries(section.parameters).map(([name, text]) => `${pad}  ${name} ${shown(text)}\n`),
    ...section.sections.map((one) => printConfig(one, depth + 1)),
  ].join('');
  const head = section.argument === '' ? section.name : `${section.name} ${section.argument}`;
  return `${pad}<${head}>\n${inside}${pad}</${section.name}>\n`;
}

/** As Ruby inspects texts that need quotes. */
const shown = (text: string): string => (/^[\w./*@:%-]+$/.test(text) ? text : JSON.stringify(text));
