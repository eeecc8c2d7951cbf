/** Reads redirections; a here-document's body comes when its line has ended. */
import type { Redirection, Word } from './ast';
import { type Source, SyntaxProblem } from './source';
import type { Tokens } from './tokens';
import type { WordReader } from './words';

const REDIRECTIONS = ['<<<', '<<-', '<<', '>>', '>|', '<>', '<&', '>&', '<', '>'] as const;

export class RedirectionReader {
  constructor(
    private readonly source: Source,
    private readonly words: WordReader,
    private readonly tokens: Tokens,
  ) {}

  /** The redirection here, if there is one. */
  next(): Redirection | undefined {
    if (this.source.startsWith('&>')) {
      const op = this.source.accept('&>>') ? '&>>' : '&>';
      this.source.accept('&>');
      return { op, target: this.#target() };
    }
    const prefix = /^\d*(?=[<>])/.exec(this.source.rest(12))?.[0];
    if (prefix === undefined) return undefined;
    const after = this.source.rest(16).slice(prefix.length);
    if (/^[<>]\(/.test(after)) throw new SyntaxProblem('unexpected "("');
    const op = REDIRECTIONS.find((candidate) => after.startsWith(candidate));
    if (!op) return undefined;
    this.source.skip(prefix.length + op.length);
    const fd = prefix === '' ? {} : { fd: Number(prefix) };
    if (op !== '<<' && op !== '<<-') return { ...fd, op, target: this.#target() };
    this.source.skipBlank();
    const { delimiter, quoted } = this.words.hereDelimiter();
    if (delimiter === undefined) throw this.tokens.unexpected();
    const body: { target: Word } = { target: [] };
    this.source.addHereDocument({
      delimiter,
      stripTabs: op === '<<-',
      take: (text) => {
        body.target = quoted ? [{ kind: 'quoted', text }] : this.words.hereBody(text);
      },
    });
    return Object.defineProperty({ ...fd, op: '<<' as const, target: [] }, 'target', {
      get: () => body.target,
      enumerable: true,
    });
  }

  #target(): Word {
    this.source.skipBlank();
    const word = this.words.word();
    if (!word) throw this.tokens.unexpected();
    return word;
  }
}
