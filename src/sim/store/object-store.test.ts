import { describe, expect, it } from 'vitest';
import { createRng, isGone, type KubeObject, type Rng } from '@/apimachinery';
import { ClusterRng, ClusterState, MemoryJournal, ObjectStore, type StoreEvent } from '.';

const SEED = Number(process.env.STORE_SEED ?? 20260101);
const RESOURCES = ['pods', 'configmaps', 'deployments.apps'];

interface Opened {
  readonly store: ObjectStore;
  readonly state: ClusterState;
  readonly journal: MemoryJournal;
}

function open(from?: MemoryJournal, history?: number): Opened {
  const journal = new MemoryJournal();
  let store: ObjectStore | undefined;
  const state = new ClusterState(journal, () => store?.size ?? 0);
  store = new ObjectStore({
    rng: new ClusterRng(7),
    append: (section, record) => state.append(section, record),
    ...(history === undefined ? {} : { history }),
  });
  state.register(store.section);
  if (from) state.load(from.contents());
  return { store, state, journal };
}

const object = (namespace: string, name: string, value = 0): KubeObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { namespace, name, annotations: { value: String(value) } },
});
const keyOf = (o: KubeObject) => `${o.metadata.namespace}/${o.metadata.name}`;
const versionOf = (o: KubeObject) => Number(o.metadata.resourceVersion);

/** A client's cache: what its list said, and then every event applied. */
class Mirror {
  readonly objects = new Map<string, KubeObject>();
  readonly events: StoreEvent[] = [];
  closed: Error | undefined;

  constructor(
    readonly store: ObjectStore,
    readonly resource: string,
  ) {
    for (const o of store.list(resource)) this.objects.set(keyOf(o), o);
    store.subscribe(resource, store.version, {
      event: (e) => this.apply(e),
      closed: (error) => {
        this.closed = error;
      },
    });
  }

  apply(event: StoreEvent): void {
    this.events.push(event);
    const known = this.objects.get(keyOf(event.object));
    if (event.type === 'ADDED') expect(known).toBeUndefined();
    else expect(known).toBe(event.previous);
    if (event.type === 'DELETED') this.objects.delete(keyOf(event.object));
    else this.objects.set(keyOf(event.object), event.object);
  }

  expectCurrent(): void {
    const sorted = [...this.objects.values()].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
    expect(sorted).toEqual(this.store.list(this.resource));
  }
}

/** One random operation. */
function step(store: ObjectStore, rng: Rng, round: number): void {
  const resource = RESOURCES[rng.int(RESOURCES.length)] ?? 'pods';
  const target = object(`ns${rng.int(3)}`, `o${rng.int(8)}`, round);
  const present = store.get(resource, target.metadata.namespace, target.metadata.name ?? '');
  const before = store.version;
  if (present && rng.int(3) === 0) store.remove(resource, present);
  else store.put(resource, target);
  expect(store.version).toBe(before + 1);
}

describe('the object store under random operations', () => {
  it('keeps list plus watch equal to the state, in order and without a gap', async () => {
    const rng = createRng(SEED);
    const { store } = open();
    const mirrors = RESOURCES.map((resource) => new Mirror(store, resource));
    for (let round = 0; round < 3_000; round++) {
      step(store, rng, round);
      if (rng.int(40) === 0) mirrors.push(new Mirror(store, RESOURCES[rng.int(3)] ?? 'pods'));
      if (rng.int(7) === 0) await undefined;
    }
    await undefined;
    for (const mirror of mirrors) {
      mirror.expectCurrent();
      const versions = mirror.events.map((e) => e.version);
      expect(versions).toEqual([...new Set(versions)].sort((a, b) => a - b));
    }
  });

  it('tells every past state inside its window exactly', () => {
    const rng = createRng(SEED + 1);
    const { store } = open(undefined, 100);
    const past = new Map<number, KubeObject[]>();
    for (let round = 0; round < 500; round++) {
      step(store, rng, round);
      past.set(store.version, store.list('pods'));
    }
    for (const [version, pods] of past) {
      if (version >= store.version - 100) expect(store.listAt(version, 'pods')).toEqual(pods);
    }
    expect(() => store.listAt(1, 'pods')).toThrow(/^too old resource version: 1 \(\d+\)$/);
  });

  it('comes back from its journal as it was, whether or not the journal was compacted', async () => {
    const rng = createRng(SEED + 2);
    const { store, journal } = open();
    for (let round = 0; round < 5_000; round++) {
      step(store, rng, round);
      if (round % 50 === 0) await undefined;
    }
    expect(journal.length).toBeLessThan(2_500);
    const again = open(journal).store;
    expect(again.section.snapshot()).toEqual(store.section.snapshot());
    expect(again.size).toBe(store.size);
  });
});

