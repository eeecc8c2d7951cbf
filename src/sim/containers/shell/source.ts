/** The text that a parser reads: position, blanks and comments, here-documents that wait for their line. */

export type Dialect = 'ash' | 'bash';

/** The source cannot be a shell program. `found` is what stood where it went wrong. */
export class SyntaxProblem extends Error {
  constructor(
    message: string,
    readonly found = '',
    readonly line = 1,
  ) {
    super(message);
    this.name = 'SyntaxProblem';
  }
}

/** The source may still become a program when more of it comes. */
export class Incomplete extends SyntaxProblem {}

interface HereDocument {
  readonly delimiter: string;
  readonly stripTabs: boolean;
  take(body: string): void;
}

/** Deeper than any person nests; keeps hostile sources off the stack. */
const MAX_DEPTH = 200;

export class Source {
  position = 0;
  #depth = 0;
  #pending: HereDocument[] = [];

  constructor(
    readonly text: string,
    readonly dialect: Dialect,
  ) {}

  get atEnd(): boolean {
    return this.position >= this.text.length;
  }

  get char(): string {
    return this.text.charAt(this.position);
  }

  get line(): number {
    let line = 1;
    for (
      let at = this.text.indexOf('\n');
      at >= 0 && at < this.position;
      at = this.text.indexOf('\n', at + 1)
    )
      line++;
    return line;
  }

  rest(length: number): string {
    return this.text.slice(this.position, this.position + length);
  }

  slice(from: number): string {
    return this.text.slice(from, this.position);
  }

  startsWith(text: string): boolean {
    return this.text.startsWith(text, this.position);
  }

  skip(count: number): void {
    this.position += count;
  }

  accept(text: string): boolean {
    if (!this.startsWith(text)) return false;
    this.position += text.length;
    return true;
  }

  skipBlank(): void {
    for (;;) {
      if (isBlank(this.char)) this.position++;
      else if (this.startsWith('\\\n')) this.position += 2;
      else if (this.char === '#') this.#skipComment();
      else return;
    }
  }

  nested<T>(read: () => T): T {
    if (++this.#depth > MAX_DEPTH) throw new SyntaxProblem('too deeply nested');
    try {
      return read();
    } finally {
      this.#depth--;
    }
  }

  addHereDocument(document: HereDocument): void {
    this.#pending.push(document);
  }

  /** Called right after a newline: the bodies of the line's here-documents stand here. */
  readHereDocuments(): void {
    const pending = this.#pending;
    this.#pending = [];
    for (const document of pending) document.take(this.#body(document));
  }

  /** At the end of the text: whether a here-document still lacks its body. */
  get needsHereDocument(): boolean {
    return this.#pending.length > 0;
  }

  #body({ delimiter, stripTabs }: HereDocument): string {
    let body = '';
    for (;;) {
      if (this.atEnd) throw new Incomplete(`unexpected end of file (expecting "${delimiter}")`);
      const end = this.text.indexOf('\n', this.position);
      const raw = this.text.slice(this.position, end < 0 ? undefined : end);
      this.position = end < 0 ? this.text.length : end + 1;
      const line = stripTabs ? raw.replace(/^\t+/, '') : raw;
      if (line === delimiter) return body;
      body += `${line}\n`;
    }
  }

  #skipComment(): void {
    const end = this.text.indexOf('\n', this.position);
    this.position = end < 0 ? this.text.length : end;
  }
}

export const isBlank = (char: string): boolean => char === ' ' || char === '\t' || char === '\r';
