/**
 * A few worker threads shared by the clusters of one lab host. A cluster stays with one worker as long as something of
 * it runs there; a worker exists only while it has clusters. One that runs out of memory or stops answering is ended
 * with all its processes, and the next start gets a new one.
 */
import { Worker } from 'node:worker_threads';
import type { EngineLink, EngineLinkEvents, ShellEngine, ToEngine } from '../engine/protocol';
import type { FromWorker, ToWorker } from './messages';

export interface WorkerPoolOptions {
  /** The bundled entry (dist/container-worker.js). */
  readonly entry: string | URL;
  /** Threads at most. */
  readonly size?: number;
  /** How long a cluster may rest before its place is given up, a worker without clusters before it ends. */
  readonly restMs?: number;
  readonly heapMb?: number;
}

export interface WorkerPool extends ShellEngine {
  /** Threads that exist now, and clusters that have something in them. */
  readonly stats: { readonly workers: number; readonly clusters: number };
  close(): Promise<void>;
}

const DEFAULT_REST_MS = 15_000;
const DEFAULT_HEAP_MB = 512;
const STACK_MB = 16;
const PING_MS = 5_000;
/** A worker that hasn't taken a turn for so long is stuck for good. */
const STUCK_MS = 20_000;

export function createWorkerPool({
  entry,
  size = 1,
  restMs = DEFAULT_REST_MS,
  heapMb = DEFAULT_HEAP_MB,
}: WorkerPoolOptions): WorkerPool {
  const slots: (Slot | undefined)[] = Array.from({ length: size }, () => undefined);
  const leastLoaded = (): number => {
    let best = 0;
    slots.forEach((slot, i) => {
      if ((slot?.load ?? 0) < (slots[best]?.load ?? 0)) best = i;
    });
    return best;
  };
  return {
    connect: (events) => {
      const index = leastLoaded();
      const slot =
        slots[index] ??
        new Slot({
          entry,
          restMs,
          heapMb,
          gone: (ended) => {
            if (slots[index] === ended) slots[index] = undefined;
          },
        });
      slots[index] = slot;
      return slot.attach(events);
    },
    get stats() {
      return {
        workers: slots.filter((slot) => slot !== undefined).length,
        clusters: slots.reduce((sum, slot) => sum + (slot?.load ?? 0), 0),
      };
    },
    close: async () => {
      await Promise.all(slots.map((slot) => slot?.end()));
    },
  };
}

interface SlotOptions {
  readonly entry: string | URL;
  readonly restMs: number;
  readonly heapMb: number;
  readonly gone: (slot: Slot) => void;
}

/** One worker thread and the clusters it serves. */
class Slot {
  readonly #worker: Worker;
  readonly #clusters = new Map<number, EngineLinkEvents>();
  #next = 1;
  #answeredAt = performance.now();
  #ending = false;
  readonly #watchdog: NodeJS.Timeout;
  #idle: NodeJS.Timeout | undefined;

  constructor(private readonly options: SlotOptions) {
    const { entry, heapMb } = options;
    this.#worker = new Worker(entry, {
      name: 'containers',
      resourceLimits: { maxOldGenerationSizeMb: heapMb, stackSizeMb: STACK_MB },
      // A worker shares no secrets with what students run.
      env: {},
      stdin: false,
    });
    this.#worker.unref();
    this.#worker.on('message', (message: FromWorker) => this.#receive(message));
    this.#worker.on('error', () => this.#lost());
    this.#worker.on('exit', () => this.#lost());
    this.#watchdog = setInterval(() => this.#check(), PING_MS);
    this.#watchdog.unref();
  }

  get load(): number {
    return this.#clusters.size;
  }

  attach(events: EngineLinkEvents): EngineLink {
    const cluster = this.#next++;
    this.#clusters.set(cluster, events);
    clearTimeout(this.#idle);
    let outbox: ToEngine[] = [];
    let rest: NodeJS.Timeout | undefined;
    const post = (message: ToWorker) => {
      if (!this.#ending) this.#worker.postMessage(message);
    };
    return {
      post: (message) => {
        if (outbox.push(message) > 1) return;
        queueMicrotask(() => {
          const messages = outbox;
          outbox = [];
          if (this.#clusters.has(cluster)) post({ kind: 'engine', cluster, messages });
        });
      },
      close: () => {
        clearTimeout(rest);
        if (!this.#clusters.delete(cluster)) return;
        post({ kind: 'close', cluster });
        if (this.#clusters.size === 0) this.#endWhenIdle();
      },
      whenRested: (callback) => {
        clearTimeout(rest);
        rest = setTimeout(callback, this.options.restMs);
        rest.unref();
      },
    };
  }

  async end(): Promise<void> {
    this.#lost();
    await this.#worker.terminate();
  }

  #endWhenIdle(): void {
    this.#idle = setTimeout(() => {
      if (this.#clusters.size === 0) void this.end();
    }, this.options.restMs);
    this.#idle.unref();
  }

  #receive(message: FromWorker): void {
    this.#answeredAt = performance.now();
    if (message.kind !== 'engine') return;
    for (const one of message.messages) this.#clusters.get(message.cluster)?.receive(one);
  }

  #check(): void {
    if (performance.now() - this.#answeredAt > STUCK_MS) void this.end();
    else this.#worker.postMessage({ kind: 'ping' } satisfies ToWorker);
  }

  #lost(): void {
    if (this.#ending) return;
    this.#ending = true;
    clearInterval(this.#watchdog);
    clearTimeout(this.#idle);
    const clusters = [...this.#clusters.values()];
    this.#clusters.clear();
    this.options.gone(this);
    for (const events of clusters) events.lost();
  }
}
