/**
 * Main processes that only wait (`sleep 3600`, `sh -c "sleep infinity"`, `tail -f /dev/null`) need no engine: a timer is
 * all there is to them. As process 1 they ignore every signal but SIGKILL, as on a real node.
 */
import type { Clock, Timer } from '@/apimachinery';
import type { ExitStatus, Process } from '../../contracts';
import { IGNORED_BY_DEFAULT, parseSignal, signalNumber } from '../kernel/signals';
import { duration } from '../tools/duration';

/** How long the command sleeps, in milliseconds; undefined if it does anything else. */
export function sleepOf(argv: readonly string[]): number | undefined {
  const words = shellWords(argv) ?? argv;
  const [command = '', ...args] = words;
  const name = command.split('/').at(-1);
  if (name === 'sleep' && args.length > 0) {
    const spans = args.map(duration);
    return spans.every((ms) => ms !== undefined) ? spans.reduce((sum, ms) => sum + ms, 0) : undefined;
  }
  const waits =
    name === 'tail' && args.length === 2 && /^-[fF]$/.test(args[0] ?? '') && args[1] === '/dev/null';
  return waits ? Number.POSITIVE_INFINITY : undefined;
}

/** The program that a command runs in the end, so that it can be looked up; a shell's `-c` word becomes that program. */
export const programsOf = (argv: readonly string[]): readonly string[] =>
  [argv[0], shellWords(argv)?.[0]].filter((name) => name !== undefined);

/** `sh -c "sleep 3600"`: the shell's single plain command takes its place. */
function shellWords(argv: readonly string[]): readonly string[] | undefined {
  const [shell = '', flag, script, ...rest] = argv;
  if (
    !/^(?:.*\/)?(?:sh|ash|dash|bash)$/.test(shell) ||
    flag !== '-c' ||
    script === undefined ||
    rest.length > 0
  )
    return undefined;
  const match = /^\s*(?:exec\s+)?([\w./ -]+?)\s*;?\s*$/.exec(script);
  return match?.[1]?.split(/ +/);
}

export function runSleeper(ms: number, clock: Clock, { isInit = true } = {}): Process {
  let end: (status: ExitStatus) => void = () => {};
  const exited = new Promise<ExitStatus>((resolve) => {
    end = resolve;
  });
  let timer: Timer | undefined;
  if (ms !== Number.POSITIVE_INFINITY) timer = clock.setTimer(ms, () => end({ exitCode: 0 }));
  return {
    exited,
    write: () => {},
    closeStdin: () => {},
    resize: () => {},
    signal: (name) => {
      const signal = parseSignal(name);
      const isHeeded = signal === 'SIGKILL' || (!isInit && signal && !IGNORED_BY_DEFAULT.has(signal));
      if (!signal || !isHeeded) return;
      timer?.cancel();
      end({ exitCode: 128 + signalNumber(signal), signal: signalNumber(signal) });
    },
  };
}
