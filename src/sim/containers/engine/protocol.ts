/**
 * What the runtime (beside the kubelet) and the shell engine (in a worker, or inline) say to each other about one
 * cluster. Everything is plain data. Both directions are ordered, and the engine sends a tree's changes before anything
 * that may have followed from them, so whoever sees a process's output or end also sees the files it wrote.
 */
import type { DnsType, TerminalSize, VolumeOwnership } from '../../contracts';
import type { Ino } from '../fs/inode';
import type { PackedInode, PackedTree } from '../fs/pack';
import type { Credentials } from '../fs/permissions';
import type { TreeDelta } from '../fs/tree';
import type { HttpRequest } from '../kernel/net';
import type { ContainerLimits } from '../limits';

export interface MountSpec {
  readonly path: string;
  readonly tree: string;
  readonly root: Ino;
  readonly readOnly: boolean;
  readonly source: string;
  readonly type?: string;
}

export interface BoxSpec {
  readonly id: string;
  readonly hostname: string;
  readonly userland: 'busybox' | 'debian' | 'none';
  readonly ip: string;
  readonly mounts: readonly MountSpec[];
  readonly hostInit?: readonly string[];
  readonly pids: PidSpaceSpec;
  /** Of the main process. */
  readonly user: Credentials;
  readonly noNewPrivileges: boolean;
  readonly seccomp: boolean;
  /** Bytes that the processes may hold; what each does of itself; how much more or less is worth telling. */
  readonly memoryLimit?: number;
  readonly processMemory: number;
  readonly memoryStep: number;
}

/** Containers of the same space see each other's processes. */
export interface PidSpaceSpec {
  readonly key: string;
  /** It is the pod's: its first process is none of a container's. */
  readonly isPods: boolean;
}

export interface StartSpec {
  readonly process: number;
  readonly box: string;
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly user: Credentials;
  /** The terminal's size, if there is one. */
  readonly tty?: TerminalSize;
  readonly stdin: boolean;
  /** The container ends with it. */
  readonly main?: true;
}

/** A change of files that the host asks for while the engine holds the tree. */
export type FsChange =
  | {
      readonly op: 'write';
      readonly path: string;
      readonly bytes: Uint8Array;
      readonly mode?: number;
      readonly append: boolean;
    }
  | { readonly op: 'mkdir'; readonly path: string }
  | { readonly op: 'rm'; readonly path: string }
  | { readonly op: 'link'; readonly path: string; readonly target: string }
  | {
      readonly op: 'set';
      readonly files: readonly {
        readonly path: string;
        readonly bytes: Uint8Array;
        readonly mode: number;
        readonly uid?: number;
      }[];
    }
  | ({ readonly op: 'own' } & VolumeOwnership);

export type ToEngine =
  | { readonly type: 'open'; readonly limits: ContainerLimits; readonly seed: number; readonly now: number }
  | { readonly type: 'image'; readonly key: number; readonly table: readonly PackedInode[] }
  | {
      readonly type: 'tree';
      readonly id: string;
      readonly image?: number;
      readonly state: PackedTree;
      readonly sizeLimit: number;
    }
  /** Keeps an inode though its last name goes (a mounted sub-path), or no longer. */
  | { readonly type: 'hold'; readonly tree: string; readonly ino: Ino; readonly held: boolean }
  | { readonly type: 'box'; readonly box: BoxSpec }
  | { readonly type: 'remove-box'; readonly id: string }
  /** Ends every process of the container. */
  | { readonly type: 'kill-box'; readonly id: string }
  /** The container's processes may hold more or less than before. */
  | { readonly type: 'limit-box'; readonly id: string; readonly memoryLimit: number }
  | { readonly type: 'remove-tree'; readonly id: string }
  | { readonly type: 'start'; readonly start: StartSpec }
  | { readonly type: 'stdin'; readonly process: number; readonly bytes: Uint8Array | null }
  | { readonly type: 'resize'; readonly process: number; readonly size: TerminalSize }
  | { readonly type: 'signal'; readonly process: number; readonly name: string }
  | {
      readonly type: 'change';
      readonly request: number;
      readonly tree: string;
      readonly box?: string;
      readonly change: FsChange;
    }
  | { readonly type: 'timer'; readonly id: number; readonly now: number }
  /** Asks for `settled` when no process of the cluster wants to run. */
  | { readonly type: 'settle'; readonly request: number; readonly now: number }
  | { readonly type: 'usage'; readonly request: number; readonly box: string; readonly now: number }
  | { readonly type: 'result'; readonly call: number; readonly value: unknown }
  | { readonly type: 'error'; readonly call: number; readonly code?: string; readonly message: string }
  /** A connection's bytes; null is its end. */
  | { readonly type: 'data'; readonly connection: number; readonly bytes: Uint8Array | null }
  | {
      readonly type: 'accepted';
      readonly listener: number;
      readonly connection: number;
      readonly peer: string;
    }
  | { readonly type: 'native-output'; readonly run: number; readonly fd: 1 | 2; readonly bytes: Uint8Array }
  /** The program waits for input; until then nothing of its stdin is taken. */
  | { readonly type: 'native-input'; readonly run: number }
  | { readonly type: 'native-hold'; readonly run: number; readonly bytes: number }
  | { readonly type: 'native-exit'; readonly run: number; readonly code: number };

