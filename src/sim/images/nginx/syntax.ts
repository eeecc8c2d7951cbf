/**
 * nginx's configuration language: words, blocks and semicolons, into a tree of directives that know their line. Errors
 * are nginx's own.
 *
 * upstream: nginx src/core/ngx_conf_file.c
 */
export interface Directive {
  readonly name: string;
  readonly args: readonly string[];
  readonly block?: readonly Directive[];
  readonly file: string;
  readonly line: number;
}

/** A configuration that nginx refuses; the message has everything after "nginx: [emerg] ". */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

export const configError = (message: string, at: { file: string; line: number }): ConfigError =>
  new ConfigError(`${message} in ${at.file}:${at.line}`);

interface Token {
  readonly text: string;
  readonly line: number;
  readonly quoted: boolean;
}

export function parseConfig(text: string, file: string): readonly Directive[] {
  const tokens = tokenize(text, file);
  let next = 0;

  const block = (nested: boolean): Directive[] => {
    const directives: Directive[] = [];
    for (;;) {
      const token = tokens[next];
      if (token === undefined) {
        if (nested)
          throw configError('unexpected end of file, expecting "}"', { file, line: lastLine(text) });
        return directives;
      }
      if (isMark(token, '}')) {
        if (!nested) throw configError('unexpected "}"', { file, line: token.line });
        next++;
        return directives;
      }
      directives.push(directive());
    }
  };

  const directive = (): Directive => {
    const words: Token[] = [];
    for (;;) {
      const token = tokens[next++];
      if (token === undefined) {
        throw configError('unexpected end of file, expecting ";" or "}"', { file, line: lastLine(text) });
      }
      const [name, ...args] = words;
      if (isMark(token, ';') || isMark(token, '{')) {
        if (name === undefined) throw configError(`unexpected "${token.text}"`, { file, line: token.line });
        const made = { name: name.text, args: args.map((a) => a.text), file, line: token.line };
        return token.text === ';' ? made : { ...made, block: block(true) };
      }
      if (isMark(token, '}')) throw configError('unexpected "}"', { file, line: token.line });
      words.push(token);
    }
  };

  return block(false);
}

const isMark = (token: Token, mark: string) => !token.quoted && token.text === mark;
const lastLine = (text: string) => text.split('\n').length;

function tokenize(text: string, file: string): Token[] {
  const tokens: Token[] = [];
  let line = 1;
  let i = 0;
  while (i < text.length) {
    const c = text.charAt(i);
    if (c === '\n') line++;
    if (/\s/.test(c)) i++;
    else if (c === '#') i = endOfLine(text, i);
    else if (';{}'.includes(c)) {
      tokens.push({ text: c, line, quoted: false });
      i++;
    } else if (c === '"' || c === "'") {
      const { value, end } = quoted(text, i, { file, line });
      tokens.push({ text: value, line, quoted: true });
      line += value.split('\n').length - 1;
      i = end;
    } else {
      const { value, end } = word(text, i);
      tokens.push({ text: value, line, quoted: false });
      i = end;
    }
  }
  return tokens;
}

const endOfLine = (text: string, from: number) => {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end;
};

function quoted(text: string, start: number, at: { file: string; line: number }) {
  const quote = text.charAt(start);
  let value = '';
  for (let i = start + 1; i < text.length; i++) {
    const c = text.charAt(i);
    if (c === quote) return { value, end: i + 1 };
    if (c === '\\' && i + 1 < text.length) {
      i++;
      value += unescaped(text.charAt(i));
    } else value += c;
  }
  throw configError('unexpected end of file, expecting ";" or "}"', { ...at, line: lastLine(text) });
}

/** Inside words "${name}" keeps its braces. */
function word(text: string, start: number) {
  let i = start;
  let value = '';
  for (; i < text.length; i++) {
    const c = text.charAt(i);
    if (c === '$' && text.charAt(i + 1) === '{') {
      const close = text.indexOf('}', i);
      if (close < 0) break;
      value += text.slice(i, close + 1);
      i = close;
    } else if (/[\s;{}]/.test(c)) break;
    else value += c;
  }
  return { value, end: i };
}

const unescaped = (c: string) => {
  if (c === 'n') return '\n';
  if (c === 't') return '\t';
  if (c === 'r') return '\r';
  return '"\'\\'.includes(c) ? c : `\\${c}`;
};
