/**
 * The kubelets of one cluster: one queue and one set of watches for all nodes. Nothing runs while nothing changes;
 * heartbeats are computed when they are read.
 */
import { deepEqual, type Timer } from '@/apimachinery';
import {
  type ConfigMap,
  createClient,
  createEventRecorder,
  type Informer,
  isDeleting,
  type Node,
  nameOf,
  type Pod,
  podsByNode,
  resources,
  type Secret,
  uidOf,
  WorkQueue,
} from '@/kube';
import type { NodeApi } from '../contracts';
import type { ResolvedImage } from '../images';
import { isMachineOff } from '../machine';
import { Sources } from './config/sources';
import { type EvictablePod, NodeMemory } from './eviction/node-memory';
import { LogBudget } from './logs/container-log';
import type { LoggedRun } from './logs/log-file';
import { NodeLogs } from './logs/node-logs';
import { AddressPool } from './node/address-pool';
import { KUBELET_VERSION, nodeAddress, podCidr } from './node/node-object';
import { lastHeartbeat, reportBoot, tellStart } from './node/power';
import { ensureLease, registerNode } from './node/registration';
import { createNodeApi } from './node-api';
import type { KubeletOptions, Kubelets, NodeLatency, NodeSpec } from './options';
import type { NodeContext, SharedContext } from './pod/context';
import { isOver } from './pod/report';
import { PodWorker } from './pod/worker';
import { ImagePuller } from './pull/puller';
import { byResizeOrder } from './resize/order';
import { awaitsNode, dropData, volumeSources } from './volumes';

const DEFAULT_LATENCY: NodeLatency = { sandboxMs: 300, pullFactor: 1 };
/** Pods looked at at the same time; what takes long does not keep a place. */
const CONCURRENCY = 16;
/** How long a changed ConfigMap or Secret takes into mounted volumes. upstream: syncFrequency, 1 min */
const PROPAGATION_MS = 60_000;
const TELL_START_MS = 500;

interface ManagedNode extends NodeContext {
  registered: Node | undefined;
  /** It was registered by this kubelet. */
  isNew: boolean;
  images: NodeImages;
  /** Its machine is switched off. */
  off: boolean;
  bootedMs: number | undefined;
}

/** Starts the kubelets; see {@link Kubelets} for what they answer. */
export function startKubelets(options: KubeletOptions): Kubelets {
  return new KubeletGroup(options);
}

class KubeletGroup implements Kubelets {
  readonly ready: Promise<void>;
  readonly logs: NodeApi['logs'];
  readonly exec: NodeApi['exec'];
  readonly attach: NodeApi['attach'];
  readonly portForward: NodeApi['portForward'];
  readonly proxy: NodeApi['proxy'];
  readonly usage: NodeApi['usage'];
  readonly #options: KubeletOptions;
  readonly #nodes = new Map<string, ManagedNode>();
  readonly #workers = new Map<string, PodWorker>();
  readonly #queue: WorkQueue;
  readonly #shared: SharedContext;
  readonly #unsubscribe: (() => void)[] = [];
  readonly #timers = new Set<Timer>();
  #followsSources = false;
  #closed = false;

