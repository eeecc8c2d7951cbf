/**
 * The recorder that the scheduler uses: events as events.k8s.io/v1 has them, with eventTime and action. The same event
 * again begins a series, whose count the server learns once when it begins and once when it has ended.
 */
// upstream: client-go tools/events/event_broadcaster.go, event_recorder.go
import { type Clock, formatMicroTime, type KubeObject, type Timer } from '@/apimachinery';
import type { Client } from '../client';
import type { Event } from '../kinds';
import { LruMap } from './lru';
import { type EventType, eventNames, eventNamespace, objectReference } from './reference';
import { EventWriter } from './writer';

/** A series has ended when nothing was added to it for this long. */
const SERIES_END_MS = 360_000;

const CACHE_ENTRIES = 4096;

interface Series {
  readonly event: Event;
  lastMs: number;
  count: number;
}

export interface SeriesEventText {
  /** "Scheduled", "FailedScheduling". */
  readonly reason: string;
  /** What was done or tried: "Binding", "Scheduling". */
  readonly action: string;
  readonly message: string;
}

export interface SeriesRecorder {
  event(object: KubeObject, type: EventType, told: SeriesEventText): void;
  stop(): void;
}

export interface SeriesRecorderOptions {
  readonly client: Client;
  readonly clock: Clock;
  readonly component: string;
  readonly instance: string;
  readonly onError?: ((error: unknown) => void) | undefined;
}

export function createSeriesRecorder(options: SeriesRecorderOptions): SeriesRecorder {
  const { client, clock, component, instance, onError = () => {} } = options;
  const writer = new EventWriter(client.events, clock, onError);
  const nextName = eventNames(clock, component);
  const running = new LruMap<Series>(CACHE_ENTRIES);
  const ends = new Set<Timer>();

  function writeCount({ event, count, lastMs }: Series): void {
    const series = { count, lastObservedTime: formatMicroTime(lastMs) };
    writer.write({ event: { ...event, series }, patch: { series } });
  }

  /** The server knows the count up to 2; what came after is written when the series is over. */
  function writeAtEnd(series: Series): void {
    const timer = clock.setTimer(series.lastMs + SERIES_END_MS - clock.now(), () => {
      ends.delete(timer);
      if (clock.now() < series.lastMs + SERIES_END_MS) writeAtEnd(series);
      else writeCount(series);
    });
    ends.add(timer);
  }

  function build(object: KubeObject, type: EventType, { reason, action, message }: SeriesEventText): Event {
    return {
      apiVersion: 'v1',
      kind: 'Event',
      metadata: { name: nextName(object), namespace: eventNamespace(object) },
      involvedObject: objectReference(object),
      reason,
      message,
      source: {},
      type,
      eventTime: formatMicroTime(clock.now()),
      action,
      reportingComponent: component,
      reportingInstance: instance,
    };
  }

  return {
    event(object, type, told) {
      const { uid, resourceVersion } = object.metadata;
      const key = [type, told.action, told.reason, object.kind, uid, resourceVersion].join('\n');
      const now = clock.now();
      const series = running.get(key);
      if (!series || now >= series.lastMs + SERIES_END_MS) {
        const event = build(object, type, told);
        // A success happens once: only what may repeat is remembered.
        if (type === 'Warning') running.set(key, { event, lastMs: now, count: 1 });
        writer.write({ event });
        return;
      }
      series.lastMs = now;
      series.count++;
      if (series.count === 2) writeCount(series);
      else if (series.count === 3) writeAtEnd(series);
    },
    stop() {
      writer.stop();
      for (const timer of ends) timer.cancel();
    },
  };
}
