/** The recorder that controllers and kubelets use: core/v1 events with count, firstTimestamp and lastTimestamp. */
// upstream: client-go tools/record/event.go
import type { Clock, KubeObject } from '@/apimachinery';
import type { Client } from '../client';
import type { Event } from '../kinds';
import { EventCorrelator } from './correlator';
import { type EventType, eventNames, eventNamespace, objectReference, timestamp } from './reference';
import { EventWriter } from './writer';

export interface EventRecorderOptions {
  readonly client: Client;
  readonly clock: Clock;
  /** "deployment-controller", "kubelet". */
  readonly component: string;
  /** The node, for kubelets. */
  readonly host?: string;
  readonly onError?: ((error: unknown) => void) | undefined;
}

export interface EventRecorder {
  /** Nobody waits for the write; a failed one is told to onError. */
  event(object: KubeObject, type: EventType, told: EventText): void;
  stop(): void;
}

export interface EventText {
  /** One of the reasons' constants: "SuccessfulCreate". */
  readonly reason: string;
  readonly message: string;
  /** The part of the object: `spec.containers{web}`. */
  readonly fieldPath?: string;
  readonly annotations?: Readonly<Record<string, string>>;
}

export function createEventRecorder(options: EventRecorderOptions): EventRecorder {
  const { client, clock, component, host = '', onError = () => {} } = options;
  const correlator = new EventCorrelator(clock);
  const writer = new EventWriter(client.events, clock, onError);
  const nextName = eventNames(clock, `${component}/${host}`);

  function build(object: KubeObject, type: EventType, told: EventText): Event {
    const now = timestamp(clock);
    return {
      apiVersion: 'v1',
      kind: 'Event',
      metadata: {
        name: nextName(object),
        namespace: eventNamespace(object),
        ...(told.annotations ? { annotations: told.annotations } : {}),
      },
      involvedObject: objectReference(object, told.fieldPath),
      reason: told.reason,
      message: told.message,
      source: { component, ...(host ? { host } : {}) },
      firstTimestamp: now,
      lastTimestamp: now,
      count: 1,
      type,
      reportingComponent: component,
      reportingInstance: host,
    };
  }

  return {
    event(object, type, told) {
      const correlated = correlator.correlate(build(object, type, told));
      if (!correlated) return;
      const { event, repeat } = correlated;
      const { count, lastTimestamp, message } = event;
      writer.write(repeat ? { event, patch: { count, lastTimestamp, message } } : { event });
    },
    stop: () => writer.stop(),
  };
}