/** Questions to the host, answered by `result` or `error`. */
export type HostCall =
  | { readonly method: 'lookup'; readonly name: string }
  | {
      readonly method: 'query';
      readonly name: string;
      readonly type: DnsType;
      readonly server?: string;
    }
  | { readonly method: 'fetch'; readonly request: HttpRequest }
  | { readonly method: 'dial'; readonly host: string; readonly port: number; readonly connection: number }
  | { readonly method: 'listen'; readonly port: number; readonly listener: number };

export type FromEngine =
  | { readonly type: 'delta'; readonly tree: string; readonly delta: TreeDelta }
  | { readonly type: 'started'; readonly process: number }
  | { readonly type: 'failed'; readonly process: number; readonly message: string }
  | { readonly type: 'output'; readonly process: number; readonly fd: 1 | 2; readonly bytes: Uint8Array }
  | { readonly type: 'exit'; readonly process: number; readonly code: number; readonly signal?: number }
  | { readonly type: 'changed'; readonly request: number; readonly code?: string; readonly message?: string }
  | { readonly type: 'settled'; readonly request: number }
  | {
      readonly type: 'usage';
      readonly request: number;
      readonly cores: number;
      readonly memoryBytes: number;
    }
  /** What the container's processes hold has changed by a step; `exceeded`: it was too much, and they were killed. */
  | { readonly type: 'memory'; readonly box: string; readonly bytes: number; readonly exceeded: boolean }
  | { readonly type: 'set-timer'; readonly id: number; readonly ms: number }
  | { readonly type: 'cancel-timer'; readonly id: number }
  | { readonly type: 'call'; readonly call: number; readonly box: string; readonly ask: HostCall }
  | { readonly type: 'data'; readonly connection: number; readonly bytes: Uint8Array | null }
  | { readonly type: 'close-connection'; readonly connection: number }
  | { readonly type: 'close-listener'; readonly listener: number }
  | {
      readonly type: 'native';
      readonly run: number;
      readonly box: string;
      readonly program: string;
      readonly argv: readonly string[];
      readonly env: Readonly<Record<string, string>>;
      readonly cwd: string;
      readonly tty: boolean;
    }
  | { readonly type: 'native-stdin'; readonly run: number; readonly bytes: Uint8Array | null }
  | { readonly type: 'native-signal'; readonly run: number; readonly name: string }
  | { readonly type: 'signal-init'; readonly box: string; readonly name: string };

/** One cluster's connection to an engine. */
export interface EngineLink {
  post(message: ToEngine): void;
  close(): void;
  /** Nothing runs in the engine: calls back after a while, if keeping it costs something. */
  whenRested?(callback: () => void): void;
}

export interface EngineLinkEvents {
  receive(message: FromEngine): void;
  /** The engine is gone with everything that ran in it (out of memory, hung). */
  lost(): void;
}

/** Where a cluster's container processes run. */
export interface ShellEngine {
  connect(events: EngineLinkEvents): EngineLink;
}
