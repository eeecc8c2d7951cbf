/**
 * A process: an async function with file descriptors, signals and a budget. It waits only through `block`, so that a
 * signal can always reach it, and calls `charge` as it works, so that it always gives way in time.
 */

import { PosixError } from '../errors';
import { absolute } from '../fs/paths';
import type { Credentials } from '../fs/permissions';
import type { Box } from './box';
import { Descriptor, type OpenFile } from './open-file';
import { SLICE_STEPS } from './scheduler';
import { IGNORED_BY_DEFAULT, type SignalName, signalNumber } from './signals';
import type { Tty } from './tty';

export interface WaitStatus {
  readonly exitCode: number;
  readonly signal?: SignalName;
}

/** Thrown through a process that was killed. Programs never catch it. */
export class Killed extends Error {
  constructor(readonly by: SignalName) {
    super(by);
    this.name = 'Killed';
  }
}

export type Body = (process: Process) => Promise<number>;
export type SignalAction = 'ignore' | ((signal: SignalName) => void);

export interface ProcessInit {
  readonly pid: number;
  readonly parent?: Process;
  readonly argv: readonly string[];
  readonly env: ReadonlyMap<string, string>;
  readonly cwd: string;
  readonly user: Credentials;
  readonly tty?: Tty;
  readonly pgid?: number;
}

interface Blocked {
  readonly fail: (error: Error) => void;
  readonly cancel: () => void;
  readonly interruptible: boolean;
}

const text = new TextEncoder();
const MAX_READ = 1 << 16;

export class Process {
  readonly pid: number;
  ppid: number;
  pgid: number;
  argv: readonly string[];
  env: Map<string, string>;
  cwd: string;
  umask = 0o022;
  readonly user: Credentials;
  tty: Tty | undefined;
  readonly startedAt: number;
  readonly fds = new Map<number, Descriptor>();
  readonly actions = new Map<SignalName, SignalAction>();
  /** Set when it has ended. */
  status: WaitStatus | undefined;
  readonly exited: Promise<WaitStatus>;
  #resolveExit: (status: WaitStatus) => void = () => {};
  #steps = SLICE_STEPS;
  #blocked: Blocked | undefined;
  #killedBy: SignalName | undefined;
  #held = 0;

  constructor(
    readonly box: Box,
    init: ProcessInit,
  ) {
    this.pid = init.pid;
    this.ppid = init.parent?.pid ?? 0;
    this.pgid = init.pgid ?? init.parent?.pgid ?? init.pid;
    this.argv = init.argv;
    this.env = new Map(init.env);
    this.cwd = init.cwd;
    this.user = init.user;
    this.umask = init.parent?.umask ?? 0o022;
    this.tty = init.tty ?? init.parent?.tty;
    this.startedAt = box.now();
    for (const [name, action] of init.parent?.actions ?? [])
      if (action === 'ignore') this.actions.set(name, action);
    this.exited = new Promise((resolve) => {
      this.#resolveExit = resolve;
    });
  }

  // ------------------------------------------------------------------------------------------------------- life

  /** Runs the body to its end; never rejects. */
  async run(body: Body): Promise<void> {
    let status: WaitStatus;
    this.box.runs(1);
    try {
      await this.box.kernel.scheduler.turn(this.box.cluster.cpu);
      this.#dieIfKilled();
      status = { exitCode: (await body(this)) & 0xff };
    } catch (error) {
      status = await this.#statusOf(error);
    }
    this.box.runs(-1);
    this.end(this.#killedBy ? killed(this.#killedBy) : status);
  }

  /** Closes everything and tells who waits. */
  end(status: WaitStatus): void {
    if (this.status) return;
    this.status = status;
    for (const descriptor of this.fds.values()) descriptor.close();
    this.fds.clear();
    this.box.reap(this);
    this.#resolveExit(status);
  }

  async #statusOf(error: unknown): Promise<WaitStatus> {
    if (error instanceof Killed) return killed(error.by);
    if (error instanceof PosixError && error.code === 'EPIPE') return { exitCode: 1 };
    const message = error instanceof Error ? error.message : String(error);
    try {
      await this.print(2, `${this.argv[0] ?? '?'}: ${message}\n`);
    } catch {
      // Nobody reads it any more.
    }
    return { exitCode: 1 };
  }

  // ------------------------------------------------------------------------------------------------------- signals

  /** Delivers a signal by its action. Process 1 of a container ignores what it has no handler for, but SIGKILL from outside. */
  signal(name: SignalName, { fromOutside = false } = {}): void {
    if (this.status) return;
    const action = this.actions.get(name);
    if (name !== 'SIGKILL') {
      if (action === 'ignore') return;
      if (action) {
        action(name);
        if (this.#blocked?.interruptible) this.#unblock(new PosixError('EINTR'));
        return;
      }
      if (IGNORED_BY_DEFAULT.has(name)) return;
    }
    const isInit = this.pid === 1;
    if (isInit && !(name === 'SIGKILL' && fromOutside)) return;
    this.#killedBy ??= name;
    this.#unblock(new Killed(name));
  }

  #unblock(error: Error): void {
    const blocked = this.#blocked;
    if (!blocked) return;
    this.#blocked = undefined;
    blocked.cancel();
    blocked.fail(error);
  }

