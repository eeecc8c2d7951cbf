/**
 * Processes that see one another: those of a container, of all containers of a pod that shares them, or of a container
 * and of those that debug it. Main processes that run on the host's side have a number here and nothing else.
 */
import type { Credentials } from '../fs/permissions';
import type { Box } from './box';
import type { Process } from './process';

/** A process as others see it. */
export interface ProcessView {
  readonly pid: number;
  readonly ppid: number;
  readonly user: Credentials;
  readonly argv: readonly string[];
  readonly startedAt: number;
  /** Where it runs; nowhere, when it is the pod's own. */
  readonly box?: Box;
  /** Absent when it runs on the host's side. */
  readonly process?: Process;
}

/** What holds the namespace of a whole pod. upstream: registry.k8s.io/pause */
const PAUSE = { pid: 1, ppid: 0, user: { uid: 65_535, gid: 65_535 }, argv: ['/pause'] };

export class PidSpace {
  readonly processes = new Map<number, Process>();
  readonly #hostMains = new Map<number, Box>();
  readonly #boxes = new Set<Box>();
  #next: number;

  constructor(
    /** The pod's, whose first process is nobody's. */
    private readonly isPods: boolean,
    private readonly startedAt: number,
  ) {
    this.#next = isPods ? PAUSE.pid + 1 : 1;
  }

  get isEmpty(): boolean {
    return this.#boxes.size === 0;
  }

  take(): number {
    return this.#next++;
  }

  /** A container comes to it, with a main process on the host's side or without. */
  enter(box: Box): void {
    this.#boxes.add(box);
    if (box.config.hostInit) this.#hostMains.set(this.take(), box);
  }

  /** A container's main process on the host's side, or all of it, is gone. */
  leave(box: Box): void {
    this.#boxes.delete(box);
    for (const [pid, other] of this.#hostMains) {
      if (other !== box) continue;
      this.#hostMains.delete(pid);
      this.ended(pid);
    }
  }

  /** The first process takes all others along, as a kernel sees to it. */
  ended(pid: number): void {
    if (pid === 1) for (const box of this.#boxes) box.killAll();
  }

  hostMain(pid: number): Box | undefined {
    return this.#hostMains.get(pid);
  }

  /** All of them, by number. */
  views(): ProcessView[] {
    const pids = [...this.processes.keys(), ...this.#hostMains.keys(), ...(this.isPods ? [PAUSE.pid] : [])];
    return pids.sort((a, b) => a - b).flatMap((pid) => this.view(pid) ?? []);
  }

  view(pid: number): ProcessView | undefined {
    const process = this.processes.get(pid);
    if (process) {
      const { ppid, user, argv, startedAt, box } = process;
      return { pid, ppid, user, argv, startedAt, box, process };
    }
    const box = this.#hostMains.get(pid);
    if (box) {
      const { hostInit: argv = [], user } = box.config;
      return { pid, ppid: 0, user, argv, startedAt: box.startedAt, box };
    }
    return this.isPods && pid === PAUSE.pid ? { ...PAUSE, startedAt: this.startedAt } : undefined;
  }
}
