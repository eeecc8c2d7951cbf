/**
 * The simulator's inner seams, in one place so that its parts can be read (and were written) apart from one another.
 * The parts: store <- apiserver <- (controllers, scheduler, kubelet as API clients); the API server reaches running
 * containers only through {@link NodeApi}, the kubelet reaches programs only through {@link ContainerRuntime}, programs
 * reach one another only through {@link PodNetwork}.
 */
import type { KubeObject } from '@/apimachinery';

// ---------------------------------------------------------------------------------------------- journal and state

/**
 * Where accepted changes go before anybody hears of them. Synchronous on purpose: when `append` returns, a kill -9 of
 * the process loses nothing (docs/adr: journal). `kind` names the section that replays the record.
 */
export interface Journal {
  /** Bytes that it holds. */
  readonly size: number;
  append(section: string, record: unknown): void;
  /** Replaces everything written so far by one value per section (compaction). */
  checkpoint(state: Readonly<Record<string, unknown>>): void;
  close(): void;
}

/** What a journal held when the cluster was opened again. */
export interface JournalContents {
  readonly checkpoint?: Readonly<Record<string, unknown>>;
  readonly records: readonly { readonly section: string; readonly record: unknown }[];
}

/** A part of a cluster's state: objects, file systems, clock offset, rng ... All sections together are the cluster. */
export interface StateSection {
  readonly name: string;
  snapshot(): unknown;
  restore(value: unknown): void;
  /** Applies one journal record of this section. */
  replay(record: unknown): void;
}

// ---------------------------------------------------------------------------------------------- streams

/** A byte stream in both directions, made of web streams so that the core stays portable. */
export interface ByteStream {
  readonly readable: ReadableStream<Uint8Array>;
  readonly writable: WritableStream<Uint8Array>;
}

export interface TerminalSize {
  readonly width: number;
  readonly height: number;
}

/** Streams of one exec or attach. `stdin` ends at the client's EOF. With a tty there is no stderr. */
export interface ExecIo {
  readonly stdin?: ReadableStream<Uint8Array>;
  readonly stdout?: (chunk: Uint8Array) => void;
  readonly stderr?: (chunk: Uint8Array) => void;
  readonly resize?: ReadableStream<TerminalSize>;
  /** Aborted when the client went away. */
  readonly signal: AbortSignal;
}

// ---------------------------------------------------------------------------------------------- API server -> kubelet

export interface LogOptions {
  readonly container?: string;
  readonly follow?: boolean;
  readonly previous?: boolean;
  readonly sinceSeconds?: number;
  readonly sinceTime?: string;
  readonly timestamps?: boolean;
  readonly tailLines?: number;
  readonly limitBytes?: number;
}

export interface ExecOptions {
  readonly container?: string;
  readonly command: readonly string[];
  readonly stdin: boolean;
  readonly stdout: boolean;
  readonly stderr: boolean;
  readonly tty: boolean;
}

/** How a process ended. 128+n for signal n, as a shell reports it. */
export interface ExitStatus {
  readonly exitCode: number;
  readonly signal?: number;
  /** The container had used more memory than it may. */
  readonly outOfMemory?: true;
}

/** What a real API server asks of the kubelet's own port. Rejections are StatusErrors with the kubelet's texts. */
export interface NodeApi {
  logs(pod: KubeObject, options: LogOptions, signal: AbortSignal): Promise<ReadableStream<Uint8Array>>;
  exec(pod: KubeObject, options: ExecOptions, io: ExecIo): Promise<ExitStatus>;
  attach(pod: KubeObject, options: Omit<ExecOptions, 'command'>, io: ExecIo): Promise<ExitStatus>;
  /** One connection to a port inside the pod; rejects with the text for port-forward's error stream. */
  portForward(pod: KubeObject, port: number): Promise<ByteStream>;
  /** An HTTP request to a port of the pod, for the proxy subresources of pods and services. */
  proxy(pod: KubeObject, port: number, request: Request): Promise<Response>;
  /** What each running container of the pod uses, and since when it runs; for a pod that isn't there, nothing. */
  usage(pod: KubeObject): Promise<readonly RunningUsage[]>;
}

export interface RunningUsage extends ContainerUsage {
  readonly container: string;
  readonly startedAt: number;
}

// ---------------------------------------------------------------------------------------------- kubelet -> containers

