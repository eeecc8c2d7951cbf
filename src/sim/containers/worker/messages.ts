/** What the pool and a worker thread say to each other: a cluster's messages in batches, under the cluster's number. */
import type { FromEngine, ToEngine } from '../engine/protocol';

export type ToWorker =
  | { readonly kind: 'engine'; readonly cluster: number; readonly messages: readonly ToEngine[] }
  | { readonly kind: 'close'; readonly cluster: number }
  /** Answered at once by a worker that still takes its turns. */
  | { readonly kind: 'ping' };

export type FromWorker =
  | { readonly kind: 'engine'; readonly cluster: number; readonly messages: readonly FromEngine[] }
  | { readonly kind: 'pong' };
