/** Waits until a cluster has come to rest: nothing is written, nothing is set going, no program wants to run. */
import type { Transport } from '@/kube';

export interface Restless {
  /** A number that is another one whenever something happened. */
  activity(): number;
  /** Whether an answer is still on its way. */
  busy(): boolean;
  /** Lets everything that is ready run once. */
  turn(): Promise<void>;
  /** Resolves when no container's program wants to run. */
  programsSettled(): Promise<void>;
}

/** What passes through streams takes a few turns without a trace. */
const QUIET_TURNS = 6;
/** A cluster in which something always happens is not waited for. */
const MAX_TURNS = 20_000;

export async function settle({ activity, busy, turn, programsSettled }: Restless): Promise<void> {
  let quiet = 0;
  for (let turns = 0; quiet < QUIET_TURNS && turns < MAX_TURNS; turns++) {
    const before = activity();
    await turn();
    if (quiet === QUIET_TURNS - 1) await programsSettled();
    quiet = activity() === before && !busy() ? quiet + 1 : 0;
  }
}

/** A transport that knows how many of its calls are unanswered. */
export function counted(transport: Transport): Transport & { readonly open: () => number } {
  let open = 0;
  return {
    open: () => open,
    call(request) {
      open++;
      return transport.call(request).finally(() => {
        open--;
      });
    },
    watch: (request, sink) => transport.watch(request, sink),
  };
}