/** A file as data. Text is UTF-8. */
export type FileContent = string | Uint8Array;

/** An image is data plus behaviour; one folder each in images/. */
export interface ImageDefinition {
  /** Canonical repository without registry defaults: "nginx", "library" left out, "registry.k8s.io/pause". */
  readonly repository: string;
  readonly tags: readonly string[];
  /** Compressed size in bytes, told in the Pulled event and on the node. */
  readonly sizeBytes: number;
  /** Simulated time of a first pull on a node. */
  readonly pullMs: number;
  readonly entrypoint: readonly string[];
  readonly cmd: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly workingDir: string;
  readonly user?: string;
  readonly exposedPorts: readonly number[];
  /** The image's root file system, absolute paths; shared by all its containers and never written to. */
  readonly files: Readonly<Record<string, FileContent>>;
  /** Folders beside those of the files. */
  readonly folders?: readonly string[];
  /** Programs by absolute path ("/usr/sbin/nginx") that are ours, not shell scripts. */
  readonly programs: Readonly<Record<string, NativeProgram>>;
  /** Which shells and tools exist: 'busybox', 'bash', 'none' (distroless: "sh" is not found in $PATH). */
  readonly userland: 'busybox' | 'debian' | 'none';
  readonly stopSignal?: string;
  /**
   * Entrypoint scripts that prepare and then exec their arguments ("/docker-entrypoint.sh"), as a function: what they
   * print and what they end up running. The kubelet applies them, so that no shell runs only to be replaced.
   */
  readonly entrypointScripts?: Readonly<Record<string, EntrypointScript>>;
  /** Who may pull it; absent: everybody. */
  readonly credentials?: { readonly username: string; readonly password: string };
}

export type EntrypointScript = (
  argv: readonly string[],
  env: Readonly<Record<string, string>>,
  /** Whether it may change the image's files; absent: yes. */
  rights?: { readonly mayWrite: boolean },
) => {
  readonly argv: readonly string[];
  readonly stdout: string;
};

/**
 * A program of an image written by us (a web server, redis ...): event-driven, trusted, runs beside the kubelet. It
 * must not spin; everything a student can program runs in the shell engine's worker instead.
 */
export type NativeProgram = (context: ProgramContext) => Promise<number>;

export interface ProgramContext {
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** The working directory; absent: '/'. */
  readonly cwd?: string;
  readonly hostname: string;
  /** Who runs it; absent: root. */
  readonly uid?: number;
  readonly fs: ContainerFs;
  /** Why its user can't make a file in a folder: "EROFS", "EACCES", "ENOENT". `fs` itself acts as root. */
  refusal?(folder: string): string | undefined;
  readonly net: NetworkAccess;
  readonly stdin: ReadableStream<Uint8Array>;
  /** Whether a terminal is at the other end; absent: no. */
  readonly tty?: boolean;
  stdout(text: string | Uint8Array): void;
  stderr(text: string | Uint8Array): void;
  /** Cluster time. */
  now(): number;
  /** Resolves after that much cluster time. */
  sleep(ms: number): Promise<void>;
  /** Says that the program has just worked for so long on one core; each HTTP request counts a little by itself. */
  spend(cpuMs: number): void;
  /** Says how much memory the program holds from now on. */
  hold(memoryBytes: number): void;
  /** Aborts with the number of the signal as reason when one is delivered; SIGKILL ends the program without asking. */
  readonly terminated: AbortSignal;
}

/** Paths are absolute inside the container; errors carry a POSIX `code` ("ENOENT"). */
export interface ContainerFs {
  readFile(path: string): Promise<Uint8Array>;
  writeFile(path: string, content: FileContent, options?: { mode?: number; append?: boolean }): Promise<void>;
  readdir(path: string): Promise<readonly string[]>;
  stat(path: string): Promise<{
    readonly type: 'file' | 'directory' | 'symlink';
    readonly size: number;
    readonly mode: number;
  }>;
  mkdir(path: string): Promise<void>;
  rm(path: string): Promise<void>;
}

