/** For tests of this module: containers on a clock moved by hand, their output gathered. */
import { createRng, FakeClock } from '@/apimachinery';
import type {
  Container,
  ContainerConfig,
  ExitStatus,
  ImageDefinition,
  NetworkAccess,
  Process,
} from '../../contracts';
import { PosixError } from '../errors';
import { type ContainerRuntimeOptions, createContainerRuntime } from '../runtime';

export const BUSYBOX: ImageDefinition = {
  repository: 'busybox',
  tags: ['1.36'],
  sizeBytes: 1,
  pullMs: 0,
  entrypoint: [],
  cmd: ['sh'],
  env: {},
  workingDir: '/',
  exposedPorts: [],
  files: { '/etc/motd': 'hello\n' },
  programs: {},
  userland: 'busybox',
};

export const DEBIAN: ImageDefinition = {
  ...BUSYBOX,
  repository: 'debian',
  userland: 'debian',
  cmd: ['bash'],
};

/** A network where nobody is. */
export const NO_NETWORK: NetworkAccess = {
  ip: '10.244.0.5',
  lookup: async () => [],
  query: async () => ({ status: 'NXDOMAIN', records: [] }),
  dial: async () => {
    throw new PosixError('ECONNREFUSED');
  },
  fetch: async () => {
    throw new PosixError('ECONNREFUSED');
  },
  listen: async () => ({ close: () => {} }),
};

export interface Gathered {
  out: string;
  err: string;
}

/** Lets the engine's macrotasks run. */
export async function turns(count = 50): Promise<void> {
  for (let turn = 0; turn < count; turn++)
    await new Promise<void>((resolve) => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => {
        port1.close();
        resolve();
      };
      port2.postMessage(null);
    });
}

export class Bench {
  readonly clock = new FakeClock();
  readonly runtime;
  #next = 0;

  constructor(options: Partial<ContainerRuntimeOptions> = {}) {
    this.runtime = createContainerRuntime({ clock: this.clock, rng: createRng(7), ...options });
  }

  async container(config: Partial<ContainerConfig> = {}): Promise<Container> {
    return this.runtime.create({
      id: `c${this.#next++}`,
      hostname: 'web',
      image: BUSYBOX,
      argv: ['sleep', 'infinity'],
      env: {},
      mounts: [],
      tty: false,
      etc: { '/etc/hosts': '127.0.0.1\tlocalhost\n10.244.0.5\tweb\n' },
      readOnlyRootFilesystem: false,
      net: NO_NETWORK,
      ...config,
    });
  }

  /** Runs argv to its end, moving the clock as long as it takes. */
  async run(
    container: Container,
    argv: readonly string[],
    { stdin, maxSeconds = 0 }: { stdin?: string; maxSeconds?: number } = {},
  ): Promise<Gathered & ExitStatus> {
    const gathered: Gathered = { out: '', err: '' };
    const process = await container.exec(argv, gatherInto(gathered), {
      tty: false,
      stdin: stdin !== undefined,
    });
    if (stdin !== undefined) {
      process.write(new TextEncoder().encode(stdin));
      process.closeStdin();
    }
    return { ...gathered, ...(await this.finish(process, maxSeconds)), ...gathered };
  }

  async sh(script: string, options: { stdin?: string; maxSeconds?: number; image?: ImageDefinition } = {}) {
    const shell = options.image?.userland === 'debian' ? 'bash' : 'sh';
    const container = await this.container(options.image ? { image: options.image } : {});
    return this.run(container, [shell, '-c', script], options);
  }

  async finish(process: Process, maxSeconds: number): Promise<ExitStatus> {
    let status: ExitStatus | undefined;
    void process.exited.then((ended) => {
      status = ended;
    });
    for (let second = 0; second <= maxSeconds && !status; second++) {
      await turns(second === 0 ? 2000 : 20);
      if (!status) await this.clock.advance(1000);
    }
    if (!status) throw new Error('the process did not end');
    return status;
  }
}

export function gatherInto(gathered: Gathered) {
  const decoder = { out: new TextDecoder(), err: new TextDecoder() };
  return {
    stdout: (chunk: Uint8Array) => {
      gathered.out += decoder.out.decode(chunk, { stream: true });
    },
    stderr: (chunk: Uint8Array) => {
      gathered.err += decoder.err.decode(chunk, { stream: true });
    },
  };
}
