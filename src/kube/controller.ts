/**
 * Runs one controller: handlers enqueue keys, `reconcile(key)` brings what is there closer to what is wanted. It is
 * level-based: it is told that something about the key may have changed, never what.
 */
import { type Clock, isConflict, type KubeObject } from '@/apimachinery';
import type { Informer } from './informer';
import { keyOf } from './object';
import { WorkQueue } from './queue';

export interface ReconcileResult {
  /** Look at the key again after this long, unless something else makes it due before. */
  readonly requeueAfterMs?: number;
}

export interface ControllerOptions {
  readonly clock: Clock;
  /** Caches that must have synced before the first key is reconciled. */
  readonly caches: readonly { synced(): Promise<void> }[];
  /** Keys reconciled at the same time, default 1. One key is never reconciled twice at the same time. */
  readonly concurrency?: number;
  /** `cause` is the resourceVersion of the change that last made the key due, see ApiRequest.cause. */
  reconcile(key: string, cause: string | undefined): Promise<ReconcileResult | undefined>;
  /** Told of failures; the key is retried with back-off. Conflicts are retried without telling. */
  readonly onError?: ((error: unknown, key: string) => void) | undefined;
}

export interface Controller {
  enqueue(key: string, cause?: KubeObject): void;
  /** Enqueues each object of the kind at every change of it. */
  follow<T extends KubeObject>(informer: Informer<T>): void;
  stop(): void;
}

export function runController(options: ControllerOptions): Controller {
  const causes = new Map<string, string>();
  let stopped = false;
  const queue: WorkQueue = new WorkQueue({
    clock: options.clock,
    concurrency: options.concurrency ?? 1,
    async process(key) {
      const cause = causes.get(key);
      causes.delete(key);
      try {
        const result = await options.reconcile(key, cause);
        queue.forget(key);
        // What it asked for last time is settled by what it says now: an idle controller leaves no timer.
        queue.cancelDelay(key);
        if (result?.requeueAfterMs !== undefined) queue.addAfter(key, result.requeueAfterMs);
      } catch (error) {
        if (stopped) return;
        if (!isConflict(error)) options.onError?.(error, key);
        queue.addRateLimited(key);
      }
    },
  });
  const enqueue = (key: string, cause?: KubeObject) => {
    const version = cause?.metadata.resourceVersion;
    if (version) causes.set(key, version);
    queue.add(key);
  };
  const unsubscribe: (() => void)[] = [];
  void Promise.all(options.caches.map((cache) => cache.synced())).then(() => queue.start());
  return {
    enqueue,
    follow(informer) {
      const changed = (object: KubeObject) => enqueue(keyOf(object), object);
      unsubscribe.push(informer.on({ add: changed, update: changed, delete: changed }));
    },
    stop() {
      stopped = true;
      queue.stop();
      for (const end of unsubscribe) end();
    },
  };
}
