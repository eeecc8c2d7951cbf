/** The host's side of a cluster's shell engine: sends it what it needs, when it needs it, and serves what it asks. */
import type { Clock, Timer } from '@/apimachinery';
import type { ExitStatus, Process, ProcessIo } from '../../contracts';
import type {
  EngineLink,
  FromEngine,
  FsChange,
  MountSpec,
  PidSpaceSpec,
  ShellEngine,
  StartSpec,
  ToEngine,
} from '../engine/protocol';
import { posixFrom } from '../errors';
import { packState, packTable } from '../fs/pack';
import type { Credentials } from '../fs/permissions';
import type { BaseTable } from '../fs/tree';
import type { ContainerLimits } from '../limits';
import { HostServices, type ServedBox } from './host-services';
import type { TreeStore } from './tree-store';

/** A container as the engine needs it. */
export interface EngineBox extends ServedBox {
  readonly id: string;
  readonly userland: 'busybox' | 'debian' | 'none';
  readonly trees: readonly { readonly id: string; readonly base?: BaseTable }[];
  readonly mounts: readonly MountSpec[];
  readonly hostInit?: readonly string[];
  readonly pids: PidSpaceSpec;
  readonly user: Credentials;
  readonly noNewPrivileges: boolean;
  readonly seccomp: boolean;
  readonly memoryLimit?: number;
  readonly processMemory: number;
  readonly memoryStep: number;
  /** Its processes in the engine hold so many bytes now, or were killed because it was too much. */
  memoryChanged(bytes: number, exceeded: boolean): void;
}

/** What a container's processes in the engine use. */
export interface BoxUsage {
  readonly cores: number;
  readonly memoryBytes: number;
}

const IDLE: BoxUsage = { cores: 0, memoryBytes: 0 };

interface Running {
  readonly io: ProcessIo;
  started(): void;
  failed(message: string): void;
  ended(status: ExitStatus): void;
}

interface ClientOptions {
  readonly engine: ShellEngine;
  readonly clock: Clock;
  readonly trees: TreeStore;
  readonly limits: ContainerLimits;
  readonly seed: () => number;
}

const KILLED: ExitStatus = { exitCode: 137, signal: 9 };

export class EngineClient {
  #link: EngineLink | undefined;
  #services: HostServices | undefined;
  #next = 1;
  readonly #images = new Map<BaseTable, number>();
  readonly #trees = new Set<string>();
  readonly #boxes = new Map<string, EngineBox>();
  /** Containers with a main process on this side, by the space of their processes. */
  readonly #members = new Map<string, Set<() => EngineBox>>();
  readonly #running = new Map<number, Running>();
  readonly #changes = new Map<number, { resolve(): void; reject(error: Error): void }>();
  readonly #timers = new Map<number, Timer>();
  readonly #settling = new Map<number, () => void>();
  readonly #measuring = new Map<number, (usage: BoxUsage) => void>();

  constructor(private readonly options: ClientOptions) {}

  /** Whether the engine holds this tree, so that only it may change it. */
  holds(tree: string): boolean {
    return this.#trees.has(tree);
  }

