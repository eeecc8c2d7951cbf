/** Gathers the fields that a word expands to: where quoting protects, and where IFS splits. */
import { escapePattern } from './pattern';
import { ShellError } from './state';

/** A field as it grows. As a pattern quoted characters are escaped, so it serves for globbing and as text. */
interface Field {
  pattern: string;
  /** Something quoted stood in it: it stays even if empty. */
  quoted: boolean;
}

const MAX_TEXT = 4 << 20;

/** Collects fields; splits unquoted values at IFS when there is one. */
export class FieldSink {
  readonly fields: Field[] = [];
  #open: Field | undefined;
  #size = 0;

  constructor(private readonly ifs: string | undefined) {}

  literal(text: string): void {
    this.#current().pattern += text;
  }

  quoted(text: string): void {
    const field = this.#current();
    field.pattern += escapePattern(text);
    field.quoted = true;
    this.#grow(text.length);
  }

  /** The value of an expansion. */
  value(text: string, quoted: boolean): void {
    if (quoted) {
      this.quoted(text);
      return;
    }
    this.#grow(text.length);
    if (this.ifs === undefined || this.ifs === '') {
      this.#current().pattern += escapeBackslashes(text);
      return;
    }
    const { pieces, startsApart, endsApart } = split(text, this.ifs);
    if (startsApart) this.#close();
    pieces.forEach((piece, i) => {
      if (i > 0) this.#close();
      const field = this.#current();
      field.pattern += escapeBackslashes(piece);
      if (piece === '') field.quoted = true;
    });
    if (endsApart) this.#close();
  }

  list(values: readonly string[], { quoted, star }: { quoted: boolean; star: boolean }): void {
    if (quoted && (star || this.ifs === undefined)) {
      const separator = star && this.ifs !== undefined ? this.ifs.charAt(0) : ' ';
      this.quoted(values.join(separator));
      return;
    }
    values.forEach((value, i) => {
      if (i > 0) this.#close();
      this.value(value, quoted);
    });
  }

  #current(): Field {
    if (!this.#open) {
      this.#open = { pattern: '', quoted: false };
      this.fields.push(this.#open);
    }
    return this.#open;
  }

  #close(): void {
    this.#open = undefined;
  }

  #grow(characters: number): void {
    this.#size += characters;
    if (this.#size > MAX_TEXT) throw new ShellError('out of memory', 2);
  }
}

const escapeBackslashes = (text: string): string => text.replaceAll('\\', '\\\\');

/** Field splitting: runs of IFS white space separate, each other IFS character separates by itself. */
function split(text: string, ifs: string): { pieces: string[]; startsApart: boolean; endsApart: boolean } {
  const isSeparator = (c: string) => ifs.includes(c);
  const isSpace = (c: string) => isSeparator(c) && ' \t\n'.includes(c);
  const pieces: string[] = [];
  let piece = '';
  let at = 0;
  while (at < text.length && isSpace(text.charAt(at))) at++;
  const startsApart = at > 0;
  let endsApart = false;
  while (at < text.length) {
    const c = text.charAt(at);
    if (!isSeparator(c)) {
      piece += c;
      endsApart = false;
      at++;
      continue;
    }
    while (at < text.length && isSpace(text.charAt(at))) at++;
    if (at < text.length && isSeparator(text.charAt(at)) && !isSpace(text.charAt(at))) {
      at++;
      while (at < text.length && isSpace(text.charAt(at))) at++;
    }
    pieces.push(piece);
    piece = '';
    endsApart = true;
  }
  if (piece !== '') pieces.push(piece);
  return { pieces, startsApart, endsApart };
}
