/** The parts of a word while it is read: plain characters gather until something else comes. */
import type { WordPart } from './ast';

export class PartList {
  readonly #parts: WordPart[] = [];
  #plain = '';

  constructor(private readonly kind: 'text' | 'quoted') {}

  plain(char: string): void {
    this.#plain += char;
  }

  push(...parts: readonly WordPart[]): void {
    this.#flush();
    this.#parts.push(...parts);
  }

  end(): WordPart[] {
    this.#flush();
    return this.#parts;
  }

  #flush(): void {
    if (this.#plain !== '') this.#parts.push({ kind: this.kind, text: this.#plain });
    this.#plain = '';
  }
}
