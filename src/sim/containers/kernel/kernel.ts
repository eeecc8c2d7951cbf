/** The kernel of one thread: the scheduler and the table of programs, shared by the clusters that run in it. */
import { PosixError } from '../errors';
import { baseName } from '../fs/paths';
import type { NativeRun } from './net';
import type { Body, Process } from './process';
import { type EngineEnv, Scheduler } from './scheduler';
import type { SignalName } from './signals';

/** A program of the userland. `args` are without the name it was called by. */
export type Tool = (process: Process, args: readonly string[]) => Promise<number>;

export class Kernel {
  readonly scheduler: Scheduler;

  constructor(
    readonly env: EngineEnv,
    private readonly tools: ReadonlyMap<string, Tool>,
  ) {
    this.scheduler = new Scheduler(env);
  }

  tool(name: string): Tool | undefined {
    return this.tools.get(name);
  }

  get toolNames(): readonly string[] {
    return [...this.tools.keys()];
  }

  /** A tool as a program; busybox is whatever it is called by. */
  toolBody(program: string, argv: readonly string[]): Body {
    const called = baseName(argv[0] ?? program).replace(/^-/, '');
    const name = program === 'busybox' ? called : program;
    const tool = this.tools.get(name);
    if (!tool) throw new PosixError('ENOENT', argv[0] ?? program);
    return (process) => tool(process, argv.slice(1));
  }

  /** A program of the image, which runs on the host; this process stands for it. */
  nativeBody(program: string, argv: readonly string[]): Body {
    return async (process) => {
      const queue: { fd: number; chunk: Uint8Array }[] = [];
      let feeder: Process | undefined;
      let wake: () => void = () => {};
      const run = process.box.services.native({
        program,
        argv,
        env: Object.fromEntries(process.env),
        cwd: process.cwd,
        tty: process.fds.get(1)?.file.kind === 'tty',
        output: (fd, chunk) => {
          queue.push({ fd, chunk });
          wake();
        },
        wantsInput: () => {
          feeder ??= feed(process, run);
        },
        holds: (bytes) => {
          if (!process.status) process.hold(bytes);
        },
      });
      for (const name of FORWARDED) process.actions.set(name, (signal) => run.signal(signal));
      let code: number | undefined;
      void run.exited.then((status) => {
        code = status;
        wake();
      });
      try {
        for (;;) {
          for (let next = queue.shift(); next; next = queue.shift()) await process.write(next.fd, next.chunk);
          if (code !== undefined) return code;
          await process.block((done) => {
            wake = done;
            return () => {};
          });
        }
      } finally {
        feeder?.signal('SIGKILL', { fromOutside: true });
        if (code === undefined) run.signal('SIGKILL');
      }
    };
  }
}

/** A second process that reads stdin, since one process waits for one thing at a time. */
function feed(process: Process, run: NativeRun): Process | undefined {
  if (!process.fds.has(0)) {
    run.stdin(undefined);
    return undefined;
  }
  const { argv, env, cwd, user } = process;
  const feeder = process.box.fork({ parent: process, argv, env, cwd, user });
  void feeder.run(async () => {
    for (let chunk = await feeder.read(0); chunk; chunk = await feeder.read(0)) run.stdin(chunk.slice());
    run.stdin(undefined);
    return 0;
  });
  return feeder;
}

const FORWARDED: readonly SignalName[] = [
  'SIGTERM',
  'SIGINT',
  'SIGQUIT',
  'SIGHUP',
  'SIGUSR1',
  'SIGUSR2',
  'SIGWINCH',
];
