/** The engine's side of one cluster: carries out the runtime's messages on the kernel and reports back. */
import { type Clock, createRng } from '@/apimachinery';
import { errorCode, errorText, PosixError } from '../errors';
import { applyChange } from '../fs/change';
import { unpackState, unpackTable } from '../fs/pack';
import { type BaseTable, FileTree } from '../fs/tree';
import { Vfs } from '../fs/vfs';
import { Box, NotExecutable } from '../kernel/box';
import { Cluster } from '../kernel/cluster';
import type { Kernel } from '../kernel/kernel';
import { Descriptor, DeviceFile } from '../kernel/open-file';
import { Pipe } from '../kernel/pipe';
import type { Process } from '../kernel/process';
import { parseSignal, signalNumber } from '../kernel/signals';
import { Tty } from '../kernel/tty';
import { HostBridge } from './host-bridge';
import { HostOutput } from './host-output';
import type { FromEngine, StartSpec, ToEngine } from './protocol';

/** What one process from outside has of input. */
interface Client {
  readonly process: Process;
  readonly tty?: Tty;
  readonly stdin?: Pipe;
}

const NO_IMAGE: BaseTable = new Map();
const FLUSH_MS = 10;
const MAX_SETTLE_TURNS = 200;

export class EngineSession {
  readonly #images = new Map<number, BaseTable>();
  /** Trees with changes that the host doesn't know yet. */
  readonly #changed = new Set<FileTree>();
  readonly #clients = new Map<number, Client>();
  /** Containers whose processes hold more or less than the host knows. */
  readonly #heavier = new Set<Box>();
  readonly #bridge: HostBridge;
  #cluster: Cluster | undefined;
  #flushScheduled = false;

  constructor(
    private readonly kernel: Kernel,
    private readonly clock: Clock,
    private readonly send: (message: FromEngine) => void,
  ) {
    this.#bridge = new HostBridge((message) => this.#post(message));
  }

