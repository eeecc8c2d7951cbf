/** The objects of one kind by key, with indexes that follow every change. Objects are kept by reference. */
import type { KubeObject } from '@/apimachinery';
import { keyOf } from '../object';
import type { IndexDefinition, Indexed } from './indexes';

class Index<T extends KubeObject> {
  readonly #buckets = new Map<string, Map<string, T>>();

  constructor(readonly definition: IndexDefinition<T>) {}

  bucket(value: string): ReadonlyMap<string, T> | undefined {
    return this.#buckets.get(value);
  }

  replace(key: string, old: T | undefined, now: T | undefined): void {
    const values = now ? this.definition.values(now) : [];
    if (old)
      for (const value of this.definition.values(old)) if (!values.includes(value)) this.#remove(value, key);
    if (now) for (const value of values) this.#put(value, key, now);
  }

  #put(value: string, key: string, object: T): void {
    const bucket = this.#buckets.get(value);
    if (bucket) bucket.set(key, object);
    else this.#buckets.set(value, new Map([[key, object]]));
  }

  #remove(value: string, key: string): void {
    const bucket = this.#buckets.get(value);
    bucket?.delete(key);
    if (bucket?.size === 0) this.#buckets.delete(value);
  }
}

export class Cache<T extends KubeObject> implements Indexed<T> {
  readonly #objects = new Map<string, T>();
  readonly #indexes = new Map<string, Index<T>>();

  get size(): number {
    return this.#objects.size;
  }

  get(key: string): T | undefined {
    return this.#objects.get(key);
  }

  keys(): IterableIterator<string> {
    return this.#objects.keys();
  }

  values(): IterableIterator<T> {
    return this.#objects.values();
  }

  /** Stores the object; returns the one that was there. */
  set(object: T): T | undefined {
    const key = keyOf(object);
    const old = this.#objects.get(key);
    this.#objects.set(key, object);
    for (const index of this.#indexes.values()) index.replace(key, old, object);
    return old;
  }

  delete(key: string): T | undefined {
    const old = this.#objects.get(key);
    if (!old) return undefined;
    this.#objects.delete(key);
    for (const index of this.#indexes.values()) index.replace(key, old, undefined);
    return old;
  }

  by(index: IndexDefinition<T>, value: string): readonly T[] {
    const bucket = this.#index(index).bucket(value);
    return bucket ? [...bucket.values()] : [];
  }

  countBy(index: IndexDefinition<T>, value: string): number {
    return this.#index(index).bucket(value)?.size ?? 0;
  }

  #index(definition: IndexDefinition<T>): Index<T> {
    const known = this.#indexes.get(definition.name);
    if (known) return known;
    const index = new Index(definition);
    for (const [key, object] of this.#objects) index.replace(key, undefined, object);
    this.#indexes.set(definition.name, index);
    return index;
  }
}