/** A volume's files. ConfigMap and Secret volumes are replaced as a whole (`setFiles`), atomically for their readers. */
export interface Volume {
  readonly id: string;
  readonly fs: ContainerFs;
  setFiles(
    files: Readonly<
      Record<string, { readonly content: FileContent; readonly mode: number; readonly uid?: number }>
    >,
  ): Promise<void>;
  /** Makes a symbolic link, or changes where it leads. */
  link(path: string, target: string): Promise<void>;
  /** Whether anything was ever put here, by this volume or another of its id. */
  exists(): boolean;
  /** Bytes of its files. */
  size(): number;
  /** Calls back at each change of its size; returns how to end that. */
  watch(changed: () => void): () => void;
  /** Makes the volume's folder, and with a group all in it, somebody's. */
  own(ownership: VolumeOwnership): Promise<void>;
  remove(): Promise<void>;
}

export interface VolumeOwnership {
  /** Permission bits of the volume's own folder, which is made when it is not there. */
  readonly mode?: number;
  /** Everything in it becomes this group's, to read or to write as well. */
  readonly group?: { readonly gid: number; readonly readOnly: boolean; readonly onRootMismatch: boolean };
}

export interface VolumeMount {
  readonly mountPath: string;
  readonly volume: Volume;
  readonly subPath?: string;
  readonly readOnly: boolean;
  /** How `mount` and `df` show it; default: a disk that is called as the volume. */
  readonly device?: MountDevice;
  /** Its files are in memory and count for this container's. */
  readonly inMemory?: true;
  /** Bytes that its files may hold. */
  readonly sizeLimit?: number;
}

export interface MountDevice {
  /** "/dev/sda1", "server:/path" */
  readonly source: string;
  /** "ext4", "nfs4" */
  readonly type: string;
}

export interface ContainerConfig {
  /** Unique in the cluster; the files of a container live as long as this id. */
  readonly id: string;
  readonly hostname: string;
  readonly image: ImageDefinition;
  /** The whole argv, after Kubernetes' command/args rules and $(VAR) expansion. */
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly workingDir?: string;
  /** Instead of the image's user; without a gid it is that of the user in the image. */
  readonly user?: { readonly uid?: number; readonly gid?: number };
  /** Beside its user's own groups; `imageGroups`: those that the image's /etc/group has the user in count as well. */
  readonly groups?: { readonly added: readonly number[]; readonly imageGroups: boolean };
  readonly privileges?: Privileges;
  /** Whose processes it sees beside its own: all of the pod's, or those of the container with that id. */
  readonly processes?: { readonly pod: string } | { readonly container: string };
  readonly mounts: readonly VolumeMount[];
  readonly tty: boolean;
  /** Files that the kubelet writes: /etc/hosts, /etc/resolv.conf, the service account's directory is a mount. */
  readonly etc: Readonly<Record<string, string>>;
  readonly readOnlyRootFilesystem: boolean;
  readonly net: NetworkAccess;
  /** Bytes of memory; when they use more, all its processes are killed. */
  readonly memoryLimit?: number;
  /** Told when the container holds more or less memory than before, by more than a little. */
  readonly memoryChanged?: (bytes: number) => void;
}

/** What a container's processes may beyond their user's rights. */
export interface Privileges {
  /** Bit n is capability number n. What root has of them, and nobody can have more. */
  readonly capabilities: bigint;
  /** No program gives more than its caller has. */
  readonly noNewPrivileges: boolean;
  /** System calls are filtered. */
  readonly seccomp: boolean;
}

/** A running program: the container's main process or an exec. */
export interface Process {
  readonly exited: Promise<ExitStatus>;
  write(chunk: Uint8Array): void;
  closeStdin(): void;
  resize(size: TerminalSize): void;
  /** "SIGTERM", "SIGKILL", "SIGINT" ... */
  signal(name: string): void;
}

export interface ProcessIo {
  stdout(chunk: Uint8Array): void;
  stderr(chunk: Uint8Array): void;
}

/** One container instance. A restart is a new Container with a new id. */
export interface Container {
  readonly fs: ContainerFs;
  /**
   * Runs the main process. Rejects with the runtime's own text when argv[0] cannot be started
   * (`exec: "nosuch": executable file not found in $PATH`).
   */
  start(io: ProcessIo): Promise<Process>;
  exec(
    argv: readonly string[],
    io: ProcessIo,
    options: { readonly tty: boolean; readonly size?: TerminalSize; readonly stdin: boolean },
  ): Promise<Process>;
  /** What its processes use at the moment. */
  usage(): Promise<ContainerUsage>;
  /** Its processes may hold so many bytes from now on. */
  limitMemory(bytes: number): void;
  /** Ends every process and drops the files. */
  remove(): Promise<void>;
}

