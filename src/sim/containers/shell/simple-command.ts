/** Runs a simple command: its words expanded, it is a builtin, a function, a program or only assignments. */
import { PosixError } from '../errors';
import { assign, remember } from './assignment';
import type { Command, SimpleCommand, Word } from './ast';
import type { Builtin } from './builtin';
import { BUILTINS, SPECIAL_BUILTINS } from './builtins';
import { LeaveFunction } from './control';
import { Parser } from './parser';
import { execInPlace, runProgram } from './programs';
import { redirect } from './redirections';
import type { Place, Shell } from './shell';
import { ShellError } from './state';

const MAX_CALLS = 300;

/** A command and the words that it became. */
interface Call {
  readonly argv: readonly string[];
  readonly command: SimpleCommand;
}

export async function runSimple(shell: Shell, command: SimpleCommand, place: Place): Promise<number> {
  shell.state.line = command.line;
  shell.substitutions.status = undefined;
  const argv = await shell.expander.fields(unalias(shell, command.words));
  if (shell.state.options.xtrace) await trace(shell, command, argv);
  const [name] = argv;
  if (name === undefined) return assignOnly(shell, command);
  const body = shell.state.functions.get(name);
  const builtin = BUILTINS.get(name);
  if (builtin && (SPECIAL_BUILTINS.has(name) || !body)) return runBuiltin(shell, builtin, { argv, command });
  if (body) return callFunction(shell, body, { argv, command });
  return runExternal(shell, { argv, command }, place);
}

function unalias(shell: Shell, words: readonly Word[]): readonly Word[] {
  const first = words[0]?.[0];
  if (shell.state.aliases.size === 0 || first?.kind !== 'text' || words[0]?.length !== 1) return words;
  const alias = shell.state.aliases.get(first.text);
  if (alias === undefined) return words;
  const list = new Parser(alias, shell.state.dialect).next();
  const command = list?.[0]?.first.commands[0];
  return command?.kind === 'simple' ? [...command.words, ...words.slice(1)] : words;
}

async function trace(shell: Shell, command: SimpleCommand, argv: readonly string[]): Promise<void> {
  const words = argv.map((word) =>
    /^[\w./:=@%+,-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`,
  );
  const assigned = await Promise.all(
    command.assignments.map(async ({ name, value }) => `${name}=${await shell.expander.text(value)}`),
  );
  await shell.process.print(2, `${shell.state.get('PS4') ?? '+ '}${[...assigned, ...words].join(' ')}\n`);
}

async function assignOnly(shell: Shell, command: SimpleCommand): Promise<number> {
  await assign(shell, command);
  const undo = await redirect(shell, command.redirections);
  undo();
  return shell.substitutions.status ?? 0;
}

async function runBuiltin(shell: Shell, builtin: Builtin, { argv, command }: Call): Promise<number> {
  const name = argv[0] ?? '';
  if (name === 'exec') {
    const undo = await redirect(shell, command.redirections);
    if (argv.length === 1) return 0; // the redirections stay
    await assign(shell, command, { exported: true });
    try {
      return await execInPlace(shell, argv.slice(1));
    } finally {
      undo();
    }
  }
  const undo = await redirect(shell, command.redirections);
  const restore = SPECIAL_BUILTINS.has(name) ? () => {} : remember(shell, command);
  try {
    await assign(shell, command);
    return await builtin(shell, argv.slice(1), name);
  } catch (error) {
    if (error instanceof PosixError && error.code !== 'EINTR') {
      await shell.complain(`${name}: ${error.code === 'EPIPE' ? 'write error: Broken pipe' : error.message}`);
      return 1;
    }
    throw error;
  } finally {
    restore();
    undo();
  }
}

async function callFunction(shell: Shell, body: Command, { argv, command }: Call): Promise<number> {
  if (shell.callDepth >= MAX_CALLS) throw new ShellError('maximum function nesting level exceeded', 2);
  const undo = await redirect(shell, command.redirections);
  const restore = remember(shell, command);
  await assign(shell, command);
  const outer = shell.state.positional;
  shell.state.positional = argv.slice(1);
  const locals = new Map<
    string,
    (typeof shell.state.scopes)[number] extends Map<string, infer V> ? V : never
  >();
  shell.state.scopes.push(locals);
  shell.callDepth++;
  try {
    return await shell.runCommand(body, {});
  } catch (error) {
    if (error instanceof LeaveFunction) return error.status;
    throw error;
  } finally {
    shell.callDepth--;
    shell.state.scopes.pop();
    for (const [name, variable] of locals) {
      if (variable) shell.state.variables.set(name, variable);
      else shell.state.variables.delete(name);
    }
    shell.state.positional = outer;
    restore();
    undo();
  }
}

async function runExternal(shell: Shell, { argv, command }: Call, place: Place): Promise<number> {
  if (place.tail === true && shell.state.traps.size === 0 && !shell.state.interactive) {
    await assign(shell, command, { exported: true });
    await redirect(shell, command.redirections);
    return execInPlace(shell, argv);
  }
  return runProgram(shell, argv, command);
}
