/**
 * The assembly: one cluster from its store up to its HTTP face. Order matters: state is loaded before anything reads
 * it, the API server stands before anything calls it, and what acts on the cluster starts last and stops first.
 */
import { failure, qualified } from '@/apimachinery';
import { createClient } from '@/kube';
import type { UserInfo } from '@/kube/transport';
import { type AddOn, findAddOns, installAddOns } from './addons';
import { defaultAdmission } from './admission';
import { ApiServer, type ApiServerOptions, DEFAULT_LIMITS, tokenHandlers } from './apiserver';
import { HttpFace, ISSUER, type RequestInfo, ServiceAccountTokens } from './apiserver/http';
import { AuditLog } from './audit';
import { RbacAuthorizer } from './authorization';
import { API_PORT, bootstrap, type Deletions, keepBootstrapped, seedObjects } from './bootstrap';
import type { ClusterOptions, ClusterPlatform, SimCluster } from './cluster-options';
import type { ContainerRuntime, ImageDefinition } from './contracts';
import { builtinImages, declareImages } from './images';
import { nodeAddress } from './kubelet';
import { NetworkError, serveProxy } from './net';
import { NodeGateway } from './node-gateway';
import { type Parts, startParts } from './parts';
import { RESOURCES } from './resources';
import { decode, mergeType, patchSchema } from './schemas';
import { ClusterRng, type ClusterSnapshot, ClusterState, ObjectStore } from './store';
import {
  ClusterClock,
  counted,
  createTimeMachine,
  settle,
  type TimeMachine,
  UndoHistory,
  type UserChange,
} from './time';

const DEFAULT_VERSION = 'v1.35.0';
/** The API server's own identity. */
const SELF: UserInfo = { name: 'system:apiserver', groups: ['system:masters', 'system:authenticated'] };

/** A new cluster, or the one that the platform's journal holds. Resolves when its nodes are Ready. */
export async function createCluster(options: ClusterOptions, platform: ClusterPlatform): Promise<SimCluster> {
  const cluster = new Cluster(options, platform);
  try {
    await cluster.start();
    return cluster;
  } catch (error) {
    await cluster.close();
    throw error;
  }
}

class Cluster implements SimCluster {
  readonly #options: ClusterOptions;
  readonly #platform: Omit<ClusterPlatform, 'contents'>;
  readonly #rng: ClusterRng;
  readonly #addOns: readonly AddOn[];
  readonly #images: readonly ImageDefinition[];
  readonly #state: ClusterState;
  readonly #store: ObjectStore;
  readonly #runtime: ContainerRuntime;
  readonly #nodes = new NodeGateway();
  readonly #clock: ClusterClock;
  readonly #undo: UndoHistory<ClusterSnapshot>;
  readonly time: TimeMachine;
  readonly audit = new AuditLog();
  readonly #api: ApiServer;
  readonly #transport: ReturnType<typeof counted>;
  readonly #http: HttpFace;
  #parts: Parts | undefined;
  #leaveBootstrapped = () => {};

  constructor(options: ClusterOptions, { contents, ...platform }: ClusterPlatform) {
    const { journal, seed } = platform;
    this.#options = options;
    // Without the journal's contents: old versions of objects are not kept in memory.
    this.#platform = platform;
    this.#addOns = findAddOns(options.addons ?? []);
    const catalogue = [...builtinImages, ...this.#addOns.flatMap((addOn) => addOn.images ?? [])];
    this.#images = [...catalogue, ...declareImages(options.images ?? [], catalogue)];
    this.#rng = new ClusterRng(seed);
    this.#state = new ClusterState(
      journal,
      () => this.#store.size,
      (error) => platform.onError?.(error),
    );
    const append = (section: string, record: unknown) => this.#state.append(section, record);
    this.#store = new ObjectStore({ rng: this.#rng, append });
    this.#clock = new ClusterClock({ base: platform.clock, append, settled: () => this.#settled() });
    this.time = createTimeMachine(this.#clock, () => this.#store.version);
    this.#undo = new UndoHistory({ now: () => this.#clock.now(), take: () => this.snapshot() });
    this.#runtime = platform.containers({
      clock: this.#clock,
      rng: this.#rng,
      append: (record) => append(this.#runtime.state.name, record),
    });
    this.#state.register(this.#store.section);
    this.#state.register(this.#runtime.state);
    this.#state.register(this.#clock.section);
    if (contents) this.#state.load(contents);
    const tokens = this.#createTokens();
    this.#api = this.#createApi(tokens);
    this.#transport = counted(this.#api);
    this.#http = this.#createHttp(tokens);
  }

