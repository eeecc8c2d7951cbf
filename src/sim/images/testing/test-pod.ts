/** A container for one program, for tests of images: files in memory, a network of its own, what it printed as text. */
import { FakeClock } from '@/apimachinery';
import type { ContainerFs, FileContent, ImageDefinition, NetworkAccess } from '../../contracts';
import { ClusterNetwork } from '../../net';
import { fixedObjects } from '../../net/testing/objects';

const encoder = new TextEncoder();

/** Files by absolute path; folders exist by what is in them. */
export class MemoryFs implements ContainerFs {
  readonly files = new Map<string, Uint8Array>();
  readonly #folders = new Set<string>(['/']);

  constructor(files: Readonly<Record<string, FileContent>> = {}) {
    for (const [path, content] of Object.entries(files)) this.set(path, content);
  }

  set(path: string, content: FileContent): void {
    this.files.set(path, typeof content === 'string' ? encoder.encode(content) : content);
  }

  text(path: string): string | undefined {
    const bytes = this.files.get(path);
    return bytes && new TextDecoder().decode(bytes);
  }

  async readFile(path: string): Promise<Uint8Array> {
    const found = this.files.get(path);
    if (found) return found;
    throw posix((await this.#isFolder(path)) ? 'EISDIR' : 'ENOENT', path);
  }

  async writeFile(path: string, content: FileContent): Promise<void> {
    this.set(path, content);
  }

  async readdir(path: string): Promise<readonly string[]> {
    if (!(await this.#isFolder(path))) throw posix('ENOENT', path);
    const prefix = path.endsWith('/') ? path : `${path}/`;
    const inside = [...this.files.keys(), ...this.#folders].filter((file) => file.startsWith(prefix));
    const names = inside.map((file) => file.slice(prefix.length).split('/')[0] ?? '');
    return [...new Set(names.filter(Boolean))];
  }

  async stat(path: string) {
    const file = this.files.get(path);
    if (file) return { type: 'file' as const, size: file.length, mode: 0o644 };
    if (await this.#isFolder(path)) return { type: 'directory' as const, size: 4096, mode: 0o755 };
    throw posix('ENOENT', path);
  }

  async mkdir(path: string): Promise<void> {
    this.#folders.add(path);
  }

  async rm(path: string): Promise<void> {
    if (!this.files.delete(path)) throw posix('ENOENT', path);
  }

  async #isFolder(path: string): Promise<boolean> {
    const bare = path.length > 1 ? path.replace(/\/+$/, '') : path;
    return this.#folders.has(bare) || [...this.files.keys()].some((file) => file.startsWith(`${bare}/`));
  }
}

const posix = (code: string, path: string) => Object.assign(new Error(`${code}: ${path}`), { code });

/** No services: names that are not of the pod itself don't resolve. */
export interface TestPod {
  readonly clock: FakeClock;
  readonly fs: MemoryFs;
  readonly net: NetworkAccess;
  /** A second pod that can reach the first. */
  readonly neighbour: NetworkAccess;
  /** Bytes that the program says it holds. */
  held(): number;
  /** Everything printed so far, stdout and stderr together. */
  output(): string;
  /** Runs a program of the image by its command; `signal` ends it. */
  run(
    argv: readonly string[],
    options?: {
      env?: Record<string, string>;
      stdin?: string;
      tty?: boolean;
      uid?: number;
      refusal?: (folder: string) => string | undefined;
    },
  ): {
    readonly exited: Promise<number>;
    signal(number: number): void;
  };
}

export function createTestPod(image: ImageDefinition, files: Readonly<Record<string, string>> = {}): TestPod {
  const clock = new FakeClock();
  const network = new ClusterNetwork({ clock, objects: fixedObjects([]) });
  const attach = (ip: string, hostname: string) =>
    network.attach({ ip, hostname, namespace: 'default', podUid: ip });
  const net = attach('10.244.1.5', 'web');
  const fs = new MemoryFs({ ...image.files, ...files });
  let printed = '';
  let held = 0;
  const print = (chunk: string | Uint8Array) => {
    printed += typeof chunk === 'string' ? chunk : new TextDecoder().decode(chunk);
  };
  return {
    clock,
    fs,
    net,
    neighbour: attach('10.244.1.6', 'client'),
    held: () => held,
    output: () => printed,
    run(argv, { env = {}, stdin = '', tty = false, uid = 0, refusal = () => undefined } = {}) {
      const program = Object.entries(image.programs).find(([path]) => path.endsWith(`/${argv[0]}`))?.[1];
      if (!program) throw new Error(`no program ${argv[0]} in ${image.repository}`);
      const terminated = new AbortController();
      const exited = program({
        argv,
        env: { ...image.env, ...env },
        hostname: 'web',
        uid,
        fs,
        refusal,
        net,
        tty,
        stdin: new Response(stdin).body ?? new ReadableStream(),
        stdout: print,
        stderr: print,
        now: () => clock.now(),
        sleep: (ms) => new Promise((resolve) => void clock.setTimer(ms, resolve)),
        spend: () => {},
        hold: (bytes) => {
          held = bytes;
        },
        terminated: terminated.signal,
      });
      return { exited, signal: (number) => terminated.abort(number) };
    },
  };
}

/** Lets listeners come up. */
export const settled = async (): Promise<void> => {
  for (let turn = 0; turn < 50; turn++) await undefined;
};
