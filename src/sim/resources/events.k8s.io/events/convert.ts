/** The two names of an event's fields. */
// upstream: pkg/apis/events/v1/conversion.go
import type { KubeObject } from '@/apimachinery';

/** events.k8s.io/v1's name -> core/v1's. */
const NAMES = [
  ['regarding', 'involvedObject'],
  ['note', 'message'],
  ['reportingController', 'reportingComponent'],
  ['deprecatedSource', 'source'],
  ['deprecatedFirstTimestamp', 'firstTimestamp'],
  ['deprecatedLastTimestamp', 'lastTimestamp'],
  ['deprecatedCount', 'count'],
] as const;

const TO_STORED = new Map<string, string>(NAMES);
const FROM_STORED = new Map<string, string>(NAMES.map(([ours, stored]) => [stored, ours]));

const renamed = (object: KubeObject, apiVersion: string, names: ReadonlyMap<string, string>): KubeObject => ({
  ...(Object.fromEntries(
    Object.entries(object).map(([key, value]) => [names.get(key) ?? key, value]),
  ) as unknown as KubeObject),
  apiVersion,
});

export const toStored = (event: KubeObject): KubeObject => renamed(event, 'v1', TO_STORED);

export const fromStored = (event: KubeObject): KubeObject => renamed(event, 'events.k8s.io/v1', FROM_STORED);
