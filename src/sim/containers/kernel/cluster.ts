/** What the containers of one cluster share in the kernel: clock, budgets, file trees. */
import type { Clock } from '@/apimachinery';
import type { PidSpaceSpec } from '../engine/protocol';
import { TreeTable } from '../fs/tree-table';
import type { ContainerLimits } from '../limits';
import type { Box } from './box';
import { PidSpace } from './pid-space';
import { CpuAccount, type EngineEnv, RateGate } from './scheduler';

const BURST_SECONDS = 8;

export class Cluster {
  readonly cpu: CpuAccount;
  readonly gates: { readonly files: RateGate; readonly output: RateGate };
  readonly boxes = new Map<string, Box>();
  readonly trees: TreeTable;
  readonly #pids = new Map<string, PidSpace>();
  processCount = 0;

  constructor(
    readonly clock: Clock,
    readonly limits: ContainerLimits,
    /** A number in [0, 1): /dev/random, $RANDOM, mktemp. */
    readonly random: () => number,
    env: EngineEnv,
  ) {
    this.cpu = new CpuAccount(limits.cpuShare);
    const gate = (perSecond: number) => new RateGate(env, perSecond, perSecond * BURST_SECONDS);
    this.gates = { files: gate(limits.fileBytesPerSecond), output: gate(limits.outputBytesPerSecond) };
    this.trees = new TreeTable(limits);
  }

  pids({ key, isPods }: PidSpaceSpec): PidSpace {
    const space = this.#pids.get(key) ?? new PidSpace(isPods, this.clock.now());
    this.#pids.set(key, space);
    return space;
  }

  /** Ends all that runs in a container and forgets it. */
  close(id: string): void {
    const box = this.boxes.get(id);
    if (!box) return;
    box.killAll();
    this.boxes.delete(id);
    box.pids.leave(box);
    if (box.pids.isEmpty) this.#pids.delete(box.config.pids.key);
  }
}
