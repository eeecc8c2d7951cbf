/**
 * Amos Waterland's stress, with workers for processor and memory. Workers for disks (`--io`, `--hdd`) are started and
 * do nothing.
 */
// upstream: stress 1.0.4 src/stress.c
import type { NativeProgram, ProgramContext } from '../../contracts';

const SECOND_MS = 1_000;
const MIB = 1 << 20;
/** What the program holds beside its workers' memory. */
const OWN_BYTES = MIB / 2;
/** Milliseconds for each worker before they begin. */
const BACKOFF_MS = 3;
const SIZES: Readonly<Record<string, number>> = { b: 1, k: 1 << 10, m: MIB, g: 1 << 30 };
const TIMES: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600, d: 86_400, y: 31_536_000 };

/** Options with a number behind them, by the name that they are told by; some may not be zero. */
const OPTIONS: Readonly<Record<string, { readonly name: string; readonly wrong?: string }>> = {
  '--cpu': { name: '--cpu', wrong: 'invalid number of cpu hogs' },
  '-c': { name: '--cpu', wrong: 'invalid number of cpu hogs' },
  '--io': { name: '--io', wrong: 'invalid number of io hogs' },
  '-i': { name: '--io', wrong: 'invalid number of io hogs' },
  '--vm': { name: '--vm', wrong: 'invalid number of vm hogs' },
  '-m': { name: '--vm', wrong: 'invalid number of vm hogs' },
  '--hdd': { name: '--hdd', wrong: 'invalid number of hdd hogs' },
  '-d': { name: '--hdd', wrong: 'invalid number of hdd hogs' },
  '--timeout': { name: '--timeout', wrong: 'invalid timeout value' },
  '-t': { name: '--timeout', wrong: 'invalid timeout value' },
  '--vm-bytes': { name: '--vm-bytes', wrong: 'invalid vm byte value' },
  '--vm-stride': { name: '--vm-stride', wrong: 'invalid stride value' },
  '--vm-hang': { name: '--vm-hang' },
  '--hdd-bytes': { name: '--hdd-bytes', wrong: 'invalid hdd byte value' },
  '--backoff': { name: '--backoff' },
};
const SWITCHES = new Set(['--verbose', '-v', '--quiet', '-q', '--dry-run', '-n', '--vm-keep']);

/** A wrong call. */
class Refusal extends Error {}

export const stress: NativeProgram = async (context) => {
  const args = context.argv.slice(1);
  if (args.includes('--help') || args.includes('-?')) return usage(context);
  if (args.includes('--version')) {
    context.stdout('stress 1.0.4\n');
    return 0;
  }
  try {
    const { numbers, switches } = parse(args);
    return await dispatch(context, numbers, switches);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    context.stderr(`stress: FAIL: [1] (244) ${error.message}\n`);
    return 1;
  }
};

function parse(args: readonly string[]) {
  const numbers = new Map<string, number>();
  const switches = new Set<string>();
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] ?? '';
    const option = OPTIONS[arg];
    if (SWITCHES.has(arg)) switches.add(arg);
    else if (!option) throw new Refusal(`unrecognized option: ${arg}`);
    else {
      const text = args[++i];
      if (text === undefined || /^-\D/.test(text))
        throw new Refusal(`missing argument to option '${option.name}'`);
      const value = numberOf(text, option.name === '--timeout' ? TIMES : SIZES);
      if (option.wrong && value <= 0) throw new Refusal(`${option.wrong}: ${value}`);
      numbers.set(option.name, value);
    }
  }
  return { numbers, switches };
}

function numberOf(text: string, units: Readonly<Record<string, number>>): number {
  const suffix = text.slice(-1);
  const factor = /\d/.test(suffix) ? 1 : units[suffix.toLowerCase()];
  if (factor === undefined) throw new Refusal(`unrecognized suffix: ${suffix}`);
  const number = Number.parseInt(text, 10);
  if (Number.isNaN(number)) throw new Refusal(`invalid number: ${text}`);
  return number * factor;
}

async function dispatch(
  context: ProgramContext,
  numbers: ReadonlyMap<string, number>,
  switches: ReadonlySet<string>,
): Promise<number> {
  const [cpu = 0, io = 0, vm = 0, hdd = 0] = ['--cpu', '--io', '--vm', '--hdd'].map(
    (name) => numbers.get(name) ?? 0,
  );
  const workers = cpu + io + vm + hdd;
  if (workers === 0) return usage(context);
  const quiet = switches.has('-q') || switches.has('--quiet');
  const info = (text: string) => quiet || context.stdout(`stress: info: [1] ${text}\n`);
  info(`dispatching hogs: ${cpu} cpu, ${io} io, ${vm} vm, ${hdd} hdd`);
  if (switches.has('-n') || switches.has('--dry-run')) return completed(0);
  await context.sleep(BACKOFF_MS * workers);
  context.hold(OWN_BYTES * (workers + 1) + vm * (numbers.get('--vm-bytes') ?? 256 * MIB));
  // Memory that is held for a while costs nothing; otherwise it is freed and touched anew all the time.
  const busy = cpu + (numbers.has('--vm-hang') ? 0 : vm);
  const seconds = numbers.get('--timeout') ?? Number.POSITIVE_INFINITY;
  const interrupted = await work(context, { busy, seconds });
  return interrupted ? INTERRUPTED : completed(seconds);

  function completed(after: number): number {
    info(`successful run completed in ${after}s`);
    return 0;
  }
}

const SIGINT = 2;
const INTERRUPTED = 128 + SIGINT;

/** Until the time is up (false) or somebody interrupts it (true). As process 1 it heeds no other signal. */
async function work(
  { sleep, spend, terminated }: ProgramContext,
  { busy, seconds }: { readonly busy: number; readonly seconds: number },
): Promise<boolean> {
  const interrupted = new Promise<boolean>((resolve) => {
    terminated.addEventListener('abort', () => {
      if (terminated.reason === SIGINT) resolve(true);
    });
  });
  if (busy === 0) {
    if (seconds === Number.POSITIVE_INFINITY) return interrupted;
    return Promise.race([interrupted, sleep(seconds * SECOND_MS).then(() => false)]);
  }
  for (let second = 0; second < seconds && !terminated.aborted; second++) {
    await sleep(SECOND_MS);
    spend(busy * SECOND_MS);
  }
  return terminated.aborted ? interrupted : false;
}

function usage(context: ProgramContext): number {
  context.stdout(USAGE);
  return 0;
}

const USAGE = `\`stress' imposes certain types of compute stress on your system

Usage: stress [OPTION [ARG]] ...
 -?, --help         show this help statement
     --version      show version statement
 -v, --verbose      be verbose
 -q, --quiet        be quiet
 -n, --dry-run      show what would have been done
 -t, --timeout N    timeout after N seconds
     --backoff N    wait factor of N microseconds before work starts
 -c, --cpu N        spawn N workers spinning on sqrt()
 -i, --io N         spawn N workers spinning on sync()
 -m, --vm N         spawn N workers spinning on malloc()/free()
     --vm-bytes B   malloc B bytes per vm worker (default is 256MB)
     --vm-stride B  touch a byte every B bytes (default is 4096)
     --vm-hang N    sleep N secs before free (default none, 0 is inf)
     --vm-keep      redirty memory instead of freeing and reallocating
 -d, --hdd N        spawn N workers spinning on write()/unlink()
     --hdd-bytes B  write B bytes per hdd worker (default is 1GB)

Example: stress --cpu 8 --io 4 --vm 2 --vm-bytes 128M --timeout 10s

Note: Numbers may be suffixed with s,m,h,d,y (time) or B,K,M,G (size).
`;
