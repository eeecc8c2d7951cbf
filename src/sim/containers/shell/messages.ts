/** What the three shells say when something fails: busybox ash, Debian's dash, bash. */
import { errorText, PosixError } from '../errors';
import type { SyntaxProblem } from './source';
import type { ShellState } from './state';

/** A complaint with the prefix that this shell puts before it. */
export function complaint(state: ShellState, message: string): string {
  const { flavor, name, line, atPrompt, isScript } = state;
  if (flavor === 'dash') return `${name}: ${line}: ${message}\n`;
  const withLine = flavor === 'bash' ? !atPrompt : isScript;
  return `${name}: ${withLine ? `line ${line}: ` : ''}${message}\n`;
}

export const notFound = (state: ShellState, command: string): string =>
  complaint(state, state.flavor === 'bash' ? `${command}: command not found` : `${command}: not found`);

export function forkFailure({ flavor }: ShellState, error: PosixError): string {
  if (flavor === 'dash') return 'Cannot fork';
  return flavor === 'bash' ? `fork: retry: ${error.text}` : `can't fork: ${error.text}`;
}

/** Why a redirection failed. */
export function redirectionFailure(
  state: ShellState,
  path: string,
  error: unknown,
  creating: boolean,
): string {
  const missing = error instanceof PosixError && error.code === 'ENOENT';
  const reason = errorText(error);
  if (state.flavor === 'bash') return `${path}: ${reason}`;
  if (state.flavor === 'dash') {
    const why = missing ? (creating ? 'Directory nonexistent' : 'No such file') : reason;
    return `cannot ${creating ? 'create' : 'open'} ${path}: ${why}`;
  }
  const why = missing ? (creating ? 'nonexistent directory' : 'no such file') : reason;
  return `can't ${creating ? 'create' : 'open'} ${path}: ${why}`;
}

export function syntaxError(state: ShellState, problem: SyntaxProblem): string {
  const { flavor, name } = state;
  if (flavor === 'ash') return complaint(state, `syntax error: ${problem.message}`);
  if (flavor === 'dash') return `${name}: ${problem.line}: Syntax error: ${dashText(problem)}\n`;
  const where = state.isScript || state.atPrompt ? '' : '-c: ';
  const line = state.atPrompt ? '' : `line ${problem.line}: `;
  const text = problem.found
    ? `syntax error near unexpected token \`${problem.found}'`
    : `syntax error: ${problem.message.replace(/ \(expecting.*/, '')}`;
  return `${name}: ${where}${line}${text}\n`;
}

function dashText({ message }: SyntaxProblem): string {
  const match = /^unexpected "(.*?)"(.*)$/.exec(message);
  if (match) return `"${match[1]}" unexpected${match[2]}`;
  if (message.startsWith('unexpected end of file'))
    return message.replace('unexpected end of file', 'end of file unexpected');
  return message === 'unterminated quoted string' ? 'Unterminated quoted string' : message;
}
