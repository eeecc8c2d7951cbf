/**
 * A cluster is a kubeconfig (docs/architecture.md, seam 1). Providers make clusters; whoever uses one sees a handle and
 * reaches the cluster through its Kubernetes API only. What just one provider can do is a capability asked for by name.
 */
import type { DeclaredImage } from '../declared-images';
import type { Transport, UserInfo } from '../kube/transport';

export interface ClusterSpec {
  /** The context's name in the kubeconfig. */
  readonly name: string;
  readonly kubernetesVersion?: string;
  readonly nodes: readonly NodeSpec[];
  /** What it has beyond its bare self, by name; a provider refuses to open what it doesn't have. */
  readonly addons?: readonly string[];
  /** Images of the lab's own. A provider that can't make any refuses to open. */
  readonly images?: readonly DeclaredImage[];
}

export interface NodeSpec {
  readonly name: string;
  readonly role: 'control-plane' | 'worker';
  readonly labels?: Readonly<Record<string, string>>;
  readonly capacity?: Readonly<Record<string, string>>;
}

export interface ClusterHandle {
  readonly name: string;
  readonly provider: string;
  /** Where the API listens. A unix socket is bridged into the sandbox; TCP is used by kind and given kubeconfigs. */
  readonly endpoint: { readonly socketPath: string } | { readonly url: string };
  /** kubeconfig (YAML) for the student's identity, with `server` as the given URL. */
  kubeconfig(options: {
    readonly server: string;
    readonly context: string;
    readonly namespace?: string;
  }): string;
  /** The grader's and set-up's own way in, with an identity that the student cannot be. */
  admin(): { readonly transport: Transport; readonly user: UserInfo };
  /** An HTTP request to the API server (proxy subresources, /readyz ...) as the admin identity. */
  fetch(path: string, init?: RequestInit): Promise<Response>;
  /** Runs a command in a container as the admin identity. Rejects when it can't be started or the signal comes. */
  exec(target: ExecTarget): Promise<ExecResult>;
  /** undefined when the provider cannot. */
  capability<Name extends keyof Capabilities>(name: Name): Capabilities[Name] | undefined;
  close(): Promise<void>;
}

export interface ExecTarget {
  readonly namespace: string;
  readonly pod: string;
  /** Absent: the pod's only or default one. */
  readonly container?: string | undefined;
  readonly command: readonly string[];
  readonly signal: AbortSignal;
}

export interface ExecResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Optional powers; only the simulator has any today. */
export interface Capabilities {
  /** Everything back to how it was when `take` was called. */
  snapshot: {
    /** The whole cluster as a value that JSON can keep. */
    take(): unknown;
    restore(snapshot: unknown): Promise<void>;
  };
  /** The cluster's network as it is seen from outside: node ports, load balancers, hosts of Ingresses. */
  network: {
    /** Rejects with a sentence for people. */
    dial(host: string, port: number): Promise<Connection>;
    /** Serves a connection to an HTTP proxy (CONNECT as well) that leads there. Never rejects. */
    proxy(connection: Connection): Promise<void>;
  };
  time: {
    /** How far cluster time is ahead of the clocks outside, in milliseconds. */
    readonly aheadMs: number;
    /** Moves time forward; what falls due on the way happens. Rejects a span that is none or too long. */
    jump(ms: number): Promise<TimeJump>;
    /** To where something changes in the cluster; stays where nothing is going to. */
    jumpToNext(): Promise<TimeJump>;
  };
  audit: {
    /** The newest accepted writes, oldest first; bounded. */
    recent(): readonly AuditEvent[];
    /** Told of each write from now on, until the returned function is called. */
    follow(listener: (event: AuditEvent) => void): () => void;
  };
  undo: {
    /** What clients changed last and would be taken back. */
    readonly last: ClusterChange | undefined;
    /** Takes it back, and all that followed from it. Returns what was undone, if there was anything. */
    undo(): Promise<ClusterChange | undefined>;
  };
}

/** A write in the terms of audit.k8s.io/v1 Event, and the write that its author acted on. */
export interface AuditEvent {
  readonly verb: string;
  readonly user: string;
  readonly userAgent: string;
  readonly objectRef: {
    readonly apiGroup: string;
    /** Plural. */
    readonly resource: string;
    readonly subresource?: string;
    readonly namespace?: string;
    readonly name?: string;
    readonly uid?: string;
  };
  /** Milliseconds since the epoch, by the cluster's clock. */
  readonly at: number;
  /** The resourceVersions that it wrote. */
  readonly first: number;
  readonly last: number;
  /** The resourceVersion that made its author write, where that is known. */
  readonly cause?: number;
}

/** A connection's bytes in both directions. */
export interface Connection {
  readonly readable: ReadableStream<Uint8Array>;
  readonly writable: WritableStream<Uint8Array>;
}

export interface TimeJump {
  readonly movedMs: number;
  /** Whether anything in the cluster changed. */
  readonly happened: boolean;
}

export interface ClusterChange {
  /** "delete deployments/web in namespace default" */
  readonly description: string;
  /** How many writes it was. */
  readonly writes: number;
  /** Milliseconds since the epoch, by the cluster's clock. */
  readonly at: number;
}

/** Where a cluster lives on this machine. */
export interface ClusterPlace {
  /** Its own folder, private to the lab host: journal, identity. Opening it again brings the cluster back. */
  readonly folder: string;
  /** Where a provider that serves the API itself listens. Short: a unix socket's path has at most 107 bytes. */
  readonly socketPath: string;
}

export interface ClusterProvider {
  readonly name: string;
  open(spec: ClusterSpec, place: ClusterPlace): Promise<ClusterHandle>;
  /**
   * Forgets the state of a closed cluster but not its identity: kubeconfigs that are out go on working with the empty
   * cluster that is opened there next.
   */
  erase(place: ClusterPlace): Promise<void>;
}
