/**
 * One store per cluster: frozen objects by resource, namespace and name under a single resourceVersion counter. Writes
 * are synchronous; each is in the journal before it is visible here and before any watcher hears of it. The store knows
 * no kinds and checks nothing: that is the registry's work.
 */
import type { KubeObject, RngState } from '@/apimachinery';
import type { StateSection } from '../contracts';
import type { ClusterRng } from './cluster-rng';
import { deepFreeze } from './freeze';
import { History, type StoreEvent, tooOld } from './history';
import { type StoreListener, type Subscription, Watchers } from './watchers';

/** The name under which objects go into the journal and into snapshots. */
export const OBJECTS_SECTION = 'objects';

/** How many changes a watch may lie behind before it has to list again. */
const DEFAULT_HISTORY = 2_000;

/** A journal record: new versions of objects, or a deletion. `rng` is the generator's state after the write. */
type StoreRecord =
  | { readonly resource: string; readonly put: KubeObject; readonly rng: RngState }
  | { readonly resource: string; readonly puts: readonly KubeObject[]; readonly rng: RngState }
  | {
      readonly resource: string;
      readonly removed: { readonly namespace?: string; readonly name: string };
      readonly version: number;
      readonly rng: RngState;
    };

interface StoreSnapshot {
  readonly version: number;
  readonly rng: RngState;
  readonly objects: Readonly<Record<string, readonly KubeObject[]>>;
}

export interface ObjectStoreOptions {
  readonly rng: ClusterRng;
  /** Writes a record to the journal; when it returns, the record is safe. */
  readonly append: (section: string, record: unknown) => void;
  readonly history?: number;
}

/** namespace ("" for cluster-scoped) -> name -> object */
type Table = Map<string, Map<string, KubeObject>>;

export class ObjectStore {
  readonly #rng: ClusterRng;
  readonly #append: (section: string, record: unknown) => void;
  readonly #history: History;
  readonly #watchers = new Watchers();
  #tables = new Map<string, Table>();
  #version = 0;
  #size = 0;

  constructor(options: ObjectStoreOptions) {
    this.#rng = options.rng;
    this.#append = options.append;
    this.#history = new History(options.history ?? DEFAULT_HISTORY);
  }

  /** The version of the newest write. */
  get version(): number {
    return this.#version;
  }

  /** How many objects there are. */
  get size(): number {
    return this.#size;
  }

