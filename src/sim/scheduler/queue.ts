/**
 * Pods that wait for a node. Active ones are tried at once, by priority and age; those that found no node wait until
 * something happens that could make room for them, and after each try a little longer: 1 s, 2 s, 4 s ... 10 s.
 * Nothing is tried again just because time went by.
 */
// upstream: pkg/scheduler/backend/queue/scheduling_queue.go
import type { Clock, Timer } from '@/apimachinery';
import { keyOf, type Pod } from '@/kube';
import type { ClusterEvent, FilterPlugin } from './framework';
import { Heap } from './heap';

const INITIAL_BACKOFF_MS = 1000;
const MAX_BACKOFF_MS = 10_000;

export interface QueuedPod {
  readonly key: string;
  pod: Pod;
  attempts: number;
  /** When it last entered the queue; decides among pods of one priority. */
  order: number;
  state: 'active' | 'backing-off' | 'unschedulable' | 'gated' | 'taken' | 'gone';
  /** Who turned it away; empty when any change may help. */
  rejectedBy: readonly FilterPlugin[];
  failedMs: number;
  timer?: Timer;
}

export class SchedulingQueue {
  readonly #pods = new Map<string, QueuedPod>();
  readonly #active = new Heap<QueuedPod>(
    (a, b) => priorityOf(a) > priorityOf(b) || (priorityOf(a) === priorityOf(b) && a.order < b.order),
  );
  #order = 0;

  constructor(
    private readonly clock: Clock,
    /** Called when there is a pod to pop. */
    private readonly onActive: () => void,
  ) {}

  /** A pod without a node was seen, new or changed. */
  offer(pod: Pod): void {
    const key = keyOf(pod);
    const known = this.#pods.get(key);
    if (!known) {
      const queued: QueuedPod = {
        key,
        pod,
        attempts: 0,
        order: 0,
        state: 'gated',
        rejectedBy: [],
        failedMs: 0,
      };
      this.#pods.set(key, queued);
      if (!isGated(pod)) this.#activate(queued);
      return;
    }
    const isNews = concernsScheduling(pod, known.pod);
    known.pod = pod;
    if (known.state === 'gated' && !isGated(pod)) this.#activate(known);
    else if (known.state === 'unschedulable' && isNews) this.#activateOrBackOff(known);
  }

  /** The pod was assigned or is no more. */
  forget(key: string): void {
    const queued = this.#pods.get(key);
    queued?.timer?.cancel();
    if (queued) queued.state = 'gone';
    this.#pods.delete(key);
  }

  /** The next pod to try; whoever takes it either forgets it or gives it back. */
  pop(): QueuedPod | undefined {
    for (let next = this.#active.pop(); next; next = this.#active.pop()) {
      if (next.state !== 'active') continue;
      next.state = 'taken';
      next.attempts++;
      return next;
    }
    return undefined;
  }

  /** No node would do, for these plugins. */
  giveBack(queued: QueuedPod, rejectedBy: readonly FilterPlugin[]): void {
    if (queued.state !== 'taken') return;
    queued.state = 'unschedulable';
    queued.rejectedBy = rejectedBy;
    queued.failedMs = this.clock.now();
  }

  /** The try itself went wrong: again after the back-off. */
  retry(queued: QueuedPod): void {
    this.giveBack(queued, []);
    if (queued.state === 'unschedulable') this.#activateOrBackOff(queued);
  }

  /** Tries anew what may profit from the event. */
  wake(events: readonly ClusterEvent[]): void {
    if (events.length === 0) return;
    for (const queued of this.#pods.values()) {
      if (queued.state !== 'unschedulable') continue;
      const { rejectedBy } = queued;
      const helps = rejectedBy.some(({ requeueOn }) => events.some((event) => requeueOn.includes(event)));
      if (helps || rejectedBy.length === 0) this.#activateOrBackOff(queued);
    }
  }

  stop(): void {
    for (const { timer } of this.#pods.values()) timer?.cancel();
    this.#pods.clear();
  }

  #activateOrBackOff(queued: QueuedPod): void {
    const backoff = Math.min(INITIAL_BACKOFF_MS * 2 ** (queued.attempts - 1), MAX_BACKOFF_MS);
    const wait = queued.failedMs + backoff - this.clock.now();
    if (wait <= 0) {
      this.#activate(queued);
      return;
    }
    queued.state = 'backing-off';
    queued.timer = this.clock.setTimer(wait, () => {
      if (queued.state === 'backing-off') this.#activate(queued);
    });
  }

  #activate(queued: QueuedPod): void {
    queued.state = 'active';
    queued.order = this.#order++;
    this.#active.push(queued);
    this.onActive();
  }
}

const priorityOf = ({ pod }: QueuedPod): number => pod.spec?.priority ?? 0;
const isGated = ({ spec }: Pod): boolean => (spec?.schedulingGates?.length ?? 0) > 0;

/** A pod's own status, which scheduling writes itself, never makes it fit. */
const concernsScheduling = (pod: Pod, old: Pod): boolean =>
  pod.spec !== old.spec || pod.metadata.labels !== old.metadata.labels;
