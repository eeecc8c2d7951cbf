/** What every event needs: a reference to its object and a name of its own. */
import { type Clock, formatTime, type KubeObject } from '@/apimachinery';
import type { Event } from '../kinds';
import { nameOf } from '../object';

export type EventType = 'Normal' | 'Warning';

/** An object as an event refers to it. `fieldPath` is the kubelet's `spec.containers{web}`. */
export function objectReference(object: KubeObject, fieldPath?: string): Event['involvedObject'] {
  const { namespace, name, uid, resourceVersion } = object.metadata;
  return {
    kind: object.kind,
    ...(namespace ? { namespace } : {}),
    ...(name ? { name } : {}),
    ...(uid ? { uid } : {}),
    apiVersion: object.apiVersion,
    ...(resourceVersion ? { resourceVersion } : {}),
    ...(fieldPath ? { fieldPath } : {}),
  };
}

/** Events of cluster-scoped objects live in "default", as upstream puts them. */
export const eventNamespace = (object: KubeObject): string => object.metadata.namespace ?? 'default';

/**
 * Names events `web.17ab…`: the object's name and the nanoseconds of the time in hexadecimal. The clock has only
 * milliseconds; the digits below tell events of one recorder and recorders of one object apart.
 */
// upstream: client-go tools/record/util GenerateEventName
export function eventNames(clock: Clock, recorder: string): (object: KubeObject) => string {
  let serial = 0;
  let offset = 0;
  for (let i = 0; i < recorder.length; i++) offset = (offset * 31 + recorder.charCodeAt(i)) % 1000;
  return (object) => {
    serial = (serial + 1) % 1000;
    const nanos = BigInt(Math.floor(clock.now())) * 1_000_000n + BigInt(serial * 1000 + offset);
    return `${nameOf(object)}.${nanos.toString(16)}`;
  };
}

/** The instant as metav1.Time. */
export const timestamp = (clock: Clock): string => formatTime(clock.now());
