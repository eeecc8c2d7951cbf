/**
 * Watches: the store's changes seen through a request's namespace and selectors.
 */
// upstream: apiserver/pkg/storage/cacher/cacher.go, apis/meta/internalversion/validation ValidateListOptions
import {
  apiVersionOf,
  type FieldError,
  field,
  forbiddenField,
  invalidObject,
  type KubeObject,
  notSupported,
  type Timer,
  tooManyRequests,
  type WatchEvent,
} from '@/apimachinery';
import type { WatchHandle, WatchSink } from '@/kube/transport';
import type { StoreEvent, Subscription } from '../../store';
import type { Backend } from '../backend';
import type { RequestScope } from '../scope';
import { withMetadata } from './metadata';
import { type Selection, selectionOf } from './selection';
import { watchVersion } from './versions';

const BOOKMARK_INTERVAL_MS = 60_000;
const INITIAL_EVENTS_END = 'k8s.io/initial-events-end';

/** Opens a watch. What is wrong with the request is thrown; 410 and the end of a watch go to the sink. */
export function watchObjects(backend: Backend, scope: RequestScope, sink: WatchSink): WatchHandle {
  validateWatchOptions(scope);
  const selection = selectionOf(scope);
  const version = watchVersion(scope);
  if (backend.store.watchCount >= backend.limits.watches) {
    throw tooManyRequests(
      `this cluster has its limit of ${backend.limits.watches} watches open; close some first`,
      1,
    );
  }
  return new ObjectWatch({ backend, scope, selection, sink }).open(version);
}

interface WatchParts {
  readonly backend: Backend;
  readonly scope: RequestScope;
  readonly selection: Selection;
  readonly sink: WatchSink;
}

class ObjectWatch implements WatchHandle {
  readonly #parts: WatchParts;
  #subscription: Subscription | undefined;
  #timeout: Timer | undefined;
  #bookmark: Timer | undefined;
  /** The newest version that the client knows or that didn't concern it. */
  #version = 0;
  #done = false;

  constructor(parts: WatchParts) {
    this.#parts = parts;
  }

  open(version: number | undefined): this {
    const { backend, scope } = this.#parts;
    const { sendInitialEvents, timeoutSeconds } = scope.options;
    try {
      this.#subscribe(
        sendInitialEvents
          ? undefined
          : sendInitialEvents === false
            ? (version ?? backend.store.version)
            : version,
      );
    } catch (error) {
      // Not thrown: once a request is understood, upstream tells of a version that is too old in the stream.
      queueMicrotask(() => this.#end(error as Error));
      return this;
    }
    if (timeoutSeconds) this.#timeout = backend.clock.setTimer(timeoutSeconds * 1000, () => this.#expire());
    return this;
  }

  stop(): void {
    this.#done = true;
    this.#subscription?.stop();
    this.#timeout?.cancel();
    this.#bookmark?.cancel();
  }

  #subscribe(version: number | undefined): void {
    const { backend, scope } = this.#parts;
    const listener = {
      event: (event: StoreEvent) => this.#event(event),
      closed: (error: Error) => this.#end(error),
      ...(scope.options.sendInitialEvents ? { caughtUp: () => this.#caughtUp() } : {}),
    };
    this.#version = version ?? backend.store.version;
    this.#subscription =
      version === undefined
        ? backend.store.subscribeWithState(scope.table, scope.namespace, listener)
        : backend.store.subscribe(scope.table, version, listener);
  }

  #event(event: StoreEvent): void {
    this.#version = event.version;
    const { scope, sink } = this.#parts;
    if (scope.namespace === undefined || event.object.metadata.namespace === scope.namespace) {
      const visible = this.#through(event);
      if (visible) sink.event(visible);
    }
    if (scope.options.allowWatchBookmarks) this.#armBookmark();
  }

  /** The change as a client sees it whose selectors an object can enter and leave. */
  #through({ type, object, previous }: StoreEvent): WatchEvent | undefined {
    const { selection } = this.#parts;
    if (selection.everything) return { type, object };
    const before = previous !== undefined && selection.matches(previous);
    const now = type !== 'DELETED' && selection.matches(object);
    if (now) return { type: before ? 'MODIFIED' : 'ADDED', object };
    if (!before) return undefined;
    const { resourceVersion } = object.metadata;
    return {
      type: 'DELETED',
      object: type === 'DELETED' ? object : withMetadata(previous, { resourceVersion }),
    };
  }

  #caughtUp(): void {
    if (this.#parts.scope.options.allowWatchBookmarks) this.#sendBookmark({ [INITIAL_EVENTS_END]: 'true' });
  }

  /** Only after a change, so that a quiet cluster has no timer. */
  #armBookmark(): void {
    if (this.#bookmark || this.#done) return;
    this.#bookmark = this.#parts.backend.clock.setTimer(BOOKMARK_INTERVAL_MS, () => {
      this.#bookmark = undefined;
      this.#sendBookmark();
    });
  }

  #sendBookmark(annotations?: Readonly<Record<string, string>>): void {
    const { scope, sink } = this.#parts;
    const object: KubeObject = {
      apiVersion: apiVersionOf(scope.definition),
      kind: scope.definition.kind,
      metadata: { resourceVersion: String(this.#version), ...(annotations ? { annotations } : {}) },
    };
    sink.event({ type: 'BOOKMARK', object });
  }

  #expire(): void {
    if (this.#parts.scope.options.allowWatchBookmarks) this.#sendBookmark();
    this.#end();
  }

  #end(error?: Error): void {
    if (this.#done) return;
    this.stop();
    this.#parts.sink.closed(error);
  }
}

const NOT_OLDER_THAN = 'NotOlderThan';

function validateWatchOptions({ options }: RequestScope): void {
  const { resourceVersionMatch: match, sendInitialEvents } = options;
  const at = field('resourceVersionMatch');
  const errors: FieldError[] = [];
  if (sendInitialEvents !== undefined && match !== NOT_OLDER_THAN) {
    errors.push(
      forbiddenField(at, `sendInitialEvents requires setting resourceVersionMatch to ${NOT_OLDER_THAN}`),
    );
    if (match) errors.push(notSupported(at, match, [NOT_OLDER_THAN]));
  }
  if (match && sendInitialEvents === undefined) {
    errors.push(
      forbiddenField(at, 'resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided'),
    );
  }
  if (errors.length > 0) throw invalidObject({ group: 'meta.k8s.io', kind: 'ListOptions' }, '', errors);
}
