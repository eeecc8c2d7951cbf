/** How large one object may be: what etcd takes in one request. */
// upstream: etcd server/embed/config.go DefaultMaxRequestBytes, server/etcdserver/errors.go ErrRequestTooLarge
import { failure, type KubeObject } from '@/apimachinery';

const MAX_OBJECT_BYTES = 1.5 * 1024 * 1024;

/** Upstream knows no better code for etcd's refusal than 500. */
export function checkSize(object: KubeObject): void {
  if (remaining(object, MAX_OBJECT_BYTES) < 0) throw failure(500, '', 'etcdserver: request is too large');
}

/** What is left of a budget after a value's keys and texts; numbers are small, and a mark ends what is too much. */
function remaining(value: unknown, budget: number): number {
  if (typeof value === 'string') return budget - value.length;
  if (typeof value !== 'object' || value === null) return budget - 1;
  let left = budget;
  for (const key in value) {
    left = remaining((value as Record<string, unknown>)[key], left - key.length);
    if (left < 0) break;
  }
  return left;
}
