/** What reads the parts of commands; all of them move the same source. */
import { RedirectionReader } from './redirection-reader';
import type { Source } from './source';
import { Tokens } from './tokens';
import { WordReader } from './words';

export class Readers {
  readonly words: WordReader;
  readonly tokens: Tokens;
  readonly redirections: RedirectionReader;

  constructor(readonly source: Source) {
    this.words = new WordReader(source);
    this.tokens = new Tokens(source);
    this.redirections = new RedirectionReader(source, this.words, this.tokens);
  }
}
