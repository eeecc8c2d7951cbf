/**
 * A whole cluster for tests: fake time, a journal in memory, and containers that run until they are told to stop and
 * answer HTTP on their image's ports.
 */
import { FakeClock } from '@/apimachinery';
import { createCluster } from '../cluster';
import type { ClusterOptions, SimCluster } from '../cluster-options';
import type {
  Container,
  ContainerConfig,
  ContainerFs,
  ContainerRuntime,
  ContainerUsage,
  ExitStatus,
  FileContent,
  Process,
  Volume,
} from '../contracts';
import { MemoryJournal } from '../store';

const encoder = new TextEncoder();
const bytesOf = (content: FileContent): Uint8Array =>
  typeof content === 'string' ? encoder.encode(content) : content;
const missing = (path: string) =>
  Object.assign(new Error(`${path}: No such file or directory`), { code: 'ENOENT' });

/** Files by path, no more. */
class MemoryFs implements ContainerFs {
  readonly files = new Map<string, Uint8Array>();

  async readFile(path: string): Promise<Uint8Array> {
    const found = this.files.get(path);
    if (!found) throw missing(path);
    return found;
  }

  async writeFile(path: string, content: FileContent): Promise<void> {
    this.files.set(path, bytesOf(content));
  }

  async readdir(path: string): Promise<readonly string[]> {
    const prefix = path.endsWith('/') ? path : `${path}/`;
    const inside = [...this.files.keys()].filter((file) => file.startsWith(prefix));
    return [...new Set(inside.map((file) => file.slice(prefix.length).split('/')[0] ?? ''))];
  }

  async stat(path: string) {
    const found = this.files.get(path);
    if (!found) throw missing(path);
    return { type: 'file' as const, size: found.length, mode: 0o644 };
  }

  async mkdir(): Promise<void> {}

  async rm(path: string): Promise<void> {
    this.files.delete(path);
  }
}

class FakeContainer implements Container {
  readonly fs = new MemoryFs();
  readonly #config: ContainerConfig;
  readonly #usage: () => ContainerUsage;
  #process: FakeProcess | undefined;

  constructor(config: ContainerConfig, usage: () => ContainerUsage) {
    this.#usage = usage;
    this.#config = config;
  }

  async start(): Promise<Process> {
    const { image, net } = this.#config;
    const answer = { http: async () => new Response(`${image.repository} on ${this.#config.hostname}\n`) };
    const ports = await Promise.all(image.exposedPorts.map((port) => net.listen(port, answer)));
    this.#process = new FakeProcess();
    void this.#process.exited.then(() => {
      for (const port of ports) port.close();
    });
    return this.#process;
  }

  async exec(): Promise<Process> {
    const process = new FakeProcess();
    process.end({ exitCode: 0 });
    return process;
  }

  async usage(): Promise<ContainerUsage> {
    return this.#usage();
  }

  limitMemory(): void {}

  async remove(): Promise<void> {
    this.#process?.signal('SIGKILL');
  }
}

class FakeProcess implements Process {
  end: (status: ExitStatus) => void = () => {};
  readonly exited = new Promise<ExitStatus>((resolve) => {
    this.end = resolve;
  });

  write(): void {}
  closeStdin(): void {}
  resize(): void {}

  signal(name: string): void {
    this.end(name === 'SIGKILL' ? { exitCode: 137, signal: 9 } : { exitCode: 0 });
  }
}

/** Containers without an engine. */
export class FakeContainers implements ContainerRuntime {
  readonly #volumes = new Map<string, Volume>();
  /** What every container was made from, in order. */
  readonly configs: ContainerConfig[] = [];
  /** What every container uses. */
  usage: ContainerUsage = { cores: 0.01, memoryBytes: 8 << 20 };

  /** New containers wait for this. */
  held: Promise<void> | undefined;

  async create(config: ContainerConfig): Promise<Container> {
    this.configs.push(config);
    await this.held;
    return new FakeContainer(config, () => this.usage);
  }

  async volume(id: string): Promise<Volume> {
    const known = this.#volumes.get(id);
    if (known) return known;
    const fs = new MemoryFs();
    const volume: Volume = {
      id,
      fs,
      setFiles: async (files) => {
        fs.files.clear();
        for (const [path, { content }] of Object.entries(files)) fs.files.set(path, bytesOf(content));
      },
      link: async () => {},
      own: async () => {},
      exists: () => true,
      size: () => 0,
      watch: () => () => {},
      remove: async () => {
        this.#volumes.delete(id);
      },
    };
    this.#volumes.set(id, volume);
    return volume;
  }

  readonly state = { name: 'containers', snapshot: () => null, restore: () => {}, replay: () => {} };

  async settled(): Promise<void> {}

  async close(): Promise<void> {}
}

export interface TestCluster {
  readonly cluster: SimCluster;
  readonly clock: FakeClock;
  readonly journal: MemoryJournal;
  readonly containers: FakeContainers;
  /** Defects that parts of the cluster told of. */
  readonly errors: unknown[];
}

/** A cluster of three nodes, or the one that a journal holds. Pulls and starts take no time. */
export async function createTestCluster(
  options: Partial<ClusterOptions> = {},
  from?: { readonly journal: MemoryJournal; readonly clock: FakeClock },
): Promise<TestCluster> {
  const clock = from?.clock ?? new FakeClock();
  const journal = from?.journal ?? new MemoryJournal();
  const containers = new FakeContainers();
  const errors: unknown[] = [];
  const nodes = ['control-plane', 'node01', 'node02'].map((name, i) => ({
    name,
    ...(i === 0 ? { role: 'control-plane' as const } : {}),
  }));
  const creating = createCluster(
    { nodes, latency: { sandboxMs: 0, pullFactor: 0 }, ...options },
    {
      clock,
      seed: 1,
      journal,
      ...(from ? { contents: from.journal.contents() } : {}),
      caCertificate: 'CA',
      serviceAccountKey: await signingKey(),
      spdyHeaders: () => ({ decompress: (block) => Promise.resolve(block), close: () => {} }),
      containers: () => containers,
      turn: nextTurn,
      onError: (error) => errors.push(error),
    },
  );
  return { cluster: await moving(clock, creating), clock, journal, containers, errors };
}

/** A turn of the event loop, as far as there is one everywhere. */
export const nextTurn = (): Promise<void> =>
  new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });

let key: Promise<string> | undefined;

/** One key for all tests: PEM of a P-256 private key. */
function signingKey(): Promise<string> {
  key ??= makeKey();
  return key;
}

async function makeKey(): Promise<string> {
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256' };
  const { privateKey } = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const bytes = new Uint8Array(await crypto.subtle.exportKey('pkcs8', privateKey));
  return `-----BEGIN PRIVATE KEY-----\n${btoa(String.fromCharCode(...bytes))}\n-----END PRIVATE KEY-----\n`;
}

/** Waits for something that needs the clock to be moved, though by no time at all. */
export async function moving<T>(clock: FakeClock, promise: Promise<T>): Promise<T> {
  let done = false;
  const finish = () => {
    done = true;
  };
  promise.then(finish, finish);
  for (let turn = 0; !done && turn < 1_000; turn++) await clock.advance(0);
  return promise;
}
