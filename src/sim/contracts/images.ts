/** What an image is: files, settings and programs of ours. */
import type { ContainerFs, FileContent } from './files';
import type { NetworkAccess } from './network';

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
