/**
 * A live cache of one kind, shared by everybody who reads that kind. Handlers are called in the order of the changes,
 * after the cache has them; they must be quick, as a rule they add a key to a work queue.
 */
// upstream: client-go tools/cache/shared_informer.go
import type { Clock, KubeObject } from '@/apimachinery';
import type { ResourceClient } from '../client';
import { keyOf } from '../object';
import type { ResourceType } from '../resources';
import { Cache } from './cache';
import type { IndexDefinition, Indexed } from './indexes';
import { Reflector, type Selection } from './reflector';

export interface EventHandlers<in T extends KubeObject> {
  add?(object: T): void;
  update?(object: T, old: T): void;
  delete?(object: T): void;
}

export interface InformerOptions extends Selection {
  readonly clock: Clock;
  /** Told of failed lists and watches (they are tried again) and of handlers that threw. */
  readonly onError?: (error: unknown) => void;
}

export class Informer<T extends KubeObject = KubeObject> implements Indexed<T> {
  readonly type: ResourceType<T>;
  readonly #cache = new Cache<T>();
  readonly #handlers = new Set<EventHandlers<T>>();
  readonly #reflector: Reflector<T>;
  readonly #onError: (error: unknown) => void;
  #markSynced: () => void = () => {};
  readonly #synced = new Promise<void>((resolve) => {
    this.#markSynced = resolve;
  });
  #state: 'new' | 'syncing' | 'synced' | 'stopped' = 'new';

  constructor(client: ResourceClient<T>, options: InformerOptions) {
    const { clock, onError = () => {}, ...selection } = options;
    this.type = client.type;
    this.#onError = onError;
    this.#reflector = new Reflector(
      client,
      clock,
      {
        replace: (objects) => this.#replace(objects),
        set: (object) => this.#set(object),
        delete: (object) => this.#delete(keyOf(object), object),
        failed: onError,
      },
      selection,
    );
  }

  /** Begins to list and watch; idempotent. */
  start(): this {
    if (this.#state === 'new') {
      this.#state = 'syncing';
      this.#reflector.start();
    }
    return this;
  }

  /** Ends the watch; the cache stays as it is. */
  stop(): void {
    this.#state = 'stopped';
    this.#reflector.stop();
  }

  /** Whether the first list is in the cache. */
  get hasSynced(): boolean {
    return this.#state === 'synced';
  }

  /** Resolves once the first list is in the cache; never, if it is stopped before. */
  synced(): Promise<void> {
    return this.#synced;
  }

  /** Calls the handlers for every change from now on, after `add` for each object that is already there. */
  on(handlers: EventHandlers<T>): () => void {
    for (const object of [...this.#cache.values()]) this.#notify(handlers, object);
    this.#handlers.add(handlers);
    return () => this.#handlers.delete(handlers);
  }

  /** By key, see `keyOf`: "default/web", or "node01". */
  get(key: string): T | undefined {
    return this.#cache.get(key);
  }

  list(): readonly T[] {
    return [...this.#cache.values()];
  }

  get size(): number {
    return this.#cache.size;
  }

  by(index: IndexDefinition<T>, value: string): readonly T[] {
    return this.#cache.by(index, value);
  }

  countBy(index: IndexDefinition<T>, value: string): number {
    return this.#cache.countBy(index, value);
  }

  #replace(objects: readonly T[]): void {
    const present = new Set(objects.map(keyOf));
    for (const key of [...this.#cache.keys()]) {
      const old = this.#cache.get(key);
      if (old && !present.has(key)) this.#delete(key, old);
    }
    for (const object of objects) this.#set(object);
    if (this.#state !== 'syncing') return;
    this.#state = 'synced';
    this.#markSynced();
  }

  #set(object: T): void {
    const key = keyOf(object);
    const before = this.#cache.get(key);
    // Another object under the same name: its deletion went by unseen.
    if (before && before.metadata.uid !== object.metadata.uid) this.#delete(key, before);
    const old = this.#cache.set(object);
    if (old && old.metadata.resourceVersion === object.metadata.resourceVersion) return;
    for (const handlers of this.#handlers) this.#notify(handlers, object, old);
  }

  #delete(key: string, last: T): void {
    if (!this.#cache.delete(key)) return;
    for (const handlers of this.#handlers) this.#guard(() => handlers.delete?.(last));
  }

  #notify(handlers: EventHandlers<T>, object: T, old?: T): void {
    this.#guard(() => (old ? handlers.update?.(object, old) : handlers.add?.(object)));
  }

  #guard(handler: () => void): void {
    try {
      handler();
    } catch (error) {
      this.#onError(error);
    }
  }
}
