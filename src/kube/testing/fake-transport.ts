/**
 * A few objects in memory behind the Transport contract, for unit tests of what stands on it. No validation, no
 * defaults, no selectors: what needs a cluster is tested against the simulator.
 */
import {
  alreadyExists,
  conflict,
  type KubeObject,
  notFound,
  OPTIMISTIC_LOCK,
  type StatusError,
  type WatchEvent,
} from '@/apimachinery';
import { keyFrom } from '../object';
import type { ApiRequest, ApiResponse, Transport, WatchHandle, WatchSink } from '../transport';

interface Watcher {
  readonly resource: string;
  readonly sink: WatchSink;
}

export class FakeTransport implements Transport {
  readonly requests: ApiRequest[] = [];
  /** What the next list or watch of a resource fails with. */
  readonly failures = new Map<string, Error>();
  readonly #objects = new Map<string, Map<string, KubeObject>>();
  readonly #watchers = new Set<Watcher>();
  #version = 100;

  async call(request: ApiRequest): Promise<ApiResponse> {
    this.requests.push(request);
    const failure = this.failures.get(request.verb);
    if (failure) {
      this.failures.delete(request.verb);
      throw failure;
    }
    const object = this.#answer(request);
    return { code: request.verb === 'create' ? 201 : 200, object, warnings: [] };
  }

  watch(request: ApiRequest, sink: WatchSink): WatchHandle {
    this.requests.push(request);
    const watcher = { resource: request.resource, sink };
    this.#watchers.add(watcher);
    return { stop: () => this.#watchers.delete(watcher) };
  }

  /** Ends every open watch, as a server does at its timeout or when history is gone. */
  endWatches(error?: StatusError): void {
    for (const watcher of [...this.#watchers]) {
      this.#watchers.delete(watcher);
      watcher.sink.closed(error);
    }
  }

  /** Changes the state behind the backs of the watchers. */
  drop(resource: string, key: string): void {
    this.#of(resource).delete(key);
  }

  #of(resource: string): Map<string, KubeObject> {
    const known = this.#objects.get(resource) ?? new Map<string, KubeObject>();
    this.#objects.set(resource, known);
    return known;
  }

  #answer(request: ApiRequest): KubeObject {
    const objects = this.#of(request.resource);
    const body = request.body as KubeObject;
    const name = request.name ?? body?.metadata.name ?? '';
    const key = keyFrom(request.namespace, name);
    const gr = { group: request.group, resource: request.resource };
    const old = objects.get(key);
    switch (request.verb) {
      case 'list':
        return {
          apiVersion: 'v1',
          kind: 'List',
          metadata: { resourceVersion: String(this.#version) },
          items: [...objects.values()],
        } as unknown as KubeObject;
      case 'create':
        if (old) throw alreadyExists(gr, name);
        return this.#store(request, key, { type: 'ADDED', object: body });
      case 'get':
        if (!old) throw notFound(gr, name);
        return old;
      case 'patch':
        if (!old) throw notFound(gr, name);
        return this.#store(request, key, {
          type: 'MODIFIED',
          object: { ...old, ...body, metadata: old.metadata },
        });
      case 'update': {
        if (!old) throw notFound(gr, name);
        const { resourceVersion } = body.metadata;
        if (resourceVersion && resourceVersion !== old.metadata.resourceVersion) {
          throw conflict(gr, name, OPTIMISTIC_LOCK);
        }
        return this.#store(request, key, { type: 'MODIFIED', object: body });
      }
      case 'delete':
        if (!old) throw notFound(gr, name);
        return this.#store(request, key, { type: 'DELETED', object: old });
      default:
        throw new Error(`the fake transport does not ${request.verb}`);
    }
  }

  #store({ resource, namespace }: ApiRequest, key: string, event: WatchEvent): KubeObject {
    const metadata = {
      uid: `uid-${key}`,
      ...event.object.metadata,
      ...(namespace ? { namespace } : {}),
      resourceVersion: String(++this.#version),
    };
    const object = { ...event.object, metadata };
    if (event.type === 'DELETED') this.#of(resource).delete(key);
    else this.#of(resource).set(key, object);
    for (const watcher of this.#watchers) {
      if (watcher.resource === resource) watcher.sink.event({ type: event.type, object });
    }
    return object;
  }
}
