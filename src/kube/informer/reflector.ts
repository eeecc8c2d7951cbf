/**
 * Lists once, then watches from there for as long as it lives: a watch that ended is resumed from the last version
 * seen, one whose version has expired (410) begins with a new list. Asks for nothing while nothing happens.
 */
// upstream: client-go tools/cache/reflector.go
import {
  type Clock,
  isGone,
  type KubeObject,
  type Status,
  StatusError,
  type Timer,
  type WatchEvent,
} from '@/apimachinery';
import type { ResourceClient, Scope } from '../client';
import { Backoff } from '../queue';
import type { RequestOptions, WatchHandle } from '../transport';

export type Selection = Scope & Pick<RequestOptions, 'labelSelector' | 'fieldSelector'>;

export interface ReflectorTarget<T extends KubeObject> {
  /** The whole state; whatever isn't in it is gone. */
  replace(objects: readonly T[]): void;
  set(object: T): void;
  delete(object: T): void;
  /** List or watch failed; it is tried again by itself. */
  failed(error: unknown): void;
}

const BACKOFF_BASE_MS = 800;
const BACKOFF_MAX_MS = 30_000;

export class Reflector<T extends KubeObject> {
  readonly #backoff = new Backoff(BACKOFF_BASE_MS, BACKOFF_MAX_MS);
  #version: string | undefined;
  #watch: WatchHandle | undefined;
  #retry: Timer | undefined;
  #stopped = false;

  constructor(
    private readonly client: ResourceClient<T>,
    private readonly clock: Clock,
    private readonly target: ReflectorTarget<T>,
    private readonly selection: Selection = {},
  ) {}

  start(): void {
    void this.#continue();
  }

  stop(): void {
    this.#stopped = true;
    this.#watch?.stop();
    this.#retry?.cancel();
  }

  async #continue(): Promise<void> {
    try {
      this.#version ??= await this.#list();
      if (!this.#stopped) this.#startWatch(this.#version);
    } catch (error) {
      this.#failed(error);
    }
  }

  async #list(): Promise<string> {
    const list = await this.client.list(this.selection);
    if (!this.#stopped) this.target.replace(list.items);
    return list.metadata.resourceVersion ?? '';
  }

  #startWatch(resourceVersion: string): void {
    let seen = 0;
    this.#watch = this.client.watch(
      { ...this.selection, resourceVersion },
      {
        event: (event) => {
          seen++;
          this.#apply(event);
        },
        closed: (error) => {
          // A server that ends every watch at once must not be asked in a tight loop.
          if (error || seen === 0) this.#failed(error);
          else void this.#continue();
        },
      },
    );
  }

  #apply({ type, object }: WatchEvent<T>): void {
    if (this.#stopped) return;
    if (type === 'ERROR') {
      this.#watch?.stop();
      this.#failed(new StatusError(object as unknown as Status));
      return;
    }
    this.#backoff.forget('');
    this.#version = object.metadata.resourceVersion ?? this.#version;
    if (type === 'ADDED' || type === 'MODIFIED') this.target.set(object);
    else if (type === 'DELETED') this.target.delete(object);
  }

  #failed(error: unknown): void {
    if (this.#stopped) return;
    if (isGone(error)) this.#version = undefined;
    else if (error) this.target.failed(error);
    this.#retry = this.clock.setTimer(
      isGone(error) ? 0 : this.#backoff.next(''),
      () => void this.#continue(),
    );
  }
}
