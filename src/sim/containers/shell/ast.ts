/** A shell program as a tree. Words keep their quoting, since expansion depends on it. */

export type Word = readonly WordPart[];

export type WordPart =
  /** Unquoted text: subject to globbing and tilde. */
  | { readonly kind: 'text'; readonly text: string }
  /** Text in quotes or behind a backslash. */
  | { readonly kind: 'quoted'; readonly text: string }
  | { readonly kind: 'double'; readonly parts: Word }
  | Parameter
  | { readonly kind: 'command'; readonly source: string }
  | { readonly kind: 'arithmetic'; readonly expression: Word };

export interface Parameter {
  readonly kind: 'parameter';
  readonly name: string;
  /** `${name[index]}`; "@" and "*" are all elements. */
  readonly index?: Word;
  /** `${#name}` */
  readonly length?: boolean;
  /** `${!name}` */
  readonly indirect?: boolean;
  readonly operation?: { readonly op: ParameterOp; readonly word: Word; readonly second?: Word };
}

export type ParameterOp =
  | '-'
  | ':-'
  | '='
  | ':='
  | '?'
  | ':?'
  | '+'
  | ':+'
  | '#'
  | '##'
  | '%'
  | '%%'
  | '/'
  | '//'
  | '/#'
  | '/%'
  | ':'
  | '^'
  | '^^'
  | ','
  | ',,';

export interface Redirection {
  readonly fd?: number;
  readonly op: '<' | '>' | '>>' | '>|' | '<>' | '<&' | '>&' | '<<' | '<<<' | '&>' | '&>>';
  /** For a here-document its body. */
  readonly target: Word;
}

export interface Assignment {
  readonly name: string;
  readonly append: boolean;
  readonly index?: Word;
  readonly value: Word;
  /** `name=(...)` */
  readonly elements?: readonly Word[];
}

export interface SimpleCommand {
  readonly kind: 'simple';
  readonly assignments: readonly Assignment[];
  readonly words: readonly Word[];
  readonly redirections: readonly Redirection[];
  readonly line: number;
}

export type Compound =
  | { readonly kind: 'group'; readonly body: List }
  | { readonly kind: 'subshell'; readonly body: List }
  | {
      readonly kind: 'if';
      readonly clauses: readonly { test: List; body: List }[];
      readonly otherwise?: List;
    }
  | { readonly kind: 'loop'; readonly until: boolean; readonly test: List; readonly body: List }
  | { readonly kind: 'for'; readonly name: string; readonly words?: readonly Word[]; readonly body: List }
  | { readonly kind: 'cfor'; readonly parts: readonly [Word, Word, Word]; readonly body: List }
  | { readonly kind: 'case'; readonly word: Word; readonly items: readonly CaseItem[] }
  | { readonly kind: 'arithmetic'; readonly expression: Word }
  | { readonly kind: 'condition'; readonly expression: Condition };

export interface CaseItem {
  readonly patterns: readonly Word[];
  readonly body: List;
  readonly fallThrough: boolean;
}

export type Condition =
  | { readonly kind: 'and' | 'or'; readonly left: Condition; readonly right: Condition }
  | { readonly kind: 'not'; readonly operand: Condition }
  | { readonly kind: 'unary'; readonly op: string; readonly operand: Word }
  | { readonly kind: 'binary'; readonly op: string; readonly left: Word; readonly right: Word };

export type Command =
  | SimpleCommand
  | { readonly kind: 'compound'; readonly compound: Compound; readonly redirections: readonly Redirection[] }
  | { readonly kind: 'function'; readonly name: string; readonly body: Command };

export interface Pipeline {
  readonly negated: boolean;
  readonly timed: boolean;
  readonly commands: readonly Command[];
  /** The text, for `jobs`. */
  readonly source: string;
}

/** Pipelines joined by && and ||. */
export interface AndOr {
  readonly first: Pipeline;
  readonly rest: readonly { readonly op: '&&' | '||'; readonly pipeline: Pipeline }[];
  readonly background: boolean;
}

export type List = readonly AndOr[];
