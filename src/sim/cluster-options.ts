/** What a cluster is made from, and what its owner can do with it. */
import type { Clock, Rng } from '@/apimachinery';
import type { DeclaredImage } from '@/declared-images';
import type { Transport } from '@/kube/transport';
import type { ApiLimits } from './apiserver';
import type { HeaderCodec, RequestContext, TokenVerifier, Upgrade } from './apiserver/http';
import type { AuditLog } from './audit';
import type { SignCertificate } from './certificates';
import type { ByteStream, ContainerRuntime, Journal, JournalContents, TerminateTls } from './contracts';
import type { NodeLatency, NodeSpec } from './kubelet/options';
import type { TimeMachine, UserChange } from './time';

/** The cluster as its owner wants it: what a lab or the command line says. */
export interface ClusterOptions {
  readonly nodes: readonly NodeSpec[];
  /** "v1.35.0" unless a lab names another. */
  readonly kubernetesVersion?: string;
  /** What the cluster has beyond its bare self: "metrics-server", "coredns" ... */
  readonly addons?: readonly string[];
  /** What can be pulled beside the catalogue. */
  readonly images?: readonly DeclaredImage[];
  readonly limits?: Partial<ApiLimits>;
  /** How long pulls and starts take. */
  readonly latency?: Partial<NodeLatency>;
}

/** What the container engine gets from the cluster that it belongs to. */
export interface ContainerEnvironment {
  readonly clock: Clock;
  readonly rng: Rng;
  /** Writes a record of the engine's state section to the journal. */
  append(record: unknown): void;
}

/** What comes from outside the portable core: time, disk, keys, processes. */
export interface ClusterPlatform {
  readonly clock: Clock;
  /** The cluster of a seed is the same cluster every time. Ignored when there are journal contents. */
  readonly seed: number;
  readonly journal: Journal;
  /** What the journal held; the cluster goes on from there. */
  readonly contents?: JournalContents;
  /** PEM: the authority that pods are told to trust. */
  readonly caCertificate: string;
  /** Signs client certificates with the authority's key; without it requests for them stay unsigned. */
  readonly signCertificate?: SignCertificate;
  /** Without it nothing in the cluster is reached by TLS from outside (the API server is, by whoever serves it). */
  readonly terminateTls?: TerminateTls;
  /** PEM (PKCS #8, EC P-256): signs service-account tokens. */
  readonly serviceAccountKey: string;
  /** Owners of bearer tokens besides service accounts. */
  readonly tokens?: readonly TokenVerifier[];
  readonly spdyHeaders: () => HeaderCodec;
  containers(environment: ContainerEnvironment): ContainerRuntime;
  /** Lets everything that is ready run: a turn of the event loop. */
  turn(): Promise<void>;
  /** Told of failures that nobody waits for: defects of ours, never a user's mistakes. */
  readonly onError?: (error: unknown) => void;
}

/** A whole cluster as one value: every part's state by name. Opaque to everybody else. */
export type ClusterSnapshot = Readonly<Record<string, unknown>>;

/** A running cluster. `call` and `watch` are for callers inside the process, who say themselves who they are. */
export interface SimCluster extends Transport {
  readonly kubernetesVersion: string;
  /** The HTTP face of the API server. Never rejects. */
  handle(request: Request, context: RequestContext): Promise<Response>;
  /** exec, attach and port-forward: an Upgrade to run on the connection, or the Response that refuses it. */
  connect(request: Request, context: RequestContext): Promise<Upgrade | Response>;
  /** A TCP connection from outside the cluster, by a node's, a balancer's or an Ingress' name or address. */
  dial(host: string, port: number): Promise<ByteStream>;
  /** Serves a connection to an HTTP proxy for those outside the cluster. Never rejects. */
  proxy(connection: ByteStream): Promise<void>;
  /** The whole cluster as one value. Cheap: it shares the immutable objects with the living one. */
  snapshot(): ClusterSnapshot;
  /** Cluster time and its jumps. */
  readonly time: TimeMachine;
  /** The newest writes and what caused them. */
  readonly audit: Pick<AuditLog, 'recent' | 'follow'>;
  /** What users changed last: writes that came in over HTTP, but not those of service accounts and nodes. */
  readonly lastChange: UserChange | undefined;
  /** Takes the last change back, and all that followed from it. Returns what was undone, if there was anything. */
  undo(): Promise<UserChange | undefined>;
  /** Takes the cluster back. Watches end with 410; containers' commands start anew on the files of then. */
  restore(snapshot: ClusterSnapshot): Promise<void>;
  /** Ends every process, watch and timer, and the journal. The state stays on disk. */
  close(): Promise<void>;
}
