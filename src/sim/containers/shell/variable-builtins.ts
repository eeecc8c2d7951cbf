/** Builtins that declare variables: `export`, `readonly`, `local`, `declare`. */
import { type Builtin, quote } from './builtin';
import type { Shell } from './shell';
import { ShellError, type Variable } from './state';

const NAME = /^[A-Za-z_]\w*$/;

export const declareWith =
  (change: (variable: Variable) => void, prefix: string): Builtin =>
  async (shell, args) => {
    const { state, process } = shell;
    const names = args.filter((arg) => !arg.startsWith('-'));
    if (args.includes('-n')) {
      for (const name of names) {
        const variable = state.variables.get(name);
        if (variable) variable.exported = false;
      }
      return 0;
    }
    if (names.length === 0) {
      const probe: Variable = { value: '', exported: false, readonly: false };
      change(probe);
      const shown = [...state.variables].filter(([, v]) => (probe.exported ? v.exported : v.readonly)).sort();
      for (const [name, { value }] of shown) await process.print(1, `${prefix} ${name}=${quote(value)}\n`);
      return 0;
    }
    for (const arg of names) {
      const name = assignArgument(shell, arg);
      const variable = state.variables.get(name) ?? { value: '', exported: false, readonly: false };
      change(variable);
      state.variables.set(name, variable);
    }
    return 0;
  };

/** `name` or `name=value`; the name. */
function assignArgument(shell: Shell, arg: string): string {
  const match = /^([A-Za-z_]\w*)(\+?)=(.*)$/s.exec(arg);
  if (match) {
    const [, name = '', plus, value = ''] = match;
    shell.state.set(name, plus === '+' ? (shell.state.get(name) ?? '') + value : value);
    return name;
  }
  if (!NAME.test(arg)) throw new ShellError(`${arg}: bad variable name`, 2);
  return arg;
}

export const local: Builtin = async (shell, args) => {
  const scope = shell.state.scopes.at(-1);
  if (!scope) throw new ShellError('local: not in a function', 2);
  for (const arg of args.filter((a) => !a.startsWith('-'))) {
    const name = arg.replace(/\+?=.*$/s, '');
    if (!scope.has(name)) scope.set(name, shell.state.variables.get(name));
    shell.state.variables.delete(name);
    assignArgument(shell, arg);
    if (!arg.includes('=')) shell.state.set(name, '');
  }
  return 0;
};

export const declare: Builtin = async (shell, args, name) => {
  if (args.some((arg) => /^-\w*p/.test(arg)) || args.length === 0) {
    for (const [key, { value, exported }] of [...shell.state.variables].sort())
      await shell.process.print(1, `declare ${exported ? '-x' : '--'} ${key}="${value}"\n`);
    return 0;
  }
  const flags = args.filter((arg) => arg.startsWith('-')).join('');
  const names = args.filter((arg) => !arg.startsWith('-'));
  if (shell.state.scopes.length > 0 && !flags.includes('g')) await local(shell, names, name);
  else for (const arg of names) assignArgument(shell, arg);
  for (const arg of names) {
    const variable = shell.state.variables.get(arg.replace(/\+?=.*$/s, ''));
    if (variable && flags.includes('x')) variable.exported = true;
    if (variable && flags.includes('r')) variable.readonly = true;
    if (variable && flags.includes('a') && !variable.array) variable.array = [];
  }
  return 0;
};
