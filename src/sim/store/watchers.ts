/**
 * Delivery of changes. Each watcher has a queue of its own, emptied in a microtask: a writer is never re-entered by
 * those who hear of its write, order holds, and a watcher that fails or stops affects nobody else.
 */
import type { StoreEvent } from './history';

export interface StoreListener {
  event(event: StoreEvent): void;
  /** What there was when the subscription began has been delivered. */
  caughtUp?(): void;
  /** The store ended the subscription; not called for one that its owner stopped. */
  closed(error: Error): void;
}

export interface Subscription {
  /** Idempotent; nothing is delivered afterwards. */
  stop(): void;
}

/** Stands in a queue behind the backlog. */
const CAUGHT_UP = Symbol('caught up');

class Watcher {
  pending: (StoreEvent | typeof CAUGHT_UP)[] = [];
  stopped = false;
  constructor(
    readonly resource: string,
    readonly listener: StoreListener,
  ) {}
}

export class Watchers {
  readonly #byResource = new Map<string, Set<Watcher>>();
  #waiting: Watcher[] = [];

  /** `backlog` is delivered before anything that is published from now on. */
  add(resource: string, backlog: readonly StoreEvent[], listener: StoreListener): Subscription {
    const watcher = new Watcher(resource, listener);
    const group = this.#byResource.get(resource) ?? new Set();
    this.#byResource.set(resource, group.add(watcher));
    for (const event of backlog) this.#enqueue(watcher, event);
    if (listener.caughtUp) this.#enqueue(watcher, CAUGHT_UP);
    return { stop: () => this.#remove(watcher) };
  }

  publish(event: StoreEvent): void {
    for (const watcher of this.#byResource.get(event.resource) ?? []) this.#enqueue(watcher, event);
  }

  /** Ends every subscription, after what is already queued for it. Their owners hear of it in a microtask. */
  closeAll(error: Error): void {
    const all = [...this.#byResource.values()].flatMap((group) => [...group]);
    queueMicrotask(() => {
      this.#deliver();
      for (const watcher of all) this.#close(watcher, error);
    });
  }

  get count(): number {
    let count = 0;
    for (const group of this.#byResource.values()) count += group.size;
    return count;
  }

  #enqueue(watcher: Watcher, event: StoreEvent | typeof CAUGHT_UP): void {
    if (watcher.pending.push(event) > 1) return;
    if (this.#waiting.push(watcher) === 1) queueMicrotask(() => this.#deliver());
  }

  #deliver(): void {
    while (this.#waiting.length > 0) {
      const batch = this.#waiting;
      this.#waiting = [];
      for (const watcher of batch) this.#drain(watcher);
    }
  }

  #drain(watcher: Watcher): void {
    const events = watcher.pending;
    watcher.pending = [];
    for (const event of events) {
      if (watcher.stopped) return;
      try {
        if (event === CAUGHT_UP) watcher.listener.caughtUp?.();
        else watcher.listener.event(event);
      } catch (error) {
        this.#close(watcher, error instanceof Error ? error : new Error(String(error)));
      }
    }
  }

  #close(watcher: Watcher, error: Error): void {
    if (watcher.stopped) return;
    this.#remove(watcher);
    watcher.listener.closed(error);
  }

  #remove(watcher: Watcher): void {
    watcher.stopped = true;
    watcher.pending = [];
    const group = this.#byResource.get(watcher.resource);
    group?.delete(watcher);
    if (group?.size === 0) this.#byResource.delete(watcher.resource);
  }
}
