/** Tokens of a label selector's text. upstream: k8s.io/apimachinery/pkg/labels selector.go Lexer */
export type TokenKind =
  | ')'
  | ','
  | '!'
  | '=='
  | '='
  | '>'
  | 'in'
  | '<'
  | '!='
  | 'notin'
  | '('
  | 'identifier'
  | 'error'
  | 'end';

export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
}

// A run of special symbols, or a run of anything else that is not blank.
const LEXEMES = /[=!(),<>]+|[^\s=!(),<>]+/g;
const SYMBOLS: readonly TokenKind[] = ['==', '!=', ')', ',', '!', '=', '>', '<', '('];

/** Always ends in an `end` token. */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  for (const [lexeme] of text.matchAll(LEXEMES)) {
    if (lexeme === 'in' || lexeme === 'notin') tokens.push({ kind: lexeme, text: lexeme });
    else if (/^[=!(),<>]/.test(lexeme)) tokens.push(...splitSymbols(lexeme));
    else tokens.push({ kind: 'identifier', text: lexeme });
  }
  tokens.push({ kind: 'end', text: '' });
  return tokens;
}

/** Longest match first: "!==" is "!=" and "=". */
function splitSymbols(run: string): Token[] {
  const tokens: Token[] = [];
  for (let at = 0; at < run.length; ) {
    const symbol = SYMBOLS.find((s) => run.startsWith(s, at)) ?? 'error';
    tokens.push({ kind: symbol, text: symbol });
    at += symbol.length;
  }
  return tokens;
}
