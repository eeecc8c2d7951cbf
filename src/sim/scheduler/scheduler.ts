/**
 * Finds a node for every pod that has none and binds it there. What it learns about nodes and pods comes from the
 * shared caches; what it decides goes through the API.
 * https://kubernetes.io/docs/concepts/scheduling-eviction/kube-scheduler/
 */
// upstream: pkg/scheduler/scheduler.go, schedule_one.go
import { type Clock, formatTime, isConflict, isNotFound, type Rng, type Timer } from '@/apimachinery';
import {
  type Client,
  type Informers,
  isDeleting,
  keyOf,
  nameOf,
  namespaceOf,
  type Pod,
  type PodCondition,
  resources,
  type SeriesRecorder,
  uidOf,
} from '@/kube';
import { NodeCache } from './cache';
import { type Diagnosis, findNode } from './cycle';
import {
  type ClusterEvent,
  type ClusterView,
  type FilterPlugin,
  type NodeInfo,
  nodeEvents,
  podInfo,
} from './framework';
import { type Candidate, decidePreemption, evictVictims, Nominator, type Preemption } from './preemption';
import { DEFAULT_PROFILE, type Profile } from './profile';
import { type QueuedPod, SchedulingQueue } from './queue';
import * as texts from './texts';
import { VolumeBinder, VolumeBindingError } from './volumes';

export const SCHEDULER_NAME = 'default-scheduler';
/** How long pods are placed before others get their turn. */
const ROUND_MS = 10;

export interface SchedulerOptions {
  readonly clock: Clock;
  /** Decides between nodes that are equally good. */
  readonly rng: Rng;
  readonly informers: Informers;
  readonly client: Client;
  readonly events: SeriesRecorder;
  readonly profile?: Profile;
  readonly onError: (error: unknown, where: string) => void;
  /** Ends the client's writes for good. */
  readonly shut: () => void;
}

export class Scheduler {
  readonly #options: SchedulerOptions;
  readonly #profile: Profile;
  readonly #cache = new NodeCache();
  readonly #queue: SchedulingQueue;
  readonly #volumes: VolumeBinder;
  readonly #nominator = new Nominator();
  /** Keys of pods whose victims are being told to go. */
  readonly #preempting = new Set<string>();
  readonly #unsubscribe: (() => void)[] = [];
  #round: Timer | undefined;
  #startAt = 0;
  #state: 'new' | 'running' | 'stopped' = 'new';

  constructor(options: SchedulerOptions) {
    this.#options = options;
    this.#profile = options.profile ?? DEFAULT_PROFILE;
    this.#volumes = new VolumeBinder(options);
    this.#queue = new SchedulingQueue(options.clock, () => this.#scheduleRound());
  }

