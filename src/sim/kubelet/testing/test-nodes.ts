/**
 * Nodes for tests: a real API server without controllers, fake time, and containers whose commands are read as scripts
 * ("run", "exit 3", "stubborn", "missing", "hold 300" for MiB of memory).
 */
import { FakeClock } from '@/apimachinery';
import {
  type Client,
  type ContainerStatus,
  createClient,
  type Event,
  Informers,
  type Pod,
  type PodSpec,
} from '@/kube';
import { AdmissionChain } from '../../admission';
import { ApiServer, DEFAULT_LIMITS } from '../../apiserver';
import type {
  Container,
  ContainerConfig,
  ContainerRuntime,
  ContainerUsage,
  ExitStatus,
  Process,
  ProcessIo,
  Volume,
} from '../../contracts';
import { builtinImages, createImageRegistry } from '../../images';
import { MemoryFs } from '../../images/testing/test-pod';
import { ClusterNetwork, informedObjects } from '../../net';
import { NodeGateway } from '../../node-gateway';
import { RESOURCES } from '../../resources';
import { decode, mergeType, patchSchema } from '../../schemas';
import { ClusterRng, ObjectStore } from '../../store';
import { startKubelets } from '../kubelets';
import type { Kubelets, NodeSpec } from '../options';

const ADMIN = { name: 'kubernetes-admin', groups: ['system:masters', 'system:authenticated'] };
const encode = (text: string) => new TextEncoder().encode(text);

class ScriptedProcess implements Process {
  end: (status: ExitStatus) => void = () => {};
  readonly signals: string[] = [];
  readonly exited = new Promise<ExitStatus>((resolve) => {
    this.end = resolve;
  });

  constructor(private readonly stubborn = false) {}
  write(): void {}
  closeStdin(): void {}
  resize(): void {}
  signal(name: string): void {
    this.signals.push(name);
    if (name === 'SIGKILL') this.end({ exitCode: 137, signal: 9 });
    else if (!this.stubborn) this.end({ exitCode: 0 });
  }
}

/** A container whose argv says what it does. */
export class ScriptedContainer implements Container {
  readonly fs = new MemoryFs();
  readonly executed: (readonly string[])[] = [];
  process: ScriptedProcess | undefined;
  removed = false;
  memoryLimit: number | undefined;
  #held = 8 << 20;

  constructor(readonly config: ContainerConfig) {
    this.memoryLimit = config.memoryLimit;
  }

  async start(io: ProcessIo): Promise<Process> {
    const [command, argument = ''] = this.config.argv;
    if (command === 'missing') throw new Error('exec: "missing": executable file not found in $PATH');
    const process = new ScriptedProcess(command === 'stubborn');
    this.process = process;
    if (command === 'print') io.stdout(encode(`${argument}\n`));
    if (command === 'message') this.fs.set('/dev/termination-log', argument);
    if (command === 'exit') process.end({ exitCode: Number(argument) });
    if (command === 'message') process.end({ exitCode: 1 });
    if (command === 'hold') this.hold(Number(argument));
    if (command === 'serve')
      await this.config.net.listen(Number(argument), { http: async () => new Response('ok') });
    return process;
  }