  constructor(options: KubeletOptions) {
    this.#options = options;
    const { clock, rng, runtime, network, informers, latency, onError = () => {} } = options;
    const services = informers.for(resources.services);
    this.#queue = new WorkQueue({ clock, concurrency: CONCURRENCY, process: (uid) => this.#sync(uid) });
    this.#shared = {
      clock,
      rng,
      runtime,
      network,
      informers,
      sources: new Sources(informers),
      latency: { ...DEFAULT_LATENCY, ...latency },
      logBudget: new LogBudget(),
      onError,
      services: () => services.list(),
      enqueue: (uid, afterMs = 0) => this.#queue.addAfter(uid, afterMs),
      forget: (uid) => {
        const node = this.#workers.get(uid)?.pod.spec?.nodeName ?? '';
        this.#workers.delete(uid);
        this.#queue.forget(uid);
        this.#nodes.get(node)?.retryResizes();
      },
    };
    for (const [index, spec] of options.nodes.entries()) this.#nodes.set(spec.name, this.#node(spec, index));
    const api = createNodeApi({
      network,
      now: () => clock.now(),
      worker: (uid) => this.#workers.get(uid),
      unreachable: (name) => (this.#nodes.get(name)?.off ? this.#nodes.get(name)?.hostIP : undefined),
    });
    this.logs = api.logs;
    this.exec = api.exec;
    this.attach = api.attach;
    this.portForward = api.portForward;
    this.proxy = api.proxy;
    this.usage = api.usage;
    this.ready = this.#start([services]);
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const end of this.#unsubscribe) end();
    for (const timer of this.#timers) timer.cancel();
    this.#queue.stop();
    for (const node of this.#nodes.values()) {
      node.puller.close();
      node.memory.stop();
      node.recorder.stop();
    }
    for (const worker of this.#workers.values()) worker.close();
    this.#workers.clear();
    this.#options.network.close();
  }

  #node(spec: NodeSpec, index: number): ManagedNode {
    const { transport, clock, rng, images, runtime, onError } = this.#options;
    const client = createClient(transport, {
      user: { name: `system:node:${spec.name}`, groups: ['system:nodes', 'system:authenticated'] },
      userAgent: `kubelet/${KUBELET_VERSION}`,
    });
    const { prefix, addresses } = podCidr({ spec, index });
    const recorder = createEventRecorder({ client, clock, component: 'kubelet', host: spec.name, onError });
    const node: ManagedNode = {
      name: spec.name,
      hostIP: nodeAddress(index),
      client,
      recorder,
      addresses: new AddressPool(prefix, addresses),
      memory: new NodeMemory({
        clock,
        name: spec.name,
        client,
        recorder,
        node: () => node.registered,
        pods: () => this.#measured(spec.name),
        onError: this.#shared.onError,
      }),
      pods: () => this.#workersOn(spec.name).map(({ allocated }) => allocated),
      retryResizes: () => {
        const waiting = this.#workersOn(spec.name).filter(({ awaitsResize }) => awaitsResize);
        for (const { uid } of waiting.toSorted(byResizeOrder)) this.#queue.add(uid);
      },
      registered: undefined,
      isNew: false,
      images: [],
      off: false,
      bootedMs: undefined,
      logs: new NodeLogs({ node: spec.name, runtime, runs: () => this.#runsOn(spec.name) }),
      node: () => node.registered,
      puller: new ImagePuller({
        clock,
        rng,
        registry: images,
        pullFactor: this.#shared.latency.pullFactor,
        pulled: (image) => void this.#reportImage(node, image).catch(this.#shared.onError),
      }),
    };
    return node;
  }

  /** The pods of a node that are not over. */
  #workersOn(node: string): readonly PodWorker[] {
    return [...this.#workers.values()].filter(({ pod }) => pod.spec?.nodeName === node && !isOver(pod));
  }

  *#runsOn(node: string): Iterable<LoggedRun> {
    for (const { pod, slots } of this.#workers.values()) {
      if (pod.spec?.nodeName !== node) continue;
      for (const { last, current } of slots) for (const run of [last, current]) if (run) yield { pod, run };
    }
  }

  async #start(caches: readonly { synced(): Promise<void> }[]): Promise<void> {
    const { clock, rng, nodes } = this.#options;
    await Promise.all(
      nodes.map(async (spec, index) => {
        const node = this.#nodes.get(spec.name);
        if (!node) return;
        const context = { client: node.client, clock, rng };
        const { node: registered, isNew } = await registerNode({ spec, index }, context);
        node.registered = registered;
        node.isNew = isNew;
        node.off = isMachineOff(node.registered);
        if (!node.off) node.memory.resume();
        void ensureLease(node.registered, context).catch(this.#shared.onError);
        node.images = node.registered.status?.images ?? [];
        node.puller.remember(node.images.flatMap((image) => image.names ?? []));
      }),
    );
    await Promise.all(caches.map((cache) => cache.synced()));
    if (this.#closed) return;
    this.#follow(this.#options.informers.for(resources.pods));
    this.#unsubscribe.push(
      this.#options.informers.for(resources.nodes).on({ update: (node) => this.#switched(node) }),
    );
    this.#queue.start();
    this.#tellStarts();
  }

  /** Once the cluster has begun: nobody waits for what new nodes tell of themselves. */
  #tellStarts(): void {
    const begun = [...this.#nodes.values()].filter(({ isNew }) => isNew);
    if (begun.length === 0) return;
    const timer = this.#options.clock.setTimer(TELL_START_MS, () => {
      this.#timers.delete(timer);
      for (const { recorder, registered } of begun) if (registered) tellStart(recorder, registered);
    });
    this.#timers.add(timer);
  }