  start(): void {
    const { informers } = this.#options;
    const nodes = informers.for(resources.nodes);
    const pods = informers.for(resources.pods);
    const claims = informers.for(resources.persistentvolumeclaims);
    const volumes = informers.for(resources.persistentvolumes);
    const classes = informers.for(resources.storageclasses);
    const csiNodes = informers.for(resources.csinodes);
    // Plugins read these; they must be there before the first pod is placed.
    const others = [
      informers.for(resources.services),
      informers.for(resources.replicasets),
      informers.for(resources.namespaces),
      claims,
      volumes,
      classes,
      csiNodes,
      informers.for(resources.poddisruptionbudgets),
    ];
    this.#unsubscribe.push(
      nodes.on({
        add: (node) => {
          this.#cache.setNode(node);
          this.#queue.wake(['node-added']);
        },
        update: (node, old) => {
          this.#cache.setNode(node);
          this.#queue.wake(nodeEvents(node, old));
        },
        delete: (node) => this.#cache.removeNode(nameOf(node)),
      }),
      pods.on({
        add: (pod) => this.#see(pod),
        update: (pod, old) => {
          if (pod.status?.nominatedNodeName !== old.status?.nominatedNodeName)
            this.#nominator.delete(keyOf(pod));
          this.#see(pod);
          if (pod.spec?.nodeName && pod.metadata.labels !== old.metadata.labels)
            this.#queue.wake(['pod-labels']);
        },
        delete: (pod) => this.#lose(keyOf(pod)),
      }),
      claims.on(this.#wakers('claim')),
      volumes.on(this.#wakers('volume')),
      classes.on(this.#wakers('storage-class')),
      csiNodes.on(this.#wakers('csi-node')),
    );
    void Promise.all([nodes, pods, ...others].map((informer) => informer.synced())).then(() => {
      if (this.#state === 'new') this.#state = 'running';
      this.#scheduleRound();
    });
  }

  stop(): void {
    this.#state = 'stopped';
    this.#round?.cancel();
    this.#queue.stop();
    this.#volumes.stop();
    this.#options.events.stop();
    this.#options.shut();
    for (const end of this.#unsubscribe) end();
  }

  /** Why a pod would find no node now, node by node; undefined when one would take it. */
  explain(pod: Pod): Diagnosis | undefined {
    return this.#find(pod).diagnosis;
  }

  #wakers(event: ClusterEvent) {
    const wake = () => this.#queue.wake([event]);
    return { add: wake, update: wake };
  }

  #see(pod: Pod): void {
    const key = keyOf(pod);
    if (pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed') this.#lose(key);
    else if (pod.spec?.nodeName) {
      this.#queue.forget(key);
      this.#nominator.delete(key);
      if (this.#cache.place(pod)) this.#queue.wake(['pod-added']);
    } else if (isDeleting(pod)) this.#lose(key);
    else if (pod.spec?.schedulerName === SCHEDULER_NAME) {
      const node = pod.status?.nominatedNodeName || this.#nominator.nodeOf(key);
      if (node) this.#nominator.set(pod, node);
      this.#queue.offer(pod);
    }
  }

  /** Its room, and the room that it was promised, are free. */
  #lose(key: string): void {
    this.#queue.forget(key);
    const wasNominated = this.#nominator.delete(key);
    if (this.#cache.displace(key) || wasNominated) this.#queue.wake(['pod-deleted']);
  }

  #scheduleRound(): void {
    if (this.#state !== 'running' || this.#round) return;
    this.#round = this.#options.clock.setTimer(0, () => {
      this.#round = undefined;
      this.#runRound();
    });
  }

  #runRound(): void {
    const { clock } = this.#options;
    const until = clock.now() + ROUND_MS;
    for (let queued = this.#queue.pop(); queued; queued = this.#queue.pop()) {
      this.#scheduleOne(queued);
      if (clock.now() < until) continue;
      this.#scheduleRound();
      return;
    }
  }

  #scheduleOne(queued: QueuedPod): void {
    const { node, diagnosis } = this.#find(queued.pod);
    if (node) void this.#bind(queued, node);
    else this.#turnAway(queued, diagnosis);
  }

  #find(pod: Pod) {
    const trial = this.#trial(pod);
    const startAt = this.#startAt++ % Math.max(1, trial.cluster.nodes.length);
    return findNode(podInfo(pod), trial.cluster, { ...trial, startAt });
  }

  #trial(pod: Pod) {
    const { informers, rng } = this.#options;
    const cluster: ClusterView = { nodes: this.#cache.nodes, informers, assumed: this.#volumes.assumed };
    return {
      cluster,
      profile: this.#profile,
      rng,
      nominated: (node: string) => this.#nominator.podsOn(node),
      nominatedNode: this.#nominator.nodeOf(keyOf(pod)),
    };
  }

  /** The node's share is taken before the API has answered, so that the next pod finds it taken. */
  async #bind(queued: QueuedPod, info: NodeInfo): Promise<void> {
    const { client, events, onError } = this.#options;
    const { pod, key } = queued;
    const [namespace, name, node] = [namespaceOf(pod), nameOf(pod), info.name];
    const bindVolumes = this.#volumes.reserve(pod, info);
    this.#cache.place({ ...pod, spec: { ...(pod.spec ?? { containers: [] }), nodeName: node } });
    this.#nominator.delete(key);
    this.#queue.wake(['pod-added']);
    try {
      await bindVolumes?.();
      await client
        .because(pod.metadata.resourceVersion)
        .pods.createSubresource({ namespace, name }, 'binding', {
          apiVersion: 'v1',
          kind: 'Binding',
          metadata: { namespace, name, uid: uidOf(pod) },
          target: { kind: 'Node', name: node },
        });
      const message = texts.assigned(namespace, name, node);
      events.event(pod, 'Normal', { reason: texts.SCHEDULED, action: 'Binding', message });
    } catch (error) {
      if (this.#state === 'stopped' || queued.state !== 'taken') return;
      this.#cache.displace(key);
      if (isNotFound(error)) {
        this.#queue.forget(key);
        return;
      }
      if (error instanceof VolumeBindingError)
        events.event(pod, 'Warning', {
          reason: texts.FAILED_SCHEDULING,
          action: 'Scheduling',
          message: error.message,
        });
      else if (!isConflict(error)) onError(error, `binding ${key}`);
      this.#queue.retry(queued);
    }
  }

