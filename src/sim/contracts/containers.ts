/** Kubelet -> containers: what runs them, and how its processes are spoken to. */
import type { ContainerFs, Volume, VolumeMount } from './files';
import type { ImageDefinition } from './images';
import type { NetworkAccess } from './network';
import type { StateSection } from './state';
import type { TerminalSize } from './streams';

/** How a process ended. 128+n for signal n, as a shell reports it. */
export interface ExitStatus {
  readonly exitCode: number;
  readonly signal?: number;
  /** The container had used more memory than it may. */
  readonly outOfMemory?: true;
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