describe('the journal', () => {
  it('holds a change before the change is visible', () => {
    const seen: unknown[] = [];
    const store: ObjectStore = new ObjectStore({
      rng: new ClusterRng(1),
      append: () => seen.push(store.get('pods', 'a', 'x')),
    });
    store.put('pods', object('a', 'x'));
    expect(seen).toEqual([undefined]);
  });

  it('refuses the change when it cannot be written', () => {
    const store = new ObjectStore({
      rng: new ClusterRng(1),
      append: () => {
        throw new Error('disk full');
      },
    });
    expect(() => store.put('pods', object('a', 'x'))).toThrow('disk full');
    expect(store.size).toBe(0);
    expect(store.version).toBe(0);
  });

  it('lets a watch resume after a restart, and the random numbers go on', () => {
    const first = open();
    const rng = new ClusterRng(7);
    first.store.put('pods', object('a', 'x'));
    const version = first.store.version;
    first.store.put('pods', object('a', 'y'));
    const again = open(first.journal).store;
    const events: string[] = [];
    again.subscribe('pods', version, { event: (e) => events.push(keyOf(e.object)), closed: () => {} });
    return Promise.resolve().then(() => {
      expect(events).toEqual(['a/y']);
      expect(rng.next()).toBeGreaterThan(0);
    });
  });
});

describe('a watch', () => {
  it('is never re-entered by a write and survives the failure of another', async () => {
    const { store } = open();
    const order: string[] = [];
    store.subscribe('pods', 0, {
      event: () => {
        throw new Error('broken sink');
      },
      closed: (error) => order.push(error.message),
    });
    store.subscribe('pods', 0, { event: (e) => order.push(keyOf(e.object)), closed: () => {} });
    store.put('pods', object('a', 'x'));
    order.push('written');
    await undefined;
    expect(order).toEqual(['written', 'broken sink', 'a/x']);
    store.put('pods', object('a', 'y'));
    await undefined;
    expect(order.slice(3)).toEqual(['a/y']);
  });

  it('hears nothing after it was stopped, even of what was queued', async () => {
    const { store } = open();
    const heard: string[] = [];
    const watch = store.subscribe('pods', 0, { event: (e) => heard.push(keyOf(e.object)), closed: () => {} });
    store.put('pods', object('a', 'x'));
    watch.stop();
    await undefined;
    expect(heard).toEqual([]);
    expect(store.watchCount).toBe(0);
  });

  it('ends with 410 when the cluster is taken back, and versions never go back', async () => {
    const { store, state, journal } = open();
    store.put('pods', object('a', 'x', 1));
    const snapshot = state.snapshot();
    const mirror = new Mirror(store, 'pods');
    const changed = store.put('pods', object('a', 'x', 2));
    state.restore(snapshot);
    expect(store.version).toBeGreaterThan(versionOf(changed));
    expect(store.get('pods', 'a', 'x')?.metadata.annotations).toEqual({ value: '1' });
    await undefined;
    expect(isGone(mirror.closed)).toBe(true);
    expect(open(journal).store.get('pods', 'a', 'x')?.metadata.annotations).toEqual({ value: '1' });
  });

  it('delivers frozen objects, whose unchanged parts are shared between versions', () => {
    const { store } = open();
    const spec = { replicas: 3 };
    const first = store.put('pods', { ...object('a', 'x'), spec } as KubeObject);
    const second = store.put('pods', { ...first, metadata: { ...first.metadata, labels: { a: 'b' } } });
    expect(Object.isFrozen(spec)).toBe(true);
    expect((second as unknown as { spec: unknown }).spec).toBe(spec);
  });
});

describe('many objects at once', () => {
  it('are one record, have versions of their own, are told, and come back', async () => {
    const { store, journal } = open();
    const told: string[] = [];
    const listener = { event: ({ object: o }: StoreEvent) => told.push(keyOf(o)), closed: () => {} };
    store.subscribe('configmaps', store.version, listener);
    store.putAll('configmaps', [object('a', 'x'), object('a', 'y')]);
    await Promise.resolve();
    expect(told).toEqual(['a/x', 'a/y']);
    expect(journal.contents().records).toHaveLength(1);
    expect(store.list('configmaps').map(versionOf)).toEqual([1, 2]);
    const again = open(journal).store;
    expect(again.version).toBe(2);
    expect(again.list('configmaps')).toEqual(store.list('configmaps'));
  });
});
