/**
 * The newest writes that the API server accepted, as an audit log that keeps only its end. It is memory of the process,
 * not state of the cluster: nothing of it is in the journal, and a cluster that is taken back forgets it.
 * https://kubernetes.io/docs/tasks/debug/debug-cluster/audit/
 */
import type { Verb } from '@/kube/transport';

/** What audit.k8s.io/v1 Event says of a write at stage ResponseComplete, and what made its author write. */
export interface AuditEvent {
  readonly verb: Verb;
  readonly user: string;
  readonly userAgent: string;
  readonly objectRef: {
    readonly apiGroup: string;
    readonly resource: string;
    readonly subresource?: string;
    readonly namespace?: string;
    /** Absent for a deletion of many. */
    readonly name?: string;
    readonly uid?: string;
  };
  /** Cluster time in milliseconds. */
  readonly at: number;
  /** The resourceVersions that it wrote: one, but for requests that touch many objects. */
  readonly first: number;
  readonly last: number;
  /** The resourceVersion that its author acted on; unknown for whoever acts by himself. */
  readonly cause?: number;
}

/** Some ten commands with all that follows from them. */
const KEPT = 500;

export class AuditLog {
  /** At most twice what is kept, so that forgetting costs nothing to speak of. */
  #events: AuditEvent[] = [];
  readonly #listeners = new Set<(event: AuditEvent) => void>();

  record(event: AuditEvent): void {
    if (this.#events.push(event) >= 2 * KEPT) this.#events = this.#events.slice(-KEPT);
    for (const listener of this.#listeners) listener(event);
  }

  /** Oldest first. */
  recent(): readonly AuditEvent[] {
    return this.#events.slice(-KEPT);
  }

  /** Told of each write from now on, until the returned function is called. */
  follow(listener: (event: AuditEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  clear(): void {
    this.#events = [];
  }
}
