/** What the containers of one cluster share in the kernel: clock, budgets, file trees. */
import type { Clock } from '@/apimachinery';
import { PosixError } from '../errors';
import type { FileTree } from '../fs/tree';
import type { Quota } from '../fs/vfs';
import type { ContainerLimits } from '../limits';
import type { Box } from './box';
import { CpuAccount, type EngineEnv, RateGate } from './scheduler';

const BURST_SECONDS = 8;

export class Cluster {
  readonly cpu: CpuAccount;
  readonly gates: { readonly files: RateGate; readonly output: RateGate };
  readonly boxes = new Map<string, Box>();
  readonly trees = new Map<string, FileTree>();
  readonly quota: Quota;
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
    this.quota = { grow: (_tree, bytes, inodes) => this.#grow(bytes, inodes) };
  }

  /** Bytes and inodes of every tree that is here. */
  get usage(): { readonly bytes: number; readonly inodes: number } {
    let bytes = 0;
    let inodes = 0;
    for (const tree of this.trees.values()) {
      bytes += tree.usage.bytes;
      inodes += tree.usage.inodes;
    }
    return { bytes, inodes };
  }

  #grow(bytes: number, inodes: number): void {
    if (bytes === 0 && inodes === 0) return;
    const used = this.usage;
    if (used.bytes + bytes > this.limits.fileBytes) throw new PosixError('ENOSPC');
    if (used.inodes + inodes > this.limits.files) throw new PosixError('ENOSPC');
  }
}