  /** Starts a process; rejects with the runtime's text when it can't. */
  start(box: EngineBox, spec: Omit<StartSpec, 'process' | 'box'>, io: ProcessIo): Promise<Process> {
    const link = this.#bring(box);
    const id = this.#next++;
    return new Promise((resolve, reject) => {
      let end: (status: ExitStatus) => void = () => {};
      const exited = new Promise<ExitStatus>((settle) => {
        end = settle;
      });
      const send = (message: ToEngine) => {
        if (this.#running.has(id)) link.post(message);
      };
      const handle: Process = {
        exited,
        write: (bytes) => send({ type: 'stdin', process: id, bytes }),
        closeStdin: () => send({ type: 'stdin', process: id, bytes: null }),
        resize: (size) => send({ type: 'resize', process: id, size }),
        signal: (name) => send({ type: 'signal', process: id, name }),
      };
      this.#running.set(id, {
        io,
        started: () => resolve(handle),
        failed: (message) => reject(new Error(message)),
        ended: end,
      });
      link.post({ type: 'start', start: { ...spec, process: id, box: box.id } });
    });
  }

  /** Has the engine change a tree that it holds. */
  change(tree: string, change: FsChange, box?: EngineBox): Promise<void> {
    const link = box ? this.#bring(box) : this.#connect();
    const request = this.#next++;
    return new Promise((resolve, reject) => {
      this.#changes.set(request, { resolve, reject });
      link.post({ type: 'change', request, tree, change, ...(box && { box: box.id }) });
    });
  }

  /** Resolves when no process wants to run, or the engine has waited long enough for one that always does. */
  settled(): Promise<void> {
    const link = this.#link;
    if (!link) return Promise.resolve();
    const request = this.#next++;
    return new Promise((resolve) => {
      this.#settling.set(request, resolve);
      link.post({ type: 'settle', request, now: this.options.clock.now() });
    });
  }

  usage(box: string): Promise<BoxUsage> {
    const link = this.#link;
    if (!link || !this.#boxes.has(box)) return Promise.resolve(IDLE);
    const request = this.#next++;
    return new Promise((resolve) => {
      this.#measuring.set(request, resolve);
      link.post({ type: 'usage', request, box, now: this.options.clock.now() });
    });
  }

  /** A container whose main process runs on this side: others may see it. Returns how it leaves. */
  join({ key }: PidSpaceSpec, box: () => EngineBox): () => void {
    const members = this.#members.get(key) ?? new Set();
    this.#members.set(key, members.add(box));
    if ([...this.#boxes.values()].some(({ pids }) => pids.key === key)) this.#bring(box());
    return () => {
      members.delete(box);
      if (members.size === 0) this.#members.delete(key);
    };
  }

  /** Kills all that runs for a container in the engine. */
  killBox(id: string): void {
    if (this.#boxes.has(id)) this.#link?.post({ type: 'kill-box', id });
  }

  /** What a container's processes in the engine may hold from now on. */
  limitBox(id: string, memoryLimit: number): void {
    if (this.#boxes.has(id)) this.#link?.post({ type: 'limit-box', id, memoryLimit });
  }

  removeBox(id: string): void {
    if (this.#boxes.delete(id)) this.#link?.post({ type: 'remove-box', id });
    this.#services?.remove(id);
  }

  /** Tells the engine of a hold (or its end) on an inode of a tree that it has. */
  hold(tree: string, ino: number, held: boolean): void {
    if (this.#trees.has(tree)) this.#link?.post({ type: 'hold', tree, ino, held });
  }

  removeTree(id: string): void {
    if (this.#trees.delete(id)) this.#link?.post({ type: 'remove-tree', id });
  }

  /** Lets go of the engine. What ran there is killed; `tell` says whether anybody hears of it. */
  close({ tell }: { tell: boolean }): void {
    this.#link?.close();
    this.#forget(tell);
  }

  // ------------------------------------------------------------------------------------------------------- link

  #connect(): EngineLink {
    if (this.#link) return this.#link;
    const link = this.options.engine.connect({
      receive: (message) => {
        if (this.#link === link) this.#receive(message);
      },
      lost: () => {
        if (this.#link === link) this.#forget(true);
      },
    });
    this.#link = link;
    this.#services = new HostServices((message) => link.post(message), this.options.clock);
    const { limits, clock, seed } = this.options;
    link.post({ type: 'open', limits, seed: seed(), now: clock.now() });
    return link;
  }

  /** Sends the container and everything it is made of, once; and those whose processes it sees. */
  #bring(box: EngineBox): EngineLink {
    const link = this.#connect();
    for (const seen of this.#members.get(box.pids.key) ?? []) this.#bringOne(link, seen());
    this.#bringOne(link, box);
    return link;
  }

  #bringOne(link: EngineLink, box: EngineBox): void {
    if (this.#boxes.has(box.id)) return;
    for (const { id, base } of box.trees) this.#bringTree(link, id, base);
    const { user, noNewPrivileges, seccomp, pids } = box;
    const { userland, mounts, hostInit, hostname, net, memoryLimit, processMemory, memoryStep } = box;
    this.#boxes.set(box.id, box);
    this.#services?.add(box);
    link.post({
      type: 'box',
      box: {
        id: box.id,
        hostname,
        userland,
        ip: net.ip,
        mounts,
        ...(hostInit && { hostInit }),
        pids,
        user,
        noNewPrivileges,
        seccomp,
        ...(memoryLimit !== undefined && { memoryLimit }),
        processMemory,
        memoryStep,
      },
    });
  }

  #bringTree(link: EngineLink, id: string, base: BaseTable | undefined): void {
    const tree = this.options.trees.get(id);
    if (!tree || this.#trees.has(id)) return;
    let image: number | undefined;
    if (base) {
      image = this.#images.get(base);
      if (image === undefined) {
        image = this.#images.size + 1;
        this.#images.set(base, image);
        link.post({ type: 'image', key: image, table: packTable(base) });
      }
    }
    this.options.trees.commit(tree);
    this.#trees.add(id);
    const { sizeLimit } = tree;
    const state = packState(tree.freeze());
    link.post({ type: 'tree', id, state, sizeLimit, ...(image !== undefined && { image }) });
    for (const ino of tree.held) link.post({ type: 'hold', tree: id, ino, held: true });
  }

  #receive(message: FromEngine): void {
    switch (message.type) {
      case 'delta':
        this.options.trees.follow(message.tree, message.delta);
        return;
      case 'started':
        this.#running.get(message.process)?.started();
        return;
      case 'failed':
        this.#running.get(message.process)?.failed(message.message);
        this.#finished(message.process);
        return;
      case 'output': {
        const io = this.#running.get(message.process)?.io;
        message.fd === 1 ? io?.stdout(message.bytes) : io?.stderr(message.bytes);
        return;
      }
      case 'exit': {
        const { code, signal } = message;
        this.#running
          .get(message.process)
          ?.ended({ exitCode: code, ...(signal !== undefined && { signal }) });
        this.#finished(message.process);
        return;
      }
      case 'changed': {
        const waiting = this.#changes.get(message.request);
        this.#changes.delete(message.request);
        if (message.message === undefined) waiting?.resolve();
        else waiting?.reject(posixFrom(message.code, message.message));
        this.#restIfIdle();
        return;
      }
      case 'settled':
        this.#settling.get(message.request)?.();
        this.#settling.delete(message.request);
        return;
      case 'usage':
        this.#measuring.get(message.request)?.(message);
        this.#measuring.delete(message.request);
        return;
      case 'memory':
        this.#boxes.get(message.box)?.memoryChanged(message.bytes, message.exceeded);
        return;
      case 'set-timer': {
        const { id } = message;
        const fire = () => {
          this.#timers.delete(id);
          this.#link?.post({ type: 'timer', id, now: this.options.clock.now() });
        };
        this.#timers.set(id, this.options.clock.setTimer(message.ms, fire));
        return;
      }
      case 'cancel-timer':
        this.#timers.get(message.id)?.cancel();
        this.#timers.delete(message.id);
        return;
      default:
        this.#services?.serve(message);
    }
  }

  #finished(process: number): void {
    this.#running.delete(process);
    this.#restIfIdle();
  }

  #restIfIdle(): void {
    if (!this.#isIdle) return;
    const link = this.#link;
    link?.whenRested?.(() => {
      if (this.#link === link && this.#isIdle) this.close({ tell: false });
    });
  }

  get #isIdle(): boolean {
    return this.#running.size === 0 && this.#changes.size === 0;
  }

  #forget(tell: boolean): void {
    this.#link = undefined;
    this.#services?.close();
    this.#services = undefined;
    for (const timer of this.#timers.values()) timer.cancel();
    const running = [...this.#running.values()];
    const changes = [...this.#changes.values()];
    for (const settled of this.#settling.values()) settled();
    this.#settling.clear();
    for (const box of this.#boxes.values()) box.memoryChanged(0, false);
    for (const measured of this.#measuring.values()) measured(IDLE);
    this.#measuring.clear();
    for (const held of [this.#images, this.#trees, this.#boxes, this.#running, this.#changes, this.#timers])
      held.clear();
    for (const change of changes) change.reject(posixFrom('EIO', 'I/O error'));
    if (!tell) return;
    for (const process of running) {
      process.failed('container engine ended');
      process.ended(KILLED);
    }
  }
}
