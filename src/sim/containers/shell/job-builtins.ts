/** Builtins about jobs: `wait`, `jobs`, `fg`, `kill`. */
import { PosixError } from '../errors';
import { parseSignal, SIGNALS, signalNumber } from '../kernel/signals';
import type { Builtin } from './builtin';
import type { Shell } from './shell';
import { ShellError } from './state';

/** Processes by what the student wrote: pids, %jobs; none means all of this shell's jobs. */
function jobsOf(shell: Shell, args: readonly string[]) {
  if (args.length === 0) return shell.state.jobs.map((job) => job.process);
  return args.map((arg) => {
    const job = arg.startsWith('%')
      ? shell.state.jobs.find((j) => j.number === Number(arg.slice(1)) || arg === '%%' || arg === '%+')
      : shell.state.jobs.find((j) => j.processes.some((p) => p.pid === Number(arg)));
    return arg.startsWith('%') ? job?.process : job?.processes.find((p) => p.pid === Number(arg));
  });
}

export const wait: Builtin = async (shell, args) => {
  let status = 0;
  const any = args[0] === '-n';
  const targets = jobsOf(shell, any ? args.slice(1) : args);
  if (any) {
    const ended = await shell.process.waitFor(Promise.race(targets.flatMap((p) => (p ? [p.exited] : []))), {
      interruptible: true,
    });
    return ended.exitCode;
  }
  for (const [i, target] of targets.entries()) {
    if (!target) {
      if (shell.state.flavor === 'bash')
        await shell.complain(`wait: pid ${args[i]} is not a child of this shell`);
      status = 127;
      continue;
    }
    try {
      status = (await shell.process.waitFor(target.exited, { interruptible: true })).exitCode;
    } catch (error) {
      if (!(error instanceof PosixError && error.code === 'EINTR')) throw error;
      const interrupted = shell.interruptedStatus;
      await shell.runTraps();
      return interrupted;
    }
    shell.state.jobs = shell.state.jobs.filter((job) => job.process !== target);
  }
  return args.length === 0 ? 0 : status;
};

export const jobs: Builtin = async (shell, args) => {
  for (const job of shell.state.jobs) {
    const done = job.process.status;
    const state = done ? (done.exitCode === 0 ? 'Done' : `Done(${done.exitCode})`) : 'Running';
    const line = args.includes('-p')
      ? `${job.process.pid}`
      : `[${job.number}]${job === shell.state.jobs.at(-1) ? '+' : ' '} ${state.padEnd(24)}${job.command}`;
    await shell.process.print(1, `${line}\n`);
  }
  shell.state.jobs = shell.state.jobs.filter((job) => !job.process.status);
  return 0;
};

export const fg: Builtin = async (shell, args) => {
  const [target] = args.length > 0 ? jobsOf(shell, args) : [shell.state.jobs.at(-1)?.process];
  if (!target) throw new ShellError('fg: no such job', 1);
  if (shell.process.tty) shell.process.tty.foreground = target.pgid;
  const [status = 0] = await shell.waitForeground([target]);
  shell.state.jobs = shell.state.jobs.filter((job) => job.process !== target);
  return status;
};

export const kill: Builtin = async (shell, args) => {
  if (args[0] === '-l') {
    const named = args[1] !== undefined ? parseSignal(args[1]) : undefined;
    await shell.process.print(
      1,
      named
        ? `${signalNumber(named)}\n`
        : `${Object.keys(SIGNALS)
            .map((name) => name.slice(3))
            .join(' ')}\n`,
    );
    return 0;
  }
  const resolved = args.map((arg) =>
    arg.startsWith('%') ? String(jobsOf(shell, [arg])[0]?.pid ?? arg) : arg,
  );
  return shell.process.box.kernel.tool('kill')?.(shell.process, resolved) ?? 127;
};
