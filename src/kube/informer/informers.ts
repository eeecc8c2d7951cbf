/** One informer per kind for everybody of one cluster, started when first asked for. */
// upstream: client-go informers/factory.go
import type { Clock, KubeObject } from '@/apimachinery';
import type { Client } from '../client';
import type { ResourceType } from '../resources';
import { Informer } from './informer';

export class Informers {
  readonly #byPlural = new Map<string, Informer>();

  constructor(
    private readonly client: Client,
    private readonly options: { readonly clock: Clock; readonly onError?: (error: unknown) => void },
  ) {}

  for<T extends KubeObject>(type: ResourceType<T>): Informer<T> {
    const id = `${type.plural}.${type.group}`;
    const known = this.#byPlural.get(id);
    if (known) return known as unknown as Informer<T>;
    const informer = new Informer(this.client.resource(type), this.options).start();
    this.#byPlural.set(id, informer as unknown as Informer);
    return informer;
  }

  stop(): void {
    for (const informer of this.#byPlural.values()) informer.stop();
    this.#byPlural.clear();
  }
}
