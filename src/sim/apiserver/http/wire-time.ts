/**
 * Cluster time and clients' time. A cluster whose time was moved is ahead of the clocks of those who look at it, and
 * kubectl computes ages by its own: so every date-time field of the schema goes out earlier by the offset and comes in
 * later by it. Annotations, logs and files are left alone.
 */
import { formatTime, gone, parseTime, type StatusError } from '@/apimachinery';
import { shiftTimes } from '../../schemas';

/** What the codec knows of the cluster's clock. */
export interface WireTime {
  /** How far the cluster is ahead of its clients, in milliseconds. */
  offset(): number;
  /** Calls `listener` after each jump, until the function that it returns is called. */
  onJump(listener: () => void): () => void;
}

interface Gvk {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

/**
 * Whole seconds, which is what most times are written in: what a client sends back must come out as it was. Rounded up,
 * so that nothing that just happened lies in a client's future.
 */
const offsetOf = (time: WireTime): number => Math.ceil(time.offset() / 1000) * 1000;

/** An object as clients see it. */
export function outgoing(time: WireTime, object: object): object {
  const offset = offsetOf(time);
  return offset === 0 ? object : shiftTimes(object, -offset);
}

/** What a client sent, in cluster time. JSON patches are lists of edits, not objects, and stay as they are. */
export function incoming(time: WireTime, body: unknown, kind: Gvk): unknown {
  const offset = offsetOf(time);
  if (offset === 0 || typeof body !== 'object' || body === null || Array.isArray(body)) return body;
  return shiftTimes(body, offset, kind);
}

/** One time of a client's, in cluster time. */
export function incomingTime(time: WireTime, text: string): string {
  const at = parseTime(text);
  return Number.isNaN(at) ? text : formatTime(at + offsetOf(time));
}

/** The clients' now, for ages that are computed here. */
export const wireNow = (time: WireTime, now: number): number => now - offsetOf(time);

/** What ends a watch whose client computes ages itself: the times that it holds are of another present. */
export const timeMoved = (): StatusError =>
  gone("the cluster's time was moved: objects have to be listed again");
