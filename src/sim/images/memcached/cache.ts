/** What memcached keeps: items with flags, an end and a version; the least lately used ones make room. */

export interface Item {
  readonly flags: number;
  readonly data: Uint8Array;
  /** Cluster time; undefined: never. */
  readonly expires: number | undefined;
  readonly cas: number;
}

/** Beyond 30 days a time is no distance from now, but a date. */
const MAX_RELATIVE_S = 60 * 60 * 24 * 30;
/** What an item costs beside its key and bytes. */
const ITEM_OVERHEAD = 50;

export class Cache {
  readonly startedAt: number;
  /** In the order of their use, the oldest first. */
  readonly #items = new Map<string, Item>();
  #bytes = 0;
  #cas = 0;
  readonly counts = { gets: 0, hits: 0, sets: 0, total: 0, evictions: 0, connections: 0 };

  constructor(
    private readonly now: () => number,
    readonly limit: number,
  ) {
    this.startedAt = now();
  }

  get time(): number {
    return this.now();
  }

  get size(): { readonly items: number; readonly bytes: number } {
    return { items: this.#items.size, bytes: this.#bytes };
  }

  get(key: string): Item | undefined {
    const item = this.#items.get(key);
    if (!item) return undefined;
    this.delete(key);
    if (item.expires !== undefined && item.expires <= this.now()) return undefined;
    this.#put(key, item);
    return item;
  }

  /** Stores, and makes room if need be. */
  set(key: string, value: { flags: number; data: Uint8Array; expires: number | undefined }): void {
    this.delete(key);
    this.#put(key, { ...value, cas: ++this.#cas });
    this.counts.total++;
    for (const oldest of this.#items.keys()) {
      if (this.#bytes <= this.limit) break;
      this.delete(oldest);
      this.counts.evictions++;
    }
  }

  /** When something ends: 0 never, negative at once. */
  end(seconds: number): number | undefined {
    if (seconds === 0) return undefined;
    return seconds > MAX_RELATIVE_S ? seconds * 1000 : this.now() + seconds * 1000;
  }

  delete(key: string): boolean {
    const item = this.#items.get(key);
    if (!item) return false;
    this.#bytes -= cost(key, item);
    return this.#items.delete(key);
  }

  clear(): void {
    this.#items.clear();
    this.#bytes = 0;
  }

  #put(key: string, item: Item): void {
    this.#bytes += cost(key, item);
    this.#items.set(key, item);
  }
}

const cost = (key: string, { data }: Item): number => key.length + data.byteLength + ITEM_OVERHEAD;
