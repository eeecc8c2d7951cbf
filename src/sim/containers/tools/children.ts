/** Programs that run other programs. */
import { errorText } from '../errors';
import type { Process } from '../kernel/process';
import { isBusybox } from './io';

/** Runs a program as a child with its own argv; resolves with how it ended. */
export async function runChild(
  process: Process,
  argv: readonly string[],
  env?: ReadonlyMap<string, string>,
): Promise<Process> {
  const child = process.box.fork({
    parent: process,
    argv,
    env: env ?? process.env,
    cwd: process.cwd,
    user: process.user,
  });
  void child.run(programBody(argv));
  return child;
}

/** The body that becomes that program, or says why not. */
function programBody(argv: readonly string[]): (process: Process) => Promise<number> {
  return async (process) => {
    const [name = ''] = argv;
    const path = process.box.which(name, process);
    if (path === undefined) {
      const text = `${name}: ${isBusybox(process) ? "can't execute: " : ''}No such file or directory\n`;
      await process.print(
        2,
        isBusybox(process) ? text.replace(`${name}: can't execute`, `can't execute '${name}'`) : text,
      );
      return 127;
    }
    try {
      return await process.box.load(path, argv, process.user)(process);
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EACCES')) throw error;
      await process.print(2, `${name}: ${errorText(error)}\n`);
      return 126;
    }
  };
}

/** Replaces the calling process by the program. */
export async function become(process: Process, argv: readonly string[]): Promise<number> {
  process.argv = argv;
  return programBody(argv)(process);
}
