/**
 * A cluster for one pair of eyes: caches that live as long as somebody looks, a snapshot once they are filled, then what
 * changed, at most five times a second. Reaches the cluster through its Kubernetes API only; writes are told where the
 * provider knows them.
 */
import type { Clock, Timer } from '@/apimachinery';
import type { AuditEvent, ClusterHandle } from '@/clusters';
import { createClient, type Event, type Informer, Informers, resources } from '@/kube';
import { viewEvent, viewWrite } from './events';
import { ClusterPicture } from './picture';
import type { ViewEvent, ViewMessage, ViewObject } from './protocol';

export interface FollowClusterOptions {
  readonly cluster: Pick<ClusterHandle, 'name' | 'admin' | 'capability'>;
  /** The wall clock: these are a person's eyes, not the cluster's time. */
  readonly clock: Clock;
  send(message: ViewMessage): void;
}

const QUIET_MS = 50;
/** Between two messages. */
const PACE_MS = 200;
/** A kind that the cluster doesn't serve is not waited for. */
const PATIENCE_MS = 2_000;
const MAX_EVENTS = 300;
const MAX_WRITES = 300;
/** Of objects that are gone, whose events are still told. */
const MAX_OWNERS = 2_000;

/** @returns `refresh`, for when time has moved, and how to stop */
export function followCluster(options: FollowClusterOptions): { refresh(): void; stop(): void } {
  const follower = new Follower(options);
  return { refresh: () => follower.refresh(), stop: () => follower.stop() };
}

class Follower {
  readonly #options: FollowClusterOptions;
  readonly #informers: Informers;
  readonly #picture: ClusterPicture;
  readonly #events: Informer<Event>;
  readonly #leave: (() => void)[] = [];
  #writes: AuditEvent[] = [];
  /** What the other side has: objects and events by id. */
  #sent: ReadonlyMap<string, ViewObject> = new Map();
  /** A message is due although nothing of this changed. */
  #forced = false;
  readonly #told = new WeakSet<Event>();
  readonly #owners = new Map<string, string>();
  #pending: Timer | undefined;
  #lastSent = Number.NEGATIVE_INFINITY;
  #begun = false;
  #stopped = false;

  constructor(options: FollowClusterOptions) {
    this.#options = options;
    const { transport, user } = options.cluster.admin();
    const client = createClient(transport, { user, userAgent: 'sealegs-map' });
    this.#informers = new Informers(client, { clock: options.clock });
    this.#picture = new ClusterPicture(this.#informers);
    this.#events = this.#informers.for(resources.events);
    void this.#begin();
  }

  stop(): void {
    this.#stopped = true;
    this.#pending?.cancel();
    for (const leave of this.#leave) leave();
    this.#informers.stop();
  }

  refresh(): void {
    this.#forced = true;
    this.changed();
  }

  /** Something is worth a message; it goes out soon, with whatever else changes until then. */
  readonly changed = (): void => {
    if (!this.#begun || this.#pending || this.#stopped) return;
    const { clock } = this.#options;
    const wait = Math.max(QUIET_MS, this.#lastSent + PACE_MS - clock.now());
    this.#pending = clock.setTimer(wait, () => {
      this.#pending = undefined;
      this.#sendChange();
    });
  };

  async #begin(): Promise<void> {
    const followed = [...this.#picture.informers, this.#events as unknown as Informer];
    await Promise.race([Promise.all(followed.map((informer) => informer.synced())), this.#patience()]);
    if (this.#stopped) return;
    const { cluster } = this.#options;
    const audit = cluster.capability('audit');
    this.#writes = [...(audit?.recent() ?? [])].slice(-MAX_WRITES);
    const { objects, omitted } = this.#picture.take();
    this.#sent = this.#remember(objects);
    const common = this.#common();
    this.#send({
      type: 'snapshot',
      cluster: cluster.name,
      audited: audit !== undefined,
      objects: [...objects],
      omitted,
      ...common,
    });
    const changed = this.changed;
    for (const informer of followed)
      this.#leave.push(informer.on({ add: changed, update: changed, delete: changed }));
    if (audit) {
      const record = (event: AuditEvent) => {
        this.#writes.push(event);
        changed();
      };
      this.#leave.push(audit.follow(record));
    }
    this.#begun = true;
  }

  #patience(): Promise<void> {
    return new Promise((resolve) => {
      const timer = this.#options.clock.setTimer(PATIENCE_MS, resolve);
      this.#leave.push(() => timer.cancel());
    });
  }

  #sendChange(): void {
    const { objects, omitted } = this.#picture.take();
    const before = this.#sent;
    const put = objects.filter((object) => !isSame(before.get(object.id), object));
    this.#sent = this.#remember(objects);
    const gone = [...before.keys()].filter((id) => !this.#sent.has(id));
    const common = this.#common();
    const isNews = [put, gone, common.events, common.writes].some(({ length }) => length > 0);
    if (isNews || this.#forced) this.#send({ type: 'change', put, gone, omitted, ...common });
    this.#forced = false;
  }

  /** What is new among events and writes since the last message. */
  #common(): { now: number; events: ViewEvent[]; writes: ReturnType<typeof viewWrite>[] } {
    const writes = this.#writes.slice(-MAX_WRITES).map(viewWrite);
    this.#writes = [];
    const ahead = this.#options.cluster.capability('time')?.aheadMs ?? 0;
    return { now: this.#options.clock.now() + ahead, events: this.#newEvents(), writes };
  }

  #newEvents(): ViewEvent[] {
    const fresh = this.#events.list().filter((event) => !this.#told.has(event));
    for (const event of fresh) this.#told.add(event);
    return fresh
      .map((event) => viewEvent(event, (id) => this.#owners.get(id)))
      .sort((a, b) => a.at - b.at)
      .slice(-MAX_EVENTS);
  }

  #remember(objects: readonly ViewObject[]): ReadonlyMap<string, ViewObject> {
    for (const { id, owner } of objects) {
      if (!owner) continue;
      // Put anew, it is the newest: the oldest are forgotten first.
      this.#owners.delete(id);
      this.#owners.set(id, owner);
    }
    for (const id of this.#owners.keys()) {
      if (this.#owners.size <= MAX_OWNERS) break;
      this.#owners.delete(id);
    }
    return new Map(objects.map((object) => [object.id, object]));
  }

  #send(message: ViewMessage): void {
    this.#lastSent = this.#options.clock.now();
    this.#options.send(message);
  }
}

const isSame = (before: ViewObject | undefined, now: ViewObject): boolean =>
  before === now || (before !== undefined && JSON.stringify(before) === JSON.stringify(now));