  hold(mebibytes: number): void {
    this.#held = mebibytes << 20;
    this.config.memoryChanged?.(this.#held);
  }

  async exec(argv: readonly string[], io: ProcessIo): Promise<Process> {
    this.executed.push(argv);
    const process = new ScriptedProcess();
    if (argv[0] === 'false') io.stderr(encode('it is false'));
    if (argv[0] !== 'hang') process.end({ exitCode: argv[0] === 'false' ? 1 : 0 });
    return process;
  }

  async usage(): Promise<ContainerUsage> {
    return { cores: 0.25, memoryBytes: this.#held };
  }

  limitMemory(bytes: number): void {
    this.memoryLimit = bytes;
  }

  async remove(): Promise<void> {
    this.removed = true;
  }
}

class ScriptedRuntime implements ContainerRuntime {
  readonly containers: ScriptedContainer[] = [];
  readonly volumes = new Map<string, MemoryFs>();
  readonly state = { name: 'containers', snapshot: () => null, restore: () => {}, replay: () => {} };

  async create(config: ContainerConfig): Promise<Container> {
    const container = new ScriptedContainer(config);
    this.containers.push(container);
    return container;
  }

  async volume(id: string): Promise<Volume> {
    const fs = this.volumes.get(id) ?? new MemoryFs();
    this.volumes.set(id, fs);
    return {
      id,
      fs,
      setFiles: async (files) => {
        fs.files.clear();
        for (const [path, { content }] of Object.entries(files)) fs.set(`/${path}`, content);
      },
      link: async (path, target) => fs.set(path, `-> ${target}`),
      own: async () => {},
      exists: () => true,
      size: () => 0,
      watch: () => () => {},
      remove: async () => {
        this.volumes.delete(id);
      },
    };
  }

  async settled(): Promise<void> {}

  async close(): Promise<void> {}
}

export interface TestNodes {
  readonly clock: FakeClock;
  readonly client: Client;
  readonly runtime: ScriptedRuntime;
  readonly kubelets: Kubelets;
  readonly errors: unknown[];
  /** Binds a pod to the first node and lets it start. */
  run(pod: Pod, ms?: number): Promise<Pod>;
  get(name: string): Promise<Pod>;
  /** "Normal Pulled …" in order, with the count of repeated ones. */
  events(): Promise<readonly string[]>;
  /** The newest container of that name of the pod. */
  container(name: string): ScriptedContainer;
  /** Closes the kubelets and starts new ones on the same state. */
  reopen(): Promise<TestNodes>;
}

export async function createTestNodes(nodes: readonly NodeSpec[] = [{ name: 'node01' }]): Promise<TestNodes> {
  const clock = new FakeClock();
  const rng = new ClusterRng(1);
  const gateway = new NodeGateway();
  const server = new ApiServer({
    store: new ObjectStore({ rng, append: () => {} }),
    clock,
    rng,
    admission: new AdmissionChain([]),
    decode,
    patchSchema,
    mergeType,
    limits: DEFAULT_LIMITS,
    definitions: RESOURCES,
    gitVersion: 'v1.35.0',
    node: gateway,
  });
  const client = createClient(server, { user: ADMIN });
  for (const name of ['default', 'kube-node-lease']) await client.namespaces.create(namespace(name));
  return start({ clock, rng, server, client, nodes, runtime: new ScriptedRuntime() });
}

const namespace = (name: string) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } }) as const;

interface World {
  readonly clock: FakeClock;
  readonly rng: ClusterRng;
  readonly server: ApiServer;
  readonly client: Client;
  readonly nodes: readonly NodeSpec[];
  readonly runtime: ScriptedRuntime;
}

async function start(world: World): Promise<TestNodes> {
  const { clock, rng, server, client, nodes, runtime } = world;
  const errors: unknown[] = [];
  const onError = (error: unknown) => errors.push(error);
  const informers = new Informers(client, { clock, onError });
  const kubelets = startKubelets({
    transport: server,
    informers,
    clock,
    rng,
    runtime,
    network: new ClusterNetwork({ clock, objects: informedObjects(informers) }),
    images: createImageRegistry(builtinImages),
    nodes,
    onError,
  });
  await clock.advance(0);
  await kubelets.ready;
  const get = (name: string) => client.pods.get({ namespace: 'default', name });
  return {
    clock,
    client,
    runtime,
    kubelets,
    errors,
    get,
    async run(pod, ms = 10_000) {
      await client.pods.create(pod);
      await clock.advance(ms);
      return get(pod.metadata.name ?? '');
    },
    async events() {
      const { items } = await client.events.list({ namespace: 'default' });
      return items.filter((e) => e.involvedObject.kind === 'Pod').map(describeEvent);
    },
    container(name) {
      const found = runtime.containers.findLast((c) => c.config.env.NAME === name);
      if (!found) throw new Error(`no container ${name} was made`);
      return found;
    },
    async reopen() {
      await kubelets.close();
      informers.stop();
      return start(world);
    },
  };
}

const describeEvent = ({ type, reason, message, count = 1 }: Event): string =>
  `${type} ${reason} ${message}${count > 1 ? ` (x${count})` : ''}`;

/** A pod on node01 with containers that run scripts. */
export function testPod(
  containers: Readonly<Record<string, readonly string[]>>,
  spec: Partial<PodSpec> = {},
): Pod {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'web', namespace: 'default' },
    spec: {
      nodeName: 'node01',
      containers: Object.entries(containers).map(([name, command]) => testContainer(name, command)),
      ...spec,
    },
  };
}

/** Its variable NAME is how tests find it again. */
export const testContainer = (name: string, command: readonly string[]) => ({
  name,
  image: 'busybox:1.36',
  command,
  env: [{ name: 'NAME', value: name }],
});

/** The reasons of the conditions of a status, for short assertions: "Ready=False(ContainersNotReady)". */
export const conditionsOf = ({ status }: Pod): readonly string[] =>
  (status?.conditions ?? []).map((c) => `${c.type}=${c.status}${c.reason ? `(${c.reason})` : ''}`);

/** Of the only container of the pod that tests run. */
export const firstStatus = async (nodes: TestNodes): Promise<ContainerStatus | undefined> =>
  (await nodes.get('web')).status?.containerStatuses?.[0];
