/**
 * The window of past changes. It lets a watch resume where it stopped and a paged list see one consistent version; what
 * falls out of it is answered with 410 Expired, as etcd's compaction does.
 */
import { gone, type KubeObject } from '@/apimachinery';

/** One accepted change. `object` is the new version; for DELETED the last one, carrying the deletion's version. */
export interface StoreEvent {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  /** Qualified resource: "pods", "deployments.apps". */
  readonly resource: string;
  readonly object: KubeObject;
  readonly previous?: KubeObject;
  readonly version: number;
}

/** 410: the changes after `version` are forgotten, those after `floor` are known. */
export const tooOld = (version: number, floor: number) =>
  gone(`too old resource version: ${version} (${floor})`);

export class History {
  #events: StoreEvent[] = [];
  /** Everything after this version is in the window. */
  #floor = 0;

  constructor(readonly limit: number) {}

  add(event: StoreEvent): void {
    this.#events.push(event);
    if (this.#events.length >= 2 * this.limit) this.#trim(this.limit);
  }

  /** Forgets everything: from now on only what comes after `version` is known. */
  reset(version: number): void {
    this.#events = [];
    this.#floor = version;
  }

  /** The changes after `version`, oldest first. Throws 410 when the window doesn't reach back that far. */
  // upstream: apiserver/pkg/storage/cacher/watch_cache.go GetAllEventsSinceThreadUnsafe
  since(version: number): readonly StoreEvent[] {
    if (version < this.#floor) throw tooOld(version, this.#floor);
    return this.#events.slice(this.#firstAfter(version));
  }

  #trim(keep: number): void {
    const dropped = this.#events.splice(0, this.#events.length - keep);
    this.#floor = dropped.at(-1)?.version ?? this.#floor;
  }

  #firstAfter(version: number): number {
    let low = 0;
    let high = this.#events.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#events[middle]?.version ?? 0) > version) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}
