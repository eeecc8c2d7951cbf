/** vish/stress: takes memory piece by piece and keeps processors busy, for ever. */
// upstream: github.com/vishh/stress main.go
import { parseQuantity, type Quantity, quantityValue } from '@/apimachinery';
import type { NativeProgram, ProgramContext } from '../../contracts';
import { goFlags, goLog } from '../shared/serve';
import { timeParts } from '../shared/time';

const SECOND_MS = 1_000;
const OWN_BYTES = 1 << 20;
const GO_PANIC = 2;

export const memoryFiller: NativeProgram = async (context) => {
  const { flags } = goFlags(context.argv.slice(1));
  const pauseMs = duration(flags.get('mem-alloc-sleep') ?? '1ms');
  const sizes = [quantity(flags.get('mem-total') ?? '0'), quantity(flags.get('mem-alloc-size') ?? '4Ki')];
  const [total, step] = sizes;
  if (!total || !step || pauseMs === undefined) {
    context.stderr('panic: cannot parse the arguments\n');
    return GO_PANIC;
  }
  glog(
    context,
    26,
    `Allocating ${JSON.stringify(total.text)} memory, in ${JSON.stringify(step.text)} chunks, with a ${flags.get('mem-alloc-sleep') ?? '1ms'} sleep between allocations`,
  );
  await take(context, { total: quantityValue(total), step: quantityValue(step), pauseMs });
  const cpus = Number(flags.get('cpus') ?? 0);
  for (let i = 0; i < cpus; i++) goLog(context, 'Spawning a go routine to consume CPU');
  glog(context, 29, `Allocated ${JSON.stringify(total.text)} memory`);
  while (!context.terminated.aborted) {
    if (cpus === 0) await ended(context);
    else await context.sleep(SECOND_MS);
    context.spend(cpus * SECOND_MS);
  }
  return GO_PANIC;
};

interface Taking {
  readonly total: number;
  readonly step: number;
  readonly pauseMs: number;
}

/** A pause of a second counts one by one; shorter ones are taken together, a tenth of a second at a time. */
async function take(context: ProgramContext, { total, step, pauseMs }: Taking): Promise<void> {
  const pieces = step > 0 ? Math.floor(total / step) : 0;
  const together = Math.max(1, Math.floor(GLANCE_MS / Math.max(pauseMs, 1)));
  for (let taken = 0; taken < pieces && !context.terminated.aborted; ) {
    const now = Math.min(together, pieces - taken);
    taken += now;
    context.hold(OWN_BYTES + taken * step);
    await context.sleep(now * pauseMs);
  }
}
const GLANCE_MS = 100;

const ended = ({ terminated }: ProgramContext): Promise<void> =>
  new Promise((resolve) => terminated.addEventListener('abort', () => resolve(), { once: true }));

function quantity(text: string): Quantity | undefined {
  try {
    return parseQuantity(text);
  } catch {
    return undefined;
  }
}

/** Of Go's durations those with one unit. */
function duration(text: string): number | undefined {
  const [, number, unit] = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(text) ?? [];
  return number && unit ? Number(number) * (UNITS[unit] ?? 1) : undefined;
}
const UNITS: Readonly<Record<string, number>> = { ms: 1, s: SECOND_MS, m: 60_000, h: 3_600_000 };

/** A line as the glog package writes it. */
function glog(context: ProgramContext, line: number, text: string): void {
  const { month, day, time } = timeParts(context.now());
  const micros = String((context.now() % SECOND_MS) * 1_000).padStart(6, '0');
  context.stderr(`I${month}${day} ${time}.${micros}       1 main.go:${line}] ${text}\n`);
}
