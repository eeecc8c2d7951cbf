/** The shell's own commands: those that must run in its process. */
import { PosixError } from '../errors';
import { normalize } from '../fs/paths';
import { parseSignal, SIGNALS } from '../kernel/signals';
import { echo, printf } from '../tools/print';
import { test } from '../tools/test';
import { type Builtin, quote } from './builtin';
import { LeaveFunction, LeaveLoop, LeaveShell } from './control';
import { fg, jobs, kill, wait } from './job-builtins';
import { complaint, redirectionFailure } from './messages';
import { runProgram } from './programs';
import { read } from './read-builtin';
import { setOptions } from './set-builtin';
import type { Shell } from './shell';
import { ShellError } from './state';
import { declare, declareWith, local } from './variable-builtins';

const number = (shell: Shell, text: string | undefined, fallback: number): number => {
  if (text === undefined) return fallback;
  if (/^-?\d+$/.test(text)) return Number(text);
  throw new ShellError(
    shell.state.flavor === 'bash' ? `${text}: numeric argument required` : `Illegal number: ${text}`,
    2,
  );
};

const leaveLoop =
  (kind: 'break' | 'continue'): Builtin =>
  async (shell, [levels]) => {
    if (shell.loopDepth === 0) return 0;
    throw new LeaveLoop(kind, Math.min(shell.loopDepth, number(shell, levels, 1)));
  };

const cd: Builtin = async (shell, args) => {
  const { process, state } = shell;
  const [given] = args.filter((arg) => arg !== '-P' && arg !== '-L' && arg !== '--');
  const back = given === '-';
  const target = back ? state.get('OLDPWD') : (given ?? state.get('HOME') ?? '/');
  if (target === undefined) throw new ShellError('cd: OLDPWD not set', 1);
  const path = normalize(target, process.cwd);
  try {
    const at = process.box.vfs.locate(path, process.user);
    if (at.inode.type !== 'directory') throw new PosixError('ENOTDIR');
  } catch (error) {
    const reason = error instanceof PosixError ? error.text : String(error);
    await shell.complain(
      state.flavor === 'bash' ? `cd: ${target}: ${reason}` : `cd: can't cd to ${target}: ${reason}`,
    );
    return state.flavor === 'bash' ? 1 : 2;
  }
  state.set('OLDPWD', process.cwd, { exported: true });
  process.cwd = path;
  state.set('PWD', path, { exported: true });
  if (back) await process.print(1, `${path}\n`);
  return 0;
};

const trap: Builtin = async (shell, args) => {
  const rest = args[0] === '--' ? args.slice(1) : args;
  const [action, ...names] = rest;
  if (action === undefined || action === '-p') {
    for (const [name, body] of shell.state.traps)
      await shell.process.print(
        1,
        `trap -- ${quote(body)} ${name.replace(/^SIG(?=.)/, shell.state.flavor === 'bash' ? 'SIG' : '')}\n`,
      );
    return 0;
  }
  if (action === '-l') {
    await shell.process.print(
      1,
      `${Object.keys(SIGNALS)
        .map((name) => name.slice(3))
        .join(' ')}\n`,
    );
    return 0;
  }
  const single = names.length === 0;
  const does = single || action === '-' ? undefined : action;
  for (const text of single ? [action] : names) {
    const signal =
      text === '0' || text.toUpperCase() === 'EXIT'
        ? 'EXIT'
        : text === 'ERR' || text === 'DEBUG'
          ? text
          : parseSignal(text);
    if (signal === undefined) throw new ShellError(`trap: ${text}: invalid signal specification`, 1);
    if (signal !== 'SIGKILL' && signal !== 'SIGSTOP' && signal !== 'ERR' && signal !== 'DEBUG')
      shell.setTrap(signal, does);
  }
  return 0;
};

const type: Builtin = async (shell, args) => {
  let status = 0;
  for (const name of args.filter((arg) => !arg.startsWith('-'))) {
    const path = shell.process.box.which(name, shell.process);
    const what = shell.state.aliases.has(name)
      ? `an alias for ${shell.state.aliases.get(name)}`
      : shell.state.functions.has(name)
        ? 'a function'
        : BUILTINS.has(name)
          ? 'a shell builtin'
          : path;
    if (what === undefined) {
      await shell.process.print(shell.state.flavor === 'bash' ? 2 : 1, `${name}: not found\n`);
      status = 127;
    } else await shell.process.print(1, `${name} is ${what}\n`);
  }
  return status;
};

