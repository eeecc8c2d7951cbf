/**
 * What one container holds in memory: its main process here, its processes in the shell engine, and the files of its
 * volumes in memory. Weighed when one of them says that it has changed, never by itself.
 */
// upstream: Linux mm/memcontrol.c; the limit is memory.max of the container's cgroup
import type { ContainerConfig, ExitStatus } from '../../contracts';

const KILLED = 9;
/** What is worth telling: a 32nd of the limit, between these two. */
const STEP_FRACTION = 32;
const MIN_STEP = 256 << 10;
const MAX_STEP = 4 << 20;

export interface MemoryFile {
  bytes(): number;
}

interface Watcher {
  /** The container holds more or less than before, by a step at least. */
  changed(bytes: number): void;
  /** It holds more than it may. */
  exceeded(): void;
}

export class MemoryGauge {
  readonly step: number;
  #limit: number;
  readonly #files: MemoryFile[] = [];
  #main = 0;
  #processes = 0;
  #told = 0;
  #exceeded = false;

  constructor(
    { memoryLimit = Number.POSITIVE_INFINITY }: Pick<ContainerConfig, 'memoryLimit'>,
    private readonly watcher: Watcher,
  ) {
    this.#limit = memoryLimit;
    this.step = Math.min(MAX_STEP, Math.max(MIN_STEP, memoryLimit / STEP_FRACTION));
  }

  /** The container may hold so much from now on. */
  limit(bytes: number): void {
    this.#limit = bytes;
    this.weigh();
  }

  /** A main process on this side has begun; it may have said more of itself already. */
  begin(bytes: number): void {
    if (this.#main === 0) this.main(bytes);
    else if (this.#exceeded) this.watcher.exceeded();
  }

  /** What the main process on this side holds from now on. */
  main(bytes: number): void {
    this.#main = bytes;
    this.weigh();
  }

  /** What the processes in the engine hold. */
  processes(bytes: number, exceeded: boolean): void {
    this.#processes = bytes;
    this.weigh(exceeded);
  }

  add(file: MemoryFile): void {
    this.#files.push(file);
  }

  /** All of it, given what the engine's processes hold at the moment. */
  withProcesses(bytes: number): number {
    return this.#main + bytes + this.#files.reduce((sum, file) => sum + file.bytes(), 0);
  }

  weigh(exceeded = false): void {
    const bytes = this.withProcesses(this.#processes);
    if (Math.abs(bytes - this.#told) >= this.step) {
      this.#told = bytes;
      this.watcher.changed(bytes);
    }
    if ((bytes <= this.#limit && !exceeded) || this.#exceeded) return;
    this.#exceeded = true;
    this.watcher.exceeded();
  }

  /** How the main process ended, given what happened to the container's memory. */
  statusOf(status: ExitStatus): ExitStatus {
    return this.#exceeded && status.signal === KILLED ? { ...status, outOfMemory: true } : status;
  }
}