  #turnAway(queued: QueuedPod, diagnosis: Diagnosis): void {
    const { events, onError } = this.#options;
    const { pod, key } = queued;
    const { rejections, preFilter } = diagnosis;
    const rejectedBy = new Set<FilterPlugin>([...rejections.values()].map(({ plugin }) => plugin));
    if (preFilter) rejectedBy.add(preFilter.plugin);
    const preemption = this.#preempt(queued, diagnosis);
    const message = texts.unschedulable(diagnosis, preemption?.candidate ? undefined : preemption?.why);
    events.event(pod, 'Warning', { reason: texts.FAILED_SCHEDULING, action: 'Scheduling', message });
    this.#queue.giveBack(queued, [...rejectedBy]);
    this.#tell(pod, message, this.#nominator.nodeOf(key)).catch((error) => {
      if (this.#state !== 'stopped' && !isNotFound(error)) onError(error, `condition of ${key}`);
    });
    if (preemption?.candidate) void this.#evict(queued, preemption.candidate);
  }

  /** Whether others go for the pod; from then on it is nominated for their node. */
  #preempt({ pod, key }: QueuedPod, diagnosis: Diagnosis): Preemption | undefined {
    if (diagnosis.preFilter || diagnosis.totalNodes === 0) return undefined;
    const preemption = decidePreemption(podInfo(pod), diagnosis, {
      ...this.#trial(pod),
      budgets: this.#options.informers.for(resources.poddisruptionbudgets).list(),
      isUnderWay: this.#preempting.has(key),
    });
    if (preemption.candidate) this.#nominator.set(pod, preemption.candidate.node);
    else if (!preemption.keeps) this.#nominator.delete(key);
    return preemption;
  }

  async #evict(queued: QueuedPod, candidate: Candidate): Promise<void> {
    const { pod, key } = queued;
    this.#preempting.add(key);
    try {
      await this.#releaseNode(pod, candidate.node);
      await evictVictims(pod, candidate, this.#options);
    } catch (error) {
      if (this.#state === 'stopped') return;
      this.#options.onError(error, `preemption for ${key}`);
      this.#queue.retry(queued);
    } finally {
      this.#preempting.delete(key);
    }
  }

  /** Pods of lower priority that waited for the same node look for another. */
  async #releaseNode(pod: Pod, node: string): Promise<void> {
    const { priority } = podInfo(pod);
    for (const other of this.#nominator.podsOn(node)) {
      if (podInfo(other).priority >= priority) continue;
      this.#nominator.delete(keyOf(other));
      await this.#options.client.pods
        .patch(
          { namespace: namespaceOf(other), name: nameOf(other) },
          { status: { nominatedNodeName: null } },
          { type: 'merge', subresource: 'status' },
        )
        .catch((error) => {
          if (!isNotFound(error)) throw error;
        });
    }
  }

  /** PodScheduled=False, once per message, and where the pod hopes to go. */
  async #tell(pod: Pod, message: string, nominated: string | undefined): Promise<void> {
    const { client, clock } = this.#options;
    const old = pod.status?.conditions?.find(({ type }) => type === 'PodScheduled');
    const isTold = old?.status === 'False' && old.reason === texts.UNSCHEDULABLE && old.message === message;
    const isNomination = (pod.status?.nominatedNodeName || undefined) !== nominated;
    if (isTold && !isNomination) return;
    const { generation } = pod.metadata;
    const since = old?.status === 'False' ? old.lastTransitionTime : undefined;
    const condition: PodCondition = {
      type: 'PodScheduled',
      status: 'False',
      reason: texts.UNSCHEDULABLE,
      message,
      lastTransitionTime: since ?? formatTime(clock.now()),
      ...(generation === undefined ? {} : { observedGeneration: generation }),
    };
    await client.because(pod.metadata.resourceVersion).pods.patch(
      { namespace: namespaceOf(pod), name: nameOf(pod) },
      {
        status: {
          conditions: [condition],
          ...(isNomination ? { nominatedNodeName: nominated ?? null } : {}),
        },
      },
      { type: 'strategic', subresource: 'status' },
    );
  }
}