const command: Builtin = async (shell, args, name) => {
  if (args[0] === '-V') return type(shell, args.slice(1), name);
  if (args[0] === '-v') {
    const wanted = args[1] ?? '';
    const known = shell.state.functions.has(wanted) || BUILTINS.has(wanted);
    const path = known ? wanted : shell.process.box.which(wanted, shell.process);
    if (path === undefined) return 127;
    await shell.process.print(1, `${path}\n`);
    return 0;
  }
  const rest = args[0] === '-p' ? args.slice(1) : args;
  const builtin = BUILTINS.get(rest[0] ?? '');
  if (builtin) return builtin(shell, rest.slice(1), rest[0] ?? '');
  if (rest.length === 0) return 0;
  return runProgram(shell, rest);
};

const source: Builtin = async (shell, args) => {
  const [name] = args;
  if (name === undefined) throw new ShellError('.: filename argument required', 2);
  const { process, state } = shell;
  let content: Uint8Array;
  try {
    content = process.box.vfs.readFile(process.resolve(name), process.user);
  } catch (error) {
    const text = redirectionFailure(state, name, error, false);
    if (state.flavor !== 'bash') throw new ShellError(`.: ${text}`, 2);
    await process.print(2, complaint(state, text));
    return 1;
  }
  const outer = state.positional;
  if (args.length > 1) state.positional = args.slice(1);
  try {
    return await shell.runSource(new TextDecoder().decode(content));
  } catch (error) {
    if (error instanceof LeaveFunction) return error.status;
    throw error;
  } finally {
    state.positional = outer;
  }
};

const alias: Builtin = async (shell, args) => {
  const shown =
    args.length === 0 ? [...shell.state.aliases.keys()].sort() : args.filter((arg) => !arg.includes('='));
  for (const arg of args) {
    const at = arg.indexOf('=');
    if (at > 0) shell.state.aliases.set(arg.slice(0, at), arg.slice(at + 1));
  }
  for (const name of shown) {
    const value = shell.state.aliases.get(name);
    if (value === undefined) throw new ShellError(`alias: ${name} not found`, 1);
    await shell.process.print(1, `${shell.state.flavor === 'bash' ? 'alias ' : ''}${name}='${value}'\n`);
  }
  return 0;
};

const getopts: Builtin = async (shell, [spec = '', name = 'opt', ...given]) => {
  const { state } = shell;
  const args = given.length > 0 ? given : state.positional;
  const [at = 1, within = 1] = (state.get('OPTIND') ?? '1').split(':').map(Number);
  const word = args[at - 1];
  const finish = (index: number, value: string, status: number) => {
    state.set('OPTIND', String(index));
    state.set(name, value);
    return status;
  };
  if (word === undefined || !/^-./.test(word)) return finish(at, '?', 1);
  if (word === '--') return finish(at + 1, '?', 1);
  const inside = state.get('\0optpos') === `${at}` ? Number(state.get('\0optchar') ?? 1) : within;
  const option = word.charAt(inside);
  const known = option !== ':' && spec.includes(option);
  const takes = known && spec.charAt(spec.indexOf(option) + 1) === ':';
  const last = inside + 1 >= word.length;
  state.set('\0optpos', takes || last ? '' : `${at}`);
  state.set('\0optchar', String(inside + 1));
  if (!known) {
    if (!spec.startsWith(':')) await shell.complain(`illegal option -${option}`);
    state.set('OPTARG', option);
    return finish(last ? at + 1 : at, '?', 0);
  }
  if (!takes) return finish(last ? at + 1 : at, option, 0);
  const value = last ? args[at] : word.slice(inside + 1);
  if (value === undefined) {
    if (!spec.startsWith(':')) await shell.complain(`no arg for -${option} option`);
    return finish(at + 1, spec.startsWith(':') ? ':' : '?', 0);
  }
  state.set('OPTARG', value);
  return finish(last ? at + 2 : at + 1, option, 0);
};

const umask: Builtin = async (shell, [mask]) => {
  if (mask === undefined)
    await shell.process.print(1, `${shell.process.umask.toString(8).padStart(4, '0')}\n`);
  else if (/^[0-7]+$/.test(mask)) shell.process.umask = Number.parseInt(mask, 8) & 0o777;
  else throw new ShellError(`Illegal number: ${mask}`, 2);
  return 0;
};

