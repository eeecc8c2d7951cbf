/** One container: its files, and where its processes run (a timer, beside the kubelet, or in the shell engine). */
import type { Clock } from '@/apimachinery';
import type {
  Container,
  ContainerConfig,
  ContainerFs,
  ContainerUsage,
  Process,
  ProcessIo,
  TerminalSize,
} from '../../contracts';
import { CpuMeter } from '../cpu-meter';
import type { PidSpaceSpec } from '../engine/protocol';
import { startFailure } from '../engine/session';
import { PosixError } from '../errors';
import { imageTable, programOf } from '../fs/image';
import { normalize } from '../fs/paths';
import type { Credentials } from '../fs/permissions';
import { DEFAULT_PATH, findProgram } from '../fs/programs';
import { FileTree } from '../fs/tree';
import { Vfs } from '../fs/vfs';
import type { Mount } from '../fs/walker';
import { changeHere, containerFs, type FileAccess } from './box-files';
import type { EngineBox, EngineClient } from './engine-client';
import { type MemoryFile, MemoryGauge } from './memory-gauge';
import { runNative } from './native';
import { programsOf, runSleeper, sleepOf } from './sleeper';
import type { TreeStore } from './tree-store';
import { credentialsOf, homeOf } from './users';
import { treeOf } from './volume';

/** What a process holds: a tool of busybox, a Debian one, a server that says nothing about it. */
const TOOL_MEMORY = { busybox: 700 << 10, debian: 2 << 20, none: 700 << 10 };
const PROGRAM_MEMORY = 6 << 20;

const DEFAULT_SIZE: TerminalSize = { width: 80, height: 24 };

export interface ContainerHost {
  readonly clock: Clock;
  readonly trees: TreeStore;
  readonly engine: EngineClient;
}

export class RunningContainer implements Container {
  readonly fs: ContainerFs;
  readonly #files: FileAccess;
  readonly #mounts: readonly Mount[];
  readonly #user: Credentials;
  readonly #cwd: string;
  readonly #env: Readonly<Record<string, string>>;
  /** The main process, when it runs on this side. */
  #hostMain:
    | { readonly process: Process; readonly argv: readonly string[]; readonly isProgram: boolean }
    | undefined;
  /** Of the programs that run on this side. */
  readonly #meter: CpuMeter;
  readonly #memory: MemoryGauge;
  #memoryLimit: number | undefined;
  #removed = false;
  readonly #holds: (() => void)[] = [];

