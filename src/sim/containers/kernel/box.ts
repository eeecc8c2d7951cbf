/** One container as the kernel has it: its file systems, process table and network. */

import { CpuMeter } from '../cpu-meter';
import type { PidSpaceSpec } from '../engine/protocol';
import { PosixError } from '../errors';
import { programOf } from '../fs/image';
import type { Credentials } from '../fs/permissions';
import { findProgram } from '../fs/programs';
import type { OpenOptions } from '../fs/vfs';
import { Vfs } from '../fs/vfs';
import type { Mount } from '../fs/walker';
import type { Cluster } from './cluster';
import type { Kernel } from './kernel';
import type { BoxNet, NativeRun, NativeStart } from './net';
import { Descriptor, DeviceFile, type OpenFile, RegularFile } from './open-file';
import type { PidSpace } from './pid-space';
import { ProcTree } from './proc-tree';
import { type Body, Process, type ProcessInit } from './process';

export interface BoxConfig {
  readonly id: string;
  readonly hostname: string;
  readonly userland: 'busybox' | 'debian' | 'none';
  readonly mounts: readonly Mount[];
  /** The main process, when it runs on the host side. */
  readonly hostInit?: readonly string[];
  readonly pids: PidSpaceSpec;
  readonly user: Credentials;
  readonly noNewPrivileges: boolean;
  readonly seccomp: boolean;
  readonly memoryLimit?: number;
  readonly processMemory: number;
  readonly memoryStep: number;
}

export interface BoxServices {
  readonly net: BoxNet;
  native(start: NativeStart): NativeRun;
  /** A signal for the main process when that runs on the host side. */
  signalHostInit(name: string): void;
  /** What the processes hold is a step from what was told last. */
  memoryChanged(): void;
}

export class Box {
  readonly vfs: Vfs;
  /** The container's own. */
  readonly processes = new Map<number, Process>();
  /** All that its processes see. */
  readonly pids: PidSpace;
  /** The process that the container ends with, when it runs here. */
  main: Process | undefined;
  readonly startedAt: number;
  /** Its processes have held more than they may, and were killed. */
  outOfMemory = false;
  readonly #cpu: CpuMeter;
  /** Processes that run or want to, and since when there are so many. */
  #running = 0;
  #runningSince = 0;
  #nextTty = 0;
  #memory = 0;
  #memoryLimit: number;
  #toldMemory = 0;

  constructor(
    readonly kernel: Kernel,
    readonly cluster: Cluster,
    readonly config: BoxConfig,
    readonly services: BoxServices,
  ) {
    this.startedAt = cluster.clock.now();
    this.#memoryLimit = config.memoryLimit ?? Number.POSITIVE_INFINITY;
    this.#cpu = new CpuMeter(this.startedAt);
    this.pids = cluster.pids(config.pids);
    this.pids.enter(this);
    const proc: Mount = {
      path: '/proc',
      tree: new ProcTree(this),
      root: 1,
      readOnly: true,
      source: 'proc',
    };
    this.vfs = new Vfs(
      [...config.mounts, proc],
      () => this.now(),
      cluster.trees,
      (path, through) => this.#rootOfOther(path, through),
    );
  }

  /** A process begins to want the processor (+1), or no longer does (-1). */
  runs(change: 1 | -1): void {
    this.#account(this.now());
    this.#running += change;
  }

  /** Cores in use lately. Who waits for his turn counts as running: how we share a core is no affair of the program's. */
  cores(): number {
    const now = this.now();
    this.#account(now);
    return this.#cpu.cores(now);
  }

