/**
 * Decides what becomes of an event before the server hears of it: the same event again raises a count, many that
 * differ only by their message become one, and a source that floods one object is silenced. So `kubectl describe`
 * stays readable, and a thousand pods don't cost a thousand events on their ReplicaSet.
 */
// upstream: client-go tools/record/events_cache.go
import { type Clock, formatTime, type ObjectMeta } from '@/apimachinery';
import type { Event } from '../kinds';
import { LruMap } from './lru';

const CACHE_ENTRIES = 4096;
/** Events that vary only by message, within the interval, before they are combined. */
const AGGREGATE_MAX_EVENTS = 10;
const AGGREGATE_INTERVAL_MS = 600_000;
/** A source may send this many events about one object at once, then one more every five minutes. */
const SPAM_BURST = 25;
const SPAM_REFILL_MS = 300_000;
export const COMBINED_PREFIX = '(combined from similar events): ';

interface Similar {
  readonly messages: Set<string>;
  lastMs: number;
}

interface Observation {
  readonly metadata: ObjectMeta;
  readonly firstTimestamp: string | undefined;
  readonly count: number;
}

interface Bucket {
  readonly tokens: number;
  readonly atMs: number;
}

/** `repeat`: the event exists under this name already and its count rises. */
export interface Correlated {
  readonly event: Event;
  readonly repeat: boolean;
}

export class EventCorrelator {
  readonly #similar = new LruMap<Similar>(CACHE_ENTRIES);
  readonly #observed = new LruMap<Observation>(CACHE_ENTRIES);
  readonly #buckets = new LruMap<Bucket>(CACHE_ENTRIES);

  constructor(private readonly clock: Clock) {}

  /** What to write for a new event; nothing when its source says too much. */
  correlate(event: Event): Correlated | undefined {
    const { event: combined, key } = this.#aggregate(event);
    const result = this.#observe(combined, key);
    return this.#accepts(event) ? result : undefined;
  }

  #aggregate(event: Event): { event: Event; key: string } {
    const now = this.clock.now();
    const key = subject(event, event.type, event.reason);
    const known = this.#similar.get(key);
    const fresh = !known || now - known.lastMs > AGGREGATE_INTERVAL_MS;
    const similar = fresh ? { messages: new Set<string>(), lastMs: now } : known;
    similar.lastMs = now;
    const message = event.message ?? '';
    // The set need not grow beyond the threshold to know that it was passed.
    if (similar.messages.size < AGGREGATE_MAX_EVENTS) similar.messages.add(message);
    this.#similar.set(key, similar);
    if (similar.messages.size < AGGREGATE_MAX_EVENTS) {
      return { event, key: `${key}\n${event.involvedObject.fieldPath ?? ''}\n${message}` };
    }
    similar.messages.delete(message);
    return { event: { ...event, message: COMBINED_PREFIX + message }, key };
  }

  #observe(event: Event, key: string): Correlated {
    const last = this.#observed.get(key);
    const result = last
      ? {
          ...event,
          metadata: last.metadata,
          ...(last.firstTimestamp ? { firstTimestamp: last.firstTimestamp } : {}),
          lastTimestamp: formatTime(this.clock.now()),
          count: last.count + 1,
        }
      : event;
    this.#observed.set(key, {
      metadata: result.metadata,
      firstTimestamp: result.firstTimestamp,
      count: result.count ?? 1,
    });
    return { event: result, repeat: last !== undefined };
  }

  #accepts(event: Event): boolean {
    const key = subject(event);
    const atMs = this.clock.now();
    const last = this.#buckets.get(key) ?? { tokens: SPAM_BURST, atMs };
    const tokens = Math.min(SPAM_BURST, last.tokens + (atMs - last.atMs) / SPAM_REFILL_MS);
    this.#buckets.set(key, { tokens: tokens >= 1 ? tokens - 1 : tokens, atMs });
    return tokens >= 1;
  }
}

function subject({ source, involvedObject: object }: Event, ...more: (string | undefined)[]): string {
  return [
    source?.component,
    source?.host,
    object.kind,
    object.namespace,
    object.name,
    object.uid,
    object.apiVersion,
    ...more,
  ].join('\n');
}