  constructor(
    private readonly config: ContainerConfig,
    private readonly host: ContainerHost,
  ) {
    const { image } = config;
    this.#memoryLimit = config.memoryLimit;
    this.#meter = new CpuMeter(host.clock.now());
    this.#memory = new MemoryGauge(config, {
      changed: (bytes) => config.memoryChanged?.(bytes),
      exceeded: () => this.#killAll(),
    });
    const tree = host.trees.open(config.id, imageTable(image));
    this.#cwd = normalize(config.workingDir || image.workingDir || '/');
    this.#mounts = this.#prepare(tree);
    const vfs = new Vfs(this.#mounts, () => host.clock.now(), host.trees.quota);
    this.#files = { vfs, change: (change) => this.#change(change) };
    this.fs = containerFs(this.#files);
    this.#user = credentialsOf(vfs, config);
    this.#env = this.#environment(vfs);
  }

  async start(io: ProcessIo): Promise<Process> {
    const { argv } = this.config;
    const main = this.#startHere(argv, io);
    if (main) this.#show(main);
    const process =
      main ?? (await this.#startInEngine(argv, io, { tty: this.config.tty, stdin: true, main: true }));
    const exited = process.exited.then((status) => this.#memory.statusOf(status));
    return { ...process, exited };
  }

  exec(
    argv: readonly string[],
    io: ProcessIo,
    options: { readonly tty: boolean; readonly size?: TerminalSize; readonly stdin: boolean },
  ): Promise<Process> {
    return this.#startInEngine(argv, io, options);
  }

  /** The main process runs here: other containers may see it, until it ends. */
  #show(main: Process): void {
    const { engine } = this.host;
    const leave = engine.join(this.#pids, () => this.#engineBox());
    void main.exited.then(() => {
      leave();
      engine.removeBox(this.config.id);
    });
  }

  get #pids(): PidSpaceSpec {
    const { processes, id } = this.config;
    if (processes && 'pod' in processes) return { key: `pod:${processes.pod}`, isPods: true };
    return { key: processes?.container ?? id, isPods: false };
  }

  async usage(): Promise<ContainerUsage> {
    const { cores, memoryBytes } = await this.host.engine.usage(this.config.id);
    return {
      cores: cores + this.#meter.cores(this.host.clock.now()),
      memoryBytes: this.#memory.withProcesses(memoryBytes),
    };
  }

  limitMemory(bytes: number): void {
    this.#memoryLimit = bytes;
    this.#memory.limit(bytes);
    this.host.engine.limitBox(this.config.id, bytes);
  }

  async remove(): Promise<void> {
    this.#removed = true;
    for (const release of this.#holds.splice(0)) release();
    this.#hostMain?.process.signal('SIGKILL');
    const { engine, trees } = this.host;
    engine.removeBox(this.config.id);
    engine.removeTree(this.config.id);
    trees.remove(this.config.id);
  }

  // ------------------------------------------------------------------------------------------------------- processes

  /** The kernel ends a container as a whole. upstream: memory.oom.group, pkg/kubelet/kuberuntime (singleProcessOOMKill) */
  #killAll(): void {
    this.host.engine.killBox(this.config.id);
    this.#hostMain?.process.signal('SIGKILL');
  }

  #startHere(argv: readonly string[], io: ProcessIo): Process | undefined {
    const program = this.#programAt(argv[0] ?? '');
    const native = program?.kind === 'native' ? this.config.image.programs[program.name] : undefined;
    if (native) {
      const { hostname, net } = this.config;
      const { clock } = this.host;
      const process = runNative({
        program: native,
        argv,
        env: this.#env,
        cwd: this.#cwd,
        hostname,
        uid: this.#user.uid,
        fs: this.fs,
        refusal: (folder) => this.#files.vfs.refusal(folder, this.#user),
        net,
        clock,
        io,
        tty: this.config.tty,
        meter: this.#meter,
        hold: (bytes) => this.#memory.main(bytes),
      });
      this.#hostMain = { process, argv, isProgram: true };
      this.#memory.begin(PROGRAM_MEMORY);
      return process;
    }
    const ms = this.config.tty ? undefined : sleepOf(argv);
    if (ms === undefined || !programsOf(argv).every((name) => this.#programAt(name)?.kind === 'tool'))
      return undefined;
    const process = runSleeper(ms, this.host.clock, { isInit: !this.#pids.isPods });
    this.#hostMain = { process, argv, isProgram: false };
    this.#memory.begin(this.#processMemory);
    return process;
  }

  /** What the command's file is; undefined also for scripts. Throws the runtime's text when it cannot run. */
  #programAt(name: string): ReturnType<typeof programOf> {
    const { vfs } = this.#files;
    const path = findProgram(vfs, name, { path: this.#env.PATH, cwd: this.#cwd, user: this.#user });
    if (path === undefined) return undefined;
    const { inode } = vfs.locate(path, this.#user);
    return inode.type === 'file' && vfs.may(path, this.#user, 'x')
      ? programOf(inode.data.bytes(0, 512))
      : undefined;
  }

  get #processMemory(): number {
    return TOOL_MEMORY[this.config.image.userland];
  }

  async #startInEngine(
    argv: readonly string[],
    io: ProcessIo,
    { tty, size, stdin, main }: { tty: boolean; size?: TerminalSize; stdin: boolean; main?: true },
  ): Promise<Process> {
    if (this.#removed) throw new Error('container not running');
    this.#checkExecutable(argv);
    const env = tty ? { TERM: 'xterm', ...this.#env } : this.#env;
    return this.host.engine.start(
      this.#engineBox(),
      {
        argv,
        env,
        cwd: this.#cwd,
        user: this.#user,
        stdin,
        ...(tty && { tty: size ?? DEFAULT_SIZE }),
        ...(main && { main }),
      },
      io,
    );
  }

  /** Says what's wrong before an engine is asked for, in the runtime's words. */
  #checkExecutable(argv: readonly string[]): void {
    const path = findProgram(this.#files.vfs, argv[0] ?? '', {
      path: this.#env.PATH,
      cwd: this.#cwd,
      user: this.#user,
    });
    if (path === undefined) throw new Error(startFailure({ argv }, new PosixError('ENOENT')));
  }

  #engineBox(): EngineBox {
    const { config } = this;
    const main = this.#hostMain;
    return {
      id: config.id,
      hostname: config.hostname,
      userland: config.image.userland,
      net: config.net,
      fs: this.fs,
      programs: config.image.programs,
      meter: this.#meter,
      trees: [
        { id: config.id, base: imageTable(config.image) },
        ...config.mounts.map(({ volume }) => ({ id: treeOf(volume) })),
      ],
      mounts: this.#mounts.flatMap(({ tree, ...mount }) =>
        tree instanceof FileTree ? [{ ...mount, tree: tree.id }] : [],
      ),
      ...(main && { hostInit: main.argv }),
      pids: this.#pids,
      user: this.#user,
      noNewPrivileges: config.privileges?.noNewPrivileges ?? false,
      seccomp: config.privileges?.seccomp ?? false,
      ...(this.#memoryLimit !== undefined && { memoryLimit: this.#memoryLimit }),
      processMemory: this.#processMemory,
      memoryStep: this.#memory.step,
      memoryChanged: (bytes, exceeded) => this.#memory.processes(bytes, exceeded),
      signalInit: (name) => {
        if (this.#pids.isPods || (main?.isProgram && name !== 'SIGKILL')) main?.process.signal(name);
      },
    };
  }

  // ------------------------------------------------------------------------------------------------------- files

  async #change(change: Parameters<FileAccess['change']>[0]): Promise<void> {
    const { engine, trees, clock } = this.host;
    const ids = this.#mounts.map(({ tree }) => (tree instanceof FileTree ? tree.id : ''));
    if (ids.some((id) => engine.holds(id))) return engine.change(this.config.id, change, this.#engineBox());
    changeHere(this.#files.vfs, change, { now: () => clock.now(), commit: (tree) => trees.commit(tree) });
  }

  /** Mount points, the working directory and the kubelet's own files are made before anything is mounted. */
  #prepare(tree: FileTree): readonly Mount[] {
    const { config, host } = this;
    const root: Mount = { path: '/', tree, root: tree.root, readOnly: false, source: 'overlay' };
    const bare = new Vfs([root], () => host.clock.now());
    bare.mkdirs(this.#cwd);
    for (const [path, content] of Object.entries(config.etc)) {
      bare.mkdirs(path.slice(0, Math.max(1, path.lastIndexOf('/'))));
      bare.writeFile(path, new TextEncoder().encode(content));
    }
    const mounts = config.mounts.map((mount) => this.#mount(bare, mount));
    host.trees.commit(tree);
    const byDepth = mounts.sort((a, b) => a.path.length - b.path.length);
    return [{ ...root, readOnly: config.readOnlyRootFilesystem }, ...byDepth];
  }

  #mount(
    bare: Vfs,
    { mountPath, volume, subPath, readOnly, device, inMemory, sizeLimit }: ContainerConfig['mounts'][number],
  ): Mount {
    const { trees, clock } = this.host;
    const tree = trees.open(treeOf(volume));
    if (inMemory) this.#weighFiles(tree.id);
    if (sizeLimit !== undefined) tree.sizeLimit = sizeLimit;
    const path = normalize(mountPath);
    let root = tree.root;
    if (subPath) {
      const whole: Mount = { path: '/', tree, root, readOnly: false, source: tree.id };
      const inside = new Vfs([whole], () => clock.now());
      // upstream: pkg/volume/util/subpath: a missing sub-path becomes a directory
      if (!inside.exists(`/${subPath}`)) inside.mkdirs(`/${subPath}`);
      trees.commit(tree);
      root = inside.locate(`/${subPath}`).ino;
      this.#hold(tree, root);
    }
    if (!bare.exists(path)) {
      const isFile = tree.get(root)?.type === 'file';
      bare.mkdirs(isFile ? path.slice(0, Math.max(1, path.lastIndexOf('/'))) : path);
      if (isFile) bare.writeFile(path, new Uint8Array(0));
    }
    // A mount goes where its path leads: /var/run is a link to /run.
    const { path: place } = bare.locate(path);
    return { path: place, tree, root, readOnly, ...(device ?? { source: volume.id }) };
  }

  #weighFiles(id: string): void {
    const { trees } = this.host;
    const file: MemoryFile = { bytes: () => trees.get(id)?.usage.bytes ?? 0 };
    this.#memory.add(file);
    this.#holds.push(trees.watch(id, () => this.#memory.weigh()));
  }

  /** A mounted sub-path stays what it was, even when the volume's files are replaced. */
  #hold(tree: FileTree, ino: number): void {
    const { engine } = this.host;
    tree.hold(ino);
    engine.hold(tree.id, ino, true);
    this.#holds.push(() => {
      tree.release(ino);
      engine.hold(tree.id, ino, false);
    });
  }

  #environment(vfs: Vfs): Readonly<Record<string, string>> {
    const { config } = this;
    const env: Record<string, string> = { PATH: DEFAULT_PATH, HOSTNAME: config.hostname, ...config.env };
    // The runtime adds it last, where nobody has said it.
    return env.HOME === undefined ? { ...env, HOME: homeOf(vfs, this.#user) } : env;
  }
}
