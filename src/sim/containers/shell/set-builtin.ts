/** `set`: options and positional parameters; also the options on a shell's command line. */
import type { Shell } from './shell';
import { type Options, ShellError, type ShellState } from './state';

const LETTERS: Readonly<Record<string, keyof Options>> = {
  a: 'allexport',
  C: 'noclobber',
  e: 'errexit',
  f: 'noglob',
  n: 'noexec',
  u: 'nounset',
  v: 'verbose',
  x: 'xtrace',
};
const ACCEPTED = 'bhmiE';

/** Applies one `-eux` or `+x` word; says whether it takes the next word as its option's name (`-o`). */
export function applyFlags(state: ShellState, word: string): boolean {
  const on = word.startsWith('-');
  let named = false;
  for (const letter of word.slice(1)) {
    const option = LETTERS[letter];
    if (option) state.options[option] = on;
    else if (letter === 'o') named = true;
    else if (!ACCEPTED.includes(letter))
      throw new ShellError(`set: illegal option ${on ? '-' : '+'}${letter}`, 2);
  }
  return named;
}

export function applyNamed(state: ShellState, name: string, on: boolean): void {
  if (Object.hasOwn(state.options, name)) state.options[name as keyof Options] = on;
  else if (!['monitor', 'vi', 'emacs', 'posix', 'ignoreeof', 'notify'].includes(name))
    throw new ShellError(`set: illegal option -o ${name}`, 2);
}

export async function setOptions(shell: Shell, args: readonly string[]): Promise<number> {
  const { state, process } = shell;
  if (args.length === 0) {
    for (const [name, { value }] of [...state.variables].sort())
      if (!name.startsWith('\0')) await process.print(1, `${name}='${value.replaceAll("'", "'\\''")}'\n`);
    return 0;
  }
  let at = 0;
  for (; at < args.length; at++) {
    const word = args[at] ?? '';
    if (word === '--') {
      state.positional = args.slice(at + 1);
      return 0;
    }
    if (!/^[-+]./.test(word)) break;
    if (!applyFlags(state, word)) continue;
    const name = args[++at];
    if (name === undefined) return listOptions(shell);
    applyNamed(state, name, word.startsWith('-'));
  }
  if (at < args.length) state.positional = args.slice(at);
  return 0;
}

async function listOptions({ state, process }: Shell): Promise<number> {
  for (const [name, on] of Object.entries(state.options))
    await process.print(1, `${name.padEnd(15)}\t${on ? 'on' : 'off'}\n`);
  return 0;
}