/** What a cgroup would tell, before any limit: a process that wants to run all the time uses a whole core. */
export interface ContainerUsage {
  /** Cores, on average over the last half minute. */
  readonly cores: number;
  readonly memoryBytes: number;
}

/** The container engine of one cluster. Its file systems are a StateSection of the cluster. */
export interface ContainerRuntime {
  create(config: ContainerConfig): Promise<Container>;
  volume(id: string): Promise<Volume>;
  readonly state: StateSection;
  /** Tells programs the time and resolves when each of them waits for something, or has run for a good while. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

// ---------------------------------------------------------------------------------------------- network

/** The network as one pod sees it. Failures carry a `code`: ENOTFOUND, ECONNREFUSED, ETIMEDOUT, EHOSTUNREACH. */
export interface NetworkAccess {
  /** The pod's own address; "127.0.0.1" works as well. */
  readonly ip: string;
  /** A records by the pod's resolv.conf rules (search path, ndots). Empty: NXDOMAIN. */
  lookup(name: string): Promise<readonly string[]>;
  /** One question about a full name to a DNS server, by default those of the pod's resolv.conf. */
  query(name: string, type: DnsType, server?: string): Promise<DnsAnswer>;
  /** A TCP connection; host is a name or an address. */
  dial(host: string, port: number): Promise<ByteStream>;
  /** One HTTP exchange, for programs that would speak HTTP over `dial`. */
  fetch(request: Request): Promise<Response>;
  /** Serves on a port of the pod. Rejects with EADDRINUSE. Closing is idempotent. */
  listen(port: number, server: PortServer): Promise<{ close(): void }>;
}

export type DnsType = 'A' | 'AAAA' | 'CNAME' | 'SRV' | 'PTR' | 'TXT' | 'NS' | 'MX' | 'SOA';

export type DnsRecord = { readonly name: string } & (
  | { readonly type: 'A'; readonly address: string }
  | { readonly type: 'CNAME' | 'PTR'; readonly target: string }
  | {
      readonly type: 'SRV';
      readonly priority: number;
      readonly weight: number;
      readonly port: number;
      readonly target: string;
    }
);

export interface DnsAnswer {
  readonly status: 'NOERROR' | 'NXDOMAIN' | 'TIMEOUT';
  readonly records: readonly DnsRecord[];
}

/** What answers on a port: HTTP directly, raw bytes, or both (one is derived from the other where it is missing). */
export interface PortServer {
  http?(request: Request, peer: { readonly ip: string }): Promise<Response>;
  tcp?(stream: ByteStream, peer: { readonly ip: string }): void;
  /** Bytes on this port are TLS, `http` is what is inside. (HTTP without bytes comes as it is.) */
  readonly tls?: TlsIdentity;
}

/** PEM texts. */
export interface TlsKeyPair {
  readonly cert: string;
  readonly key: string;
}

export interface TlsIdentity {
  /** The certificate for a server name (SNI). Undefined: a self-signed one in the name of `fallback`. */
  keyPair(serverName: string): TlsKeyPair | undefined;
  readonly fallback: { readonly commonName: string; readonly organization: string };
}

/** What is inside a TLS connection to a server of that identity. */
export type TerminateTls = (stream: ByteStream, identity: TlsIdentity) => Promise<ByteStream>;

/** The whole cluster's network; gives each pod sandbox its access. */
export interface PodNetwork {
  attach(pod: {
    readonly ip: string;
    readonly namespace: string;
    readonly hostname: string;
    readonly podUid: string;
    /** What /etc/hosts says beside the pod's own name. */
    readonly hosts?: Readonly<Record<string, string>>;
    /** What /etc/resolv.conf says; absent: the cluster's DNS with the namespace's search path. */
    readonly nameservers?: readonly string[];
    readonly search?: readonly string[];
    readonly ndots?: number;
    /** The address of the pod's node. */
    readonly nodeIP?: string;
    /** Ports of the node that lead to the pod. */
    readonly hostPorts?: readonly {
      readonly hostIP?: string;
      readonly hostPort: number;
      readonly port: number;
    }[];
  }): NetworkAccess;
  detach(ip: string): void;
}