export const BUILTINS: ReadonlyMap<string, Builtin> = new Map<string, Builtin>([
  [':', async () => 0],
  ['true', async () => 0],
  ['false', async () => 1],
  [
    'echo',
    (shell, args) =>
      echo(shell.process, args, { bash: shell.state.flavor === 'bash', dash: shell.state.flavor === 'dash' }),
  ],
  ['printf', (shell, args) => printf(shell.process, args, (name, value) => shell.state.set(name, value))],
  ['test', (shell, args) => test(shell.process, args, 'test')],
  ['[', (shell, args) => test(shell.process, args, '[')],
  ['cd', cd],
  [
    'pwd',
    async (shell) => {
      await shell.process.print(1, `${shell.process.cwd}\n`);
      return 0;
    },
  ],
  ['break', leaveLoop('break')],
  ['continue', leaveLoop('continue')],
  [
    'return',
    async (shell, [status]) => {
      throw new LeaveFunction(number(shell, status, shell.state.status) & 0xff);
    },
  ],
  [
    'exit',
    async (shell, [status]) => {
      throw new LeaveShell(number(shell, status, shell.state.status) & 0xff);
    },
  ],
  ['eval', (shell, args) => shell.runSource(args.join(' '))],
  ['exec', async () => 0],
  ['.', source],
  ['source', source],
  [
    'export',
    declareWith((variable) => {
      variable.exported = true;
    }, 'export'),
  ],
  [
    'readonly',
    declareWith((variable) => {
      variable.readonly = true;
    }, 'readonly'),
  ],
  ['local', local],
  ['declare', declare],
  ['typeset', declare],
  [
    'unset',
    async (shell, args) => {
      const functions = args[0] === '-f';
      for (const name of args.filter((arg) => !arg.startsWith('-'))) {
        if (functions) shell.state.functions.delete(name);
        else if (shell.state.variables.has(name)) shell.state.unset(name);
        else shell.state.functions.delete(name);
      }
      return 0;
    },
  ],
  ['set', setOptions],
  [
    'shift',
    async (shell, [count]) => {
      const by = number(shell, count, 1);
      if (by > shell.state.positional.length) {
        if (shell.state.flavor === 'dash') throw new ShellError("shift: can't shift that many", 2);
        return 1;
      }
      shell.state.positional = shell.state.positional.slice(by);
      return 0;
    },
  ],
  ['trap', trap],
  ['wait', wait],
  ['jobs', jobs],
  ['fg', fg],
  ['bg', async () => 0],
  ['kill', kill],
  ['read', read],
  ['type', type],
  ['command', command],
  ['builtin', command],
  ['hash', async () => 0],
  ['alias', alias],
  [
    'unalias',
    async (shell, args) => {
      if (args[0] === '-a') shell.state.aliases.clear();
      for (const name of args) shell.state.aliases.delete(name);
      return 0;
    },
  ],
  ['umask', umask],
  [
    'ulimit',
    async (shell, args) => {
      await shell.process.print(1, args.includes('-n') ? '1048576\n' : 'unlimited\n');
      return 0;
    },
  ],
  [
    'times',
    async (shell) => {
      await shell.process.print(1, '0m0.000s 0m0.000s\n0m0.000s 0m0.000s\n');
      return 0;
    },
  ],
  ['getopts', getopts],
  [
    'let',
    async (shell, args) => {
      let value = 0;
      for (const text of args) value = await shell.expander.arithmetic([{ kind: 'quoted', text }]);
      return value === 0 ? 1 : 0;
    },
  ],
  ['shopt', async () => 0],
  [
    'history',
    async (shell) => {
      for (const [i, line] of shell.history.entries())
        await shell.process.print(1, `${String(i).padStart(4)} ${line}\n`);
      return 0;
    },
  ],
  [
    'help',
    async (shell) => {
      const names = [...BUILTINS.keys()].join(' ');
      await shell.process.print(
        1,
        `\nBuilt-in commands:\n------------------\n\t${names.replace(/(.{1,66})(?: |$)/g, '$1\n\t').trimEnd()}\n`,
      );
      return 0;
    },
  ],
]);

/** POSIX special builtins: assignments before them stay, functions can't hide them. */
export const SPECIAL_BUILTINS: ReadonlySet<string> = new Set([
  ':',
  '.',
  'break',
  'continue',
  'eval',
  'exec',
  'exit',
  'export',
  'readonly',
  'return',
  'set',
  'shift',
  'times',
  'trap',
  'unset',
]);
