/** Values of parameters by name: variables, positional ones and the special ones. */
import type { Process } from '../kernel/process';
import { ShellError, type ShellState } from './state';

interface Host {
  readonly state: ShellState;
  readonly process: Process;
}

/** A parameter by name, special ones too. */
export function parameterValue({ state, process }: Host, name: string): string | undefined {
  switch (name) {
    case '?':
      return String(state.status);
    case '$':
      return String(state.pid);
    case '!':
      return state.lastBackground === undefined ? undefined : String(state.lastBackground);
    case '#':
      return String(state.positional.length);
    case '0':
      return state.name;
    case '-':
      return flags(state);
    case 'RANDOM':
      return String(Math.floor(process.box.cluster.random() * 32768));
    case 'SECONDS':
      return String(Math.floor((process.box.now() - process.startedAt) / 1000));
    case 'PPID':
      return String(process.ppid);
    case 'EPOCHSECONDS':
      return String(Math.floor(process.box.now() / 1000));
    default:
      return /^\d+$/.test(name) ? state.positional[Number(name) - 1] : state.get(name);
  }
}

/** What `set -u` says of a parameter that isn't there. */
export function unbound(state: ShellState, name: string): ShellError {
  return state.flavor === 'bash'
    ? new ShellError(`${name}: unbound variable`, 1)
    : new ShellError(`${name}: parameter not set`, 2);
}

function flags(state: ShellState): string {
  const { options } = state;
  const on = [
    [options.allexport, 'a'],
    [options.errexit, 'e'],
    [options.noglob, 'f'],
    [options.nounset, 'u'],
    [options.xtrace, 'x'],
    [state.interactive, 'i'],
  ] as const;
  return on.map(([set, letter]) => (set ? letter : '')).join('');
}
