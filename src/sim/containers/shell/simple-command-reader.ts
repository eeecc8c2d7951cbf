/** Reads a simple command: assignments, words and redirections up to what ends it. */
import type { Redirection, SimpleCommand, Word } from './ast';
import type { Readers } from './readers';

const DECLARATIONS = new Set(['export', 'readonly', 'local', 'declare', 'typeset', 'alias']);

/** Arguments of `export` and its kin are assignments too: no field splitting in their values. */
function isDeclaration(words: readonly Word[]): boolean {
  const first = words[0]?.[0];
  return first?.kind === 'text' && words[0]?.length === 1 && DECLARATIONS.has(first.text);
}

function declared(assignment: SimpleCommand['assignments'][number]): Word[] {
  const name = `${assignment.name}${assignment.append ? '+' : ''}=`;
  return [
    [
      { kind: 'quoted', text: name },
      { kind: 'double', parts: assignment.value },
    ],
  ];
}

export function readSimpleCommand({
  source,
  words: reader,
  tokens,
  redirections: redirectionReader,
}: Readers): SimpleCommand {
  const line = source.line;
  const assignments: SimpleCommand['assignments'][number][] = [];
  const words: Word[] = [];
  const redirections: Redirection[] = [];
  for (;;) {
    source.skipBlank();
    const redirection = redirectionReader.next();
    if (redirection) {
      redirections.push(redirection);
      continue;
    }
    const assignment = words.length === 0 || isDeclaration(words) ? reader.assignment() : undefined;
    if (assignment && words.length === 0) {
      assignments.push(assignment);
      continue;
    }
    if (assignment) {
      words.push(...declared(assignment));
      continue;
    }
    const word = reader.word();
    if (!word) break;
    words.push(word);
  }
  if (assignments.length + words.length + redirections.length === 0) throw tokens.unexpected();
  if (tokens.peekOperator() === '(') throw tokens.unexpected();
  return { kind: 'simple', assignments, words, redirections, line };
}
