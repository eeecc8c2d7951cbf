/** Runs programs: as a child in the foreground, or in the shell's own place. */
import { PosixError } from '../errors';
import { NotExecutable } from '../kernel/box';
import type { Body } from '../kernel/process';
import { assign } from './assignment';
import type { SimpleCommand } from './ast';
import { LeaveShell, RedirectionFailure } from './control';
import { notFound } from './messages';
import { redirect } from './redirections';
import type { Shell } from './shell';

const SHELL_PATH = '/bin/sh';

/** Runs a program as a child in the foreground. */
export async function runProgram(
  shell: Shell,
  argv: readonly string[],
  command?: SimpleCommand,
): Promise<number> {
  const child = shell.fork();
  void child.run((process) =>
    shell.inSubshell(process, async (inner) => {
      inner.state.status = await becomeProgram(inner, argv, command);
    }),
  );
  const [status = 0] = await shell.waitForeground([child]);
  return status;
}

/** In a child shell that only becomes another program. */
async function becomeProgram(
  shell: Shell,
  argv: readonly string[],
  command?: SimpleCommand,
): Promise<number> {
  try {
    if (command) await redirect(shell, command.redirections);
    if (command) await assign(shell, command, { exported: true });
    return await execInPlace(shell, argv);
  } catch (error) {
    if (!(error instanceof RedirectionFailure)) throw error;
    await shell.complain(error.message);
    return 1;
  }
}

/** Makes this process that program. Never comes back: the program's status ends the shell. */
export async function execInPlace(shell: Shell, argv: readonly string[]): Promise<number> {
  const { process, state } = shell;
  const [name = ''] = argv;
  const path = process.box.which(name, process);
  if (path === undefined) {
    const exists = name.includes('/');
    if (exists)
      await shell.complain(`${name}: ${state.flavor === 'bash' ? 'No such file or directory' : 'not found'}`);
    else await process.print(2, notFound(state, name));
    throw new LeaveShell(127);
  }
  const body = await load(shell, path, argv);
  process.argv = argv;
  process.env = state.environment();
  for (const [signal, action] of process.actions) if (action !== 'ignore') process.actions.delete(signal);
  throw new LeaveShell(await body(process));
}

async function load(shell: Shell, path: string, argv: readonly string[]): Promise<Body> {
  const { process } = shell;
  try {
    return process.box.load(path, argv, process.user);
  } catch (error) {
    // A text file without "#!" is a script of the shell that met it.
    if (error instanceof NotExecutable)
      return process.box.load(SHELL_PATH, [SHELL_PATH, path, ...argv.slice(1)], process.user);
    await shell.complain(`${argv[0]}: ${error instanceof PosixError ? error.text : String(error)}`);
    throw new LeaveShell(126);
  }
}
