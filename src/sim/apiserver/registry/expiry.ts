/**
 * Objects that vanish some time after they were last written. Looked for when somebody uses their kind, so that a quiet
 * cluster has no timer for them.
 */
// upstream: apiserver/pkg/registry/generic/registry/store.go calculateTTL
import { type KubeObject, parseTime, qualified } from '@/apimachinery';
import type { ResourceDefinition } from '../../resources/definition';
import type { ObjectStore } from '../../store';

/** The part of a full kind that goes at once: sorting all for each object that comes would cost too much. */
const ROOM = 0.1;
/** Looking is linear in the objects, so it is not done at every request. */
const SWEEP_INTERVAL_MS = 60_000;

export class Expiry {
  readonly #tables: readonly string[];
  readonly #swept = new Map<string, number>();

  constructor(definitions: readonly ResourceDefinition[]) {
    this.#tables = definitions.filter((d) => d.strategy.ttlSeconds !== undefined).map(tableOf);
  }

  /** How many objects of kinds that expire there are. */
  count(store: ObjectStore): number {
    return this.#tables.reduce((sum, table) => sum + store.count(table), 0);
  }

  /** Deletes what has expired of a kind. */
  sweep(definition: ResourceDefinition, store: ObjectStore, nowMs: number): void {
    const { ttlSeconds } = definition.strategy;
    if (ttlSeconds === undefined) return;
    const table = tableOf(definition);
    if (nowMs - (this.#swept.get(table) ?? Number.NEGATIVE_INFINITY) < SWEEP_INTERVAL_MS) return;
    this.#swept.set(table, nowMs);
    for (const object of store.list(table)) {
      if (lastWritten(object) + ttlSeconds * 1000 <= nowMs) store.remove(table, object);
    }
  }

  /** Deletes the oldest of a kind before their time: what happened last is what somebody will look for. */
  makeRoom(definition: ResourceDefinition, store: ObjectStore): void {
    const table = tableOf(definition);
    const dated = store.list(table).map((object) => ({ object, at: lastWritten(object) }));
    dated.sort((a, b) => a.at - b.at);
    for (const { object } of dated.slice(0, Math.ceil(dated.length * ROOM))) store.remove(table, object);
  }
}

const tableOf = ({ group, plural }: ResourceDefinition) => qualified({ group, resource: plural });

interface Dated extends KubeObject {
  readonly lastTimestamp?: string;
  readonly series?: { readonly lastObservedTime?: string };
}

/** An event that happens again is written again, and says when. */
function lastWritten({ metadata, lastTimestamp, series }: Dated): number {
  const times = [metadata.creationTimestamp, lastTimestamp, series?.lastObservedTime];
  return Math.max(...times.map((time) => (time ? parseTime(time) : 0)));
}
