/** The keys of one database, with expiry judged when a key is touched. */
import { RespError } from './resp';

export type Value =
  | { readonly type: 'string'; text: string }
  | { readonly type: 'list'; readonly items: string[] }
  | { readonly type: 'set'; readonly members: Set<string> }
  | { readonly type: 'hash'; readonly fields: Map<string, string> };

type Of<Type extends Value['type']> = Extract<Value, { type: Type }>;

const WRONG_TYPE = 'WRONGTYPE Operation against a key holding the wrong kind of value';

export class Keyspace {
  readonly #values = new Map<string, Value>();
  readonly #expiries = new Map<string, number>();

  constructor(private readonly now: () => number) {}

  get(key: string): Value | undefined {
    const expiry = this.#expiries.get(key);
    if (expiry !== undefined && expiry <= this.now()) this.delete(key);
    return this.#values.get(key);
  }

  /** The value if it has this type; a RespError is thrown for another. */
  typed<Type extends Value['type']>(type: Type, key: string): Of<Type> | undefined {
    const value = this.get(key);
    if (value === undefined) return undefined;
    if (value.type !== type) throw new RespError(WRONG_TYPE);
    return value as Of<Type>;
  }

  /** The value of this type, made when it isn't there. */
  ensure<Type extends Value['type']>(key: string, fresh: Of<Type>): Of<Type> {
    const known = this.typed(fresh.type as Type, key);
    if (known) return known;
    this.#values.set(key, fresh);
    return fresh;
  }

  set(key: string, value: Value): void {
    this.#values.set(key, value);
    this.#expiries.delete(key);
  }

  delete(key: string): boolean {
    this.#expiries.delete(key);
    return this.#values.delete(key);
  }

  /** Containers that became empty don't stay as keys. */
  dropIfEmpty(key: string): void {
    const value = this.#values.get(key);
    if (!value || value.type === 'string') return;
    const size =
      value.type === 'list'
        ? value.items.length
        : value.type === 'set'
          ? value.members.size
          : value.fields.size;
    if (size === 0) this.delete(key);
  }

  expireAt(key: string, atMs: number): boolean {
    if (this.get(key) === undefined) return false;
    this.#expiries.set(key, atMs);
    return true;
  }

  persist(key: string): boolean {
    return this.get(key) !== undefined && this.#expiries.delete(key);
  }

  expiry(key: string): number | undefined {
    return this.#expiries.get(key);
  }

  keys(): string[] {
    return [...this.#values.keys()].filter((key) => this.get(key) !== undefined);
  }

  get expiring(): number {
    return this.#expiries.size;
  }

  clear(): void {
    this.#values.clear();
    this.#expiries.clear();
  }

  /** As plain data, for dump.rdb. */
  dump(): unknown {
    return this.keys().map((key) => {
      const value = this.#values.get(key);
      return { key, expiry: this.#expiries.get(key), ...plain(value) };
    });
  }

  load(dump: unknown): void {
    if (!Array.isArray(dump)) return;
    for (const { key, expiry, type, data } of dump) {
      if (type === 'string') this.set(key, { type, text: data });
      else if (type === 'list') this.set(key, { type, items: data });
      else if (type === 'set') this.set(key, { type, members: new Set(data) });
      else if (type === 'hash') this.set(key, { type, fields: new Map(data) });
      if (typeof expiry === 'number') this.#expiries.set(key, expiry);
    }
  }
}

function plain(value: Value | undefined) {
  if (value?.type === 'string') return { type: value.type, data: value.text };
  if (value?.type === 'list') return { type: value.type, data: value.items };
  if (value?.type === 'set') return { type: value.type, data: [...value.members] };
  return { type: 'hash', data: value ? [...value.fields] : [] };
}