  get kubernetesVersion(): string {
    return this.#api.gitVersion;
  }

  readonly call: SimCluster['call'] = (request) => this.#api.call(request);
  readonly watch: SimCluster['watch'] = (request, sink) => this.#api.watch(request, sink);
  readonly handle: SimCluster['handle'] = (request, context) => this.#http.handle(request, context);
  readonly connect: SimCluster['connect'] = (request, context) => this.#http.connect(request, context);

  readonly dial: SimCluster['dial'] = async (host, port) => {
    if (!this.#parts) throw new NetworkError('EHOSTUNREACH', 'The cluster is not running at the moment.');
    return this.#parts.outside.dial(host, port);
  };
  readonly proxy: SimCluster['proxy'] = (connection) => serveProxy(connection, this.dial);

  snapshot(): ClusterSnapshot {
    return this.#state.snapshot();
  }

  async restore(snapshot: ClusterSnapshot): Promise<void> {
    this.#undo.clear();
    await this.#takeBack(snapshot);
  }

  async #takeBack(snapshot: ClusterSnapshot): Promise<void> {
    await this.#stop();
    this.#state.restore(snapshot);
    this.audit.clear();
    await this.start();
  }

  get lastChange(): UserChange | undefined {
    return this.#undo.last;
  }

  async undo(): Promise<UserChange | undefined> {
    const change = this.#undo.last;
    const before = this.#undo.pop();
    if (before) await this.#takeBack(before);
    return change;
  }

