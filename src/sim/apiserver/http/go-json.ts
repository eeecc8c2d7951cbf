/**
 * JSON texts judged as Go's encoding/json and Kubernetes' strict decoder judge them: the exact sentence for what is
 * malformed, and the paths of keys that occur twice. Values themselves come from JSON.parse, which is faster.
 */
// upstream: go/src/encoding/json/scanner.go; sigs.k8s.io/json internal/golang/encoding/json

/** A text that is no JSON; the message is Go's. */
export class JsonSyntaxError extends Error {}

/** JSON.parse with Go's error texts. What is nested too deep is refused before anybody walks it. */
export function parseJson(text: string): unknown {
  if (text.length > MAX_DEPTH) checkDepth(text);
  try {
    return JSON.parse(text);
  } catch {
    inspectJson(text);
    throw new JsonSyntaxError('unexpected end of JSON input');
  }
}

/** Paths of keys that an object has twice ("spec.containers[0].name"). Throws {@link JsonSyntaxError}. */
export function inspectJson(text: string): readonly string[] {
  const scanner = new Scanner(text);
  scanner.document();
  return [...scanner.duplicates];
}

const TOO_DEEP = 'exceeded max depth';
const EOF = '';
const WHITESPACE = /[ \t\r\n]/;
const HEX = /[0-9a-fA-F]/;
const ESCAPES = 'bfnrt\\/"';
/** Go refuses at 10,000 levels; below that our recursions would run out of stack. No object has a hundred. */
const MAX_DEPTH = 1_000;
const [OPEN, CLOSE, QUOTE, BACKSLASH] = ['[{', ']}', '"', '\\'];

/** Counts brackets outside strings; malformed texts are for the parser. */
function checkDepth(text: string): void {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const c = text.charAt(at);
    if (c === QUOTE) {
      for (at++; at < text.length && text.charAt(at) !== QUOTE; at++) if (text.charAt(at) === BACKSLASH) at++;
    } else if (OPEN.includes(c)) {
      if (++depth > MAX_DEPTH) throw new JsonSyntaxError(TOO_DEEP);
    } else if (CLOSE.includes(c)) depth--;
  }
}

class Scanner {
  readonly duplicates = new Set<string>();
  #at = 0;
  #depth = 0;

  constructor(private readonly text: string) {}

  document(): void {
    this.#value('');
    this.#space();
    if (this.#peek() !== EOF) this.#fail('after top-level value');
  }

  #value(path: string): void {
    this.#space();
    const c = this.#peek();
    if (c === '{') this.#nested(() => this.#object(path));
    else if (c === '[') this.#nested(() => this.#array(path));
    else if (c === '"') this.#string();
    else if (c === '-' || isDigit(c)) this.#number();
    else if (c === 't') this.#literal('true');
    else if (c === 'f') this.#literal('false');
    else if (c === 'n') this.#literal('null');
    else this.#fail('looking for beginning of value');
  }

  #nested(body: () => void): void {
    if (++this.#depth > MAX_DEPTH) throw new JsonSyntaxError(TOO_DEEP);
    body();
    this.#depth--;
  }

  #object(path: string): void {
    this.#at++;
    const seen = new Set<string>();
    this.#space();
    if (this.#take('}')) return;
    for (;;) {
      this.#space();
      if (this.#peek() !== '"') this.#fail('looking for beginning of object key string');
      const key = this.#string();
      const child = path === '' ? key : `${path}.${key}`;
      if (seen.has(key)) this.duplicates.add(child);
      seen.add(key);
      this.#space();
      if (!this.#take(':')) this.#fail('after object key');
      this.#value(child);
      this.#space();
      if (this.#take('}')) return;
      if (!this.#take(',')) this.#fail('after object key:value pair');
    }
  }

  #array(path: string): void {
    this.#at++;
    this.#space();
    if (this.#take(']')) return;
    for (let index = 0; ; index++) {
      this.#value(`${path}[${index}]`);
      this.#space();
      if (this.#take(']')) return;
      if (!this.#take(',')) this.#fail('after array element');
    }
  }

  #string(): string {
    const start = this.#at++;
    for (;;) {
      const c = this.#peek();
      if (c === EOF || c < ' ') this.#fail('in string literal');
      this.#at++;
      if (c === '"') return JSON.parse(this.text.slice(start, this.#at)) as string;
      if (c === '\\') this.#escape();
    }
  }

  #escape(): void {
    const c = this.#peek();
    if (c === EOF || (!ESCAPES.includes(c) && c !== 'u')) this.#fail('in string escape code');
    this.#at++;
    if (c !== 'u') return;
    for (let digit = 0; digit < 4; digit++) {
      if (!HEX.test(this.#peek())) this.#fail('in \\u hexadecimal character escape');
      this.#at++;
    }
  }

  #number(): void {
    if (this.#take('-') && !isDigit(this.#peek())) this.#fail('in numeric literal');
    if (!this.#take('0')) this.#digits();
    if (this.#take('.')) {
      if (!isDigit(this.#peek())) this.#fail('after decimal point in numeric literal');
      this.#digits();
    }
    if (this.#take('e') || this.#take('E')) {
      if (!this.#take('+')) this.#take('-');
      if (!isDigit(this.#peek())) this.#fail('in exponent of numeric literal');
      this.#digits();
    }
  }

  #digits(): void {
    while (isDigit(this.#peek())) this.#at++;
  }

  #literal(word: string): void {
    for (const expected of word) {
      if (this.#peek() !== expected) this.#fail(`in literal ${word} (expecting '${expected}')`);
      this.#at++;
    }
  }

  #space(): void {
    while (WHITESPACE.test(this.#peek())) this.#at++;
  }

  #peek(): string {
    return this.text.charAt(this.#at);
  }

  #take(c: string): boolean {
    if (this.#peek() !== c) return false;
    this.#at++;
    return true;
  }

  #fail(context: string): never {
    const c = this.#peek();
    throw new JsonSyntaxError(
      c === EOF ? 'unexpected end of JSON input' : `invalid character ${quoteChar(c)} ${context}`,
    );
  }
}

const isDigit = (c: string): boolean => c !== EOF && c >= '0' && c <= '9';

const CONTROL: Readonly<Record<string, string>> = { '\n': '\\n', '\t': '\\t', '\r': '\\r' };

/** Go scans bytes: what is not ASCII is told as the first byte of its UTF-8 form. */
function quoteChar(c: string): string {
  if (c === "'") return `'\\''`;
  if (c === '"') return `'"'`;
  if (c === '\\') return `'\\\\'`;
  const first = new TextEncoder().encode(c)[0] ?? 0;
  if (first >= 0x80) return `'${String.fromCharCode(first)}'`;
  return `'${CONTROL[c] ?? (first < 0x20 ? `\\x${first.toString(16).padStart(2, '0')}` : c)}'`;
}
