/** The part of Caddyfile's language that is read here: sites on ports with root, file_server and respond. */

export interface Site {
  readonly port: number;
  readonly root: string;
  readonly files: boolean;
  readonly respond?: { readonly body: string; readonly status: number };
}

/** What is wrong with a Caddyfile, or not simulated in it. */
export class CaddyfileError extends Error {
  override readonly name = 'CaddyfileError';
}

/** Reads a Caddyfile; `{$NAME}` stands for the variable. */
export function parseCaddyfile(text: string, env: Readonly<Record<string, string>>): readonly Site[] {
  const sites: Site[] = [];
  let site: Site | undefined;
  for (const [i, raw] of text.split('\n').entries()) {
    const words = wordsOf(raw.replace(/\{\$(\w+)\}/g, (_, name: string) => env[name] ?? ''));
    if (words.length === 0) continue;
    if (site === undefined) {
      if (words.at(-1) !== '{' || words.length !== 2) throw unsupported(words[0] ?? '', i);
      site = { port: portOf(words[0] ?? '', i), root: '/srv', files: false };
    } else if (words[0] === '}') {
      sites.push(site);
      site = undefined;
    } else site = withDirective(site, words, i);
  }
  if (site) throw new CaddyfileError("Caddyfile: unexpected EOF, expecting '}'");
  return sites;
}

function withDirective(site: Site, [name = '', ...args]: readonly string[], line: number): Site {
  if (name === 'root') return { ...site, root: args.at(-1) ?? site.root };
  if (name === 'file_server' && args.length === 0) return { ...site, files: true };
  if (name === 'respond' && args.length <= 2) {
    const [first = '', status = '200'] = args;
    const bare = args.length === 1 && /^\d{3}$/.test(first);
    return {
      ...site,
      respond: bare ? { body: '', status: Number(first) } : { body: first, status: Number(status) },
    };
  }
  throw unsupported(name, line);
}

function portOf(address: string, line: number): number {
  const match = /^(?:http:\/\/)?:(\d+)$/.exec(address);
  if (!match) throw unsupported(address, line);
  return Number(match[1]);
}

const unsupported = (word: string, line: number): CaddyfileError =>
  new CaddyfileError(
    `Caddyfile:${line + 1}: '${word}' is not simulated: sites are ":port { ... }" with root, file_server and respond (docs/images.md)`,
  );

const wordsOf = (line: string): string[] =>
  [...line.matchAll(/"((?:[^"\\]|\\.)*)"|`([^`]*)`|(#.*)|(\S+)/g)].flatMap(
    ([, quoted, raw, comment, word]) =>
      comment === undefined ? [quoted?.replace(/\\(.)/g, '$1') ?? raw ?? word ?? ''] : [],
  );