  #settled(): Promise<void> {
    return settle({
      activity: () => this.#store.version + this.#clock.activity,
      busy: () => this.#transport.open() > 0,
      turn: () => this.#platform.turn(),
      programsSettled: () => this.#runtime.settled(),
    });
  }

  async start(): Promise<void> {
    const { nodes, latency } = this.#options;
    const clock = this.#clock;
    const { caCertificate, signCertificate, terminateTls, onError } = this.#platform;
    const ip = nodeAddress(
      Math.max(
        0,
        nodes.findIndex(({ role }) => role === 'control-plane'),
      ),
    );
    const parts = startParts({
      transport: this.#transport,
      clock,
      rng: this.#rng,
      runtime: this.#runtime,
      caCertificate,
      ...(signCertificate ? { signCertificate } : {}),
      ...(terminateTls ? { terminateTls } : {}),
      version: this.#api.gitVersion,
      nodes,
      addOns: this.#addOns,
      images: this.#images,
      latency: latency ?? {},
      onError: onError ?? (() => {}),
      apiEndpoint: {
        ip,
        port: API_PORT,
        // No certificate comes that way: who has no token is nobody.
        answer: (request) => this.#http.handle(request, { peer: {}, signal: request.signal }),
      },
    });
    this.#parts = parts;
    this.#nodes.serveBy(parts.nodes);
    seedObjects((kind, objects) => this.#api.seed(kind, objects));
    const prepare = () => bootstrap(createClient(this.#api, { user: SELF }), ip);
    await prepare();
    await installAddOns(createClient(this.#api, { user: SELF }), this.#addOns);
    this.#leaveBootstrapped = keepBootstrapped({ clock, onDeleted: this.#onDeleted }, prepare);
    await Promise.all([parts.ready, this.#defaultAccount()]);
  }

  async close(): Promise<void> {
    await this.#stop();
    await this.#runtime.close();
    this.#store.closeWatches(failure(503, 'ServiceUnavailable', 'this cluster is closing'));
    this.#state.close();
  }

  async #stop(): Promise<void> {
    this.#leaveBootstrapped();
    this.#nodes.serveBy(undefined);
    await this.#parts?.close();
    this.#parts = undefined;
  }

  readonly #onDeleted: Deletions['onDeleted'] = (kind, seen) => {
    const watch = this.#store.subscribe(kind, this.#store.version, {
      event: ({ type, object }) => {
        if (type === 'DELETED') seen(object);
      },
      closed: () => {},
    });
    return () => watch.stop();
  };

  /** Pods can be created from then on. */
  #defaultAccount(): Promise<void> {
    const [table, name] = ['serviceaccounts', 'default'];
    if (this.#store.get(table, 'default', name)) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const watch = this.#store.subscribe(table, this.#store.version, {
        event: ({ object: { metadata } }) => {
          if (metadata.namespace !== 'default' || metadata.name !== name) return;
          watch.stop();
          resolve();
        },
        closed: reject,
      });
    });
  }

  #createTokens(): ServiceAccountTokens {
    const clock = this.#clock;
    const { serviceAccountKey } = this.#platform;
    return new ServiceAccountTokens({
      privateKey: serviceAccountKey,
      now: () => clock.now(),
      get: async (resource, namespace, name) => {
        const request = { group: '', version: 'v1', resource, namespace, name, user: SELF } as const;
        return (await this.#api.call({ ...request, verb: 'get' })).object;
      },
    });
  }

  #createApi(tokens: ServiceAccountTokens): ApiServer {
    const { kubernetesVersion = DEFAULT_VERSION, limits } = this.#options;
    return new ApiServer({
      store: this.#store,
      clock: this.#clock,
      rng: this.#rng,
      admission: defaultAdmission(),
      decode,
      patchSchema,
      mergeType,
      limits: { ...DEFAULT_LIMITS, ...limits },
      ...this.#served(),
      gitVersion: kubernetesVersion,
      node: this.#nodes,
      subresources: { token: tokenHandlers(tokens, ISSUER) },
      audit: this.audit,
    });
  }

  /** The kinds of every cluster, and those that its add-ons bring. */
  #served(): Pick<ApiServerOptions, 'definitions' | 'sources'> {
    const kinds = this.#addOns.flatMap((addOn) => addOn.kinds ?? []);
    // Kinds that many clusters share are one array: what is told of them is made once.
    if (kinds.length === 0) return { definitions: RESOURCES };
    const context = {
      client: createClient(this, { user: SELF }),
      nodes: this.#nodes,
      now: () => this.#clock.now(),
    };
    const sources = kinds.map(({ definition: { group, plural }, source }) => [
      qualified({ group, resource: plural }),
      source(context),
    ]);
    return {
      definitions: [...RESOURCES, ...kinds.map(({ definition }) => definition)],
      sources: Object.fromEntries(sources),
    };
  }

  #createHttp(tokens: ServiceAccountTokens): HttpFace {
    const clock = this.#clock;
    const { spdyHeaders, onError, tokens: others = [] } = this.#platform;
    return new HttpFace({
      api: this.#api,
      authorizer: new RbacAuthorizer({
        get: (resource, namespace, name) => this.#store.get(qualified(resource), namespace, name),
        list: (resource, namespace) => this.#store.list(qualified(resource), namespace),
      }),
      tokens: [...others, tokens.verify],
      spdyHeaders,
      now: () => clock.now(),
      limits: { ...DEFAULT_LIMITS, ...this.#options.limits },
      time: { offset: () => clock.offset, onJump: (listener) => this.time.onJump(listener) },
      beforeWrite: (write, user) => {
        if (!isProgram(user)) this.#undo.record(describeWrite(write));
      },
      ...(onError ? { onDefect: onError } : {}),
    });
  }
}

/** Who acts by himself: what he does is no change that somebody would want to take back. */
const isProgram = ({ name }: UserInfo): boolean => /^system:(serviceaccount|node):/.test(name);

function describeWrite({ verb, resource, subresource, name, namespace }: RequestInfo): string {
  const what = [resource, name, subresource].filter((part) => part !== undefined && part !== '').join('/');
  return `${verb} ${what}${namespace ? ` in namespace ${namespace}` : ''}`;
}