  receive(message: ToEngine): void {
    switch (message.type) {
      case 'open': {
        const rng = createRng(message.seed);
        this.#cluster = new Cluster(this.clock, message.limits, () => rng.next(), this.kernel.env);
        return;
      }
      case 'image':
        this.#images.set(message.key, unpackTable(message.table));
        return;
      case 'tree': {
        const base = message.image === undefined ? NO_IMAGE : (this.#images.get(message.image) ?? NO_IMAGE);
        const tree = new FileTree(message.id, base, unpackState(message.state));
        tree.sizeLimit = message.sizeLimit;
        tree.onChange = () => {
          this.#changed.add(tree);
          this.#scheduleFlush();
        };
        this.#clusterOf().trees.set(tree);
        return;
      }
      case 'hold': {
        const tree = this.#clusterOf().trees.get(message.tree);
        if (message.held) tree?.hold(message.ino);
        else tree?.release(message.ino);
        return;
      }
      case 'box':
        this.#openBox(message.box);
        return;
      case 'remove-box':
        this.#clusterOf().close(message.id);
        return;
      case 'kill-box':
        this.#clusterOf().boxes.get(message.id)?.killAll();
        return;
      case 'limit-box':
        this.#clusterOf().boxes.get(message.id)?.limitMemory(message.memoryLimit);
        return;
      case 'remove-tree':
        this.#clusterOf().trees.delete(message.id);
        return;
      case 'start':
        this.#start(message.start);
        return;
      case 'stdin':
        this.#input(message.process, message.bytes);
        return;
      case 'resize':
        this.#clients.get(message.process)?.tty?.resize(message.size);
        return;
      case 'signal':
        this.#signal(message.process, message.name);
        return;
      case 'change':
        this.#change(message);
        return;
      case 'timer':
        return; // the worker's clock took it
      case 'usage': {
        const { request, box: id } = message;
        const box = this.#clusterOf().boxes.get(id);
        this.#post({
          type: 'usage',
          request,
          cores: box?.cores() ?? 0,
          memoryBytes: box?.memory ?? 0,
        });
        return;
      }
      case 'settle':
        this.#settle(message.request, MAX_SETTLE_TURNS);
        return;
      default:
        this.#bridge.receive(message);
    }
  }

  /** Ends everything; nothing is reported any more. */
  close(): void {
    for (const id of [...(this.#cluster?.boxes.keys() ?? [])]) this.#cluster?.close(id);
    this.#cluster?.trees.clear();
  }

  #clusterOf(): Cluster {
    if (!this.#cluster) throw new Error('the session is not open');
    return this.#cluster;
  }

  #openBox(spec: Extract<ToEngine, { type: 'box' }>['box']): void {
    const cluster = this.#clusterOf();
    const mounts = spec.mounts.map(({ tree: id, ...mount }) => {
      const tree = cluster.trees.get(id);
      if (!tree) throw new Error(`no tree ${id}`);
      return { ...mount, tree };
    });
    const config = {
      id: spec.id,
      hostname: spec.hostname,
      userland: spec.userland,
      mounts,
      ...(spec.hostInit && { hostInit: spec.hostInit }),
      pids: spec.pids,
      user: spec.user,
      noNewPrivileges: spec.noNewPrivileges,
      seccomp: spec.seccomp,
      ...(spec.memoryLimit !== undefined && { memoryLimit: spec.memoryLimit }),
      processMemory: spec.processMemory,
      memoryStep: spec.memoryStep,
    };
    const services = {
      ...this.#bridge.services(spec.id, spec.ip),
      memoryChanged: () => {
        this.#heavier.add(box);
        this.#scheduleFlush();
      },
    };
    const box = new Box(this.kernel, cluster, config, services);
    cluster.boxes.set(spec.id, box);
  }

  // ------------------------------------------------------------------------------------------------------- processes

  #start(spec: StartSpec): void {
    const box = this.#clusterOf().boxes.get(spec.box);
    if (!box) {
      this.#post({ type: 'failed', process: spec.process, message: 'container not running' });
      return;
    }
    let process: Process | undefined;
    try {
      process = box.fork({
        argv: spec.argv,
        env: new Map(Object.entries(spec.env)),
        cwd: spec.cwd,
        user: spec.user,
      });
      const client = this.#connect(box, process, spec);
      const body = load(box, client.process, spec.argv);
      if (spec.main) box.main = process;
      this.#clients.set(spec.process, client);
      this.#post({ type: 'started', process: spec.process });
      void client.process.run(body).then(() => this.#ended(spec.process, client.process));
    } catch (error) {
      process?.end({ exitCode: 127 });
      this.#post({ type: 'failed', process: spec.process, message: startFailure(spec, error) });
    }
  }

  #connect(box: Box, process: Process, spec: StartSpec): Client {
    const output = (fd: 1 | 2, bytes: Uint8Array) =>
      this.#post({ type: 'output', process: spec.process, fd, bytes });
    if (spec.tty) {
      const sink = new HostOutput(1, output);
      const tty = new Tty(box.nextTty(), spec.tty, {
        output: (bytes, writer) => (writer ? sink.write(writer, bytes) : output(1, bytes)),
        signalGroup: (pgid, name) => box.signalGroup(pgid, name),
      });
      tty.foreground = process.pgid;
      process.tty = tty;
      const descriptor = new Descriptor(tty);
      process.setFd(0, descriptor);
      process.setFd(1, descriptor.share());
      process.setFd(2, descriptor.share());
      return { process, tty };
    }
    process.openFd(1, new HostOutput(1, output));
    process.openFd(2, new HostOutput(2, output));
    if (!spec.stdin) {
      process.openFd(0, new DeviceFile('null', () => 0));
      return { process };
    }
    const stdin = new Pipe();
    process.openFd(0, stdin.reader);
    return { process, stdin };
  }

  #input(id: number, bytes: Uint8Array | null): void {
    const client = this.#clients.get(id);
    if (bytes) {
      client?.tty?.receive(bytes);
      client?.stdin?.push(bytes);
    } else {
      client?.tty?.hangUp();
      client?.stdin?.writer.close();
    }
  }

  #signal(id: number, text: string): void {
    const name = parseSignal(text);
    if (name) this.#clients.get(id)?.process.signal(name, { fromOutside: true });
  }

  #ended(id: number, { status }: Process): void {
    this.#clients.delete(id);
    const signal = status?.signal && signalNumber(status.signal);
    this.#post({
      type: 'exit',
      process: id,
      code: status?.exitCode ?? 1,
      ...(signal !== undefined && { signal }),
    });
  }

  // ------------------------------------------------------------------------------------------------------- files

  #change({ request, tree: id, box: boxId, change }: Extract<ToEngine, { type: 'change' }>): void {
    const cluster = this.#clusterOf();
    try {
      const tree = cluster.trees.get(id);
      const box = boxId === undefined ? undefined : cluster.boxes.get(boxId);
      if (!tree) throw new PosixError('ENOENT');
      const own = { path: '/', tree, root: tree.root, readOnly: false, source: id };
      applyChange(box?.vfs ?? new Vfs([own], () => this.clock.now(), cluster.trees), change, () =>
        this.clock.now(),
      );
      this.#post({ type: 'changed', request });
    } catch (error) {
      const code = errorCode(error);
      this.#post({
        type: 'changed',
        request,
        ...(code !== undefined && { code }),
        message: errorText(error),
      });
    }
  }

  /** Processes that never wait are not waited for. */
  #settle(request: number, turns: number): void {
    this.kernel.env.macrotask(() => {
      const { queued, waiting } = this.#clusterOf().cpu;
      if ((queued || waiting.length > 0) && turns > 0) this.#settle(request, turns - 1);
      else this.#post({ type: 'settled', request });
    });
  }

  #scheduleFlush(): void {
    if (this.#flushScheduled) return;
    this.#flushScheduled = true;
    const { env } = this.kernel;
    const flush = () => {
      this.#flushScheduled = false;
      this.#flush();
    };
    if (env.wall) env.wall.delay(FLUSH_MS, flush);
    else env.macrotask(flush);
  }

  #flush(): void {
    for (const tree of this.#changed) {
      const here = this.#cluster?.trees.get(tree.id) === tree;
      if (here && tree.changed) this.send({ type: 'delta', tree: tree.id, delta: tree.takeDelta() });
    }
    this.#changed.clear();
    for (const box of this.#heavier)
      this.send({ type: 'memory', box: box.config.id, bytes: box.tellMemory(), exceeded: box.outOfMemory });
    this.#heavier.clear();
  }

  /** Files first: see protocol.ts. */
  #post(message: FromEngine): void {
    this.#flush();
    this.send(message);
  }
}

function load(box: Box, process: Process, argv: readonly string[]) {
  const [name = ''] = argv;
  const path = box.which(name, process);
  if (path === undefined) throw new PosixError('ENOENT');
  return box.load(path, argv, process.user);
}

/** The OCI runtime's words. upstream: runc, os/exec's Error */
export function startFailure({ argv }: { readonly argv: readonly string[] }, error: unknown): string {
  const name = JSON.stringify(argv[0] ?? '');
  if (error instanceof NotExecutable) return `exec ${argv[0]}: exec format error`;
  if (errorCode(error) === 'EACCES') return `exec: ${name}: permission denied`;
  if (errorCode(error) !== 'ENOENT') return errorText(error);
  return (argv[0] ?? '').includes('/')
    ? `exec: ${name}: stat ${argv[0]}: no such file or directory`
    : `exec: ${name}: executable file not found in $PATH`;
}