  /** How many objects of one resource there are. */
  count(resource: string): number {
    let count = 0;
    for (const group of this.#tables.get(resource)?.values() ?? []) count += group.size;
    return count;
  }

  get watchCount(): number {
    return this.#watchers.count;
  }

  get(resource: string, namespace: string | undefined, name: string): KubeObject | undefined {
    return this.#tables
      .get(resource)
      ?.get(namespace ?? '')
      ?.get(name);
  }

  /** Every object of a resource, in one namespace or in all, in the order of their keys. */
  list(resource: string, namespace?: string): KubeObject[] {
    const table = this.#tables.get(resource);
    if (!table) return [];
    const names = namespace === undefined ? [...table.keys()].sort() : [namespace];
    return names.flatMap((ns) => [...(table.get(ns)?.values() ?? [])].sort(byName));
  }

  /** {@link list} as it was at a past version. Throws 410 when that is no longer known. */
  listAt(version: number, resource: string, namespace?: string): KubeObject[] {
    const later = this.#history.since(version).filter((event) => event.resource === resource);
    if (later.length === 0) return this.list(resource, namespace);
    const state = new Map(this.list(resource).map((object) => [keyOf(object), object]));
    for (const { object, previous } of later.reverse()) {
      if (previous) state.set(keyOf(object), previous);
      else state.delete(keyOf(object));
    }
    return [...state.values()]
      .filter((object) => namespace === undefined || object.metadata.namespace === namespace)
      .sort((a, b) => compare(namespaceOf(a), namespaceOf(b)) || byName(a, b));
  }

  /** Stores a new version of an object (or a new object) and returns it as stored: versioned and frozen. */
  put(resource: string, object: KubeObject): KubeObject {
    const resourceVersion = String(this.#version + 1);
    const stored = deepFreeze({ ...object, metadata: { ...object.metadata, resourceVersion } });
    this.#append(OBJECTS_SECTION, { resource, put: stored, rng: this.#rng.state() } satisfies StoreRecord);
    this.#publish(this.#applyPut(resource, stored));
    return stored;
  }

  /** Stores many objects of one resource with one journal record: all of them are safe, or none is there. */
  putAll(resource: string, objects: readonly KubeObject[]): void {
    const puts = objects.map((object, i) => {
      const resourceVersion = String(this.#version + 1 + i);
      return deepFreeze({ ...object, metadata: { ...object.metadata, resourceVersion } });
    });
    this.#append(OBJECTS_SECTION, { resource, puts, rng: this.#rng.state() } satisfies StoreRecord);
    for (const stored of puts) this.#publish(this.#applyPut(resource, stored));
  }

  /** Deletes an object; returns it with the deletion's version. */
  remove(resource: string, object: KubeObject): KubeObject {
    const version = this.#version + 1;
    const { namespace, name = '' } = object.metadata;
    const removed = namespace === undefined ? { name } : { namespace, name };
    this.#append(OBJECTS_SECTION, {
      resource,
      removed,
      version,
      rng: this.#rng.state(),
    } satisfies StoreRecord);
    const event = this.#applyRemove(resource, removed, version);
    if (!event)
      throw new Error(`store: ${resource} ${namespaceOf(object)}/${name} to be removed is not there`);
    this.#publish(event);
    return event.object;
  }

  /** Changes after `version`, then all later ones, in order. Throws 410 when `version` is too old. */
  subscribe(resource: string, version: number, listener: StoreListener): Subscription {
    const backlog = this.#history.since(version).filter((event) => event.resource === resource);
    return this.#watchers.add(resource, backlog, listener);
  }

  /** The present objects as ADDED, then all later changes, in order. */
  subscribeWithState(resource: string, namespace: string | undefined, listener: StoreListener): Subscription {
    const state = this.list(resource, namespace).map(
      (object): StoreEvent => ({ type: 'ADDED', resource, object, version: this.#version }),
    );
    return this.#watchers.add(resource, state, listener);
  }

  /** Ends every watch, for example because time or state jumped and clients have to list again. */
  closeWatches(error: Error): void {
    this.#watchers.closeAll(error);
  }

  /** The objects as a part of the cluster's state. */
  readonly section: StateSection = {
    name: OBJECTS_SECTION,
    snapshot: (): StoreSnapshot => ({
      version: this.#version,
      rng: this.#rng.state(),
      objects: Object.fromEntries(
        [...this.#tables.keys()].map((resource) => [resource, this.list(resource)]),
      ),
    }),
    restore: (value) => this.#restore(value as StoreSnapshot),
    replay: (record) => this.#replay(record as StoreRecord),
  };

  #restore(snapshot: StoreSnapshot): void {
    this.#tables = new Map();
    this.#size = 0;
    for (const [resource, objects] of Object.entries(snapshot.objects)) {
      for (const object of objects) this.#place(resource, deepFreeze(object));
    }
    // Versions never go back: what clients saw of the abandoned future must not look current.
    const before = this.#version;
    this.#version = before === 0 ? snapshot.version : Math.max(before, snapshot.version) + 1;
    this.#history.reset(this.#version);
    this.#rng.restore(snapshot.rng);
    this.#watchers.closeAll(tooOld(before, this.#version));
  }

  #replay(record: StoreRecord): void {
    this.#rng.restore(record.rng);
    if ('put' in record) this.#applyPut(record.resource, deepFreeze(record.put));
    else if ('puts' in record)
      for (const object of record.puts) this.#applyPut(record.resource, deepFreeze(object));
    else this.#applyRemove(record.resource, record.removed, record.version);
  }

  #publish(event: StoreEvent): void {
    this.#watchers.publish(event);
  }

  #applyPut(resource: string, object: KubeObject): StoreEvent {
    const previous = this.#place(resource, object);
    this.#version = Number(object.metadata.resourceVersion);
    const event: StoreEvent = {
      type: previous ? 'MODIFIED' : 'ADDED',
      resource,
      object,
      version: this.#version,
      ...(previous ? { previous } : {}),
    };
    this.#history.add(event);
    return event;
  }

  #applyRemove(
    resource: string,
    { namespace, name }: { readonly namespace?: string; readonly name: string },
    version: number,
  ): StoreEvent | undefined {
    const previous = this.get(resource, namespace, name);
    if (!previous) return undefined;
    const table = this.#tables.get(resource);
    const group = table?.get(namespace ?? '');
    group?.delete(name);
    if (group?.size === 0) table?.delete(namespace ?? '');
    this.#size--;
    this.#version = version;
    const metadata = { ...previous.metadata, resourceVersion: String(version) };
    const object = deepFreeze({ ...previous, metadata });
    const event: StoreEvent = { type: 'DELETED', resource, object, previous, version };
    this.#history.add(event);
    return event;
  }

  #place(resource: string, object: KubeObject): KubeObject | undefined {
    const table = this.#tables.get(resource) ?? new Map<string, Map<string, KubeObject>>();
    this.#tables.set(resource, table);
    const namespace = namespaceOf(object);
    const group = table.get(namespace) ?? new Map<string, KubeObject>();
    table.set(namespace, group);
    const name = object.metadata.name ?? '';
    const previous = group.get(name);
    group.set(name, object);
    if (!previous) this.#size++;
    return previous;
  }
}

const namespaceOf = (object: KubeObject): string => object.metadata.namespace ?? '';
const keyOf = (object: KubeObject): string => `${namespaceOf(object)}/${object.metadata.name}`;
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const byName = (a: KubeObject, b: KubeObject): number =>
  compare(a.metadata.name ?? '', b.metadata.name ?? '');