  #follow(pods: Informer<Pod>): void {
    const changed = (pod: Pod, old?: Pod) => this.#changed(pod, old);
    const gone = (pod: Pod) => {
      this.#workers.get(uidOf(pod))?.remove();
      this.#queue.add(uidOf(pod));
    };
    this.#unsubscribe.push(pods.on({ add: changed, update: changed, delete: gone }));
    this.#followVolumes();
  }

  #changed(pod: Pod, old?: Pod): void {
    const uid = uidOf(pod);
    // A pod that was deleted and made again under its name between two looks.
    if (old && uidOf(old) !== uid) {
      this.#workers.get(uidOf(old))?.remove();
      this.#queue.add(uidOf(old));
    }
    const node = this.#nodes.get(pod.spec?.nodeName ?? '');
    if (!node || node.off) return;
    const known = this.#workers.get(uid);
    if (known) known.update(pod);
    else this.#workers.set(uid, new PodWorker(this.#shared, node, pod));
    if (volumeSources(pod).size > 0) this.#followSources();
    if (isOver(pod) && old && !isOver(old)) node.retryResizes();
    if (known && old && !asksForMore(pod, old)) return;
    this.#queue.add(uid);
    // upstream: each sync of a pod brings its volumes up to date; that of a ConfigMap's own change is what takes long
    if (known && !isDeleting(pod)) void known.refreshVolumes().catch(this.#shared.onError);
  }

  async #sync(uid: string): Promise<void> {
    const worker = this.#workers.get(uid);
    if (!worker || this.#closed) return;
    try {
      const wait = await worker.sync();
      this.#queue.forget(uid);
      if (wait !== undefined) this.#queue.addAfter(uid, wait);
    } catch (error) {
      this.#shared.onError(error);
      this.#queue.addRateLimited(uid);
    }
  }

  /** The pods of a node that run, and what they hold. */
  async #measured(node: string): Promise<readonly EvictablePod[]> {
    const workers = [...this.#workers.values()].filter(({ pod }) => pod.spec?.nodeName === node);
    const measured = await Promise.all(
      workers.map(async (worker) => ({
        pod: worker.pod,
        bytes: await worker.memory(),
        evict: (message: string) => worker.evict(message),
      })),
    );
    return measured.filter(({ bytes }) => bytes.size > 0);
  }

  /** Claims that grow, and volumes that are deleted. */
  #followVolumes(): void {
    const { informers, runtime } = this.#options;
    const { onError } = this.#shared;
    this.#unsubscribe.push(
      informers.for(resources.persistentvolumeclaims).on({
        update: (claim) => {
          if (!awaitsNode(claim)) return;
          for (const worker of this.#workers.values()) void worker.growClaim(claim).catch(onError);
        },
      }),
      informers.for(resources.persistentvolumes).on({
        delete: (volume) => void dropData(volume, runtime, [...this.#nodes.keys()]).catch(onError),
      }),
    );
  }

  // ---------------------------------------------------------------------------------------------- the machine

  #switched(object: Node): void {
    const node = this.#nodes.get(nameOf(object));
    const off = isMachineOff(object);
    if (!node || node.off === off) return;
    node.off = off;
    void (off ? this.#powerOff(node) : this.#powerOn(node)).catch(this.#shared.onError);
  }

  async #powerOff(node: ManagedNode): Promise<void> {
    for (const [uid, worker] of this.#workers) {
      if (worker.pod.spec?.nodeName !== node.name) continue;
      worker.lose();
      this.#shared.forget(uid);
    }
    node.memory.stop();
    await lastHeartbeat(node, this.#options.clock.now());
  }

  async #powerOn(node: ManagedNode): Promise<void> {
    const { clock, rng, informers } = this.#options;
    node.bootedMs = clock.now();
    await reportBoot(node, { clock, rng });
    for (const pod of informers.for(resources.pods).by(podsByNode, node.name)) this.#changed(pod);
  }

  // ---------------------------------------------------------------------------------------------- mounted sources

  /** Watches ConfigMaps and Secrets from the first pod on that mounts one. */
  #followSources(): void {
    if (this.#followsSources) return;
    this.#followsSources = true;
    const { informers } = this.#options;
    const told = (kind: 'configmap' | 'secret') => (object: ConfigMap | Secret) =>
      this.#sourceChanged(kind, object);
    const [configMapTold, secretTold] = [told('configmap'), told('secret')];
    this.#unsubscribe.push(
      informers
        .for(resources.configmaps)
        .on({ add: configMapTold, update: configMapTold, delete: configMapTold }),
      informers.for(resources.secrets).on({ add: secretTold, update: secretTold, delete: secretTold }),
    );
  }

  #sourceChanged(kind: 'configmap' | 'secret', object: ConfigMap | Secret): void {
    const { namespace, name } = object.metadata;
    const users = [...this.#workers.values()].filter(
      ({ pod, isAttached }) =>
        isAttached && pod.metadata.namespace === namespace && volumeSources(pod).has(`${kind}/${name}`),
    );
    if (users.length === 0) return;
    const timer = this.#options.clock.setTimer(PROPAGATION_MS, () => {
      this.#timers.delete(timer);
      for (const worker of users) void worker.refreshVolumes().catch(this.#shared.onError);
    });
    this.#timers.add(timer);
  }

  /** The node's status names its images; that is also how a reopened cluster knows them. */
  async #reportImage(node: ManagedNode, image: ResolvedImage): Promise<void> {
    if (this.#closed) return;
    const names = [image.imageId, image.name];
    node.images = [...node.images, { names, sizeBytes: image.definition.sizeBytes }];
    const status = { images: node.images };
    await node.client.nodes.patch({ name: node.name }, { status }, { type: 'merge', subresource: 'status' });
  }
}

/** Whether the pod differs in what a kubelet acts on; its own status writes come back as changes too. */
function asksForMore(pod: Pod, old: Pod): boolean {
  const wanted = ({ metadata, spec }: Pod) => ({
    ...metadata,
    resourceVersion: undefined,
    managedFields: undefined,
    spec,
  });
  return !deepEqual(wanted(pod), wanted(old));
}

type NodeImages = NonNullable<NonNullable<Node['status']>['images']>;