  #dieIfKilled(): void {
    if (this.#killedBy) throw new Killed(this.#killedBy);
  }

  // ------------------------------------------------------------------------------------------------------- waiting

  /**
   * Waits for something outside. `start` begins the wait and returns how to call it off. An interruptible wait fails
   * with EINTR when a signal was handled meanwhile.
   */
  async block<T = void>(
    start: (done: (value: T) => void, fail: (error: Error) => void) => () => void,
    { interruptible = false } = {},
  ): Promise<T> {
    this.#dieIfKilled();
    this.box.runs(-1);
    try {
      return await new Promise<T>((resolve, reject) => {
        let cancel: () => void = () => {};
        this.#blocked = { fail: reject, cancel: () => cancel(), interruptible };
        cancel = start(resolve, reject);
      });
    } finally {
      this.#blocked = undefined;
      this.box.runs(1);
    }
  }

  /** Waits for a promise of the outside world, which goes on by itself if the process is killed. */
  waitFor<T>(promise: Promise<T>, options: { interruptible?: boolean } = {}): Promise<T> {
    return this.block<T>((done, fail) => {
      promise.then(done, (error: unknown) => fail(error instanceof Error ? error : new Error(String(error))));
      return () => {};
    }, options);
  }

  sleep(ms: number, options: { interruptible?: boolean } = {}): Promise<void> {
    return this.block((done) => {
      if (ms === Number.POSITIVE_INFINITY) return () => {};
      const timer = this.box.cluster.clock.setTimer(ms, () => done());
      return () => timer.cancel();
    }, options);
  }

  /** Does work that waits, for so long at most; then the wait is called off with ETIMEDOUT. */
  async within<T>(ms: number | undefined, work: () => Promise<T>): Promise<T> {
    if (ms === undefined || ms === Number.POSITIVE_INFINITY) return work();
    const timer = this.box.cluster.clock.setTimer(ms, () => this.#unblock(new PosixError('ETIMEDOUT')));
    try {
      return await work();
    } finally {
      timer.cancel();
    }
  }

  /** Counts work; returns whether the slice is used up and `giveWay` must be awaited. */
  tick(steps = 1): boolean {
    this.#steps -= steps;
    return this.#steps <= 0 || this.#killedBy !== undefined;
  }

  async giveWay(): Promise<void> {
    this.#dieIfKilled();
    const slices = Math.max(1, Math.ceil(-this.#steps / SLICE_STEPS));
    this.#steps = SLICE_STEPS;
    for (let slice = 0; slice < Math.min(slices, MAX_SLICES); slice++)
      await this.box.kernel.scheduler.turn(this.box.cluster.cpu);
    this.#dieIfKilled();
  }

  async charge(steps: number): Promise<void> {
    if (this.tick(steps)) await this.giveWay();
  }

  /** Waits until the cluster may write that many bytes more to its files. */
  async payFor(bytes: number): Promise<void> {
    await this.charge(1 + (bytes >> 8));
    const { files } = this.box.cluster.gates;
    const ms = files.take(bytes);
    if (ms > 0)
      await this.block((done) => {
        files.wait(ms, done);
        return () => {};
      });
  }

  /** Says how much memory the program holds from now on, beyond what any process does. */
  hold(bytes: number): void {
    this.box.weigh(bytes - this.#held);
    this.#held = bytes;
  }

  // ------------------------------------------------------------------------------------------------------- files

  resolve(path: string): string {
    return absolute(path, this.cwd);
  }

  fd(number: number): OpenFile {
    const descriptor = this.fds.get(number);
    if (!descriptor) throw new PosixError('EBADF');
    return descriptor.file;
  }

  setFd(number: number, descriptor: Descriptor): void {
    this.fds.get(number)?.close();
    this.fds.set(number, descriptor);
  }

  closeFd(number: number): void {
    this.fds.get(number)?.close();
    this.fds.delete(number);
  }

  openFd(number: number, file: OpenFile): void {
    this.setFd(number, new Descriptor(file));
  }

  read(fd: number, max = MAX_READ): Promise<Uint8Array | undefined> {
    return this.fd(fd).read(this, max);
  }

  async write(fd: number, chunk: Uint8Array): Promise<void> {
    if (this.tick()) await this.giveWay();
    if (chunk.length > 0) await this.fd(fd).write(this, chunk);
  }

  print(fd: number, message: string): Promise<void> {
    return this.write(fd, text.encode(message));
  }
}

const killed = (by: SignalName): WaitStatus => ({ exitCode: 128 + signalNumber(by), signal: by });

/** A single costly call is charged at most so many turns. */
const MAX_SLICES = 64;