  #account(now: number): void {
    this.#cpu.busy(this.#runningSince, now, this.#running);
    this.#runningSince = now;
  }

  /** Bytes that its processes hold together. */
  get memory(): number {
    return this.#memory;
  }

  /** A process holds so many bytes more, or less. */
  weigh(bytes: number): void {
    this.#memory += bytes;
    if (bytes > 0) this.#enforce();
    if (Math.abs(this.#memory - this.#toldMemory) >= this.config.memoryStep) this.services.memoryChanged();
  }

  /** They may hold so much from now on. */
  limitMemory(bytes: number): void {
    this.#memoryLimit = bytes;
    this.#enforce();
  }

  #enforce(): void {
    if (this.#memory <= this.#memoryLimit || this.outOfMemory) return;
    this.outOfMemory = true;
    this.killAll();
    this.services.memoryChanged();
  }

  tellMemory(): number {
    this.#toldMemory = this.#memory;
    return this.#memory;
  }

  now(): number {
    return this.cluster.clock.now();
  }

  nextTty(): number {
    return this.#nextTty++;
  }

  /** A new process that isn't running yet. Fails as fork does when the container or cluster has too many. */
  fork(init: Omit<ProcessInit, 'pid'>): Process {
    const { limits } = this.cluster;
    if (this.processes.size >= limits.processesPerContainer) throw new PosixError('EAGAIN');
    if (this.cluster.processCount >= limits.processesPerCluster) throw new PosixError('EAGAIN');
    const created = new Process(this, { ...init, pid: this.pids.take() });
    this.processes.set(created.pid, created);
    this.pids.processes.set(created.pid, created);
    this.cluster.processCount++;
    this.weigh(this.config.processMemory);
    for (const [number, descriptor] of init.parent?.fds ?? []) created.fds.set(number, descriptor.share());
    return created;
  }

  reap(process: Process): void {
    if (!this.processes.delete(process.pid)) return;
    this.pids.processes.delete(process.pid);
    this.cluster.processCount--;
    this.weigh(-this.config.processMemory);
    process.hold(0);
    for (const child of this.processes.values()) if (child.ppid === process.pid) child.ppid = 1;
    if (process === this.main) this.killAll();
    this.pids.ended(process.pid);
  }

  /** Ends every process. */
  killAll(): void {
    for (const process of [...this.processes.values()]) process.signal('SIGKILL', { fromOutside: true });
  }

  signalGroup(pgid: number, name: Parameters<Process['signal']>[0]): void {
    for (const process of [...this.processes.values()]) if (process.pgid === pgid) process.signal(name);
  }

  // ------------------------------------------------------------------------------------------------------- programs

  /** Finds a command as execvp does. Undefined: not found. */
  which(name: string, from: Process): string | undefined {
    return findProgram(this.vfs, name, { path: from.env.get('PATH'), cwd: from.cwd, user: from.user });
  }

  /** What running that file with that argv means. Throws what execve would. */
  load(path: string, argv: readonly string[], user: Credentials): Body {
    const at = this.vfs.locate(path, user);
    if (at.inode.type !== 'file') throw new PosixError('EACCES', path);
    if (!this.vfs.may(path, user, 'x')) throw new PosixError('EACCES', path);
    const content = at.inode.data.bytes(0, MAX_HEADER);
    const program = programOf(content);
    if (program?.kind === 'native') return this.kernel.nativeBody(program.name, argv);
    if (program) return this.kernel.toolBody(program.name, argv);
    const shebang = /^#![ \t]*(\S+)[ \t]*([^\n]*)/.exec(new TextDecoder().decode(content));
    if (!shebang) throw new NotExecutable(path);
    const [, interpreter = '', argument = ''] = shebang;
    const args = argument.trim() === '' ? [] : [argument.trim()];
    return this.load(interpreter, [interpreter, ...args, path, ...argv.slice(1)], user);
  }

  // ------------------------------------------------------------------------------------------------------- files

  /** Opens a file for a process: regular files, devices, and the process's own descriptors under /proc. */
  open(process: Process, path: string, options: OpenOptions = {}): Descriptor {
    const full = process.resolve(path);
    const own = this.#ownDescriptor(process, full);
    if (own) return own.share();
    const mode = (options.mode ?? 0o666) & ~process.umask;
    const at = this.vfs.open(full, { ...options, mode }, process.user);
    if (at.inode.type === 'device') return new Descriptor(this.#device(process, at.inode.device));
    if (at.inode.type === 'directory' && options.write) throw new PosixError('EISDIR', path);
    const access = { append: options.append ?? false, write: options.write ?? false };
    return new Descriptor(new RegularFile(this.vfs, at, access));
  }

  /** /proc/N/root: a link to the files of the container that process N is in, which only its followers see. */
  #rootOfOther(path: string, through: boolean): Mount | undefined {
    const [, pid, inside] = OTHER_ROOT.exec(path) ?? [];
    const owner =
      pid === undefined || (inside === undefined && !through) ? undefined : this.pids.view(Number(pid))?.box;
    const there = owner?.vfs.mounts.find((mount) => mount.path === (inside ?? '/'));
    return there && { ...there, path };
  }

  #device(process: Process, device: string): OpenFile {
    if (device !== 'tty' && device !== 'console') return new DeviceFile(device, this.cluster.random);
    if (!process.tty) throw new PosixError('ENOENT', `/dev/${device}`);
    return process.tty;
  }

  #ownDescriptor(process: Process, path: string): Descriptor | undefined {
    const number = /^(?:\/proc\/(self|\d+)\/fd\/|\/dev\/fd\/)(\d+)$/.exec(path);
    const standard = STANDARD.indexOf(path);
    if (!number && standard < 0) return undefined;
    const pid = number?.[1];
    const owner = pid === undefined || pid === 'self' ? process : this.pids.processes.get(Number(pid));
    return owner?.fds.get(number ? Number(number[2]) : standard);
  }
}

/** execve's ENOEXEC: neither a program nor a script with an interpreter. A shell then runs it itself. */
export class NotExecutable extends Error {
  constructor(readonly path: string) {
    super('Exec format error');
    this.name = 'NotExecutable';
  }
}

const OTHER_ROOT = /^\/proc\/(\d+)\/root(\/.*)?$/;
const STANDARD = ['/dev/stdin', '/dev/stdout', '/dev/stderr'];
const MAX_HEADER = 512;
